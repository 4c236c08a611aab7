//! Another key in the place of an agent's: asked for on the page, made by the agent, and good from then on in the place of the one before.

use serde_json::{Value, json};

use super::{
    House, refused,
    signer::{Signer, pair},
};
use crate::{acts::on_both, company::Database};

on_both!(another_key_takes_the_place_of_the_first);

/// S4.7: the old key is out with the new one in, the agent goes on where it was, and only its own key's owner can exchange it.
fn another_key_takes_the_place_of_the_first(database: Database) {
    let house = House::open(database);
    let client = house.amend.client();
    let mut signer = house.begun("dc1");
    assert_eq!(signer.ask(&client).json["rotate"], false);
    let asked = house.root.post(&house.path(&format!("/{}/rotate", signer.agent)), &json!({})).expect_status(200).json;
    assert!(asked["rotate_asked_at"].is_string(), "{asked}");
    assert_eq!(signer.ask(&client).json["rotate"], true);

    refused(&Signer::new().of_agent(signer.agent).rotation(&pair()).send(&client), 401, "agent_not_known");
    let other = house.begun("dc2");
    let mut proofless: Value = serde_json::from_slice(&signer.rotation(&pair()).body).unwrap();
    proofless["public_key"] = json!(Signer::new().public());
    let unproven = signer.signed("POST", super::signer::KEY, (0, 0), proofless.to_string().as_bytes());
    refused(&unproven.send(&client), 400, "bad_request");
    // Another agent's key, though its owner would agree.
    refused(&other.rotation_to(&signer).send(&client), 409, "conflict");

    let next = pair();
    signer.rotation(&next).send(&client).expect_status(204);
    let mut turned = signer.turned(next);
    refused(&signer.ask(&client), 401, "agent_not_known");
    let standing = turned.ask(&client).expect_status(200).json;
    assert_eq!(
        (&standing["rotate"], &standing["epoch"]),
        (&json!(false), &json!(1)),
        "it goes on where it was: {standing}"
    );
    refused(&signer.beginning().send(&client), 401, "agent_not_known");
    let listed = house.listed("dc1");
    assert!(listed["rotated_at"].is_string() && listed["rotate_asked_at"].is_null(), "{listed}");
    let row = &house.audit("agent.key")[0];
    assert_eq!(row["by"], "agent dc1", "{row}");
    assert_eq!(house.audit("agent.ask_rotation").len(), 1);
}

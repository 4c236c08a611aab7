//! Becoming an agent: by a code that is good once, for ten minutes, for a source that agents read.

use amend_tests::client::Client;
use serde_json::{Value, json};

use super::{
    House, by_agent, refused, save,
    signer::{ENROL, Signer},
};
use crate::{acts::on_both, company::Database};

on_both!(
    a_code_makes_one_agent,
    what_is_no_code_makes_none,
    codes_cannot_be_tried_for_long,
    both_ways_at_once_are_refused
);

/// S4.7: the code is told once and kept nowhere; whoever shows it with a key becomes the agent, and nobody else after that.
fn a_code_makes_one_agent(database: Database) {
    let house = House::open(database);
    let visitor = house.amend.client();
    let invited = house.invited("dc1");
    let code = invited["code"].as_str().unwrap().to_owned();
    assert_eq!(code.len(), 34, "28 letters of five bits, in groups: {code}");
    let listed = house.listed("dc1");
    assert_eq!((&listed["state"], &listed["created_by"]), (&json!("invited"), &json!("local-admin")), "{listed}");
    assert_eq!(listed["code_until"], invited["code_until"]);
    assert!(!listed.to_string().contains(&code), "{listed}");
    assert!(!house.amend.log().contains(&code) && !house.amend.log().contains(&code.replace('-', "")));

    let signer = Signer::new();
    // However it is typed.
    let typed = code.to_lowercase().replace('-', " ");
    let enrolled = signer.enrol(&visitor, &typed).expect_status(200).json;
    assert_eq!((&enrolled["agent"], &enrolled["source_name"]), (&invited["id"], &json!("corp")), "{enrolled}");
    // The answer was lost: the same key asks again.
    assert_eq!(signer.enrol(&visitor, &code).expect_status(200).json["agent"], invited["id"]);
    refused(&Signer::new().enrol(&visitor, &code), 401, "agent_not_known");
    let listed = house.listed("dc1");
    assert_eq!(
        (&listed["state"], &listed["host"], &listed["code_until"]),
        (&json!("away"), &json!("dc1"), &Value::Null)
    );
    house.sql("update agent set code_until_at = 1");
    refused(&signer.enrol(&visitor, &code), 401, "agent_not_known");

    let row = &house.audit("agent.enrol")[0];
    assert_eq!((&row["by"], &row["detail"]["host"]), (&json!("agent dc1"), &json!("dc1")), "{row}");
    assert_eq!(house.audit("agent.enrol").len(), 1);
    assert_eq!(house.audit("agent.refused").len(), 2);
    assert_eq!(house.audit("agent.invite")[0]["by"], "local-admin");
}

/// S4.7: guesses, codes that ran out, that were replaced or revoked, and keys whose owner does not ask.
fn what_is_no_code_makes_none(database: Database) {
    let house = House::open(database);
    let visitor = house.amend.client();
    let signer = Signer::new();
    let first = house.invited("dc1")["code"].as_str().unwrap().to_owned();
    let second = house.invited("dc1")["code"].as_str().unwrap().to_owned();
    assert_eq!(house.root.get(&house.path("")).json.as_array().unwrap().len(), 1, "the same agent has another code");
    let swapped = format!("{}{}", if second.starts_with('0') { '1' } else { '0' }, &second[1..]);
    for wrong in [first.as_str(), "", "0", &swapped, &second[1..], "é", &"0".repeat(5000)] {
        refused(&signer.enrol(&visitor, wrong), 401, "agent_not_known");
    }
    // Somebody who has seen the key has not got it.
    let mut stolen = signer.enrolment(&second);
    stolen["public_key"] = json!(Signer::new().public());
    for body in [
        stolen,
        json!({ "code": second, "public_key": "AAAA", "proof": "AAAA", "version": "1", "host": "x" }),
        json!({ "code": second }),
        json!({ "code": second, "public_key": signer.public(), "proof": "", "version": "1", "host": "x" }),
    ] {
        refused(&visitor.post(ENROL, &body), 400, "bad_request");
    }
    let mut long = signer.enrolment(&second);
    long["host"] = json!("h".repeat(256));
    refused(&visitor.post(ENROL, &long), 400, "bad_request");

    house.sql("update agent set code_until_at = 1");
    assert_eq!(house.listed("dc1")["state"], "expired");
    refused(&signer.enrol(&visitor, &second), 401, "agent_not_known");
    let third = house.invited("dc1");
    let agent = third["id"].as_i64().unwrap();
    house.root.delete(&house.path(&format!("/{agent}"))).expect_status(204);
    house.root.delete(&house.path(&format!("/{agent}"))).expect_status(204);
    assert_eq!(house.audit("agent.revoke").len(), 1);
    refused(&signer.enrol(&visitor, third["code"].as_str().unwrap()), 401, "agent_not_known");

    // A name is free again when its agent was revoked, and taken while it is not; a key is one agent's.
    let mut again = house.enrolled("dc1");
    assert_ne!(again.agent, agent);
    refused(&house.root.post(&house.path(""), &json!({ "name": "dc1" })), 409, "conflict");
    let other = house.invited("dc2")["code"].as_str().unwrap().to_owned();
    refused(&again.enrol(&visitor, &other), 409, "conflict");
    again.begin(&visitor).expect_status(200);
    for name in ["", " ", &"n".repeat(64), "a\nb"] {
        refused(&house.root.post(&house.path(""), &json!({ "name": name })), 400, "bad_request");
    }
    house.root.post("/api/v1/sources/999/agents", &json!({ "name": "x" })).expect_status(404);
    house.root.get("/api/v1/sources/999/agents").expect_status(404);
    let another = by_agent(&house.root, "other");
    let foreign = format!("/api/v1/sources/{another}/agents/{}", again.agent);
    house.root.delete(&foreign).expect_status(404);
    house.root.post(&format!("{foreign}/rotate"), &json!({})).expect_status(404);
}

/// SEC8: attempts are counted by address.
fn codes_cannot_be_tried_for_long(database: Database) {
    let house = House::open_with(database, 5);
    let visitor = house.amend.client();
    let signer = Signer::new();
    for _ in 0..5 {
        refused(&signer.enrol(&visitor, "0000"), 401, "agent_not_known");
    }
    let answer = signer.enrol(&visitor, house.invited("dc1")["code"].as_str().unwrap());
    refused(&answer, 429, "too_many_requests");
    assert!(answer.headers.contains_key("retry-after"));
}

/// S4.2, S4.5: a source that is read directly has no agents, one that agents read keeps neither address nor account, and turning one into the other
/// says so.
fn both_ways_at_once_are_refused(database: Database) {
    let house = House::open(database);
    let root: &Client = &house.root;
    let direct = root.post("/api/v1/sources", &json!({ "name": "direct" })).expect_status(201).json;
    let direct = direct["id"].as_i64().unwrap();
    refused(&root.post(&format!("/api/v1/sources/{direct}/agents"), &json!({ "name": "dc1" })), 409, "conflict");
    let connection = |source: i64| root.get(&format!("/api/v1/sources/{source}/setup")).expect_status(200).json;

    for (field, value) in [
        ("url", "ldaps://dc1.example"),
        ("bind_dn", "cn=canary-account"),
        ("ca_pem", "-----BEGIN CERTIFICATE-----"),
        ("pin_sha256", &"ab".repeat(32)),
    ] {
        let mut wanted = connection(house.source)["connection"].clone();
        wanted[field] = json!(value);
        let answer = save(root, house.source, &json!({ "connection": wanted }));
        refused(&answer, 400, "bad_request");
        assert!(
            answer.json["detail"].as_str().unwrap().contains(&format!("`connection.{field}`")),
            "{}",
            answer.text()
        );
    }
    refused(&save(root, house.source, &json!({ "password": "canary-password" })), 400, "bad_request");
    refused(&save(root, direct, &json!({ "via": "agent", "password": "canary-password" })), 400, "bad_request");

    // What it kept before is forgotten.
    let mut known = connection(direct)["connection"].clone();
    known["url"] = json!("ldaps://canary-host.example");
    known["bind_dn"] = json!("cn=canary-account");
    known["base"] = json!("dc=example");
    save(root, direct, &json!({ "connection": known, "password": "canary-password" })).expect_status(200);
    let turned = save(root, direct, &json!({ "via": "agent" })).expect_status(200).json;
    assert_eq!(
        (&turned["via"], &turned["has_password"], &turned["connection"]["url"]),
        (&json!("agent"), &json!(false), &json!(""))
    );
    assert_eq!(turned["connection"]["base"], "dc=example");
    assert_eq!(root.get(&format!("/api/v1/sources/{direct}")).json["via"], "agent");
    let stored =
        house.sql("select coalesce(connection, ''), coalesce(settings, ''), coalesce(secret, '-') from source");
    assert!(!stored.contains("canary"), "{stored}");
    let row = &house.audit("source.set_up")[0];
    assert_eq!(row["detail"]["via"], "agent", "{row}");

    // Back again: the agents are not let in any more, and are when it is theirs once more.
    let mut signer = house.begun("dc1");
    let visitor = house.amend.client();
    let code = house.invited("dc2")["code"].as_str().unwrap().to_owned();
    save(root, house.source, &json!({ "via": "direct" })).expect_status(200);
    refused(&signer.ask(&visitor), 409, "conflict");
    refused(&signer.begin(&visitor), 409, "conflict");
    refused(&Signer::new().enrol(&visitor, &code), 409, "conflict");
    save(root, house.source, &json!({ "via": "agent" })).expect_status(200);
    signer.ask(&visitor).expect_status(200);
}

//! Two processes with one identity, and several agents of one source: one works at a time, whoever is superseded is told, and nobody waits for who is
//! gone.

use serde_json::json;

use super::{House, refused};
use crate::{acts::on_both, company::Database};

on_both!(the_younger_of_two_clones_goes_on, another_agent_takes_over, a_server_that_was_put_back_is_told_anew);

/// A4, SEC8: the process that started last goes on; the other one is told, and the page shows that there are two.
fn the_younger_of_two_clones_goes_on(database: Database) {
    let house = House::open(database);
    let client = house.amend.client();
    let mut first = house.begun("dc1");
    first.ask(&client).expect_status(200);
    let mut clone = first.copied();
    // Both would send the same number next: one of them is late.
    first.ask(&client).expect_status(200);
    refused(&clone.ask(&client), 401, "replayed");
    clone.begin(&client).expect_status(200);
    clone.ask(&client).expect_status(200);
    for _ in 0..3 {
        refused(&first.ask(&client), 409, "other_process");
    }
    let listed = house.listed("dc1");
    assert_eq!((&listed["turned_away"], &listed["starts"], &listed["state"]), (&json!(3), &json!(2), &json!("active")));
    assert!(listed["turned_away_at"].is_string());
    clone.ask(&client).expect_status(200);
    let starts = house.audit("agent.begin");
    assert_eq!((starts.len(), &starts[0]["detail"]["start"]), (2, &json!(2)), "{starts:?}");
}

/// S4.7: the one that asks first works; another one does when it has not been heard of for a while, and the first one then stands by.
fn another_agent_takes_over(database: Database) {
    let house = House::open(database);
    let client = house.amend.client();
    let (mut first, mut second) = (house.begun("dc1"), house.begun("dc2"));
    let is_active = |answer: amend_tests::client::Response| answer.expect_status(200).json["is_active"] == true;
    assert!(is_active(first.ask(&client)) && !is_active(second.ask(&client)) && is_active(first.ask(&client)));
    house.sql("update agent_active set until_at = 1");
    assert!(is_active(second.ask(&client)), "the first one was silent for too long");
    assert!(!is_active(first.ask(&client)) && is_active(second.ask(&client)));
    assert_eq!((&house.listed("dc1")["state"], &house.listed("dc2")["state"]), (&json!("standby"), &json!("active")));
    house.sql("update agent set last_contact_at = 1");
    house.sql("update agent_active set until_at = 1");
    assert_eq!((&house.listed("dc1")["state"], &house.listed("dc2")["state"]), (&json!("away"), &json!("away")));
}

/// A database from yesterday's backup knows fewer starts than the agent; it is asked to start anew, and nothing else is taken meanwhile.
fn a_server_that_was_put_back_is_told_anew(database: Database) {
    let house = House::open(database);
    let client = house.amend.client();
    let mut signer = house.begun("dc1");
    signer.begin(&client).expect_status(200);
    house.sql("update agent set epoch = 1");
    refused(&signer.ask(&client), 409, "not_begun");
    assert_eq!(signer.begin(&client).expect_status(200).json["epoch"], 2);
    signer.ask(&client).expect_status(200);
}

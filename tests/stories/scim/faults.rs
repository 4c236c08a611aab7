//! Out of order, in a hurry, cut off and killed: each value is written once, and nothing is lost.

use amend_tests::scim::Says;

use super::*;
use crate::acts::on_both;

on_both!(an_answer_that_is_lost_is_looked_up, who_is_killed_while_writing_writes_once);

/// B3, P38: the service has done it, but the answer did not arrive: it is not written again, and is delivered with a receipt.
fn an_answer_that_is_lost_is_looked_up(database: Database) {
    let town = Town::on(database);
    town.front.says("PATCH", Says::Lost);
    town.approve("title", "Chief");
    let failed = town.wait_for_item("title", "failed");
    assert!(failed["reason"].as_str().unwrap().contains("is not known"), "{failed}");
    assert_eq!(town.emma()["title"], "Chief");
    town.wait_for_trouble("");
    town.front.says("PATCH", Says::Through);
    town.hurry();
    let done = town.wait_for_item("title", "done");
    assert!(done["receipt"].as_str().unwrap().starts_with("scim:there"), "{done}");
    assert_eq!(town.front.asked("PATCH"), 1);
    assert_eq!(town.told()["writing"]["trouble"], Value::Null);
}

/// A2, I2, I8: killed between the service's doing and the noting, and started again: whoever takes over after the lease looks and writes nothing.
fn who_is_killed_while_writing_writes_once(database: Database) {
    let mut town = Town::on(database);
    town.front.says("PATCH", Says::Held);
    town.approve("title", "Chief");
    wait_for("the write", || (town.emma()["title"] == "Chief").then_some(()));
    town.company.amend.kill9();
    town.front.says("PATCH", Says::Through);
    town.company.amend.serve().unwrap();
    town.company.root = town.company.amend.administrator().unwrap();
    town.anna = town.company.signed_in(people::ADMIN);
    let done = town.wait_for_item("title", "done");
    assert!(done["receipt"].as_str().unwrap().starts_with("scim:there"), "{done}");
    assert_eq!(town.front.asked("PATCH"), 1);
    assert_eq!(town.company.sql("select count(*) from item where state = 'done'").trim(), "1");
    assert!(town.company.amend.cli(&["check"], "").unwrap().contains("the chain is whole"));
}

/// B3: a service that asks to be left alone is, for as long as it asks; one that is out of order is tried again; neither parks anything.
#[test]
fn a_service_that_cannot_now_is_left_alone() {
    let town = Town::on(Database::Sqlite);
    town.front.says("PATCH", Says::Instead(429, "retry-after: 7200\r\n"));
    town.approve("title", "Chief");
    let failed = town.wait_for_item("title", "failed");
    assert!(failed["reason"].as_str().unwrap().contains("429"), "{failed}");
    let told = town.wait_for_trouble("429");
    let rest = "select (write_next_at - (select max(moved_at) from item)) / 1000 from target where kind = 'scim'";
    let seconds: i64 = town.company.sql(rest).trim().parse().unwrap();
    assert!((7195..=7260).contains(&seconds), "{seconds}: {told}");

    town.front.says("GET", Says::Instead(503, ""));
    town.hurry();
    town.wait_for_trouble("503");
    town.front.says("GET", Says::Through);
    town.hurry();
    town.wait_for_item("title", "done");
    assert_eq!(
        (town.emma()["title"].clone(), town.told()["writing"]["trouble"].clone()),
        (json!("Chief"), Value::Null)
    );
}

/// A token that ended is the whole target's trouble and costs no value an attempt; what the service refuses is one value's.
#[test]
fn a_token_that_ended_parks_nothing_and_a_refusal_does() {
    let town = Town::on(Database::Sqlite);
    town.front.says("GET", Says::Instead(401, ""));
    town.approve("title", "Chief");
    town.wait_for_trouble("does not take the token");
    let item = town.items().remove(0);
    assert_eq!((&item["state"], &item["attempts"]), (&json!("waiting"), &json!(0)), "{item}");

    town.front.says("PATCH", Says::Instead(400, ""));
    town.hurry();
    let parked = town.wait_for_item("title", "parked");
    assert!(parked["reason"].as_str().unwrap().starts_with("the service does not take this: 400"), "{parked}");
    assert_eq!(town.told()["writing"]["trouble"], Value::Null);
    town.front.says("PATCH", Says::Through);
    town.approve("city", "Bergen");
    town.wait_for_item("city", "done");
    town.company.root.post("/api/v1/items/retry", &json!({ "items": [parked["id"]] })).expect_status(200);
    town.wait_for_item("title", "done");
}

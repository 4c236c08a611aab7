//! What becomes of what is on its way when its row of the template is switched off.

use amend_tests::{client::Client, people};
use serde_json::{Value, json};

use super::{add, edit, make, set};
use crate::{
    acts::on_both,
    company::{Company, Database, change_state},
    staff::approved,
};

on_both!(what_waits_by_a_row_that_is_off_waits_on);

/// The reason why such an item is left out begins so.
const OFF: &str = "its row of the template is switched off";

/// The item of an attribute in the queue of the directory.
#[track_caller]
fn item(client: &Client, attribute: &str) -> Value {
    let page = client.get("/api/v1/targets/1/items?limit=200").expect_status(200).json;
    let found = page["items"].as_array().unwrap().iter().find(|item| item["attribute"] == attribute).cloned();
    found.unwrap_or_else(|| panic!("no {attribute} in {page}"))
}

/// S3.2, S3.14, P22, I1: an approved change whose row is switched off stays approved and waits, says why, and is in no file, also not in one that was made
/// before; back on, it goes; taken back, it is cancelled. What was only worked out from a row is cancelled with the reason, and comes anew.
fn what_waits_by_a_row_that_is_off_waits_on(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let directory = json!(1);
    approved(&emma, &anna, "room", "4.44");
    approved(&emma, &anna, "city", "Bergen");
    let ask = json!({ "target": 1, "profile": "machine", "key": "username" });
    let export = anna.post("/api/v1/exports", &ask).expect_status(201).json;
    assert_eq!(export["items"], 2);

    set(&anna, &directory, "roomNumber", &json!({ "on": false })).expect_status(200);
    let room = item(&anna, "room");
    assert_eq!((&room["state"], &room["off"], &room["name"]), (&json!("queued"), &json!(true), &json!("roomNumber")));
    assert!(room["reason"].as_str().unwrap().starts_with(OFF), "{room}");
    assert_eq!(item(&anna, "city")["off"], Value::Null);
    let file = anna.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(200).text();
    assert_eq!(file, "username,l\r\nemma.larsen,Bergen\r\n", "the file leaves out what was switched off since");
    let room = item(&anna, "room");
    assert_eq!(
        (&room["state"], &room["off"], &room["change_state"]),
        (&json!("waiting"), &json!(true), &json!("approved"))
    );
    let none = anna.post("/api/v1/exports", &ask).expect_status(409).json;
    assert!(none["detail"].as_str().unwrap().contains("its rows of the template are off"), "{none}");
    company.sync();
    assert_eq!(change_state(&Company::profile(&emma), "room"), "approved", "it is neither lost nor sent");

    // The list of what is stuck says so too.
    company.sql("update change set approved_at = 1 where state = 'approved'");
    let late = anna.get("/api/v1/overdue").expect_status(200).json;
    assert_eq!((&late["total"], &late["items"][0]["off"]), (&json!(1), &json!(true)), "{late}");

    set(&anna, &directory, "roomNumber", &json!({ "on": true })).expect_status(200);
    let room = item(&anna, "room");
    assert_eq!((&room["off"], &room["reason"]), (&Value::Null, &Value::Null), "{room}");
    let export = anna.post("/api/v1/exports", &ask).expect_status(201).json;
    let file = anna.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(200).text();
    assert_eq!(file, "username,roomNumber\r\nemma.larsen,4.44\r\n");

    // Taken back while its row is off, it is cancelled.
    let change = approved(&emma, &anna, "street", "Storgata 1");
    set(&anna, &directory, "street", &json!({ "on": false })).expect_status(200);
    emma.post(&format!("/api/v1/changes/{}/withdraw", change["id"]), &json!({})).expect_status(200);
    let sent = |what: &str| company.sql(what).trim().to_owned();
    assert_eq!(sent(&format!("select state from item where change_id = {}", change["id"])), "cancelled");

    // Of another system's file: nobody approved the values themselves.
    let crm = make(&anna, "crm");
    add(&anna, &crm, &json!({ "attribute": "city", "name": "place" })).expect_status(200);
    let ask = json!({ "target": crm, "profile": "machine", "key": "username" });
    let export = anna.post("/api/v1/exports", &ask).expect_status(201).json;
    set(&anna, &crm, "place", &json!({ "on": false })).expect_status(200);
    let states = format!("select distinct state || ': ' || reason from item where target_id = {crm}");
    assert_eq!(sent(&states), "cancelled: its row was switched off");
    anna.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(409);
    set(&anna, &crm, "place", &json!({ "on": true })).expect_status(200);
    let again = anna.post("/api/v1/exports", &ask).expect_status(201).json;
    assert_eq!(again["items"], export["items"]);
    a_target_that_is_given_up_keeps_its_name_in_lists(&anna, &crm, &again);
}

/// S3.2, S3.17: its files stay in the list under the name that it had, marked as given up, also where another target has the name by now.
fn a_target_that_is_given_up_keeps_its_name_in_lists(anna: &Client, crm: &Value, export: &Value) {
    let told = |export: &Value| (export["target_name"].clone(), export["given_up"].clone());
    assert_eq!(told(export), (json!("crm"), Value::Null));
    edit(anna, "DELETE", crm, "?confirmed=true", None).expect_status(204);
    let other = make(anna, "crm");
    let exports = anna.get("/api/v1/exports?limit=200").expect_status(200).json;
    let of = |target: &Value| -> Vec<Value> {
        exports["items"].as_array().unwrap().iter().filter(|export| export["target"] == *target).cloned().collect()
    };
    assert!(of(&other).is_empty() && of(crm).len() == 2, "{exports}");
    assert!(of(crm).iter().all(|export| told(export) == (json!("crm"), json!(true))), "{exports}");
    assert!(of(&json!(1)).iter().all(|export| told(export) == (json!("corp"), Value::Null)), "{exports}");
}

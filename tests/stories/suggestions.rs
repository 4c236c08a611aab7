//! What is locked may be suggested, and what has given way may be proposed again (X21, X1): requests that somebody decides on, never edits that pass.

use amend_tests::{client::Response, people};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database, change_state, field},
    staff::{audit, decide, id_of, set, waiting, with_role},
};

on_both!(
    a_correction_of_what_the_directory_rules_is_suggested,
    only_what_is_locked_and_seen_is_suggested,
    what_has_given_way_is_proposed_again,
);

/// Sends values of which some are suggested.
fn suggest(client: &amend_tests::client::Client, values: &Value, names: &[&str], why: Option<&str>) -> Response {
    let tag = format!("\"{}\"", Company::profile(client)["version"]);
    let body = json!({ "values": values, "suggest": names, "comment": why });
    client.send("PATCH", "/api/v1/me", &[("if-match", &tag)], Some(&body)).unwrap()
}

/// X21, T6: it is shown beside the directory's value, administrators decide whatever the attribute's approval says, and it is exported and confirmed
/// as every change.
fn a_correction_of_what_the_directory_rules_is_suggested(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let manager = company.signed_in(people::MANAGER);
    set(&anna, "title", &json!({ "authority": "directory", "approval": "none" })).expect_status(200);
    let profile = Company::profile(&emma);
    assert_eq!(field(&profile, "title")["may_suggest"], true);
    let before = field(&profile, "title")["value"].clone();
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(422);
    let unexplained = suggest(&emma, &json!({ "title": "Account Manager" }), &["title"], None).expect_status(400);
    assert!(unexplained.json["detail"].as_str().unwrap().contains("reason"), "{}", unexplained.text());
    let invalid = suggest(&emma, &json!({ "title": "x".repeat(5000) }), &["title"], Some("why")).expect_status(422);
    assert!(invalid.json["problems"]["title"].is_array(), "it is checked as every value: {}", invalid.text());

    suggest(&emma, &json!({ "title": "Account Manager" }), &["title"], Some("A letter was lost")).expect_status(200);
    let profile = Company::profile(&emma);
    let title = field(&profile, "title");
    assert_eq!((&title["value"], &title["change"]["state"]), (&before, &json!("pending")), "nobody was asked yet");
    assert_eq!((&title["change"]["suggested"], &title["change"]["new"]), (&json!(true), &json!("Account Manager")));
    let seen = manager.get("/api/v1/approvals").expect_status(200).json;
    assert_eq!(seen["total"], 0, "managers do not decide on what is locked: {seen}");
    let change = waiting(&anna, "title");
    assert_eq!((&change["suggested"], &change["comment"]), (&json!(true), &json!("A letter was lost")));
    let refused = decide(&manager, &change, "approve", None);
    assert!(matches!(refused["problem"]["status"].as_u64(), Some(403 | 404)), "{refused}");
    assert_eq!(decide(&anna, &change, "approve", None)["state"], "approved", "the lock holds it not up");
    assert!(company.export().contains("Account Manager"));
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Account Manager\n");
    company.sync();
    assert_eq!(change_state(&Company::profile(&emma), "title"), "confirmed");
    let noted = audit(&company, "change.propose").into_iter().find(|row| row["attribute"] == "title").unwrap();
    assert_eq!(noted["detail"]["suggested"], true, "{noted}");
}

/// I7, SEC2: hidden answers as unknown, open is edited as ever, and nobody suggests for others.
fn only_what_is_locked_and_seen_is_suggested(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    set(&anna, "room", &json!({ "locked": true, "approval": "none" })).expect_status(200);
    set(&anna, "title", &json!({ "visible": false })).expect_status(200);
    set(&anna, "street", &json!({ "approval": "none" })).expect_status(200);
    let hidden = suggest(&emma, &json!({ "title": "x" }), &["title"], Some("why")).expect_status(422).json;
    let unknown =
        suggest(&emma, &json!({ "nothing_such": "x" }), &["nothing_such"], Some("why")).expect_status(422).json;
    assert_eq!(hidden["problems"]["title"][0]["code"], unknown["problems"]["nothing_such"][0]["code"]);
    let values = json!({ "room": "4.01", "street": "Storgata 1" });
    suggest(&emma, &values, &["room", "street"], Some("I have moved")).expect_status(200);
    let profile = Company::profile(&emma);
    assert_eq!(field(&profile, "room")["change"]["state"], "pending", "whatever its approval says");
    assert_eq!(field(&profile, "street")["change"]["state"], "approved", "it is open, so it is an edit");
    assert!(field(&profile, "street")["change"].get("suggested").is_none());
    let desk = with_role(&company, &crate::staff::somebody(&company, 0), "service-desk");
    let path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
    let tag = format!("\"{}\"", desk.get(&path).expect_status(200).json["version"]);
    let body = json!({ "values": { "room": "5" }, "suggest": ["room"], "comment": "for her" });
    desk.send("PATCH", &path, &[("if-match", &tag)], Some(&body)).unwrap().expect_status(403);

    // The lock that it was suggested under does not hold it up.
    let room = waiting(&anna, "room");
    assert!(room.get("held").is_none(), "{room}");
    assert_eq!(decide(&anna, &room, "reject", Some("Ask the reception"))["state"], "rejected");
}

/// X1, X16: one click proposes the earlier value again, under the policy of now; what stands already is told so and stores nothing.
fn what_has_given_way_is_proposed_again(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let person = company.person(people::EMPLOYEE);
    set(&anna, "title", &json!({ "authority": "fill" })).expect_status(200);
    company.in_directory(people::EMPLOYEE, "delete: title\n");
    company.sync();
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    company.in_directory(people::EMPLOYEE, "add: title\ntitle: Clerk\n");
    company.sync();
    let lost = company.change(&person, "title");
    assert_eq!((&lost["state"], &lost["notice"]), (&json!("superseded"), &json!("filled_by_directory")));
    let mine = emma.get("/api/v1/me/changes").expect_status(200).json["items"][0].clone();
    assert_eq!(mine["may_renew"], true, "{mine}");
    let renew =
        |reason: Value| emma.post(&format!("/api/v1/changes/{}/renew", lost["id"]), &json!({ "reason": reason }));
    let again = renew(json!("The directory is wrong")).expect_status(200).json;
    assert_eq!(
        (&again["state"], &again["new"], &again["old"], &again["suggested"]),
        (&json!("pending"), &json!("Account Manager"), &json!("Clerk"), &json!(true)),
        "the directory has filled it, so it is a suggestion: {again}"
    );
    let count = company.changes_of(&person).len();
    let version = Company::profile(&emma)["version"].clone();
    renew(Value::Null).expect_status(409);
    assert_eq!(company.changes_of(&person).len(), count, "it waits already");
    assert_eq!(Company::profile(&emma)["version"], version);
    let other = company.signed_in(&crate::staff::somebody(&company, 0));
    let path = format!("/api/v1/changes/{}/renew", lost["id"]);
    other.post(&path, &json!({})).expect_status(404);
    // An administrator proposes it as their own edit, which asks nobody.
    let waits = waiting(&anna, "title");
    decide(&anna, &waits, "reject", Some("Wait"));
    let by_anna = anna.post(&path, &json!({})).expect_status(200).json;
    assert_eq!((&by_anna["state"], &by_anna["new"]), (&json!("approved"), &json!("Account Manager")), "{by_anna}");
}

//! Conflicts as the person settles them, and as administrators see them all (X1): nothing that anybody typed goes without a word.

use amend_tests::{amend::Options, client::Client, people};
use serde_json::{Value, json};

use crate::{
    acts::{on_both, rows},
    company::{Company, Database, change_state, field},
    staff::{decide, decision, id_of, set, somebody, waiting},
};

on_both!(one_settles_ones_own_conflict, a_conflict_follows_the_directory, conflicts_are_settled_by_rule);

/// A title of hers that waits, and a directory that says something else meanwhile.
fn in_conflict(company: &Company, who: &Client, username: &str) {
    Company::propose(who, &json!({ "title": "Account Manager" })).expect_status(200);
    company.in_directory(username, "replace: title\ntitle: Sales Agent\n");
    company.sync();
    assert_eq!(change_state(&Company::profile(who), "title"), "conflict");
}

fn settle(client: &Client, change: &Value, choice: &str) -> amend_tests::client::Response {
    let body = json!({ "version": change["version"], "choice": choice });
    client.post(&format!("/api/v1/changes/{}/settle", change["id"]), &body)
}

/// X1, P6: taking theirs ends it with a word; keeping mine asks an approver, against what the directory says now; typing something else takes its place.
fn one_settles_ones_own_conflict(database: Database) {
    let company = Company::open_with(database, 10, Options::default());
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    in_conflict(&company, &emma, people::EMPLOYEE);
    let mine = rows(&emma.get("/api/v1/me/conflicts").expect_status(200).json);
    let conflict = mine[0].clone();
    assert_eq!((mine.len(), &conflict["may_settle"]), (1, &json!(true)));
    assert_eq!((&conflict["old"], &conflict["theirs"]), (&json!("Account Manger"), &json!("Sales Agent")));
    assert_eq!(conflict["theirs_from"]["source"], "corp", "when and by which directory is said: {conflict}");

    // Others, and approvers in the person's place, are refused.
    settle(&company.signed_in(&somebody(&company, 0)), &conflict, "take_theirs").expect_status(404);
    settle(&anna, &conflict, "take_theirs").expect_status(403);
    let mut old = conflict.clone();
    old["version"] = json!(1);
    assert_eq!(settle(&emma, &old, "take_theirs").expect_status(409).json["code"], "stale");

    let kept = settle(&emma, &conflict, "keep_mine").expect_status(200).json;
    assert_eq!((&kept["state"], &kept["old"]), (&json!("pending"), &json!("Sales Agent")), "{kept}");
    settle(&emma, &kept, "take_theirs").expect_status(409);
    decide(&anna, &waiting(&anna, "title"), "approve", None);
    assert_eq!(field(&Company::profile(&emma), "title")["value"], "Account Manager");

    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Clerk\n");
    company.sync();
    let conflict = rows(&emma.get("/api/v1/me/conflicts").expect_status(200).json)[0].clone();
    let taken = settle(&emma, &conflict, "take_theirs").expect_status(200).json;
    assert_eq!((&taken["state"], &taken["notice"]), (&json!("superseded"), &json!("theirs_chosen")), "{taken}");
    assert_eq!(field(&Company::profile(&emma), "title")["value"], "Clerk");
    assert_eq!(taken["may_renew"], true, "what was typed is there still, and can be proposed again");
    assert!(rows(&emma.get("/api/v1/me/conflicts").expect_status(200).json).is_empty());

    // A new value in the place of both.
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Account Manger\n");
    company.sync();
    in_conflict(&company, &emma, people::EMPLOYEE);
    Company::propose(&emma, &json!({ "title": "Head of Sales" })).expect_status(200);
    let change = company.change(&company.person(people::EMPLOYEE), "title");
    assert_eq!((&change["state"], &change["old"]), (&json!("pending"), &json!("Sales Agent")), "{change}");

    // Where nobody is asked, keeping mine asks nobody; what was locked since is not kept.
    set(&anna, "room", &json!({ "approval": "none" })).expect_status(200);
    Company::propose(&emma, &json!({ "room": "1" })).expect_status(200);
    let room_collides = |room: &str| {
        company.in_directory(people::EMPLOYEE, &format!("replace: roomNumber\nroomNumber: {room}\n"));
        company.sync();
        rows(&emma.get("/api/v1/me/conflicts").expect_status(200).json)[0].clone()
    };
    let conflict = room_collides("2");
    assert_eq!(settle(&emma, &conflict, "keep_mine").expect_status(200).json["state"], "approved");
    let conflict = room_collides("3");
    set(&anna, "room", &json!({ "locked": true })).expect_status(200);
    let refused = settle(&emma, &conflict, "keep_mine").expect_status(409);
    assert!(refused.json["detail"].as_str().unwrap().contains("locked since"), "{}", refused.text());
    assert_eq!(settle(&emma, &conflict, "take_theirs").expect_status(200).json["state"], "superseded");
}

/// X1: whoever chooses is shown what the directory says now, and a choice by what it said before is refused.
fn a_conflict_follows_the_directory(database: Database) {
    let company = Company::open_with(database, 10, Options::default());
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    in_conflict(&company, &emma, people::EMPLOYEE);
    let seen = anna.get("/api/v1/approvals?state=conflict").json["items"][0].clone();
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Chief Clerk\n");
    company.sync();
    let now = anna.get("/api/v1/approvals?state=conflict").json["items"][0].clone();
    assert_eq!((&now["state"], &now["theirs"]), (&json!("conflict"), &json!("Chief Clerk")), "{now}");
    let refused = decide(&anna, &seen, "keep_mine", None);
    assert_eq!(refused["problem"]["code"], "stale", "{refused}");
    assert_eq!(decide(&anna, &now, "keep_mine", None)["state"], "approved");
    company.sync();
    assert_eq!(change_state(&Company::profile(&emma), "title"), "approved", "Chief Clerk is its base now");
}

/// X1, T10: all conflicts of an attribute or of a directory, counted and listed before they are settled by the versions that were seen.
fn conflicts_are_settled_by_rule(database: Database) {
    let company = Company::open(database);
    let anna = company.signed_in(people::ADMIN);
    let names: Vec<String> = (0..4).map(|place| somebody(&company, place)).collect();
    for (place, name) in names.iter().enumerate() {
        let client = company.signed_in(name);
        Company::propose(&client, &json!({ "title": format!("Mine {place}"), "room": format!("M{place}") }))
            .expect_status(200);
        company.in_directory(name, "replace: title\ntitle: Theirs\n");
        if place == 0 {
            company.in_directory(name, "replace: roomNumber\nroomNumber: T\n");
        }
    }
    company.sync();
    let list = |query: &str| anna.get(&format!("/api/v1/conflicts{query}")).expect_status(200).json;
    assert_eq!(list("")["total"], 5);
    assert_eq!(list("?attribute=title")["total"], 4);
    assert_eq!(list("?source=1&attribute=room")["total"], 1);
    assert_eq!(list("?source=77")["total"], 0);
    let first = list("?attribute=title&limit=3");
    let second = list(&format!("?attribute=title&limit=3&after={}", first["next"].as_str().unwrap()));
    let seen: Vec<Value> = rows(&first).into_iter().chain(rows(&second)).collect();
    assert_eq!(seen.len(), 4);

    // One of them moves between the look and the decision: it alone is left.
    company.in_directory(&names[3], "replace: title\ntitle: Theirs again\n");
    company.sync();
    let all: Vec<Value> = seen.iter().map(|change| decision(change, "take_theirs", None)).collect();
    let decided = anna.post("/api/v1/decisions", &json!({ "decisions": all })).expect_status(200).json;
    let taken = rows(&decided["results"]).iter().filter(|one| one["state"] == "superseded").count();
    assert_eq!(taken, 3, "{decided}");
    assert_eq!(list("?attribute=title")["total"], 1);
    let told = company.changes_of(&json!({ "id": id_of(&company, &names[1]) }));
    let title = told.iter().find(|change| change["attribute"] == "title").unwrap();
    assert_eq!((&title["notice"], &title["new"]), (&json!("theirs_taken"), &json!("Mine 1")), "told, and kept");
    company.signed_in(&names[0]).get("/api/v1/conflicts").expect_status(403);
}

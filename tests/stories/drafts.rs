//! What somebody typed and did not save: it is there again at both doors, for its author alone, until it is saved, discarded or old.

use amend_tests::{amend::Options, client::Client, people};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database},
    staff::{id_of, set, with_role},
};

on_both!(
    what_was_typed_is_there_again,
    it_ends_with_the_save,
    two_pages_do_not_write_over_each_other,
    it_goes_with_the_person,
    an_old_one_is_forgotten,
);

const PATH: &str = "/api/v1/me/draft";

fn keep(client: &Client, body: &Value) -> amend_tests::client::Response {
    client.send("PATCH", PATH, &[], Some(body)).unwrap()
}

fn draft(client: &Client) -> Value {
    client.get(PATH).expect_status(200).json
}

fn typed(text: &str) -> Value {
    json!({ "texts": [text], "base": null })
}

/// S1.6: texts, a value that was not added yet, the word to the approver, and the version it was typed on; nobody else is told, nor the log.
fn what_was_typed_is_there_again(database: Database) {
    let company = Company::open(database);
    let (emma, other) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::MANAGER));
    assert_eq!(draft(&emma), json!({ "fields": {} }));
    let version = Company::profile(&emma)["version"].as_i64().unwrap();
    let phone = json!({ "texts": ["+47 22\u{0}", ""], "next": "half a num", "base": "+47 1" });
    let body = json!({ "version": version, "fields": { "phone": phone }, "comment": "since May" });
    keep(&emma, &body).expect_status(204);
    let again = draft(&company.signed_in(people::EMPLOYEE));
    assert_eq!((&again["fields"], &again["comment"]), (&json!({ "phone": phone }), &json!("since May")));
    assert_eq!(again["version"], version);
    assert!(again["kept_at"].is_string(), "{again}");
    assert_eq!(draft(&other), json!({ "fields": {} }));
    assert_eq!(Company::profile(&emma)["version"], version, "nothing is changed by it");
    assert!(!company.root.get("/api/v1/audit").text().contains("half a num"));

    company.amend.client().get(PATH).expect_status(401);
    assert_eq!(company.root.get(PATH).expect_status(404).json["code"], "not_found");
    emma.delete(PATH).expect_status(204);
    emma.delete(PATH).expect_status(204);
    assert_eq!(draft(&emma), json!({ "fields": {} }));
}

/// S1.6: what is saved is no draft any more, in the same act; what was typed elsewhere stays one.
fn it_ends_with_the_save(database: Database) {
    let company = Company::open(database);
    let emma = company.signed_in(people::EMPLOYEE);
    let body = json!({ "version": 1, "fields": { "room": typed("4.17"), "title": typed("Chief") }, "comment": "why" });
    keep(&emma, &body).expect_status(204);
    Company::propose(&emma, &json!({ "room": "x".repeat(5000) })).expect_status(422);
    assert_eq!(draft(&emma)["fields"]["room"], typed("4.17"), "a save that was refused ends nothing");
    Company::propose(&emma, &json!({ "room": "4.17" })).expect_status(200);
    assert_eq!(draft(&emma)["fields"], json!({ "title": typed("Chief") }));
    assert_eq!(draft(&emma)["comment"], Value::Null);
    // An administrator's own edit of her profile is no word of hers.
    let path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
    let read = company.root.get(&path).expect_status(200);
    let tag = [("if-match", read.headers["etag"].as_str())];
    let values = json!({ "values": { "title": "Director" } });
    company.root.send("PATCH", &path, &tag, Some(&values)).unwrap().expect_status(200);
    assert_eq!(draft(&emma)["fields"], json!({ "title": typed("Chief") }));
}

/// S1.7: each names the fields that it means.
fn two_pages_do_not_write_over_each_other(database: Database) {
    let company = Company::open(database);
    let (one, two) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::EMPLOYEE));
    keep(&one, &json!({ "version": 3, "fields": { "room": typed("1") }, "comment": "one" })).expect_status(204);
    keep(&two, &json!({ "version": 4, "fields": { "title": typed("2") } })).expect_status(204);
    let both = draft(&one);
    assert_eq!(both["fields"], json!({ "room": typed("1"), "title": typed("2") }));
    assert_eq!((&both["comment"], &both["version"]), (&json!("one"), &json!(3)), "the oldest version counts");
    keep(&two, &json!({ "version": 4, "forget": ["title"], "comment": " " })).expect_status(204);
    assert_eq!(draft(&one)["fields"], json!({ "room": typed("1") }));
    assert_eq!(draft(&one)["comment"], Value::Null);

    // Neither hidden nor made-up fields are kept; what is too long is refused by name.
    set(&company.root, "title", &json!({ "visible": false })).expect_status(200);
    keep(&one, &json!({ "version": 4, "fields": { "title": typed("x"), "nothing_such": typed("x") } }))
        .expect_status(204);
    assert_eq!(draft(&one)["fields"], json!({ "room": typed("1") }));
    let long =
        keep(&one, &json!({ "version": 4, "fields": { "room": typed(&"x".repeat(40_000)) } })).expect_status(400);
    assert!(long.text().contains("fields.room"), "{}", long.text());
    keep(&one, &json!({ "version": 4, "comment": "x".repeat(1001) })).expect_status(400);
    keep(&one, &json!({ "version": 4, "fields": { "room": { "texts": "no list", "base": null } } })).expect_status(400);
    assert_eq!(draft(&one)["fields"], json!({ "room": typed("1") }));
}

/// S2.14: with somebody who is deleted goes what they typed.
fn it_goes_with_the_person(database: Database) {
    let options = Options { settings: "retention_days = 0".to_owned(), ..Options::default() };
    let company = Company::open_with(database, 30, options);
    let person = company.person(people::EMPLOYEE);
    let emma = company.signed_in(people::EMPLOYEE);
    keep(&emma, &json!({ "version": 1, "fields": { "room": typed("1") }, "comment": "c" })).expect_status(204);
    let admin = with_role(&company, people::MANAGER, "people-admin");
    let path = format!("/api/v1/people/{}", person["id"]);
    admin.post(&format!("{path}/block"), &json!({ "note": "left" })).expect_status(200);
    company.leaves(people::EMPLOYEE);
    company.sync();
    company.root.post(&format!("{path}/purge"), &json!({ "name": "Emma Larsen" })).expect_status(204);
    assert_eq!(company.sql("select count(*) from draft").trim(), "0");
}

/// What nobody has come back to is forgotten after the days of the settings.
fn an_old_one_is_forgotten(database: Database) {
    let options = Options { settings: "draft_days = 0".to_owned(), ..Options::default() };
    let company = Company::open_with(database, 6, options);
    let emma = company.signed_in(people::EMPLOYEE);
    keep(&emma, &json!({ "version": 1, "fields": { "room": typed("1") } })).expect_status(204);
    assert_eq!(draft(&emma), json!({ "fields": {} }));
}

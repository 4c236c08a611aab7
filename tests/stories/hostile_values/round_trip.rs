//! The way of every hostile text through the interface: what comes out is what went in, as JSON that no browser takes for a page.

use amend_tests::{
    client::{Client, Response},
    people,
};
use serde_json::{Value, json};

use super::corpus::corpus;
use crate::{
    acts::on_both,
    company::{Company, Database, field},
    staff::{decide, newest, waiting},
};

on_both!(each_text_comes_back_as_it_was);

/// A text with every byte escaped, for an address.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// An answer that browsers neither guess the kind of nor keep.
#[track_caller]
fn is_data(answer: Response) -> Value {
    let of = |name: &str| answer.headers.get(name).map(String::as_str);
    assert_eq!(of("content-type"), Some("application/json"), "{}", answer.text());
    assert_eq!(of("x-content-type-options"), Some("nosniff"));
    assert!(
        of("content-security-policy").is_some_and(|policy| !policy.contains("unsafe-inline")),
        "{:?}",
        answer.headers
    );
    assert!(!answer.text().contains('\0'));
    answer.json
}

fn adds(company: &Company, key: &str, many: bool) {
    let new = json!({ "key": key, "labels": { "en": key }, "kind": "text", "many": many, "family": "product_only" });
    company.root.post("/api/v1/attributes", &new).expect_status(201);
}

/// SEC12, SEC17, P41: each of them by itself as an employee types it, and all of them as one value of many, in the answer to the save, on the profile, in
/// the list of changes, in the approver's queue and in the history, as they were; a search for each is a question like any other.
fn each_text_comes_back_as_it_was(database: Database) {
    let company = Company::open_with(database, 12, Default::default());
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    adds(&company, "saying", false);
    adds(&company, "sayings", true);
    crate::staff::set(&anna, "saying", &json!({ "approval": "none" })).expect_status(200);
    let all = corpus();
    let mut version = Company::profile(&emma)["version"].clone();
    for one in &all {
        let tag = format!("\"{version}\"");
        let body = json!({ "values": { "saying": one.typed } });
        let saved = emma.send("PATCH", "/api/v1/me", &[("if-match", &tag)], Some(&body)).unwrap();
        assert_eq!(saved.status, 200, "{:?}: {}", one.typed, saved.text());
        let saved = is_data(saved);
        assert_eq!(field(&saved, "saying")["value"], one.kept.as_str());
        assert_eq!(field(&is_data(emma.get("/api/v1/me")), "saying")["value"], one.kept.as_str());
        version = saved["version"].clone();
        searched(&anna, &one.typed);
    }
    let newest_of_all = newest(&emma, "/api/v1/me/changes", "saying");
    assert_eq!(newest_of_all["new"], all.last().unwrap().kept.as_str());

    let typed: Vec<&str> = all.iter().map(|one| one.typed.as_str()).collect();
    let kept: Vec<&str> = all.iter().map(|one| one.kept.as_str()).collect();
    Company::propose(&emma, &json!({ "sayings": typed })).expect_status(200);
    let seen = waiting(&anna, "sayings");
    assert_eq!((&seen["new"], &seen["members"]["added"]), (&json!(kept), &json!(kept)));
    assert_eq!(decide(&anna, &seen, "approve", None)["state"], "applied");
    assert_eq!(field(&is_data(emma.get("/api/v1/me")), "sayings")["value"], json!(kept));
    let history = is_data(emma.get("/api/v1/me/history?attribute=sayings"));
    assert!(history.to_string().contains(&json!(kept[0]).to_string()), "{history}");
    assert!(company.amend.cli(&["check", "--offline"], "").unwrap().contains("the chain is whole"));
}

/// What looks for something finds it or nothing, and neither everybody nor an error.
#[track_caller]
fn searched(client: &Client, text: &str) {
    // Addresses have an end.
    let piece: String = text.chars().take(200).collect();
    let found = client.get(&format!("/api/v1/people?search={}", escaped(&piece)));
    // PostgreSQL knows no text with a zero in it.
    let expected = if piece.contains('\0') { 400 } else { 200 };
    assert_eq!(found.status, expected, "{piece:?}: {}", found.text());
    if expected == 400 {
        assert_eq!(found.json["code"], "bad_request");
        return;
    }
    let found = is_data(found);
    let rows = found["items"].as_array().unwrap().len();
    // A letter or two, or one under marks that do not count, may stand in everybody's name.
    let letters = text.chars().filter(char::is_ascii_graphic).count();
    assert!(rows < 12 || letters < 3, "{piece:?} finds all: {rows}");
}

//! People in their parts: who holds which role, and the small steps that many stories begin with.

use amend_tests::{
    client::{Client, Response},
    people,
};
use serde_json::{Value, json};

use crate::company::Company;

/// Somebody of the sample people who is neither known by name nor anybody's manager in the stories.
pub(crate) fn somebody(company: &Company, place: usize) -> String {
    let page = company.root.get("/api/v1/people?limit=200").expect_status(200).json;
    let known = [people::EMPLOYEE, people::MANAGER, people::ADMIN, "ingrid.solberg"];
    let mut names: Vec<&str> =
        page["items"].as_array().unwrap().iter().filter_map(|row| row["username"].as_str()).collect();
    names.retain(|name| !known.contains(name));
    let heads: Vec<String> = company
        .slapd
        .search("(manager=*)", &["manager"])
        .unwrap()
        .iter()
        .filter_map(|entry| entry.first("manager").map(str::to_owned))
        .collect();
    names.retain(|name| !heads.iter().any(|head| head.contains(&format!("uid={name},"))));
    names[place].to_owned()
}

/// The id of a person by user name.
pub(crate) fn id_of(company: &Company, username: &str) -> i64 {
    let page = company.root.get(&format!("/api/v1/people?status=all&search={username}")).expect_status(200).json;
    let rows = page["items"].as_array().unwrap();
    rows.iter().find(|row| row["username"] == username).unwrap_or_else(|| panic!("{username} is nobody"))["id"]
        .as_i64()
        .unwrap()
}

/// Grants a role and signs in.
pub(crate) fn with_role(company: &Company, username: &str, role: &str) -> Client {
    company.amend.cli(&["admin", "grant", username, role], "").unwrap();
    company.signed_in(username)
}

/// Saves values of a person against the present version.
pub(crate) fn save(client: &Client, path: &str, values: &Value) -> Response {
    let version = client.get(path).expect_status(200).json["version"].clone();
    save_against(client, path, &version, values)
}

/// Saves values of a person against a version.
pub(crate) fn save_against(client: &Client, path: &str, version: &Value, values: &Value) -> Response {
    let tag = format!("\"{version}\"");
    client.send("PATCH", path, &[("if-match", &tag)], Some(&json!({ "values": values }))).unwrap()
}

/// Sets an attribute against its present version.
pub(crate) fn set(client: &Client, key: &str, settings: &Value) -> Response {
    let path = format!("/api/v1/attributes/{key}");
    let tag = client.get(&path).expect_status(200).headers["etag"].clone();
    client.send("PATCH", &path, &[("if-match", &tag)], Some(settings)).unwrap()
}

/// The queue of somebody who decides.
pub(crate) fn queue(client: &Client) -> Vec<Value> {
    client.get("/api/v1/approvals").expect_status(200).json["items"].as_array().unwrap().clone()
}

/// The waiting change of an attribute, as somebody who decides sees it.
pub(crate) fn waiting(client: &Client, attribute: &str) -> Value {
    let queue = queue(client);
    let found = queue.iter().find(|change| change["attribute"] == attribute);
    found.unwrap_or_else(|| panic!("no change of {attribute} waits: {queue:?}")).clone()
}

/// A decision on a change as it was seen.
pub(crate) fn decision(change: &Value, verdict: &str, reason: Option<&str>) -> Value {
    json!({ "change": change["id"], "version": change["version"], "verdict": verdict, "reason": reason })
}

/// Decides on one change; what came of it.
pub(crate) fn decide(client: &Client, change: &Value, verdict: &str, reason: Option<&str>) -> Value {
    let body = json!({ "decisions": [decision(change, verdict, reason)] });
    client.post("/api/v1/decisions", &body).expect_status(200).json["results"][0].clone()
}

/// Proposes a value and has it approved.
pub(crate) fn approved(author: &Client, approver: &Client, attribute: &str, value: &str) -> Value {
    Company::propose(author, &json!({ attribute: value })).expect_status(200);
    let change = waiting(approver, attribute);
    assert_eq!(decide(approver, &change, "approve", None)["state"], "approved");
    change
}

/// Rows of the audit log of an action, newest first.
pub(crate) fn audit(company: &Company, action: &str) -> Vec<Value> {
    let page = company.root.get(&format!("/api/v1/audit?limit=200&action={action}")).expect_status(200).json;
    page["items"].as_array().unwrap().clone()
}

/// How many rows the audit log has.
pub(crate) fn audit_rows(company: &Company) -> i64 {
    company.root.get("/api/v1/audit?limit=1").expect_status(200).json["total"].as_i64().unwrap()
}

/// A change of a person's newest first, of an attribute.
pub(crate) fn newest(client: &Client, path: &str, attribute: &str) -> Value {
    let page = client.get(path).expect_status(200).json;
    let rows = page["items"].as_array().unwrap();
    rows.iter()
        .find(|change| change["attribute"] == attribute)
        .unwrap_or_else(|| panic!("no change of {attribute}: {page}"))
        .clone()
}

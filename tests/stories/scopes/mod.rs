//! Roles that hold within parts of the directories: whoever administers Oslo sees, decides and exports Oslo, and the rest is as if it did not exist.

mod administrators;
mod browser;
mod bulk;
mod finding;
mod inbox;
mod matrix;
mod moving;
mod seeing;
mod stand_ins;
mod undoing;

use amend_tests::client::{Client, Response};
use serde_json::{Value, json};

use crate::{company::Company, staff::id_of};

pub(crate) const ADMINISTRATORS: &str = "/api/v1/administrators";

/// An office's container.
pub(crate) fn office(company: &Company, name: &str) -> String {
    format!("ou={name},ou=people,{}", company.slapd.base)
}

/// Everybody whose entry lies below an office, by user name, as the directory has them.
fn people_of(company: &Company, office: &str) -> Vec<String> {
    let found = company.slapd.search("(uid=*)", &["uid"]).unwrap();
    let inside = found.iter().filter(|one| one.dn.contains(&format!(",ou={office},")));
    inside.map(|one| one.first("uid").unwrap().to_owned()).collect()
}

/// Somebody of an office who is nobody's manager and not known by name in the stories.
fn of_office(company: &Company, office: &str, place: usize) -> String {
    let known =
        [amend_tests::people::EMPLOYEE, amend_tests::people::MANAGER, amend_tests::people::ADMIN, "ingrid.solberg"];
    let mut all = people_of(company, office);
    let led = company.slapd.search("(manager=*)", &["manager"]).unwrap();
    let leads = |name: &str| {
        led.iter().any(|one| one.first("manager").is_some_and(|dn| dn.starts_with(&format!("uid={name},"))))
    };
    all.retain(|name| !known.contains(&name.as_str()) && !leads(name));
    all.sort();
    all[place].clone()
}

/// Asks for a role for somebody within parts.
fn ask_for(client: &Client, person: i64, role: &str, parts: &Value) -> Response {
    client.post(ADMINISTRATORS, &json!({ "person": person, "role": role, "parts": parts }))
}

/// Grants somebody a role within an office, and signs them in.
fn in_office(company: &Company, username: &str, role: &str, name: &str) -> Client {
    granted(company, username, role, &json!([{ "ou": office(company, name) }]))
}

/// Grants somebody a role within parts, and signs them in.
pub(crate) fn granted(company: &Company, username: &str, role: &str, parts: &Value) -> Client {
    ask_for(&company.root, id_of(company, username), role, parts).expect_status(201);
    company.signed_in(username)
}

/// The user names of a list of people.
fn names(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/api/v1/people?limit=200{query}")).expect_status(200).json;
    let mut names: Vec<String> =
        page["items"].as_array().unwrap().iter().map(|row| row["username"].as_str().unwrap_or("").to_owned()).collect();
    assert_eq!(page["total"], json!(names.len()), "the count is of what is shown");
    names.sort();
    names
}

/// The row of an account in the list of administrators, by user name.
fn holder(client: &Client, username: &str) -> Value {
    let all = client.get(ADMINISTRATORS).expect_status(200).json;
    let found = all["items"].as_array().unwrap().iter().find(|one| one["username"] == username).cloned();
    found.unwrap_or_else(|| panic!("{username} holds nothing: {all}"))
}

fn role_path(holder: &Value, role: &str) -> String {
    format!("{ADMINISTRATORS}/{}/roles/{role}", holder["account"])
}

fn tag(holder: &Value) -> String {
    format!("\"{}\"", holder["version"])
}

/// Ends a role as it was seen.
fn end(client: &Client, holder: &Value, role: &str) -> Response {
    client.send("DELETE", &role_path(holder, role), &[("if-match", &tag(holder))], None).unwrap()
}

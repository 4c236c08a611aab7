//! What a target would be given, looked at before it is given it; and the difference to what it was given last.

mod applied;
mod browser;
mod delta;
mod executed;
mod looked_at;
mod survives;

use amend_tests::client::{Client, Response};
use serde_json::{Value, json};

use crate::{acts::wait_for, company::Company};

/// A table of people for another system; gives its target's path.
fn table(company: &Company, rows: &[(&str, &str)]) -> String {
    company.sql("insert into target (name, kind, source_id) values ('crm', 'file', 1)");
    let target = company.sql("select id from target where name = 'crm'").trim().to_owned();
    for (attribute, name) in rows {
        company.sql(&format!(
            "insert into mapping (target_id, attribute, name, position) values ({target}, '{attribute}', '{name}', 0)"
        ));
    }
    moves(company);
    format!("/api/v1/targets/{target}")
}

/// A row of a template that an expression brings; gives its id.
fn expression(company: &Company, target: &str, text: &str, name: &str) -> i64 {
    let id = target.rsplit('/').next().unwrap();
    let text = text.replace('\'', "''");
    company.sql(&format!("update mapping set off_at = 1 where target_id = {id} and name = '{name}'"));
    company.sql(&format!(
        "insert into mapping (target_id, expression, name, position) values ({id}, '{text}', '{name}', 99)"
    ));
    moves(company);
    company
        .sql(&format!("select id from mapping where target_id = {id} and off_at is null and name = '{name}'"))
        .trim()
        .parse()
        .unwrap()
}

/// Has everybody read the templates anew.
fn moves(company: &Company) {
    company.sql("update counter set next = next + 1 where name = 'catalogue'");
}

/// Asks what a target would be given; gives the answer.
fn ask(client: &Client, target: &str, question: &Value) -> Response {
    client.post(&format!("{target}/reexports"), question)
}

/// The address of a look.
fn path(look: &Value) -> String {
    format!("/api/v1/targets/{}/reexports/{}", look["target"], look["id"])
}

/// A look as it is now.
fn now(client: &Client, look: &Value) -> Value {
    client.get(&path(look)).expect_status(200).json
}

/// Waits until a look is in a state.
#[track_caller]
fn wait_until(client: &Client, look: &Value, state: &str) -> Value {
    wait_for(state, || Some(now(client, look)).filter(|now| now["state"] == state))
}

/// Asks, and waits until it is worked out.
#[track_caller]
fn look(client: &Client, target: &str, question: &Value) -> Value {
    let begun = ask(client, target, question).expect_status(202).json;
    wait_until(client, &begun, "ready")
}

/// The rows of a look that are asked for.
#[track_caller]
fn rows(client: &Client, look: &Value, query: &str) -> Vec<Value> {
    let page = client.get(&format!("{}/rows?limit=200{query}", path(look))).expect_status(200).json;
    page["items"].as_array().unwrap().clone()
}

/// Carries a look out, and waits until all of it is in the queue.
#[track_caller]
fn execute(client: &Client, look: &Value) -> Value {
    client.post(&format!("{}/execute", path(look)), &json!({})).expect_status(202);
    wait_for("all rows in the queue", || {
        Some(now(client, look)).filter(|now| !["ready", "queueing"].contains(&now["state"].as_str().unwrap()))
    })
}

/// The file of an export of a target, by user name.
fn file(client: &Client, target: &str) -> String {
    let made = make(client, target).expect_status(201).json;
    client.get(&format!("/api/v1/exports/{}/file", made["id"])).expect_status(200).text()
}

fn make(client: &Client, target: &str) -> Response {
    let id: i64 = target.rsplit('/').next().unwrap().parse().unwrap();
    client.post("/api/v1/exports", &json!({ "target": id, "profile": "machine", "key": "username" }))
}

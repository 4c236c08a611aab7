//! Amend writes approved values into the directory itself, once an administrator has turned that on.

mod active_directory;
mod beside;
mod browser;
mod faults;
mod moved;
mod pictures;
mod previewed;
mod refused;
mod rights;
mod written;

use amend_tests::{
    amend::{Options, Source},
    client::{Client, Response},
    people,
    programs::{need, run},
    slapd::Slapd,
};
use serde_json::{Value, json};
use std::process::Command;

use crate::{
    acts::wait_for,
    company::{Company, Database},
};

/// The target as lists show it.
fn target(client: &Client) -> Value {
    client.get("/api/v1/targets").expect_status(200).json[0].clone()
}

/// Turns writing on or off.
fn set(client: &Client, settings: &Value) -> Response {
    let tag = format!("\"{}\"", target(client)["writing"]["version"]);
    client.send("PUT", "/api/v1/targets/1/write", &[("if-match", &tag)], Some(settings)).unwrap()
}

fn turn_on(client: &Client) -> Value {
    set(client, &json!({ "on": true })).expect_status(200).json
}

/// What is on its way, or was written lately.
fn items(client: &Client, query: &str) -> Vec<Value> {
    let page = client.get(&format!("/api/v1/targets/1/items?limit=200{query}")).expect_status(200).json;
    page["items"].as_array().unwrap().clone()
}

/// Waits until an item is in a state; the item.
#[track_caller]
fn wait_for_item(client: &Client, attribute: &str, state: &str) -> Value {
    wait_for(state, || {
        items(client, "").into_iter().rfind(|item| item["attribute"] == attribute && item["state"] == state)
    })
}

/// Waits until nothing is to be written at once.
#[track_caller]
fn wait_until_written(client: &Client) {
    wait_for("the end of the queue", || {
        let open = ["waiting", "queued", "sending"];
        items(client, "").iter().all(|item| !open.contains(&item["state"].as_str().unwrap())).then_some(())
    });
}

/// What everything of one attribute of somebody in the directory is.
fn held(slapd: &Slapd, username: &str, name: &str) -> Vec<String> {
    let found = slapd.search(&format!("(uid={username})"), &[name]).unwrap();
    found[0].values.get(name).cloned().unwrap_or_default()
}

/// Which version of somebody's entry it is.
fn entry_version(slapd: &Slapd, username: &str) -> String {
    held(slapd, username, "entryCSN").remove(0)
}

/// A company whose account may write everything.
fn company(database: Database) -> Company {
    company_with(database, |_| ())
}

fn company_with(database: Database, change: impl FnOnce(&mut Source)) -> Company {
    let slapd = Slapd::in_scratch(&people::sample(30).unwrap()).unwrap();
    let mut source =
        Source { bind_dn: slapd.admin_dn.clone(), bind_password: slapd.admin_password.clone(), ..Source::of(&slapd) };
    change(&mut source);
    let options = Options { sources: vec![source], settings: "lease_seconds = 3".to_owned(), ..Options::default() };
    Company::of(slapd, database, options)
}

/// Has the directory follow this rule of access first.
fn rule(slapd: &Slapd, rule: &str) {
    config(
        slapd,
        &format!("dn: olcDatabase={{1}}mdb,cn=config\nchangetype: modify\nadd: olcAccess\nolcAccess: {{0}}{rule}\n"),
    );
}

/// Changes the settings of the directory itself.
fn config(slapd: &Slapd, change: &str) {
    let mut command = Command::new(need("ldapmodify").unwrap());
    command.args(["-x", "-H", &slapd.ldap_url, "-D", "cn=config", "-w", &slapd.admin_password]);
    run(&mut command, change).unwrap();
}

/// The steps of a kind that a change has taken, by the log.
fn steps(company: &Company, change: &Value, action: &str) -> usize {
    let text = format!("select count(*) from audit where action = '{action}' and change_id = {}", change["id"]);
    company.sql(&text).trim().parse().unwrap()
}

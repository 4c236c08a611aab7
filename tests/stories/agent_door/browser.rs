//! The pages about agents, as an administrator sees them.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_on_pages,
    scratch::Scratch,
};
use serde_json::json;

use super::House;
use crate::company::Database;

/// S4.2, S4.7: a source is turned over to an agent, which is invited, seen at work, asked for another key and revoked; and what was done is in the log.
#[test]
fn an_agent_is_invited_and_revoked_in_the_browser() {
    let house = House::open(Database::Sqlite);
    let draft = house.root.post("/api/v1/sources", &json!({ "name": "draft" })).expect_status(201).json;
    let source = draft["id"].to_string();
    house
        .root
        .send("DELETE", &format!("/api/v1/sources/{}", house.source), &[("if-match", "\"2\"")], None)
        .unwrap()
        .expect_status(204);
    let scratch = Scratch::new("agents").unwrap();
    let url = house.amend.url();
    let environment = [
        ("AMEND_URL", url.as_str()),
        ("AMEND_USER", ADMINISTRATOR),
        ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD),
        ("AMEND_SOURCE", source.as_str()),
    ];
    run_on_pages("agents.mjs", scratch.path(), &environment).unwrap();
    assert_eq!(house.root.get(&format!("/api/v1/sources/{source}")).json["via"], "agent");
}

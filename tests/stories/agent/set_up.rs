//! The same page sets up a directory that only an agent reaches.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD, Options},
    browser::run_on_pages,
    scratch::Scratch,
};
use serde_json::{Value, json};

use super::{Inside, PEOPLE};
use crate::{acts::on_both, company::Database};

on_both!(a_source_is_set_up_through_its_agent);

/// S4.2: on the page, a source that is read by an agent is turned over to be read directly, and goes on with the people that it has. Signing in says
/// before whose passwords cannot be asked for, and not any more after.
#[test]
fn a_source_is_turned_back_in_the_browser() {
    let inside = Inside::finished(Database::Sqlite, Options::default());
    let before = inside.root.get("/api/v1/people?limit=100").expect_status(200).json;
    let ways = inside.amend.client().get("/api/v1/sign-in").expect_status(200).json;
    assert_eq!(ways, json!({ "providers": [], "passwords": false, "by_agent": true }));
    let scratch = Scratch::new("agent-back").unwrap();
    let (url, source, base) =
        (inside.amend.url(), inside.source.to_string(), format!("ou=people,{}", inside.slapd.base));
    let environment = [
        ("AMEND_URL", url.as_str()),
        ("AMEND_USER", ADMINISTRATOR),
        ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD),
        ("AMEND_SOURCE", source.as_str()),
        ("AMEND_LDAP", inside.slapd.ldaps_url.as_str()),
        ("AMEND_BIND", inside.slapd.sync_dn.as_str()),
        ("AMEND_SECRET", inside.slapd.sync_password.as_str()),
        ("AMEND_BASE", base.as_str()),
    ];
    run_on_pages("agent_back.mjs", scratch.path(), &environment).unwrap();
    assert_eq!(inside.root.get(&inside.path("")).json["via"], "direct");
    let run = inside.run("?full=true");
    assert_eq!((&run["state"], &run["counts"]["unchanged"]), (&json!("complete"), &json!(PEOPLE)), "{run}");
    assert_eq!(inside.root.get("/api/v1/people?limit=100").json["total"], before["total"]);
    let ways = inside.amend.client().get("/api/v1/sign-in").expect_status(200).json;
    assert_eq!(ways, json!({ "providers": [], "passwords": true, "by_agent": false }));
}

/// S4.2, S4.4, S4.5: every step is tested in the real directory, by the agent; nothing that leads there is taken by the server.
fn a_source_is_set_up_through_its_agent(database: Database) {
    let settings = "[agents]\npatience_seconds = 2\n".to_owned();
    let mut inside = Inside::prepare(database, Options { tables: settings, ..Options::default() });
    let nobody = inside.check("account");
    assert_eq!(nobody["failure"], "other", "{nobody}");
    assert!(nobody["detail"].as_str().unwrap().contains("no agent of this source is in contact"), "{nobody}");
    for (field, value) in [("url", "ldaps://directory.corp"), ("bind_dn", "cn=sync"), ("pin_sha256", "00")] {
        let refused = inside.connect(&json!({ field: value })).expect_status(400);
        assert!(refused.text().contains(field), "{}", refused.text());
    }
    inside.save(&json!({ "password": "directory-secret" })).expect_status(400);

    inside.starts();
    let agent = inside.listed();
    assert_eq!(agent["told"]["base"], format!("ou=people,{}", inside.slapd.base), "{agent}");
    for step in ["address", "account", "base"] {
        let checked = inside.check(step);
        assert_eq!((&checked["failure"], &checked["kind"]), (&Value::Null, &json!("open_ldap")), "{step}: {checked}");
    }
    let found = inside.check("filter");
    assert_eq!((&found["failure"], &found["count"]), (&Value::Null, &json!(PEOPLE)), "{found}");
    assert_eq!(found["sample"].as_array().unwrap().len(), 5, "{found}");
    let schema = inside.root.get(&inside.path("/schema")).expect_status(200).json;
    assert_eq!(schema["kind"], "open_ldap");
    assert!(schema["attributes"].as_array().unwrap().iter().any(|one| one["name"] == "telephoneNumber"), "{schema}");
    let ask = json!({ "who": "emma.larsen", "attributes": ["mail", "title"] });
    let sample = inside.root.post(&inside.path("/sample"), &ask).expect_status(200).json;
    assert!(sample["values"]["mail"][0].as_str().unwrap().starts_with("emma.larsen@"), "{sample}");

    let dry = inside.run("?dry=true");
    assert_eq!((&dry["state"], &dry["counts"]["created"]), (&json!("held"), &json!(PEOPLE)), "{dry}");
    inside.finish().expect_status(200);
    let containers = inside.root.get(&inside.path("/containers")).expect_status(200).json;
    let names: Vec<&str> = containers.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert!(names[0] == "people" && names.contains(&"Kraków"), "{names:?}");
    inside.root.post(&format!("/api/v1/runs/{}/release", dry["id"]), &json!({})).expect_status(200);
    let run = amend_tests::sync::wait(&inside.root, &dry).unwrap();
    assert_eq!((&run["state"], &run["counts"]["created"]), (&json!("complete"), &json!(PEOPLE)), "{run}");
}

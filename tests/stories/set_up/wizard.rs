//! From nothing to a directory that is read.

use amend_tests::{
    amend::{Amend, Options},
    database::OwnDatabase,
    people,
};
use serde_json::{Value, json};

use super::{Beginning, Draft, PEOPLE};
use crate::{acts::on_both, company::Database};

on_both!(a_source_is_set_up_step_by_step, what_is_changed_later_reaches_everybody);

/// S2.23, S4.1, S4.3, S4.16, X5: each step is tested and saved, can be left and taken up again, and nothing runs before the end.
fn a_source_is_set_up_step_by_step(database: Database) {
    let mut beginning = Beginning::open(database);
    {
        let draft = Draft::begin(&beginning.root, "corp");
        assert_eq!((&draft.source()["state"], &draft.source()["origin"]), (&json!("draft"), &json!("portal")));
        let whole = beginning.connection();
        draft.connect(&json!({ "url": whole["url"], "ca_pem": whole["ca_pem"] })).expect_status(200);
        let answer = draft.check("address");
        assert_eq!((&answer["failure"], &answer["kind"]), (&Value::Null, &json!("open_ldap")), "{answer}");
        assert_eq!(draft.check("account")["failure"], "settings", "nobody has named the account yet");
        draft.connect(&json!({ "bind_dn": whole["bind_dn"] })).expect_status(200);
        assert_eq!(draft.check("account")["failure"], "no_password");
        let password = beginning.slapd.sync_password.clone();
        draft.save(&json!({ "step": "base", "password": password })).expect_status(200);
        assert_eq!(draft.check("account")["failure"], Value::Null);
    }
    // Left, and resumed after a restart: the step and what was entered are there, the password too but not to be seen.
    beginning.amend.restart().unwrap();
    beginning.root = beginning.amend.administrator().unwrap();
    let id = beginning.root.get("/api/v1/sources").json[0]["id"].as_i64().unwrap();
    let draft = Draft { root: &beginning.root, id };
    let known = draft.known().json;
    assert_eq!((&known["step"], &known["has_password"]), (&json!("base"), &json!(true)), "{known}");
    let nowhere = draft.check("base");
    assert_eq!(
        (&nowhere["failure"], &nowhere["naming_contexts"]),
        (&json!("settings"), &json!([beginning.slapd.base]))
    );
    draft.connect(&json!({ "base": beginning.connection()["base"] })).expect_status(200);
    assert_eq!(draft.check("base")["failure"], Value::Null);
    let found = draft.check("filter");
    assert_eq!((&found["failure"], &found["count"]), (&Value::Null, &json!(PEOPLE)), "{found}");
    assert_eq!(found["sample"].as_array().unwrap().len(), 5);
    assert!(found["sample"][0]["values"]["mail"][0].as_str().unwrap().contains('@'), "{found}");

    // Nothing runs yet but a dry run, which touches nobody and waits.
    draft.start("?full=true").expect_status(409);
    let minutes = json!({ "schedule": { "every": "minutes", "minutes": 1 } });
    draft.now("PATCH", "", Some(&minutes)).expect_status(200);
    assert_eq!(draft.source()["next_run_at"], Value::Null, "a draft is never due");
    let dry = draft.run("?dry=true");
    assert_eq!((&dry["state"], &dry["counts"]["created"]), (&json!("held"), &json!(PEOPLE)), "{dry}");
    assert_eq!(draft.known().json["dry_run"], dry["id"]);
    let release = format!("/api/v1/runs/{}/release", dry["id"]);
    beginning.root.post(&release, &json!({})).expect_status(409);
    let nobody = beginning.root.get("/api/v1/people").expect_status(200).json;
    assert_eq!(nobody["total"], 0, "{nobody}");
    let emma = beginning.amend.client().sign_in(people::EMPLOYEE, people::PASSWORD);
    assert_eq!(emma.status, 401, "nobody signs in by a draft");

    let stale = beginning.root.send("POST", &draft.path("/finish"), &[("if-match", "\"1\"")], None).unwrap();
    assert_eq!(stale.status, 412);
    let source = draft.finish().expect_status(200).json;
    assert_eq!(source["state"], "active");
    assert!(source["next_run_at"].is_string(), "{source}");
    draft.finish().expect_status(409);
    // What the dry run told is done, exactly.
    beginning.root.post(&release, &json!({})).expect_status(200);
    let run = amend_tests::sync::wait(&beginning.root, &dry).unwrap();
    assert_eq!((&run["state"], &run["counts"]["created"]), (&json!("complete"), &json!(PEOPLE)), "{run}");
    beginning.amend.client().sign_in(people::EMPLOYEE, people::PASSWORD).expect_status(200);

    nowhere_is_the_password(&beginning, &draft);
}

/// S4.3: the password of the account is not in any answer, in the log, in the audit log or in the database.
fn nowhere_is_the_password(beginning: &Beginning, draft: &Draft<'_>) {
    // The rig's own accounts share one password; one of its own tells them apart.
    let secret = "Geheim-9f31-nowhere";
    draft.connect(&json!({ "bind_dn": beginning.slapd.admin_dn })).expect_status(400);
    let connection = draft.known().json["connection"].clone();
    draft.save(&json!({ "connection": connection, "password": secret })).expect_status(200);
    assert_eq!(draft.check("account")["failure"], "wrong_password");
    let garbled = format!("{{\"password\": [\"{secret}\"]}}");
    let tag = draft.known().headers["etag"].clone();
    let json = [("if-match", tag.as_str()), ("content-type", "application/json")];
    let refused = beginning.root.send_bytes("PATCH", &draft.path("/setup"), &json, garbled.as_bytes()).unwrap();
    assert_eq!(refused.status, 400);
    let mut said = vec![refused.text(), beginning.amend.log(), draft.known().text(), draft.source().to_string()];
    said.push(beginning.root.get("/api/v1/audit?limit=200").text());
    for file in ["amend.db", "amend.db-wal"] {
        said.push(String::from_utf8_lossy(&std::fs::read(beginning.amend.dir().join(file)).unwrap_or_default()).into());
    }
    for text in said {
        assert!(!text.contains(secret), "{text}");
    }
    draft.save(&json!({ "password": beginning.slapd.sync_password })).expect_status(200);
    assert_eq!(draft.check("account")["failure"], Value::Null);
}

/// S4.1, S4.3: what is changed on one server holds on the next request to another, without a restart; a password is not sent elsewhere by
/// changing the address; a source is paused, resumed and retired.
fn what_is_changed_later_reaches_everybody(database: Database) {
    let beginning = Beginning::open(database);
    let draft = beginning.finished("corp");
    let elsewhere = draft.connect(&json!({ "url": "ldaps://127.0.0.1:1" })).expect_status(400);
    assert!(elsewhere.text().contains("password"), "{}", elsewhere.text());
    assert!(draft.connect(&json!({ "id_attribute": "uid" })).expect_status(409).text().contains("id_attribute"));
    // Half of the people are out of the new filter: the brake holds, nobody is touched.
    draft.connect(&json!({ "filter": "(uid=emma.larsen)" })).expect_status(200);
    let run = draft.run("?full=true");
    assert_eq!((&run["state"], &run["held"]["brake"]), (&json!("held"), &json!("halved")), "{run}");
    beginning.root.post(&format!("/api/v1/runs/{}/discard", run["id"]), &json!({})).expect_status(200);
    draft.connect(&json!({ "filter": "(objectClass=inetOrgPerson)" })).expect_status(200);

    if let Some(url) = beginning.postgres.as_ref().map(OwnDatabase::url) {
        let key = beginning.amend.dir().join("amend.key");
        let settings = format!("secret_key_file = {}", serde_json::Value::from(key.display().to_string()));
        let second = Amend::start(Options { database: Some(url.clone()), settings, ..Options::default() }).unwrap();
        let there = second.administrator().unwrap();
        let draft_there = Draft { root: &there, id: draft.id };
        assert_eq!(draft_there.run("?full=true")["state"], "complete");
        draft_there.connect(&json!({ "removals_percent": 50 })).expect_status(200);
        assert_eq!(draft.known().json["connection"]["removals_percent"], 50);
        // With another key the password cannot be opened, and it is said which file is missing.
        let third = Amend::start(Options { database: Some(url), ..Options::default() }).unwrap();
        let third = third.administrator().unwrap();
        let refused = Draft { root: &third, id: draft.id }.start("?full=true").expect_status(409);
        assert!(refused.text().contains("secret_key_file"), "{}", refused.text());
    }

    draft.now("PATCH", "", Some(&json!({ "paused": true }))).expect_status(200);
    assert!(draft.start("?full=true").expect_status(409).text().contains("paused"));
    beginning.amend.client().sign_in(people::EMPLOYEE, people::PASSWORD).expect_status(200);
    draft.now("PATCH", "", Some(&json!({ "paused": false }))).expect_status(200);
    assert_eq!(draft.run("?full=true")["counts"]["unchanged"], PEOPLE);
    draft.now("DELETE", "", None).expect_status(204);
    assert!(draft.source()["retired_at"].is_string());
    assert!(!draft.known().json["has_password"].as_bool().unwrap());
    draft.start("?full=true").expect_status(409);
    let still = beginning.root.get("/api/v1/people").expect_status(200).json;
    assert_eq!(still["total"], PEOPLE, "its people stay: {still}");

    let dropped = beginning.draft("second");
    dropped.run("?dry=true");
    dropped.now("DELETE", "", None).expect_status(204);
    beginning.root.get(&dropped.path("")).expect_status(404);
    beginning.draft("second");
}

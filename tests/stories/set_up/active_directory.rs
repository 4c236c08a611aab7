//! An Active Directory is set up on the page: it is recognised, what is usual for it is suggested, and missing rights are named as its
//! administrators know them.

use amend_tests::{
    amend::{Amend, Options},
    people::{self, active_directory},
    samba::Samba,
};
use serde_json::{Value, json};

use super::Draft;
use crate::domain::PEOPLE;

fn rights(checked: &Value) -> Vec<&str> {
    checked["missing"].as_array().into_iter().flatten().filter_map(|one| one["right"].as_str()).collect()
}

/// S4.3, S4.13, S4.17, S4.20: from the address to the first run.
#[test]
fn a_domain_is_set_up_and_its_missing_rights_are_named() {
    let samba = Samba::in_scratch(&active_directory::sample(PEOPLE).unwrap()).unwrap();
    let (_amend, root) = Amend::start_with_administrator(Options::default()).unwrap();
    let draft = Draft::begin(&root, "domain");
    draft.connect(&json!({ "url": samba.ldaps_url })).expect_status(200);
    let unknown = draft.check("address");
    assert_eq!(unknown["failure"], "unknown_issuer");
    draft.connect(&json!({ "pin_sha256": unknown["fingerprint"] })).expect_status(200);
    let known = draft.check("address");
    assert_eq!((&known["failure"], &known["kind"]), (&Value::Null, &json!("active_directory")), "{known}");
    // What is usual for it is taken over.
    let mut usual = known["usual"].clone();
    assert_eq!(usual["id_attribute"], "objectGUID");
    usual["bind_dn"] = json!(samba.sync_dn);
    usual["base"] = json!(active_directory::people_base());
    draft.save(&json!({ "connection": usual, "password": "Wrong-1" })).expect_status(200);
    assert_eq!(draft.check("account")["failure"], "wrong_password");
    draft.save(&json!({ "password": samba.sync_password })).expect_status(200);
    assert_eq!(draft.check("account")["failure"], Value::Null);
    assert_eq!(draft.check("base")["failure"], Value::Null);

    let found = draft.check("filter");
    assert_eq!((&found["failure"], &found["count"]), (&Value::Null, &json!(PEOPLE)), "{found}");
    assert_eq!(found["sample"].as_array().unwrap().len(), 5);
    assert_eq!(rights(&found), ["see_deleted_objects", "replicating_changes"], "{found}");
    let remedy = found["missing"][0]["remedy"].as_str().unwrap();
    assert!(remedy.contains("dsacls \"CN=Deleted Objects,DC=example,DC=test\" /takeownership"), "{remedy}");
    assert!(remedy.contains("/G \"sync@example.test:LCRP\""), "{remedy}");

    let schema = root.get(&draft.path("/schema")).expect_status(200).json;
    let attributes = schema["attributes"].as_array().unwrap();
    let named = |name: &str| attributes.iter().find(|one| one["name"] == name).unwrap();
    assert_eq!((&named("title")["many"], &named("title")["max_length"]), (&json!(false), &json!(128)));
    assert_eq!(named("thumbnailPhoto")["binary"], true);
    assert!(attributes.iter().all(|one| one["name"] != "unicodePwd"));
    let suggested: Vec<&str> =
        schema["suggested"].as_array().unwrap().iter().filter_map(|row| row["from"].as_str()).collect();
    assert!(
        suggested.contains(&"thumbnailPhoto") && suggested.contains(&"physicalDeliveryOfficeName"),
        "{suggested:?}"
    );

    let dry = draft.run("?dry=true");
    assert_eq!((&dry["state"], &dry["counts"]["created"]), (&json!("held"), &json!(PEOPLE)), "{dry}");
    draft.finish().expect_status(200);
    let run = draft.run("?full=true");
    assert_eq!((&run["state"], &run["counts"]["created"]), (&json!("complete"), &json!(PEOPLE)), "{run}");
    // S2.24: the manager is a person.
    let emma = root.get(&format!("/api/v1/people?search={}", people::EMPLOYEE)).expect_status(200).json;
    let emma = root.get(&format!("/api/v1/people/{}", emma["items"][0]["id"])).expect_status(200).json;
    assert_eq!(crate::company::field(&emma, "manager")["shown"], "Marta Nowak");

    // An account that may follow changes lacks nothing.
    let connection = draft.known().json["connection"].clone();
    let mut connection = connection;
    connection["bind_dn"] = json!(samba.replication_dn);
    draft.save(&json!({ "connection": connection, "password": samba.replication_password })).expect_status(200);
    let all = draft.check("filter");
    assert_eq!(rights(&all), [""; 0], "{all}");
}

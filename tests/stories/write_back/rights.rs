//! Turning it on is refused where the account may not write.

use amend_tests::people;
use serde_json::json;

use super::*;
use crate::staff::{approved, audit};

/// S1.14: with an account that only reads, the test and the refusal name the attributes, and nothing is written; with some rights, those that
/// are missing.
#[test]
fn an_account_that_may_not_write_is_refused() {
    let company =
        company_with(Database::Sqlite, |source| source.bind_dn = source.bind_dn.replace("cn=admin", "cn=sync"));
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "city", "Bergen");
    let version = entry_version(&company.slapd, people::EMPLOYEE);
    let tested = anna.post("/api/v1/targets/1/write/test", &json!({})).expect_status(200).json;
    let attributes = tested["attributes"].as_array().unwrap();
    assert_eq!((&tested["may"], attributes.len()), (&json!(false), 20), "{tested}");
    assert!(attributes.iter().all(|one| one["may"] == "no"), "{tested}");
    let refused = set(&anna, &json!({ "on": true })).expect_status(409);
    let detail = refused.json["detail"].as_str().unwrap();
    assert!(detail.contains("city (l)") && detail.contains("give it the right"), "{detail}");
    assert_eq!(target(&anna)["writing"]["on"], false);

    rule(
        &company.slapd,
        "to attrs=jpegPhoto,l,manager,telephoneNumber by dn.exact=\"cn=sync,dc=example,dc=test\" write by users read",
    );
    let tested = anna.post("/api/v1/targets/1/write/test", &json!({})).expect_status(200).json;
    let fine: Vec<&str> = tested["attributes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["may"] == "yes")
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(fine, ["jpegPhoto", "manager", "telephoneNumber", "l"], "{tested}");
    set(&anna, &json!({ "on": true })).expect_status(409);

    rule(&company.slapd, "to * by dn.exact=\"cn=sync,dc=example,dc=test\" write by users read by anonymous auth");
    let tested = anna.post("/api/v1/targets/1/write/test", &json!({})).expect_status(200).json;
    assert_eq!(tested["may"], true, "{tested}");
    assert_eq!(entry_version(&company.slapd, people::EMPLOYEE), version, "no test has changed anything");
    assert_eq!(audit(&company, "target.test").len(), 3);
    // Somebody else has set it meanwhile.
    let stale = anna.send("PUT", "/api/v1/targets/1/write", &[("if-match", "\"77\"")], Some(&json!({ "on": true })));
    stale.unwrap().expect_status(412);
    turn_on(&anna);
    wait_until_written(&anna);
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "l"), ["Bergen"]);
}

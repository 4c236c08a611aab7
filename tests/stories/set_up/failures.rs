//! Everything that can be wrong with a connection has its own answer.

use std::net::TcpListener;

use amend_tests::{client::Client, people, process::free_port};
use serde_json::{Value, json};

use super::{Beginning, Draft};
use crate::{company::Company, company::Database};

/// S4.3, S2.23, SEC14: each failure with its own code, tested against a real server.
#[test]
fn each_failure_has_its_own_answer() {
    let beginning = Beginning::open(Database::Sqlite);
    let draft = Draft::begin(&beginning.root, "corp");
    let (ldaps, ldap) = (beginning.slapd.ldaps_url.clone(), beginning.slapd.ldap_url.clone());
    let port = |url: &str| url.rsplit(':').next().unwrap().to_owned();
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let silent = format!("ldaps://{}", silent.local_addr().unwrap());
    let address = |url: &str, tls: &str| {
        draft
            .connect(&json!({ "url": url, "tls": tls, "connect_seconds": 1, "operation_seconds": 2 }))
            .expect_status(200);
        draft.check("address")
    };
    let rows = [
        ("ldaps://no-such-host.invalid".to_owned(), "ldaps", "name_not_found"),
        (format!("ldaps://127.0.0.1:{}", free_port().unwrap()), "ldaps", "refused"),
        (silent, "ldaps", "timed_out"),
        (ldap.replace("ldap:", "ldaps:"), "ldaps", "not_tls"),
        (ldaps.replace("ldaps:", "ldap:"), "plain", "expects_tls"),
        (ldaps.replace("ldaps:", "ldap:"), "start_tls", "expects_tls"),
        ("ldap://169.254.169.254:80".to_owned(), "plain", "address_not_allowed"),
        ("ldap://[::ffff:169.254.169.254]:80".to_owned(), "plain", "address_not_allowed"),
        (ldaps.clone(), "ldaps", "unknown_issuer"),
    ];
    for (url, tls, expected) in rows {
        let answer = address(&url, tls);
        assert_eq!(answer["failure"], expected, "{url}: {answer}");
        assert!(answer["detail"].is_string(), "{answer}");
    }

    // The certificate can be pinned by what was presented; another one is not believed then.
    let print = draft.check("address")["fingerprint"].as_str().unwrap().to_owned();
    draft.connect(&json!({ "pin_sha256": "00".repeat(32) })).expect_status(200);
    let other = draft.check("address");
    assert_eq!((&other["failure"], &other["fingerprint"]), (&json!("not_the_pinned"), &json!(print)));
    draft.connect(&json!({ "pin_sha256": print })).expect_status(200);
    assert_eq!(draft.check("address")["failure"], Value::Null);
    // With its authority the name counts: this spelling of the address is in no certificate.
    let ca = std::fs::read_to_string(&beginning.slapd.ca_pem_path).unwrap();
    let odd = format!("ldaps://0x7f000001:{}", port(&ldaps));
    draft.connect(&json!({ "url": odd, "pin_sha256": null, "ca_pem": ca })).expect_status(200);
    assert_eq!(draft.check("address")["failure"], "wrong_name");

    for (wrong, says) in [
        (json!({ "url": "https://example.org" }), "ldap://"),
        (json!({ "url": "ldaps://u:p@host" }), "more than host and port"),
        (json!({ "ca_pem": ca, "pin_sha256": print }), "one of the two"),
        (json!({ "page_size": 0 }), "page_size"),
        (json!({ "filter": "(uid=*" }), "filter"),
        (json!({ "username_attribute": "userPassword" }), "never reads"),
    ] {
        let refused = draft.connect(&wrong).expect_status(400);
        assert!(refused.text().contains(says), "{wrong}: {}", refused.text());
    }
    let empty = draft.save(&json!({ "password": "" })).expect_status(400);
    assert!(empty.text().contains("anonymous"), "{}", empty.text());
}

/// S4.3: the account, the base and the filter.
#[test]
fn account_base_and_filter_have_answers_of_their_own() {
    let beginning = Beginning::open(Database::Sqlite);
    let draft = beginning.draft("corp");
    draft.save(&json!({ "password": "wrong" })).expect_status(200);
    for step in ["account", "base", "filter"] {
        assert_eq!(draft.check(step)["failure"], "wrong_password", "{step}");
    }
    let refused = draft.finish().expect_status(409);
    assert!(refused.text().contains("result 49"), "{}", refused.text());
    draft.save(&json!({ "password": beginning.slapd.sync_password })).expect_status(200);
    for (base, expected) in [("ou=nowhere,dc=example,dc=test", "base_not_found"), ("people", "not_a_name")] {
        draft.connect(&json!({ "base": base })).expect_status(200);
        let answer = draft.check("base");
        assert_eq!(
            (&answer["failure"], &answer["naming_contexts"]),
            (&json!(expected), &json!(["dc=example,dc=test"]))
        );
    }
    draft
        .connect(&json!({ "base": "ou=people,dc=example,dc=test", "filter": "(uid=nobody.atall)" }))
        .expect_status(200);
    assert_eq!(draft.check("filter")["failure"], "nobody_found");
    draft.finish().expect_status(409);
    // What nobody shows is told, be it that nobody has it or that the account may not see it; what a single one shows is not.
    draft.connect(&json!({ "filter": "(objectClass=inetOrgPerson)" })).expect_status(200);
    let somebody = beginning.slapd.search("(uid=emma.larsen)", &["uid"]).unwrap()[0].dn.clone();
    let line = people::line("dn", &somebody);
    beginning
        .slapd
        .modify(&format!("{line}\nchangetype: modify\nreplace: employeeType\nemployeeType: staff\n"))
        .unwrap();
    let mut rows = draft.mapping();
    rows.retain(|(key, _)| key != "about" && key != "room");
    rows.extend(
        [("about", "carLicense"), ("room", "employeeType")].map(|(key, from)| (key.to_owned(), from.to_owned())),
    );
    draft.remap(&rows, &[]).expect_status(200);
    let found = draft.check("filter");
    let unreadable: Vec<&str> = found["unreadable"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(unreadable.contains(&"carLicense") && !unreadable.contains(&"employeeType"), "{unreadable:?}");
    draft.finish().expect_status(200);
}

/// SEC4, S4.1, S2.16: sources of the settings file stay its own, and nobody else sets sources up.
#[test]
fn the_settings_file_keeps_its_sources() {
    let company = Company::open(Database::Sqlite);
    let corp = Draft { root: &company.root, id: 1 };
    let known = corp.known().json;
    assert_eq!((&known["origin"], &known["state"]), (&json!("file"), &json!("active")), "{known}");
    assert!(!corp.known().text().contains(&company.slapd.sync_password));
    corp.connect(&json!({ "filter": "(uid=*)" })).expect_status(409);
    corp.save(&json!({ "password": "x" })).expect_status(409);
    corp.now("DELETE", "", None).expect_status(409);
    assert_eq!(corp.check("filter")["failure"], Value::Null);
    assert!(
        company.root.post("/api/v1/sources", &json!({ "name": "corp" })).expect_status(409).text().contains("corp")
    );
    company.root.post("/api/v1/sources", &json!({ "name": "a b" })).expect_status(400);
    let emma: Client = company.signed_in(people::EMPLOYEE);
    for path in ["/api/v1/sources/1/setup", "/api/v1/sources/1/schema"] {
        emma.get(path).expect_status(403);
    }
}

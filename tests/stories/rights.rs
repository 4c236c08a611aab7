//! Who may do what, over HTTP: every address with every role on somebody else's objects, as a frozen table; rights that end take effect with
//! the next request; spellings of addresses lead to no handler.

mod objects;

use std::collections::BTreeMap;

use amend_tests::{amend::Options, client::Client, people};
use serde_json::json;

use crate::{
    company::{Company, Database},
    staff::{audit, id_of, somebody, with_role},
};

pub(crate) use objects::Objects;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
const FROZEN: &str = include_str!("rights.table.txt");

/// Everybody in their part, all with an eye on Emma's objects.
fn cast(company: &Company) -> Vec<(&'static str, Client)> {
    let with = |place, role| with_role(company, &somebody(company, place), role);
    vec![
        ("nobody", company.amend.client()),
        ("employee", company.signed_in(&somebody(company, 0))),
        ("manager", company.signed_in(people::MANAGER)),
        ("service-desk", with(1, "service-desk")),
        ("people-admin", with(2, "people-admin")),
        ("directory-admin", with(3, "directory-admin")),
        ("export-operator", with(4, "export-operator")),
        ("auditor", with(5, "auditor")),
        ("system-admin", with(6, "system-admin")),
        ("oneself", company.signed_in(people::EMPLOYEE)),
    ]
}

/// 401, 403 and 404 as they are; everything else got past the question of rights.
fn class(client: &Client, method: &str, path: &str, objects: &Objects) -> String {
    let tag: &[(&str, &str)] =
        if matches!(method, "patch" | "put") || path.ends_with("/execute") || path.contains("/pins/") {
            &[("if-match", "\"0\"")]
        } else {
            &[]
        };
    let body = objects.body(method, path);
    let answer = client.send(&method.to_uppercase(), &objects.address(path), tag, body.as_ref()).unwrap();
    assert!(answer.status < 500, "{method} {path}: {}", answer.text());
    // Each decision is refused or not by itself.
    let status = match answer.json["results"][0]["problem"]["status"].as_u64() {
        Some(status) if answer.status == 200 => u16::try_from(status).unwrap(),
        _ => answer.status,
    };
    match status {
        401 | 403 | 404 => status.to_string(),
        _ => "yes".to_owned(),
    }
}

/// SEC1, SEC4, SEC22, SEC24, S2.16, T17: what each role gets from each address on somebody else's objects, and what they themselves get. A changed right is a changed line.
#[test]
fn every_role_at_every_address() {
    let options = Options { settings: "sign_in_attempts_per_minute = 1000".to_owned(), ..Options::default() };
    let company = Company::open_with(Database::Sqlite, 30, options);
    let cast = cast(&company);
    let table = table(&company, &cast, &Objects::of(&company));
    assert_eq!(table, FROZEN, "the table is now\n{table}");
}

/// What each of these people gets from each address about these objects, as text.
pub(crate) fn table(company: &Company, cast: &[(&str, Client)], objects: &Objects) -> String {
    let document = company.amend.client().get("/api/v1/openapi.json").expect_status(200).json;
    let mut rows: BTreeMap<(String, &str), Vec<String>> = BTreeMap::new();
    let mut last = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in METHODS {
            if operations.get(method).is_none() {
                let wrong =
                    company.root.send(&method.to_uppercase(), &objects.address(path), &[], Some(&json!({}))).unwrap();
                assert_eq!((wrong.status, &wrong.json["code"]), (405, &json!("method_not_allowed")), "{method} {path}");
                continue;
            }
            let ends_session = (method, path.as_str()) == ("delete", "/api/v1/session");
            if ends_session {
                last.push(path.clone());
                continue;
            }
            let of = |client| {
                objects.renew(company, path);
                class(client, method, path, objects)
            };
            let row = cast.iter().map(|(_, client)| of(client)).collect();
            rows.insert((path.clone(), method), row);
        }
    }
    for path in last {
        let row = cast.iter().map(|(_, client)| class(client, "delete", &path, objects)).collect();
        rows.insert((path, "delete"), row);
    }
    let names: Vec<&str> = cast.iter().map(|(name, _)| *name).collect();
    let mut table = format!("{:<55} {}\n", "", names.join(" "));
    for ((path, method), row) in &rows {
        let cells: Vec<String> =
            row.iter().zip(&names).map(|(cell, name)| format!("{cell:<width$}", width = name.len())).collect();
        table.push_str(format!("{:<7}{path:<48} {}", method.to_uppercase(), cells.join(" ")).trim_end());
        table.push('\n');
    }
    table
}

/// SEC22: the document tells every address, except the three that are no part of the interface.
#[test]
fn nothing_is_served_that_the_document_does_not_tell() {
    let router = include_str!("../../server/src/http/router.rs");
    let plain: Vec<&str> = router.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(
        plain,
        [
            "/api/v1/openapi.json",
            "/sign-in/{provider}",
            "/sign-in/{provider}/back",
            "/sign-in/{provider}/ended",
            "/healthz",
            "/readyz",
            "/api/v1/check"
        ]
    );
    let company = Company::unsynced(Database::Sqlite, 6, Options::default());
    for unknown in ["/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v2/me", "/api", "/api/v1/me/", "/metrics", "/debug"]
    {
        for client in [&company.root, &company.amend.client()] {
            let answer = client.get(unknown);
            let is_api = unknown.starts_with("/api");
            let is_absent = answer.status == 404 || (!is_api && is_the_page(&company, &answer));
            assert!(is_absent, "{unknown}: {} {}", answer.status, answer.text());
        }
    }
}

/// Every address outside the API is the widget's page where the widget is part of the installation: the very bytes that everybody gets at the
/// start, which hold nobody's data.
fn is_the_page(company: &Company, answer: &amend_tests::client::Response) -> bool {
    let client = company.amend.client();
    // Everybody's pages have a download of their own.
    answer.status == 200 && ["/", "/people"].iter().any(|page| answer.body == client.get(page).body)
}

/// SEC9: the very next request is refused when somebody is blocked or loses a role, and the old session stays dead.
#[test]
fn a_right_that_ends_is_out_with_the_next_request() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let name = somebody(&company, 0);
        let desk = with_role(&company, &name, "service-desk");
        desk.get("/api/v1/people").expect_status(200);
        company.amend.cli(&["admin", "revoke", &name, "service-desk"], "").unwrap();
        desk.get("/api/v1/people").expect_status(401);
        let again = company.signed_in(&name);
        again.get("/api/v1/people").expect_status(403);

        let emma = company.signed_in(people::EMPLOYEE);
        let path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
        company.root.post(&format!("{path}/block"), &json!({ "note": "left" })).expect_status(200);
        emma.get("/api/v1/me").expect_status(401);
        let refused = company.amend.client().sign_in(people::EMPLOYEE, people::PASSWORD);
        assert!(matches!(refused.status, 401 | 403), "{}", refused.text());
        company.root.post(&format!("{path}/unblock"), &json!({ "pin": true })).expect_status(200);
        emma.get("/api/v1/me").expect_status(401);
        company.signed_in(people::EMPLOYEE).get("/api/v1/me").expect_status(200);
    }
}

/// S2.16, SEC2: who is refused for want of a right leaves one row in the log.
#[test]
fn a_refusal_is_on_record() {
    let company = Company::open(Database::Sqlite);
    let employee = company.signed_in(&somebody(&company, 0));
    employee.get("/api/v1/audit").expect_status(403);
    employee.get("/api/v1/people?search=secret-words").expect_status(403);
    let rows = audit(&company, "request.refused");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(
        rows[0]["detail"],
        json!({ "method": "GET", "path": "/api/v1/people" }),
        "the address and nothing that was asked"
    );
}

/// SEC24: no other spelling of an address reaches a handler.
#[test]
fn other_spellings_lead_nowhere() {
    let company = Company::open(Database::Sqlite);
    let employee = company.signed_in(&somebody(&company, 0));
    let emma = id_of(&company, people::EMPLOYEE);
    let canary = "Account Manger";
    let mut tried = 0;
    for path in [
        "/api/v1/people".to_owned(),
        format!("/api/v1/people/{emma}"),
        "/api/v1/audit".to_owned(),
        "/api/v1/exports".to_owned(),
    ] {
        for variant in spellings(&path) {
            for client in [&company.amend.client(), &employee] {
                let Ok(answer) = client.send("GET", &variant, &[], None) else { continue };
                tried += 1;
                let is_out = matches!(answer.status, 400 | 401 | 403 | 404 | 405) || is_the_page(&company, &answer);
                assert!(is_out && !answer.text().contains(canary), "{variant}: {} {}", answer.status, answer.text());
            }
        }
    }
    assert!(tried >= 200, "{tried} variants were tried");
}

fn spellings(path: &str) -> Vec<String> {
    let mut all: Vec<String> = [
        "", "/", "//", "/.", "/..", "/..;", ";", ";a=b", "%00", "%20", "%2f", "/%2e", ".", "..", ".json", "?x", "#x",
        "%3f", "\\", "~", "/x",
    ]
    .iter()
    .map(|end| format!("{path}{end}"))
    .filter(|variant| variant != path)
    .collect();
    for (from, to) in [
        ("/api", "//api"),
        ("/api", "/./api"),
        ("/api", "/x/../api"),
        ("/api", "/x/..;/api"),
        ("/api", "/API"),
        ("/api", "/%61pi"),
        ("/api/", "/api%2f"),
        ("/api/", "/api%2F"),
        ("/api/", "/api\\"),
        ("/api/", "/api;/"),
        ("/v1", "/V1"),
        ("/v1", "//v1"),
        ("/v1/", "/v1/./"),
        ("/v1/", "/v1/%2e/"),
        ("/v1/", "/v1/x/../"),
        ("/v1/", "/v1/me/..;/"),
        ("/v1/", "/v1/session/../"),
        ("/v1/", "/v1/openapi.json/../"),
        ("/v1/", "/v1/;/"),
        ("/api", "/healthz/../api"),
        ("/api", "/assets/..%2fapi"),
    ] {
        all.push(path.replacen(from, to, 1));
    }
    all
}

//! Who may do what, over HTTP: every address with every role on somebody else's objects, as a frozen table; rights that end take effect with
//! the next request; spellings of addresses lead to no handler.

use std::collections::BTreeMap;

use amend_tests::{amend::Options, client::Client, people};
use serde_json::{Value, json};

use crate::{
    company::{Company, Database},
    staff::{approved, audit, id_of, somebody, waiting, with_role},
};

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
    ]
}

/// Objects of Emma's that the requests name, each in a state in which an allowed request is answered without harm.
pub(crate) struct Objects {
    emma: i64,
    pub(crate) blockee: i64,
    photo: String,
    rejected: i64,
    export: i64,
    import: i64,
}

impl Objects {
    pub(crate) fn of(company: &Company) -> Self {
        let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
        approved(&emma, &anna, "room", "4.01");
        let make = json!({ "target": 1, "profile": "machine", "key": "dn" });
        let export = anna.post("/api/v1/exports", &make).expect_status(201).json["id"].as_i64().unwrap();
        Company::propose(&emma, &json!({ "title": "Chief", "street": "Storgata 1" })).expect_status(200);
        let rejected = waiting(&anna, "title");
        crate::staff::decide(&anna, &rejected, "reject", Some("no"));
        let photo = Company::profile(&emma);
        let photo =
            crate::company::field(&photo, "photo")["value"].as_str().unwrap().trim_start_matches("sha256:").to_owned();
        Self {
            emma: id_of(company, people::EMPLOYEE),
            blockee: id_of(company, &somebody(company, 7)),
            photo,
            rejected: rejected["id"].as_i64().unwrap(),
            export,
            import: crate::imports::carried_out(company, b"mail,display_name\nnew.one@example.test,New One\n"),
        }
    }

    fn address(&self, path: &str) -> String {
        let person = if path.ends_with("block") { self.blockee } else { self.emma };
        let places = [
            ("{person}", person.to_string()),
            ("{digest}", self.photo.clone()),
            ("{change}", self.rejected.to_string()),
            ("{attribute}", "title".to_owned()),
            ("{source}", "1".to_owned()),
            ("{run}", "1".to_owned()),
            ("{target}", "1".to_owned()),
            ("{identity}", "1".to_owned()),
            ("{sign_in}", "1".to_owned()),
            ("{stand_in}", "1".to_owned()),
            ("{owner}", "1".to_owned()),
            ("{export}", self.export.to_string()),
            ("{import}", self.import.to_string()),
            // The local administrator's.
            ("{account}", "1".to_owned()),
            ("{role}", "auditor".to_owned()),
            ("{notice}", "1".to_owned()),
            ("{set}", "1".to_owned()),
        ];
        let question = match path {
            path if path.ends_with("/photos") => "?attribute=photo",
            "/api/v1/colleagues" => "?search=a",
            _ => "",
        };
        let path = [path, question].concat();
        places.iter().fold(path, |path, (place, value)| path.replace(place, value))
    }

    fn body(&self, method: &str, path: &str) -> Option<Value> {
        match (method, path) {
            // There is no pane here.
            ("post", "/api/v1/session/hand-overs") => Some(json!({ "challenge": "0".repeat(64) })),
            ("post", "/api/v1/session") => Some(json!({ "username": "nobody.atall", "password": "wrong" })),
            ("patch", "/api/v1/me" | "/api/v1/people/{person}") => Some(json!({ "values": { "title": "x" } })),
            ("patch", "/api/v1/me/draft") => Some(json!({ "version": 1 })),
            ("post", "/api/v1/me/news/read") => Some(json!({ "up_to": 0 })),
            ("put", "/api/v1/me/notices") => Some(json!({})),
            ("post", "/api/v1/me/confirmations") => Some(json!({ "attributes": ["title"] })),
            ("patch", "/api/v1/notice-settings") => Some(json!({})),
            ("post", "/api/v1/notice-settings/preview") => {
                Some(json!({ "about": "approved", "language": "en", "subject": "x", "text": "{link}" }))
            }
            ("post", "/api/v1/people") => Some(json!({ "values": {} })),
            ("post", path) if path.ends_with("/block") => Some(json!({ "note": "gone" })),
            ("post", path) if path.ends_with("/detach") => Some(json!({ "source": 99 })),
            ("post", path) if path.contains("/attach") => Some(json!({ "source": 99, "entry": "nobody" })),
            ("post", path) if path.ends_with("/purge") => Some(json!({ "name": "nobody" })),
            ("post", path) if path.ends_with("/unblock") => Some(json!({ "pin": false })),
            ("post", "/api/v1/decisions") => {
                Some(json!({ "decisions": [{ "change": self.rejected, "version": 0, "verdict": "approve" }] }))
            }
            ("post", path) if path.ends_with("/withdraw") || path.ends_with("/renew") => Some(json!({})),
            ("post", path) if path.ends_with("/settle") => Some(json!({ "version": 0, "choice": "take_theirs" })),
            ("post", "/api/v1/undo/preview") => Some(json!({ "what": { "run": 1 } })),
            // Refused to everybody who may: nothing was looked at.
            ("post", "/api/v1/undo") => Some(json!({ "what": { "run": 1 }, "rows": [] })),
            // Refused to everybody who may: the days are past.
            ("post", "/api/v1/stand-ins") => {
                Some(json!({ "person": self.emma, "username": "nobody", "from": "2001-01-01", "until": "2001-01-02" }))
            }
            ("post", "/api/v1/owners") => Some(json!({ "kind": "container", "name": "nothing", "username": "nobody" })),
            ("patch", "/api/v1/attributes/{attribute}") => Some(json!({ "locked": true })),
            ("put" | "post", path) if path.starts_with("/api/v1/attributes/{attribute}/") => {
                Some(json!({ "labels": { "en": "Title" }, "section": "work", "kind": "text", "many": false }))
            }
            // Refused to everybody who may: it fills nothing in.
            ("put" | "post", path) if path.starts_with("/api/v1/fill-sets") => {
                Some(json!({ "name": "x", "when": "office", "is": "x", "fills": [] }))
            }
            // Refused to everybody who may: it has ended already.
            ("put", path) if path.contains("/pins/") => {
                Some(json!({ "value": null, "until": "2000-01-01T00:00:00Z", "reason": "x" }))
            }
            // Refused to everybody who may: no attribute stands in it.
            ("put", "/api/v1/form-order") => Some(json!({ "sections": [] })),
            ("post", "/api/v1/findings/acts") => Some(json!({ "act": "ignore", "findings": [] })),
            // Refused to everybody who may: nobody looked at what it would come to.
            ("post", "/api/v1/policy-rules") => Some(json!({ "edit": { "do": "delete", "id": 99 }, "previewed": 0 })),
            // Refused to everybody who may: people would have no name.
            ("post", path) if path.ends_with("/preview") => Some(json!({ "mapping": [] })),
            ("post", path) if path.ends_with("/rekey/try") => {
                Some(json!({ "id_attribute": "entryUUID", "by": "mail" }))
            }
            ("post", path) if path.ends_with("/rekey") => {
                Some(json!({ "id_attribute": "entryUUID", "by": "mail", "digest": "" }))
            }
            ("post", path) if path.ends_with("/try") => Some(json!({ "selection": {} })),
            ("post", path) if path.ends_with("/notices/again") => Some(json!({ "to": "nobody@example.test" })),
            ("put", "/api/v1/imports/{import}") => Some(crate::imports::usual()),
            ("post", path) if path.ends_with("/execute") => Some(json!({ "rows": "valid" })),
            ("put", "/api/v1/source-order") => Some(json!({ "order": [] })),
            ("patch", "/api/v1/sources/{source}") => Some(json!({ "schedule": { "every": "off" } })),
            // Refused to everybody who may: a change waits and nothing says what becomes of it.
            ("post", "/api/v1/locks") => Some(json!({ "locked": true })),
            // Refused to everybody who may: there is no such person.
            ("post", "/api/v1/administrators") => Some(json!({ "person": 999_999, "role": "auditor" })),
            ("put", "/api/v1/administrators/{account}/roles/{role}") => Some(json!({})),
            ("post", "/api/v1/exports") => Some(json!({ "target": 1, "profile": "machine", "key": "dn" })),
            _ => None,
        }
    }
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

/// SEC1, SEC4, SEC22, SEC24, S2.16, T17: what each role gets from each address on somebody else's objects. A changed right is a changed line.
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
            let row = cast.iter().map(|(_, client)| class(client, method, path, objects)).collect();
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

//! What every answer keeps to: its headers, its errors, its description, and that no secret is ever in it, in a log or in the database.

use std::collections::BTreeSet;

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD, Options, Source},
    client::Response,
    people,
};
use serde_json::{Value, json};

use crate::{
    company::{Company, Database},
    staff::{approved, id_of, somebody},
};

fn has_the_headers(what: &str, answer: &Response) {
    for (name, part) in [
        ("content-security-policy", "default-src 'none'"),
        ("content-security-policy", "frame-ancestors 'none'"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("strict-transport-security", "max-age="),
        ("permissions-policy", "camera=()"),
        ("cache-control", ""),
    ] {
        let value = answer.headers.get(name).unwrap_or_else(|| panic!("{what} ({}) has no {name}", answer.status));
        assert!(value.contains(part), "{what}: {name}: {value}");
    }
    let policy = &answer.headers["content-security-policy"];
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'") && !policy.contains('*'),
        "{policy}"
    );
    for told in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert!(!answer.headers.contains_key(told), "{what} tells {told}");
    }
}

/// SEC18: the same headers on every kind of answer; nothing about anybody is kept by a cache.
#[test]
fn every_answer_has_the_headers() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "room", "1");
    let export = anna
        .post("/api/v1/exports", &json!({ "target": 1, "profile": "machine", "key": "dn" }))
        .expect_status(201)
        .json;
    let visitor = company.amend.client();
    let large = vec![b' '; (2 << 20) + 1];
    let json_type = [("content-type", "application/json")];
    let answers: Vec<(&str, u16, Response)> = vec![
        ("data", 200, emma.get("/api/v1/me")),
        ("a list", 200, anna.get("/api/v1/people")),
        ("a file", 200, anna.get(&format!("/api/v1/exports/{}/file", export["id"]))),
        ("a report", 200, anna.get("/api/v1/runs/1/report.csv")),
        ("the document", 200, visitor.get("/api/v1/openapi.json")),
        ("health", 200, visitor.get("/healthz")),
        ("signing in", 200, visitor.sign_in(people::EMPLOYEE, people::PASSWORD)),
        ("signing out", 204, visitor.delete("/api/v1/session")),
        ("nobody", 401, visitor.get("/api/v1/me")),
        ("no right", 403, emma.get("/api/v1/audit")),
        ("nothing", 404, emma.get("/api/v1/people/999")),
        ("no address", 404, emma.get("/api/v1/nothing")),
        ("no method", 405, emma.delete("/api/v1/people")),
        ("no page", 405, emma.post("/somewhere", &json!({}))),
        (
            "a bad body",
            400,
            emma.send_bytes("PATCH", "/api/v1/me", &[("if-match", "\"1\""), json_type[0]], b"{").unwrap(),
        ),
        ("a bad query", 400, anna.get("/api/v1/people?limit=x")),
        (
            "another kind",
            415,
            emma.send_bytes("PATCH", "/api/v1/me", &[("if-match", "\"1\""), ("content-type", "text/plain")], b"{}")
                .unwrap(),
        ),
        (
            "too large",
            413,
            emma.send_bytes("PATCH", "/api/v1/me", &[("if-match", "\"1\""), json_type[0]], &large).unwrap(),
        ),
        ("no version", 428, emma.patch("/api/v1/me", &json!({ "values": {} }))),
        ("an old version", 412, crate::staff::save_against(&emma, "/api/v1/me", &json!(0), &json!({ "room": "1" }))),
        ("a bad value", 422, Company::propose(&emma, &json!({ "surname": "x" }))),
        ("not now", 409, anna.post("/api/v1/exports", &json!({ "target": 1, "profile": "machine", "key": "dn" }))),
    ];
    for (what, status, answer) in &answers {
        assert_eq!(answer.status, *status, "{what}: {}", answer.text());
        has_the_headers(what, answer);
        assert_eq!(answer.headers["cache-control"], "no-store", "{what}");
        if *status >= 400 {
            is_a_problem(what, answer);
        }
    }
    let codes: BTreeSet<&str> = answers.iter().filter_map(|(_, _, answer)| answer.json["code"].as_str()).collect();
    assert_eq!(codes.len(), 11, "each refusal has a code of its own: {codes:?}");
    let photo = Company::profile(&emma);
    let digest =
        crate::company::field(&photo, "photo")["value"].as_str().unwrap().trim_start_matches("sha256:").to_owned();
    let picture = emma.get(&format!("/api/v1/people/{}/photos/{digest}", photo["id"])).expect_status(200);
    has_the_headers("a picture", &picture);
    assert!(picture.headers["cache-control"].starts_with("private"));
    assert_eq!(picture.headers["content-type"], "image/jpeg");
}

/// RFC 9457: each error is a problem with a stable code, and none tells how the server is made.
fn is_a_problem(what: &str, answer: &Response) {
    assert_eq!(answer.headers["content-type"], "application/problem+json", "{what}");
    let code = answer.json["code"].as_str().unwrap_or_else(|| panic!("{what}: {}", answer.text()));
    assert_eq!(answer.json["type"], format!("urn:amend:problem:{code}"), "{what}");
    assert_eq!(answer.json["status"], answer.status, "{what}");
    assert!(!answer.json["title"].as_str().unwrap().is_empty());
    let text = answer.text().to_lowercase();
    for inside in [
        "sqlx",
        "sqlite",
        "postgres",
        "select ",
        "insert ",
        ".rs:",
        "panicked",
        "/tmp/",
        "ldap3",
        "serde",
        "stack backtrace",
    ] {
        assert!(!text.contains(inside), "{what} tells {inside}: {text}");
    }
}

/// SEC22: the document is OpenAPI 3.1 in which every reference leads somewhere, every place of a path is described, and every operation
/// says what it refuses with.
#[test]
fn the_document_is_sound() {
    let company = Company::unsynced(Database::Sqlite, 6, Options::default());
    let document = company.amend.client().get("/api/v1/openapi.json").expect_status(200).json;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for needed in ["title", "version", "license"] {
        assert!(!document["info"][needed].is_null(), "{needed}");
    }
    let mut references = Vec::new();
    collect_references(&document, &mut references);
    assert!(references.len() > 100);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads outside"));
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    let mut names = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let what = format!("{method} {path}");
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(format!("{}.{name}", operation["tags"][0])), "{what}: {name} stands twice");
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let described: BTreeSet<&str> =
                parameters.iter().filter(|one| one["in"] == "path").map(|one| one["name"].as_str().unwrap()).collect();
            let placed: BTreeSet<&str> = path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
            assert_eq!(described, placed, "{what}");
            assert!(parameters.iter().filter(|one| one["in"] == "path").all(|one| one["required"] == true), "{what}");
            let answers = operation["responses"].as_object().unwrap();
            assert!(answers.keys().any(|status| status.starts_with('2')), "{what} never succeeds");
            // Whether somebody is signed in and how one can be, everybody may ask.
            let is_for_all = ["get /api/v1/session", "get /api/v1/sign-in", "get /api/v1/export-files/{token}"]
                .contains(&what.as_str());
            assert_ne!(answers.contains_key("401"), is_for_all, "{what} does not tell that somebody must be signed in");
            for (status, answer) in answers.iter().filter(|(status, _)| status.as_str() >= "400") {
                assert!(answer.to_string().contains("ProblemDetails"), "{what} {status}");
            }
            let writes = matches!(method.as_str(), "patch" | "post" | "put");
            let has_body = operation.get("requestBody").is_some();
            assert!(writes || !has_body, "{what} reads a body");
            if has_body {
                assert!(answers.contains_key("400") && answers.contains_key("415"), "{what}: bodies can be wrong");
            }
        }
    }
    assert!(names.len() >= 40);
}

fn collect_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|inner| collect_references(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| collect_references(inner, found)),
        _ => {}
    }
}

/// SEC20: with everything told to the log, no secret is in it, in an answer or in a file of the installation.
#[test]
fn secrets_stay_secret() {
    for database in [Database::Sqlite, Database::Postgres] {
        const PASSWORD: &str = "canary-sign-in-41c8";
        let options = Options { environment: vec![("AMEND_LOG".to_owned(), "trace".to_owned())], ..Options::default() };
        let mut company = Company::open_with(database, 30, options);
        company.in_directory(people::EMPLOYEE, &format!("replace: userPassword\nuserPassword: {PASSWORD}\n"));
        let emma = company.amend.client();
        let signed_in = emma.sign_in(people::EMPLOYEE, PASSWORD).expect_status(200);
        let token = signed_in.headers["set-cookie"].split(['=', ';']).nth(1).unwrap().to_owned();
        assert_eq!(token.len(), 64);
        const WRONG: &str = "canary-wrong-9b1d";
        company.amend.client().sign_in(people::EMPLOYEE, WRONG).expect_status(401);
        company.amend.client().sign_in(ADMINISTRATOR, WRONG).expect_status(401);
        company.amend.client().sign_in(WRONG, WRONG).expect_status(401);
        let odd = company
            .amend
            .client()
            .send_bytes(
                "POST",
                "/api/v1/session",
                &[("content-type", "application/json")],
                format!("{{\"username\":\"x\",\"password\":[\"{WRONG}\"]}}").as_bytes(),
            )
            .unwrap();
        odd.clone().expect_status(400);
        company.slapd.stop();
        company.amend.client().sign_in(people::EMPLOYEE, WRONG).expect_status(502);
        company.sync();
        company.slapd.restart().unwrap();
        company.sync();
        let anna = company.signed_in(people::ADMIN);
        approved(&emma, &anna, "room", "1");
        let bind = Source::of(&company.slapd).bind_password;
        let secrets = [
            ("bind password", bind.as_str()),
            ("sign-in password", PASSWORD),
            ("wrong password", WRONG),
            ("session token", token.as_str()),
            ("administrator's password", ADMINISTRATOR_PASSWORD),
        ];
        let mut answers = odd.text();
        for path in [
            "me",
            "session",
            "people",
            "sources",
            "sources/1",
            "sources/1/runs",
            "runs/2",
            "runs/2/report",
            "audit?limit=200",
            "attributes",
            "targets",
        ] {
            answers += &company.root.get(&format!("/api/v1/{path}")).text();
        }
        let log = company.amend.log();
        assert!(log.contains("TRACE") && log.len() > 50_000, "everything was told: {} bytes", log.len());
        company.amend.stop();
        for (name, secret) in secrets {
            assert!(!answers.contains(secret), "the {name} is in an answer");
            let line = log.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "the {name} is in the log");
            for file in std::fs::read_dir(company.amend.dir()).unwrap() {
                let path = file.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "password") {
                    continue;
                }
                let content = std::fs::read(&path).unwrap();
                let found = content.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "the {name} is in {}", path.display());
            }
        }
    }
}

/// SEC1, SEC26: somebody else's object and one that does not exist are answered alike, byte by byte.
#[test]
fn the_foreign_and_the_absent_look_alike() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let employee = company.signed_in(&somebody(&company, 0));
    Company::propose(&emma, &json!({ "room": "1" })).expect_status(200);
    let change = crate::staff::waiting(&anna, "room")["id"].as_i64().unwrap();
    let person = id_of(&company, people::EMPLOYEE);
    let tag = [("if-match", "\"1\"")];
    let save = json!({ "values": { "room": "2" } });
    let ask = |method: &str, path: &str, body: Option<&Value>| {
        let answer = employee.send(method, path, &tag, body).unwrap();
        (answer.status, answer.text())
    };
    let empty = json!({});
    let note = json!({ "note": "x" });
    let wrong = json!({ "note": "" });
    let unreadable = json!({ "values": { "room": 7 } });
    for (method, end, body) in [
        ("GET", "", None),
        ("PATCH", "", Some(&save)),
        ("PATCH", "", Some(&unreadable)),
        ("GET", "/changes", None),
        ("POST", "/block", Some(&note)),
        ("POST", "/block", Some(&wrong)),
        ("GET", "/photos/00", None),
    ] {
        let path = |person: i64| format!("/api/v1/people/{person}{end}");
        let foreign = ask(method, &path(person), body);
        assert_eq!(foreign.0, 404, "{method} {end}: {}", foreign.1);
        assert_eq!(foreign, ask(method, &path(999_999), body), "{method} {end}");
    }
    let withdraw = |change: i64| ask("POST", &format!("/api/v1/changes/{change}/withdraw"), Some(&empty));
    assert_eq!(withdraw(change), withdraw(999_999));
    assert_eq!(withdraw(change).0, 404);
    let long = json!({ "reason": "x".repeat(2000) });
    let withdraw = |change: i64| ask("POST", &format!("/api/v1/changes/{change}/withdraw"), Some(&long));
    assert_eq!(withdraw(change), withdraw(999_999));
}

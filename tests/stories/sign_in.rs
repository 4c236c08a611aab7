//! Signing in and out: what is refused and how, what the cookie is like, and that nobody elsewhere can use it.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD, Options},
    client::Client,
    people,
};
use serde_json::{Value, json};

use crate::{
    company::{Company, Database},
    staff::{audit, somebody},
};

/// The session's cookie as it was set.
fn cookie(answer: &amend_tests::client::Response) -> &str {
    &answer.headers["set-cookie"]
}

/// A request of somebody who holds this cookie and no client's manners.
fn with_cookie(company: &Company, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> u16 {
    company.amend.client().send(method, path, headers, body).unwrap().status
}

/// SEC10: the cookie's name and flags, and a new token with each sign-in; the token before is worthless then.
#[test]
fn the_cookie_is_bound_and_turns() {
    let company = Company::open(Database::Sqlite);
    let emma = company.amend.client();
    let first = emma.sign_in(people::EMPLOYEE, people::PASSWORD).expect_status(200);
    for part in ["__Host-amend=", "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax", "; Max-Age="] {
        assert!(cookie(&first).contains(part), "{part} in {}", cookie(&first));
    }
    assert!(!cookie(&first).contains("Domain"));
    let old = cookie(&first).split(';').next().unwrap().to_owned();
    assert_eq!(with_cookie(&company, "GET", "/api/v1/me", &[("cookie", &old)], None), 200);
    let second = emma.sign_in(people::EMPLOYEE, people::PASSWORD).expect_status(200);
    let new = cookie(&second).split(';').next().unwrap().to_owned();
    assert_ne!(old, new);
    assert_eq!(with_cookie(&company, "GET", "/api/v1/me", &[("cookie", &old)], None), 401, "the old one ended");
    // A token that somebody planted is not taken over.
    let planted = format!("__Host-amend={}", "a".repeat(64));
    let body = json!({ "username": people::EMPLOYEE, "password": people::PASSWORD });
    let fixed = company.amend.client().send("POST", "/api/v1/session", &[("cookie", &planted)], Some(&body)).unwrap();
    assert!(!cookie(&fixed).contains(&planted));
    assert_eq!(with_cookie(&company, "GET", "/api/v1/me", &[("cookie", &planted)], None), 401);

    assert_eq!(emma.get("/api/v1/session").expect_status(200).json["name"], "Emma Larsen");
    let out = emma.delete("/api/v1/session").expect_status(204);
    // That nobody is signed in is an answer to a page that opens, and no error.
    for visitor in [&emma, &company.amend.client()] {
        assert_eq!(visitor.get("/api/v1/session").expect_status(204).text(), "");
    }
    assert!(cookie(&out).contains("Max-Age=0"));
    assert_eq!(with_cookie(&company, "GET", "/api/v1/me", &[("cookie", &new)], None), 401, "signed out");
}

/// SEC26, S2.21: a wrong password and a name that nobody has are answered alike; an empty password never reaches the directory, which would
/// take it for an anonymous sign-in; too many attempts have to wait, and say how long.
#[test]
fn wrong_is_wrong_whatever_is_wrong() {
    let mut company = Company::open(Database::Sqlite);
    let refused = |name: &str, password: &str| {
        let answer = company.amend.client().sign_in(name, password).expect_status(401);
        assert_eq!(answer.json["code"], "wrong_credentials");
        assert!(!answer.headers.contains_key("set-cookie"));
        answer.text()
    };
    let wrong = refused(people::EMPLOYEE, "wrong");
    for (name, password) in [
        ("nobody.atall", "wrong"),
        (people::EMPLOYEE, ""),
        (ADMINISTRATOR, "wrong-as-well"),
        ("", ""),
        ("*", people::PASSWORD),
        ("emma*", people::PASSWORD),
        ("emma.larsen)(uid=*", people::PASSWORD),
        ("uid=emma.larsen,ou=Oslo", people::PASSWORD),
        ("emma\u{0}.larsen", people::PASSWORD),
        ("admin", "admin"),
        ("admin", ""),
        ("root", "root"),
    ] {
        assert_eq!(refused(name, password), wrong, "{name} and {password}");
    }
    // The name's case is not its owner's burden.
    company.amend.client().sign_in("EMMA.Larsen", people::PASSWORD).expect_status(200);
    let name = somebody(&company, 0);
    // With the directory away an empty password is still plainly wrong: nobody was asked.
    company.slapd.stop();
    assert_eq!(company.amend.client().sign_in(people::EMPLOYEE, "").status, 401);
    let away = company.amend.client().sign_in(people::EMPLOYEE, "x").expect_status(502);
    assert!(!away.text().contains("127.0.0.1"), "a visitor is not told where the directory is: {}", away.text());
    assert_eq!(company.amend.client().sign_in("nobody.atall", "x").status, 502, "alike here too");

    let limited = (0..30).map(|_| company.amend.client().sign_in(&name, "")).find(|answer| answer.status == 429);
    let limited = limited.expect("thirty attempts are too many");
    assert_eq!(limited.json["code"], "too_many_requests");
    assert!(limited.headers["retry-after"].parse::<u64>().unwrap() >= 1);
    assert!(!audit(&company, "session.refused").is_empty());
    let rows = company.root.get("/api/v1/audit?limit=200&action=session.refused").text();
    assert!(!rows.contains("nobody.atall"), "people type passwords where the name goes");
}

/// S2.21: the local administrator gets in while the directory is down, and everybody who is in stays in.
#[test]
fn the_directory_may_be_down() {
    let mut company = Company::open(Database::Sqlite);
    let emma = company.signed_in(people::EMPLOYEE);
    company.slapd.stop();
    emma.get("/api/v1/me").expect_status(200);
    let root = company.amend.client();
    let session = root.sign_in(ADMINISTRATOR, ADMINISTRATOR_PASSWORD).expect_status(200).json;
    assert_eq!((&session["local"], &session["roles"]), (&json!(true), &json!(["system-admin"])));
    root.get("/api/v1/people").expect_status(200);
    root.get("/api/v1/me").expect_status(404);
}

/// SEC25: a fresh installation lets nobody in.
#[test]
fn there_are_no_default_credentials() {
    let mut amend = amend_tests::amend::Amend::prepare_in_scratch(Options::default()).unwrap();
    amend.serve().unwrap();
    for (name, password) in [
        ("admin", "admin"),
        ("admin", "amend"),
        ("amend", "amend"),
        (ADMINISTRATOR, ADMINISTRATOR_PASSWORD),
        ("root", ""),
        ("", ""),
    ] {
        assert_eq!(amend.client().sign_in(name, password).status, 401, "{name}");
    }
    let (code, _, error) = amend.try_cli(&["admin", "create", "boss"], "short\n").unwrap();
    assert_ne!(code, Some(0));
    assert!(error.contains("at least 12 characters"), "{error}");
}

/// SEC11: a page elsewhere can neither act with somebody's cookie nor sign somebody in.
#[test]
fn other_sites_cannot_act() {
    let company = Company::open(Database::Sqlite);
    let emma = company.amend.client();
    let cookie = cookie(&emma.sign_in(people::EMPLOYEE, people::PASSWORD)).split(';').next().unwrap().to_owned();
    let tag = format!("\"{}\"", Company::profile(&emma)["version"]);
    let body = json!({ "values": { "title": "Owned" } });
    let own = company.amend.url();
    let port = own.rsplit(':').next().unwrap();
    let foreign: Vec<(Option<String>, Option<&str>)> = vec![
        (Some("https://evil.example".to_owned()), None),
        (Some("null".to_owned()), None),
        (Some(format!("{own}.evil.example")), None),
        (Some(format!("https://127.0.0.1:{port}")), None),
        (Some("http://127.0.0.1:1".to_owned()), None),
        (Some(String::new()), None),
        (None, Some("cross-site")),
        (None, Some("same-site")),
        (Some(own.clone()), Some("cross-site")),
    ];
    for (origin, site) in &foreign {
        let client = Client::new(&own).from_origin(origin.as_deref().unwrap_or(&own));
        let mut headers = vec![("cookie", cookie.as_str()), ("if-match", &tag)];
        headers.extend(site.map(|site| ("sec-fetch-site", site)));
        for (method, path, body) in [
            ("PATCH", "/api/v1/me", Some(&body)),
            ("DELETE", "/api/v1/session", None),
            ("POST", "/api/v1/session", Some(&json!({ "username": people::EMPLOYEE, "password": people::PASSWORD }))),
        ] {
            let answer = client.send(method, path, &headers, body).unwrap();
            assert_eq!(
                (answer.status, &answer.json["code"]),
                (403, &json!("foreign_origin")),
                "{method} {path} {origin:?} {site:?}"
            );
            assert!(!answer.headers.contains_key("set-cookie"));
        }
    }
    assert_eq!(Company::profile(&emma)["version"].to_string(), tag.trim_matches('"'), "nothing happened");
    let read = Client::new(&own)
        .from_origin("https://evil.example")
        .send("GET", "/api/v1/me", &[("cookie", &cookie)], None)
        .unwrap();
    assert!(!read.headers.contains_key("access-control-allow-origin"), "and no page elsewhere may read");
    let form = emma.send("PATCH", "/api/v1/me", &[("if-match", &tag), ("content-type", "text/plain")], None).unwrap();
    assert_eq!(form.status, 415);
}

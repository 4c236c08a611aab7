//! The task pane's own door: who gets in and how, what it answers, and that it is never mistaken for the portal's.

use amend_tests::{amend::Options, client::Client, people, process::free_port};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database},
    staff::audit,
};

on_both!(a_code_is_worth_one_attempt);

/// A company with a pane, and a visitor of the pane.
pub(crate) struct Pane {
    pub(crate) company: Company,
    pub(crate) url: String,
}

impl Pane {
    pub(crate) fn open(database: Database) -> Self {
        let (port, pane) = (free_port().unwrap(), free_port().unwrap());
        let url = format!("http://127.0.0.1:{pane}");
        let options = Options {
            port: Some(port),
            settings: format!("public_url = \"http://127.0.0.1:{port}\"\n"),
            tables: format!("\n[pane]\nlisten = \"127.0.0.1:{pane}\"\npublic_url = \"{url}\"\n"),
            ..Options::default()
        };
        Self { company: Company::open_with(database, 30, options), url }
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(&self.url)
    }
}

/// A verifier and its challenge, the SHA-256 of it.
const VERIFIER: &str = "a verifier that the pane has kept";
const CHALLENGE: &str = "260175a7ba0d0d3ccd2ee29aacc79b34605c01c3d33435259cf98cfb4fdc1ef4";

fn hand_over(client: &Client, challenge: &str) -> amend_tests::client::Response {
    client.post("/api/v1/session/hand-overs", &json!({ "challenge": challenge }))
}

fn redeem(pane: &Client, code: &Value, verifier: &str) -> amend_tests::client::Response {
    pane.post("/api/v1/session/redeem", &json!({ "code": code, "verifier": verifier }))
}

fn with_bearer(client: &Client, method: &str, path: &str, token: &str) -> amend_tests::client::Response {
    client.send(method, path, &[("authorization", &format!("Bearer {token}"))], None).unwrap()
}

/// M4, SEC10: the code works once and with its verifier only; its session is good in the pane and nowhere else; a block ends it at once.
fn a_code_is_worth_one_attempt(database: Database) {
    let there = Pane::open(database);
    let company = &there.company;
    let (emma, pane) = (company.signed_in(people::EMPLOYEE), there.client());
    hand_over(&company.amend.client(), CHALLENGE).expect_status(401);
    hand_over(&emma, "short").expect_status(400);
    assert_eq!(hand_over(&company.root, CHALLENGE).expect_status(409).json["code"], "conflict");
    let made = hand_over(&emma, CHALLENGE).expect_status(201).json;
    assert_eq!(made["pane"], there.url.as_str());
    assert_eq!(redeem(&pane, &made["code"], "another").expect_status(401).json["code"], "wrong_credentials");
    redeem(&pane, &made["code"], VERIFIER).expect_status(401);
    let made = hand_over(&emma, CHALLENGE).expect_status(201).json;
    let session = redeem(&pane, &made["code"], VERIFIER).expect_status(200);
    assert!(!session.headers.contains_key("set-cookie"), "{:?}", session.headers);
    redeem(&pane, &made["code"], VERIFIER).expect_status(401);
    let token = session.json["token"].as_str().unwrap().to_owned();
    assert_eq!(session.json["session"]["person"], Company::profile(&emma)["id"]);

    let profile = with_bearer(&pane, "GET", "/api/v1/me", &token).expect_status(200);
    let values = json!({ "values": { "room": "4.17" } });
    let headers = [("authorization", format!("Bearer {token}")), ("if-match", profile.headers["etag"].clone())];
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    pane.send("PATCH", "/api/v1/me", &headers, Some(&values)).unwrap().expect_status(200);
    assert_eq!(crate::company::change_state(&Company::profile(&emma), "room"), "pending", "one profile at both doors");
    // What the pane has no need of is not there, and neither door takes the other's proof.
    for path in ["/api/v1/people", "/api/v1/audit", "/api/v1/sources"] {
        with_bearer(&pane, "GET", path, &token).expect_status(404);
    }
    pane.get("/api/v1/me").expect_status(401);
    let portal = company.amend.client();
    with_bearer(&portal, "GET", "/api/v1/me", &token).expect_status(401);
    let cookie = format!("__Host-amend={token}");
    portal.send("GET", "/api/v1/me", &[("cookie", &cookie)], None).unwrap().expect_status(401);
    pane.send("GET", "/api/v1/me", &[("cookie", &cookie)], None).unwrap().expect_status(401);
    let foreign = there.client().from_origin(&company.amend.url());
    assert_eq!(redeem(&foreign, &json!("x"), "y").expect_status(403).json["code"], "foreign_origin");

    let opened = audit(company, "session.open").into_iter().filter(|row| row["detail"]["door"] == "pane").count();
    assert_eq!((opened, audit(company, "session.hand_over").len()), (1, 2));
    let id = Company::profile(&emma)["id"].clone();
    let made = hand_over(&emma, CHALLENGE).expect_status(201).json;
    company.root.post(&format!("/api/v1/people/{id}/block"), &json!({ "note": "left" })).expect_status(200);
    with_bearer(&pane, "GET", "/api/v1/me", &token).expect_status(401);
    assert_eq!(redeem(&pane, &made["code"], VERIFIER).expect_status(403).json["code"], "blocked");
}

/// S1.6: each door's policy; what Outlook's dialog shows keeps its opener, everything else does not.
#[test]
fn each_door_has_its_headers() {
    let there = Pane::open(Database::Sqlite);
    let (pane, portal) = (there.client(), there.company.amend.client());
    let policy = |answer: &amend_tests::client::Response| answer.headers["content-security-policy"].clone();
    let of_pane = policy(&pane.get("/"));
    for part in [
        "frame-ancestors https://outlook.office.com https://outlook.office365.com https://outlook.cloud.microsoft",
        "https://appsforoffice.microsoft.com/lib/1/hosted/",
        "'wasm-unsafe-eval'",
    ] {
        assert!(of_pane.contains(part), "{part} in {of_pane}");
    }
    assert!(!of_pane.contains("unsafe-inline") || of_pane.contains("style-src-attr 'unsafe-inline'"), "{of_pane}");
    let of_portal = policy(&portal.get("/"));
    assert!(of_portal.contains("frame-ancestors 'none'") && !of_portal.contains("http"), "{of_portal}");
    for (client, path, keeps_opener) in [
        (&pane, "/", false),
        (&pane, "/sign-in/start?challenge=x", true),
        (&pane, "/sign-in/done", true),
        (&portal, "/pane-sign-in?challenge=x", true),
        (&portal, "/", false),
    ] {
        let answer = client.get(path);
        assert_eq!(!answer.headers.contains_key("cross-origin-opener-policy"), keeps_opener, "{path}");
        assert!(!answer.headers.contains_key("x-frame-options"), "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
    }
    let start = pane.get("/sign-in/start?challenge=a%26b");
    assert_eq!(start.status, 303);
    assert_eq!(start.headers["location"], format!("{}/pane-sign-in?challenge=a%26b", there.company.amend.url()));
}

/// M4: before anybody is signed in, the pane learns how one signs in; its links lead to the portal and nowhere else.
#[test]
fn the_pane_knows_the_way_to_the_portal() {
    let there = Pane::open(Database::Sqlite);
    let (pane, portal) = (there.client(), there.company.amend.url());
    let settings = pane.get("/api/v1/pane").expect_status(200).json;
    assert_eq!(settings, json!({ "portal": portal, "nested": null }));
    for (asked, answer) in [
        ("/portal", "/"),
        ("/portal/", "/"),
        ("/portal/people/7?search=a", "/people/7?search=a"),
        ("/portal//evil.example", "/evil.example"),
    ] {
        let moved = pane.get(asked).expect_status(303);
        assert_eq!(moved.headers["location"], format!("{portal}{answer}"), "{asked}");
    }
    there.company.amend.client().get("/api/v1/pane").expect_status(404);
}

/// M4 (RFC 6750, section 3): a 401 says what proof is taken here, and whether the one that was shown is not good; the portal's takes no such proof.
#[test]
fn a_refused_token_is_told_from_none() {
    let there = Pane::open(Database::Sqlite);
    let (pane, portal) = (there.client(), there.company.amend.client());
    assert_eq!(pane.get("/api/v1/me").expect_status(401).headers["www-authenticate"], "Bearer");
    for token in ["0".repeat(64), "no.token.atall".to_owned()] {
        let refused = with_bearer(&pane, "GET", "/api/v1/me", &token).expect_status(401);
        assert_eq!(refused.headers["www-authenticate"], "Bearer error=\"invalid_token\"");
    }
    assert!(!portal.get("/api/v1/me").expect_status(401).headers.contains_key("www-authenticate"));
}

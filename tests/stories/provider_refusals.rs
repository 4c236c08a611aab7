//! What somebody may bring back from an identity provider and is not signed in by, what they are told, and what goes on while the provider is away.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    people,
    provider::Visit,
};
use serde_json::{Value, json};

use crate::{
    bearers::now,
    company::Database,
    provider::{Works, leads},
    staff::audit,
};

/// The failure that an answer leads to, with nobody signed in.
#[track_caller]
fn refused(visit: &Visit, back: &str) -> String {
    let answer = visit.amend.get(back).expect_status(303);
    assert!(!answer.headers.get("set-cookie").is_some_and(|set| set.contains("__Host-amend=")), "{answer:?}");
    assert_eq!(visit.amend.get("/api/v1/session").status, 204);
    let (page, word) = leads(&answer).split_once("sign_in_failed=").unwrap_or_else(|| panic!("{}", leads(&answer)));
    assert!(page.starts_with("/changes?") || page == "/?", "{page}");
    word.to_owned()
}

/// A field of an address with another value; without it, if there is none.
fn with(address: &str, field: &str, value: Option<&str>) -> String {
    let (path, query) = address.split_once('?').unwrap();
    let mut fields: Vec<String> =
        query.split('&').filter(|pair| pair.split('=').next() != Some(field)).map(str::to_owned).collect();
    fields.extend(value.map(|value| format!("{field}={value}")));
    format!("{path}?{}", fields.join("&"))
}

fn of(address: &str, field: &str) -> String {
    let pairs = address.split_once('?').unwrap().1.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(name, _)| *name == field).unwrap().1.to_owned()
}

const START: &str = "/sign-in/works?to=/changes";

/// SEC6, SEC10, M4: an answer counts once, in the browser and at the provider that it was asked in, and with what was asked for.
#[test]
fn an_answer_counts_once_and_where_it_was_asked() {
    let works = Works::open(Database::Sqlite);
    let company = &works.company;
    let visit = || works.visit();

    let one = visit();
    let back = one.fetch(START, people::EMPLOYEE);
    assert_eq!(refused(&one, &with(&back, "state", Some(&"0".repeat(64)))), "stale");
    assert_eq!(refused(&one, &with(&back, "state", None)), "stale");
    // Another browser, such as that of somebody who was made to follow the link.
    assert_eq!(refused(&visit(), &back), "stale");
    assert_eq!(refused(&one, &back), "stale", "its one attempt is over");

    let one = visit();
    let back = one.fetch(START, people::EMPLOYEE);
    let cookie = format!("__Host-amend-sign-in={}", "0".repeat(64));
    let tampered = company.amend.client().send("GET", &back, &[("cookie", &cookie)], None).unwrap();
    assert_eq!(leads(&tampered), "/?sign_in_failed=stale");

    // Two tabs: the second start does not break the first.
    let one = visit();
    let first = one.fetch(START, people::EMPLOYEE);
    let second = one.fetch("/sign-in/works?to=/profile", people::EMPLOYEE);
    let in_first = one.amend.get(&first).expect_status(303);
    assert_eq!(leads(&in_first), "/changes");
    assert_eq!(leads(&one.amend.get(&second).expect_status(303)), "/profile");
    one.amend.get("/api/v1/me").expect_status(200);
    // Nobody is in by an answer that was used, though the session of the one before is kept.
    assert_eq!(leads(&one.amend.get(&second)), "/?sign_in_failed=stale");
    one.amend.get("/api/v1/me").expect_status(200);

    // A code that was used, brought with a state of its own.
    let one = visit();
    let used = of(&first, "code");
    let back = one.fetch(START, people::EMPLOYEE);
    assert_eq!(refused(&one, &with(&back, "code", Some(&used))), "mismatch");
    // Somebody else's code, injected: it was asked for with another verifier.
    let (one, other) = (visit(), visit());
    let (mine, theirs) = (one.fetch(START, people::EMPLOYEE), other.fetch(START, people::MANAGER));
    assert_eq!(refused(&one, &with(&mine, "code", Some(&of(&theirs, "code")))), "mismatch");
    // Another provider's address, and another one's name (mix-up).
    let one = visit();
    let back = one.fetch(START, people::EMPLOYEE).replace("/sign-in/works/", "/sign-in/other/");
    assert_eq!(refused(&one, &back), "mismatch");
    for issuer in [None, Some("https%3A%2F%2Fevil.example")] {
        let one = visit();
        let back = one.fetch(START, people::EMPLOYEE);
        assert_eq!(refused(&one, &with(&back, "iss", issuer)), "mismatch", "{issuer:?}");
    }
    let one = visit();
    let back = one.fetch(START, people::EMPLOYEE);
    assert_eq!(refused(&one, &with(&back, "code", None)), "mismatch");
    // What the provider says to people is not repeated.
    let one = visit();
    let back = one.fetch_with(START, "cancel=yes");
    assert!(back.contains("error=access_denied"), "{back}");
    assert_eq!(refused(&one, &back), "cancelled");
    let one = visit();
    let back = with(&with(&one.fetch(START, people::EMPLOYEE), "code", None), "error", Some("%3Cscript%3E"));
    assert_eq!(refused(&one, &back), "provider_refused");
    assert_eq!(refused(&visit(), "/sign-in/nowhere/back?state=x&code=y"), "stale");
    assert_eq!(refused(&visit(), "/sign-in/nowhere"), "failed");

    let rows = audit(company, "session.refused");
    assert!(rows.iter().any(|row| row["detail"] == json!({ "provider": "works", "refused": "cancelled" })), "{rows:?}");
    let (told, log) = (Value::from(rows).to_string(), company.amend.log());
    for secret in ["eyJ", &used, "the secret that Amend has", "<script>", "<b>no"] {
        assert!(!told.contains(secret) && !log.contains(secret), "{secret}");
    }
}

/// SEC6: a token that is not for this sign-in, this program or this time vouches for nobody.
#[test]
fn a_token_is_looked_at_from_all_sides() {
    let works = Works::open(Database::Sqlite);
    let now = now();
    for (control, word) in [
        (json!({ "says": { "nonce": "of another sign-in" } }), "mismatch"),
        (json!({ "says": { "nonce": null } }), "mismatch"),
        (json!({ "says": { "iss": "https://evil.example" } }), "mismatch"),
        (json!({ "says": { "aud": "amend-other" } }), "mismatch"),
        (json!({ "says": { "aud": ["amend-works", "somebody"], "azp": "amend-works" } }), "mismatch"),
        (json!({ "says": { "azp": "amend-other" } }), "mismatch"),
        (json!({ "says": { "sub": "" } }), "mismatch"),
        (json!({ "says": { "events": { "http://schemas.openid.net/event/backchannel-logout": {} } } }), "mismatch"),
        (json!({ "isForged": true }), "mismatch"),
        (json!({ "says": { "exp": now - 10 } }), "clock"),
        (json!({ "says": { "iat": now + 3600, "exp": now + 7200 } }), "clock"),
    ] {
        works.provider.says(&control).unwrap();
        let visit = works.visit();
        let back = visit.fetch(START, people::EMPLOYEE);
        assert_eq!(refused(&visit, &back), word, "{control}");
    }
    works.provider.says(&json!({})).unwrap();
    assert_eq!(leads(&works.visit().sign_in(START, people::EMPLOYEE)), "/changes");
    // A token that vouches for somebody ends no session.
    let client = works.company.amend.client();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    for token in ["", "logout_token=", "logout_token=eyJ.eyJ.x"] {
        let answer = client.send_bytes("POST", "/sign-in/works/ended", &form, token.as_bytes()).unwrap();
        assert!((400..500).contains(&answer.status), "{token}: {}", answer.status);
    }
}

/// SEC11: a sign-in leads to an own page and nowhere else.
#[test]
fn nobody_is_led_elsewhere() {
    let works = Works::open(Database::Sqlite);
    for to in ["https://evil.example", "//evil.example", "/%5Cevil.example", "/%09/evil.example", "/x/..//evil.example"]
    {
        let visit = works.visit();
        assert_eq!(leads(&visit.sign_in(&format!("/sign-in/works?to={to}"), people::EMPLOYEE)), "/", "{to}");
    }
}

/// S2.21: while the provider is away, that is said; local administrators get in, and it works again when the provider is back, with new keys too.
#[test]
fn the_provider_may_be_down() {
    let mut works = Works::open_with(Database::Sqlite, "password_sign_in = false\n", "");
    let client = works.company.amend.client();
    assert_eq!(client.get("/api/v1/sign-in").json["passwords"], false);
    let no_password = client.sign_in(people::EMPLOYEE, people::PASSWORD).expect_status(401);
    assert_eq!(no_password.json["code"], "wrong_credentials");
    works.provider.stop();
    assert_eq!(leads(&client.get(START)), "/changes?sign_in_failed=provider_away");
    client.sign_in(ADMINISTRATOR, ADMINISTRATOR_PASSWORD).expect_status(200);
    works.provider.serve().unwrap();
    let visit = works.visit();
    let mut answer = visit.amend.get(START);
    // What was not reached is asked again after a pause.
    while leads(&answer).contains("provider_away") {
        answer = visit.amend.get(START);
    }
    assert_eq!(leads(&visit.sign_in(START, people::EMPLOYEE)), "/changes");
    works.provider.serve().unwrap();
    assert_eq!(leads(&works.visit().sign_in(START, people::EMPLOYEE)), "/changes", "it signs with another key");
    // It goes away between the two halves of a sign-in.
    let visit = works.visit();
    let back = visit.fetch(START, people::EMPLOYEE);
    works.provider.stop();
    assert_eq!(refused(&visit, &back), "provider_away");
}

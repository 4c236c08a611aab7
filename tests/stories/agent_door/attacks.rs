//! SEC8: what somebody on the line, or with a copy, can send: all of it is refused, and the agent's own next request is not.

use amend_tests::{
    amend::{Amend, Options},
    database::OwnDatabase,
};
use serde_json::json;

use super::{
    House, by_agent, refused,
    signer::{KEY, Request, SESSION, Signer, content_digest, pair},
};
use crate::{acts::on_both, company::Database};

on_both!(
    nothing_is_taken_twice,
    nothing_is_taken_that_was_changed,
    clocks_that_differ_are_told,
    a_revoked_agent_is_out_at_once
);

/// A request that was taken is not taken again, whole or with another place, nor one that was overtaken.
fn nothing_is_taken_twice(database: Database) {
    let house = House::open(database);
    let client = house.amend.client();
    let mut signer = house.begun("dc1");
    let first = signer.next("GET", SESSION, b"");
    first.send(&client).expect_status(200);
    refused(&first.send(&client), 401, "replayed");
    // Sent late: a younger one is through.
    let late = signer.next("GET", SESSION, b"");
    signer.ask(&client).expect_status(200);
    refused(&late.send(&client), 401, "replayed");
    let beginning = signer.beginning();
    let begun = beginning.send(&client).expect_status(200).json;
    refused(&beginning.send(&client), 401, "replayed");
    assert_eq!(house.listed("dc1")["starts"], begun["epoch"], "a start that is sent again starts nothing");
    signer.epoch = begun["epoch"].as_i64().unwrap();
    signer.sequence = 0;
    signer.ask(&client).expect_status(200);
    let turned = pair();
    let rotation = signer.rotation(&turned);
    rotation.send(&client).expect_status(204);
    refused(&rotation.send(&client), 401, "agent_not_known");
}

/// The same against another server of the same installation.
#[test]
fn nothing_is_taken_twice_by_two_servers() {
    let house = House::open(Database::Postgres);
    let database = house.postgres.as_ref().map(OwnDatabase::url);
    let second = Amend::start(Options { database, ..Options::default() }).unwrap();
    let (here, there) = (house.amend.client(), second.client());
    let mut signer = house.begun("dc1");
    for round in 0..20 {
        let request = signer.next("GET", SESSION, b"");
        // At once: one of the two is through.
        let answers = std::thread::scope(|scope| {
            let other = scope.spawn(|| request.send(&there).status);
            let own = request.send(&here).status;
            [own, other.join().unwrap()]
        });
        let mut sorted = answers;
        sorted.sort_unstable();
        assert_eq!(sorted, [200, 401], "round {round}");
        refused(&request.send(&there), 401, "replayed");
    }
    let beginning = signer.beginning();
    beginning.send(&there).expect_status(200);
    refused(&beginning.send(&here), 401, "replayed");
}

/// Nothing of a request can be exchanged, left out or added; what is signed as somebody else is nobody's.
fn nothing_is_taken_that_was_changed(database: Database) {
    let house = House::open(database);
    let client = house.amend.client();
    let mut signer = house.begun("dc1");
    let other = house.begun("dc2");
    let own = |signer: &Signer| signer.signed("GET", SESSION, (signer.epoch, signer.sequence + 1), b"");
    let start = signer.beginning();
    let swapped = String::from_utf8(start.body.clone()).unwrap().replace("\"mail\"", "\"userPassword\"").into_bytes();
    let twice = {
        let mut twice = own(&signer);
        let signature = twice.headers.iter().find(|(name, _)| *name == "signature").unwrap().clone();
        twice.headers.push(signature);
        twice
    };
    let params = |from: &str, to: &str| {
        let request = own(&signer);
        let input = request.headers.iter().find(|(name, _)| *name == "signature-input").unwrap().1.clone();
        assert!(input.contains(from), "{input}");
        request.with("signature-input", &input.replacen(from, to, 1))
    };
    let (agent, of_other) = (format!("keyid=\"{}\"", signer.agent), format!("keyid=\"{}\"", other.agent));
    let changed: Vec<(&str, Request)> = vec![
        ("another body", Request { body: swapped.clone(), ..start.clone() }),
        (
            "another body and digest",
            Request { body: swapped.clone(), ..start.clone() }.with("content-digest", &content_digest(&swapped)),
        ),
        ("a body where there was none", Request { body: b"{}".to_vec(), ..own(&signer) }),
        ("another method", Request { method: "POST".to_owned(), ..own(&signer) }),
        ("another address", Request { path: KEY.to_owned(), ..start }),
        ("a query", Request { path: format!("{SESSION}?all=true"), ..own(&signer) }),
        (
            "another query",
            Request {
                path: format!("{SESSION}?all=true"),
                ..signer.signed("GET", &format!("{SESSION}?all=false"), (signer.epoch, 1), b"")
            },
        ),
        ("another place", own(&signer).with("amend-sequence", "9")),
        ("another start", own(&signer).with("amend-epoch", "9")),
        ("no place", own(&signer).without("amend-sequence")),
        ("no start", own(&signer).without("amend-epoch")),
        ("no number", own(&signer).with("amend-sequence", "-1")),
        ("no digest", own(&signer).without("content-digest")),
        ("no signature", own(&signer).without("signature")),
        ("no input", own(&signer).without("signature-input")),
        ("two signatures", twice),
        ("another's id", params(&agent, &of_other)),
        ("nobody's id", params(&agent, "keyid=\"999\"")),
        ("no id", params(&agent, "keyid=\"x\"")),
        ("another moment", params("created=1", "created=2")),
        ("another nonce", params("nonce=\"", "nonce=\"A")),
        ("less that is signed", params(" \"content-digest\"", "")),
        ("another algorithm", params("alg=\"ed25519\"", "alg=\"hmac-sha256\"")),
        ("one more thing", params("alg=\"ed25519\"", "alg=\"ed25519\";expires=9999999999")),
        ("another label", params("amend=(", "sig1=(")),
        ("another's key", own(&Signer::new().of_agent(signer.agent))),
        ("nobody's key", own(&Signer::new().of_agent(999))),
    ];
    for (what, request) in changed {
        let answer = request.send(&client);
        assert_eq!(
            (answer.status, &answer.json["code"]),
            (401, &json!("agent_not_known")),
            "{what}: {}",
            answer.text()
        );
    }
    // A signature of another agent's request, put on this one's.
    let stolen = own(&other).headers.iter().find(|(name, _)| *name == "signature").unwrap().1.clone();
    refused(&own(&signer).with("signature", &stolen).send(&client), 401, "agent_not_known");
    // A session's cookie opens nothing here, and a signature nothing there.
    refused(&house.root.get(SESSION), 401, "agent_not_known");
    let elsewhere = signer.signed("GET", "/api/v1/sources", (signer.epoch, 1), b"");
    assert_eq!(elsewhere.send(&client).status, 401);

    // An agent is its source's, whatever another one is called.
    let another = by_agent(&house.root, "other");
    let standing = signer.ask(&client).expect_status(200).json;
    assert_eq!((standing["source"].as_i64(), standing["name"].as_str()), (Some(house.source), Some("dc1")));
    assert_ne!(another, house.source);
    assert_eq!(house.root.get(&format!("/api/v1/sources/{another}/agents")).json, json!([]));
}

/// A minute is the most; beyond it the agent is told the server's time, and the page by how much it differs.
fn clocks_that_differ_are_told(database: Database) {
    let house = House::open(database);
    let client = house.amend.client();
    let mut signer = house.begun("dc1");
    for skew in [-50, 50] {
        signer.skew = skew;
        signer.ask(&client).expect_status(200);
        let told = house.listed("dc1")["clock_skew_ms"].as_i64().unwrap();
        assert!((told - skew * 1000).abs() <= 5000, "{told}");
    }
    for skew in [-3600, -75, 75, 3600, i64::from(i32::MAX)] {
        signer.skew = skew;
        let answer = signer.ask(&client);
        refused(&answer, 401, "clock_differs");
        assert!(answer.json["now"].as_str().is_some_and(|now| now.ends_with('Z')), "{}", answer.text());
        assert_eq!(answer.json["detail"].as_str().unwrap().contains("behind"), skew < 0);
        let told = house.listed("dc1")["clock_skew_ms"].as_i64().unwrap();
        assert!((told - skew * 1000).abs() <= 5000, "{told}");
        refused(&signer.begin(&client), 401, "clock_differs");
    }
    signer.skew = 0;
    signer.ask(&client).expect_status(200);
    // Nobody moves what is told by saying that they are the agent.
    let mut nobody = Signer::new().of_agent(signer.agent);
    nobody.skew = 7200;
    refused(&nobody.ask(&client), 401, "agent_not_known");
    assert!(house.listed("dc1")["clock_skew_ms"].as_i64().unwrap().abs() < 5000);
}

/// Revoked: the next request is refused, of a start too, and its place is free for the next one.
fn a_revoked_agent_is_out_at_once(database: Database) {
    let house = House::open(database);
    let client = house.amend.client();
    let (mut first, mut second) = (house.begun("dc1"), house.begun("dc2"));
    assert_eq!(first.ask(&client).json["is_active"], true);
    assert_eq!(second.ask(&client).json["is_active"], false);
    assert_eq!((&house.listed("dc1")["state"], &house.listed("dc2")["state"]), (&json!("active"), &json!("standby")));
    house.root.delete(&house.path(&format!("/{}", first.agent))).expect_status(204);
    let answer = first.ask(&client);
    refused(&answer, 401, "agent_not_known");
    assert!(answer.json["detail"].as_str().unwrap().contains("revoked"));
    refused(&first.begin(&client), 401, "agent_not_known");
    refused(&first.rotation(&pair()).send(&client), 401, "agent_not_known");
    let listed = house.listed("dc1");
    assert_eq!(listed["state"], "revoked");
    assert!(listed["revoked_at"].is_string());
    refused(&house.root.post(&house.path(&format!("/{}/rotate", first.agent)), &json!({})), 409, "conflict");
    assert_eq!(second.ask(&client).json["is_active"], true, "nobody waits for who is gone");
}

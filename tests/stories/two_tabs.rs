//! Saving: two open tabs, lost answers, what a save leaves alone, what becomes of an older proposal, and what is wrong with a value.

use amend_tests::{client::Client, people};
use serde_json::{Value, json};

use crate::{
    company::{Company, Database, change_state, field},
    staff::{approved, audit_rows, id_of, queue, save, save_against, set, waiting},
};

fn states(client: &Client) -> Vec<(String, String)> {
    let page = client.get("/api/v1/me/changes").expect_status(200).json;
    let word = |change: &Value, key: &str| change[key].as_str().unwrap().to_owned();
    page["items"].as_array().unwrap().iter().map(|change| (word(change, "attribute"), word(change, "state"))).collect()
}

/// S1.7: the second tab is told what moved, field by field, and with the version it was given the save goes through.
#[test]
fn the_second_tab_is_told_what_moved() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let emma = company.signed_in(people::EMPLOYEE);
        let anna = company.signed_in(people::ADMIN);
        let seen = Company::profile(&emma)["version"].clone();
        assert_eq!(emma.get("/api/v1/me").headers["etag"], format!("\"{seen}\""));
        save_against(&emma, "/api/v1/me", &seen, &json!({ "about": "First tab", "website": "https://a.example" }))
            .expect_status(200);
        let late = save_against(
            &emma,
            "/api/v1/me",
            &seen,
            &json!({ "about": "Second tab", "website": "https://a.example", "room": "1" }),
        )
        .expect_status(412);
        assert_eq!(late.json["code"], "version_moved");
        let moved = late.json["moved"].as_array().unwrap();
        let about = moved.iter().find(|one| one["attribute"] == "about").unwrap();
        assert_eq!(about, &json!({ "attribute": "about", "mine": "Second tab", "now": "First tab" }));
        assert!(
            !moved.iter().any(|one| one["attribute"] == "website"),
            "what stands as it was sent is not told: {moved:?}"
        );
        assert_eq!(field(&Company::profile(&emma), "about")["value"], "First tab", "nothing was overwritten");
        let fresh = late.json["version"].clone();
        assert_eq!(Company::profile(&emma)["version"], fresh);
        save_against(&emma, "/api/v1/me", &fresh, &json!({ "about": "Second tab" })).expect_status(200);
        assert_eq!(field(&Company::profile(&emma), "about")["value"], "Second tab");

        // A decision by somebody else moves the page as well, and so does an administrator at the same person.
        Company::propose(&emma, &json!({ "title": "Chief" })).expect_status(200);
        let seen = Company::profile(&emma)["version"].clone();
        crate::staff::decide(&anna, &waiting(&anna, "title"), "approve", None);
        save_against(&emma, "/api/v1/me", &seen, &json!({ "room": "1" })).expect_status(412);
        let path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
        save_against(&anna, &path, &seen, &json!({ "room": "1" })).expect_status(412);

        let missing = emma.patch("/api/v1/me", &json!({ "values": { "room": "1" } })).expect_status(428);
        assert_eq!(missing.json["code"], "version_needed");
        for tag in ["*", "7", "\"\"", "\"x\"", "W/\"1\"", "\"1\", \"2\""] {
            let answer = emma
                .send("PATCH", "/api/v1/me", &[("if-match", tag)], Some(&json!({ "values": { "room": "1" } })))
                .unwrap();
            assert_eq!(answer.status, 400, "{tag}");
        }
    }
}

/// C2: a save whose answer was lost is sent again with its key and is done once; also when both are on their way at the same time.
#[test]
fn a_save_sent_again_is_done_once() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
        let tag = format!("\"{}\"", Company::profile(&emma)["version"]);
        let headers = [("if-match", tag.as_str()), ("idempotency-key", "lost-answer")];
        let body = json!({ "values": { "title": "Chief" } });
        let first = emma.send("PATCH", "/api/v1/me", &headers, Some(&body)).unwrap().expect_status(200);
        let rows = audit_rows(&company);
        let again = emma.send("PATCH", "/api/v1/me", &headers, Some(&body)).unwrap().expect_status(200);
        assert_eq!(first.json["fields"], again.json["fields"]);
        assert_eq!((&first.headers["etag"], audit_rows(&company)), (&again.headers["etag"], rows), "nothing moved");
        assert_eq!(states(&emma).len(), 1);
        // The key is the sender's own and belongs to one person.
        let path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
        let other = format!("/api/v1/people/{}", id_of(&company, people::MANAGER));
        let tag = |path: &str| anna.get(path).headers["etag"].clone();
        let put = |path: &str| {
            anna.send(
                "PATCH",
                path,
                &[("if-match", &tag(path)), ("idempotency-key", "lost-answer")],
                Some(&json!({ "values": { "room": "1" } })),
            )
            .unwrap()
        };
        put(&path).expect_status(200);
        assert!(put(&other).expect_status(400).text().contains("Idempotency-Key"));
        assert_eq!(change_state(&anna.get(&path).json, "room"), "approved");

        let tag = format!("\"{}\"", Company::profile(&emma)["version"]);
        let headers = [("if-match", tag.as_str()), ("idempotency-key", "at-once")];
        let body = json!({ "values": { "city": "Bergen" } });
        let answers: Vec<u16> = std::thread::scope(|scope| {
            let sent: Vec<_> = (0..6)
                .map(|_| scope.spawn(|| emma.send("PATCH", "/api/v1/me", &headers, Some(&body)).unwrap().status))
                .collect();
            sent.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(answers, [200; 6]);
        assert_eq!(states(&emma).iter().filter(|(attribute, _)| attribute == "city").count(), 1);
        let long = "k".repeat(101);
        for key in ["", long.as_str()] {
            let answer = emma
                .send("PATCH", "/api/v1/me", &[("if-match", "\"0\""), ("idempotency-key", key)], Some(&body))
                .unwrap();
            assert_eq!(answer.status, 400);
        }
    }
}

/// P30, P21, S3.1: only what was sent moves; null clears; a change back before the export leaves nothing; a newer proposal takes the older's
/// place.
#[test]
fn a_save_moves_what_it_names() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
        let before = Company::profile(&emma);
        let after = Company::propose(&emma, &json!({ "about": "Hello" })).expect_status(200).json;
        for old in before["fields"].as_array().unwrap().iter().filter(|old| old["key"] != "about") {
            assert_eq!(old, field(&after, old["key"].as_str().unwrap()), "untouched");
        }
        // Cleared, approved at once, waits as a removal.
        let cleared = Company::propose(&emma, &json!({ "preferred_language": null })).expect_status(200).json;
        assert_eq!(field(&cleared, "preferred_language")["value"], Value::Null);
        assert_eq!(field(&cleared, "preferred_language")["directory"], "nb");
        let waiting_items = || {
            anna.get("/api/v1/targets/1/items?state=waiting").expect_status(200).json["items"]
                .as_array()
                .unwrap()
                .clone()
        };
        let item = waiting_items().into_iter().find(|item| item["attribute"] == "preferred_language").unwrap();
        assert_eq!((&item["old"], &item["new"]), (&json!("nb"), &Value::Null));
        // Back again before anybody exported it: no item.
        Company::propose(&emma, &json!({ "preferred_language": "nb", "about": null })).expect_status(200);
        assert_eq!(waiting_items(), Vec::<Value>::new());
        assert_eq!(
            states(&emma),
            [("preferred_language".to_owned(), "withdrawn".to_owned()), ("about".to_owned(), "withdrawn".to_owned())]
        );

        // A newer proposal replaces the one that waits; one that was exported stays in flight.
        Company::propose(&emma, &json!({ "title": "First" })).expect_status(200);
        Company::propose(&emma, &json!({ "title": "Second" })).expect_status(200);
        assert_eq!(waiting(&anna, "title")["new"], "Second");
        assert_eq!(queue(&anna).len(), 1);
        assert_eq!(states(&emma)[1], ("title".to_owned(), "superseded".to_owned()));
        let same = Company::propose(&emma, &json!({ "title": "Second" })).expect_status(200).json;
        assert_eq!(
            (change_state(&same, "title").as_str(), states(&emma).len()),
            ("pending", 4),
            "the same once more is nothing"
        );
        Company::propose(&emma, &json!({ "title": "Account Manger" })).expect_status(200);
        assert_eq!((change_state(&Company::profile(&emma), "title").as_str(), queue(&anna).len()), ("withdrawn", 0));
        approved(&emma, &anna, "title", "Third");
        let export = anna
            .post("/api/v1/exports", &json!({ "target": 1, "profile": "machine", "key": "dn" }))
            .expect_status(201)
            .json;
        anna.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(200);
        Company::propose(&emma, &json!({ "title": "Account Manger" })).expect_status(200);
        assert_eq!(
            states(&emma)[0..2],
            [("title".to_owned(), "pending".to_owned()), ("title".to_owned(), "exported".to_owned())],
            "back after the export is a change of its own"
        );
    }
}

/// P18, X20: several values are a set: what joined and what left is worked out, the order stays, none stands twice.
#[test]
fn several_values_are_a_set() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let skills = |values: &Value| {
        let saved = Company::propose(&emma, &json!({ "skills": values })).expect_status(200).json;
        field(&saved, "skills")["value"].clone()
    };
    assert_eq!(skills(&json!(["Rust", "LDAP", "rust", " LDAP "])), json!(["Rust", "LDAP"]));
    assert_eq!(skills(&json!(["Rust", "LDAP", "Norsk"])), json!(["Rust", "LDAP", "Norsk"]));
    assert_eq!(
        skills(&json!(["Norsk", "Rust", "LDAP"])),
        json!(["Rust", "LDAP", "Norsk"]),
        "another order alone is nothing"
    );
    assert_eq!(skills(&json!(["LDAP", "Norsk", "Excel"])), json!(["LDAP", "Norsk", "Excel"]));
    assert_eq!(skills(&json!("Solo")), json!("Solo"));
    assert_eq!(skills(&Value::Null), Value::Null);
    assert_eq!(skills(&json!(["a", ""])), json!("a"));
    let many: Vec<String> = (0..31).map(|number| format!("skill {number}")).collect();
    let refused = Company::propose(&emma, &json!({ "skills": many })).expect_status(422);
    assert_eq!(refused.json["problems"]["skills"][0], json!({ "code": "too_many_values", "limit": 30 }));
    assert!(queue(&anna).is_empty(), "nobody has to approve one's own skills");
    assert_eq!(states(&emma)[0].1, "applied");
}

/// T2: each rule with its code and figure; the server is the judge.
#[test]
fn each_problem_has_its_code() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    set(&anna, "city", &json!({ "mandatory": true })).expect_status(200);
    set(&anna, "manager", &json!({ "authority": "shared", "locked": false })).expect_status(200);
    set(&anna, "photo", &json!({ "authority": "shared", "locked": false })).expect_status(200);
    let own = company.dn(people::EMPLOYEE);
    let cases = [
        ("title", json!("x".repeat(65)), "too_long"),
        ("city", Value::Null, "mandatory"),
        ("city", json!("\u{200B} \u{0}"), "mandatory"),
        ("preferred_language", json!("not a language"), "pattern"),
        ("website", json!("javascript:alert(1)"), "not_a_url"),
        ("website", json!("ftp://example.test"), "not_a_url"),
        ("birthday", json!("31.12.20x0"), "not_a_date"),
        ("birthday", json!("2001-02-29"), "not_a_date"),
        ("birthday", json!("1899-12-31"), "too_early"),
        ("office", json!("The pub"), "not_a_choice"),
        ("remote_work", json!("perhaps"), "not_yes_or_no"),
        ("country", json!("Atlantis"), "not_a_country"),
        ("manager", json!("uid=nobody,dc=example,dc=test"), "no_such_person"),
        ("manager", json!("person:999999"), "no_such_person"),
        ("manager", json!(own), "oneself_not_allowed"),
        ("photo", json!("<svg onload=alert(1)>"), "not_a_picture"),
        ("photo", json!(format!("sha256:{}", "0".repeat(64))), "not_a_picture"),
        ("title", json!("a\u{FFFE}b"), "bad_characters"),
    ];
    for (attribute, value, code) in &cases {
        let refused = Company::propose(&emma, &json!({ *attribute: value })).expect_status(422);
        let found: Vec<&str> = refused.json["problems"][attribute]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["code"].as_str().unwrap())
            .collect();
        assert!(found.contains(code), "{attribute} {value}: {found:?}");
    }
    let limit = Company::propose(&emma, &json!({ "title": "x".repeat(65) })).json;
    assert_eq!(limit["problems"]["title"][0]["limit"], 64);
    assert!(states(&emma).is_empty());
    for (attribute, typed, kept) in [
        ("birthday", "1990-01-31", "1990-01-31"),
        ("office", "home OFFICE", "Home office"),
        ("remote_work", "yes", "TRUE"),
        ("country", "norway", "NO"),
        ("website", " https://example.test/x ", "https://example.test/x"),
        ("about", "Zoe\u{308}", "Zoë"),
    ] {
        Company::propose(&emma, &json!({ attribute: typed })).expect_status(200);
        assert_eq!(field(&Company::profile(&emma), attribute)["value"], kept, "{attribute}");
    }
}

/// P41: what turns the reading direction or cannot be seen is taken out; NUL bytes harm no database, wherever they are sent.
#[test]
fn text_is_cleaned() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
        let saved = Company::propose(&emma, &json!({ "about": "\u{202E}Adm\u{0}in\u{200B}\r\n of\tall\u{7}  " }))
            .expect_status(200)
            .json;
        assert_eq!(field(&saved, "about")["value"], "Admin  of all");
        let path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
        let tag = format!("\"{}\"", Company::profile(&emma)["version"]);
        let body = json!({ "values": { "title": "Chief" }, "comment": "please\u{0} \u{202E}now" });
        emma.send("PATCH", "/api/v1/me", &[("if-match", &tag)], Some(&body)).unwrap().expect_status(200);
        let change = waiting(&anna, "title");
        assert_eq!(change["comment"], "please now");
        assert_eq!(
            crate::staff::decide(&anna, &change, "reject", Some("\u{0}"))["problem"]["status"],
            400,
            "a reason of nothing is none"
        );
        assert_eq!(crate::staff::decide(&anna, &change, "reject", Some("n\u{0}o"))["state"], "rejected");
        anna.post(&format!("{path}/block"), &json!({ "note": "\u{0}" })).expect_status(400);
        for place in [
            "people?search=%00",
            "people?after=1:00",
            "people?missing=%00",
            "approvals?search=%00",
            "audit?action=%00",
            "people/%00",
            "attributes/%00",
            "runs/1/report?search=%00",
            "runs/1/report?after=%00",
        ] {
            let answer = anna.get(&format!("/api/v1/{place}"));
            assert!(matches!(answer.status, 400 | 404), "{place}: {} {}", answer.status, answer.text());
        }
        let photo = anna.get(&format!("{path}/photos/%00"));
        assert_eq!(photo.status, 404);
        let name = json!({ "username": "a\u{0}b", "password": "\u{0}" });
        company.amend.client().post("/api/v1/session", &name).expect_status(401);
        let values = json!({ "values": { "na\u{0}me": "x" } });
        let odd = emma
            .send(
                "PATCH",
                "/api/v1/me",
                &[("if-match", &format!("\"{}\"", Company::profile(&emma)["version"]))],
                Some(&values),
            )
            .unwrap();
        odd.expect_status(422);
    }
}

/// P42, SEC15, SEC17: what means something to LIKE, to SQL or to a directory's filter is searched for as it stands.
#[test]
fn special_characters_stand_for_themselves() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let anna = company.signed_in(people::ADMIN);
        let path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
        save(&anna, &path, &json!({ "display_name": "100%_Emma\\ 'O\"(*)" })).expect_status(200);
        set(&anna, "display_name", &json!({ "authority": "shared" })).expect_status(200);
        save(&anna, &path, &json!({ "display_name": "100%_Emma\\ 'O\"(*)&|!" })).expect_status(200);
        let hits = |search: &str| {
            anna.get(&format!("/api/v1/people?search={search}")).expect_status(200).json["total"].as_i64().unwrap()
        };
        for found in ["%25", "100%25_", "%5C", "%27O", "%22", "(*)", "%26%7C!", "_"] {
            assert_eq!(hits(found), 1, "{found}");
        }
        for nobody in [
            "%25%25",
            "_e_m",
            "%27;drop%20table%20person;--",
            "%27%20or%201=1--",
            "*",
            "(uid=*)",
            "%5C%25",
            "emma%25larsen",
        ] {
            assert_eq!(hits(nobody), i64::from(nobody == "*"), "{nobody}");
        }
        let long = "x".repeat(5000);
        for list in ["people", "approvals"] {
            anna.get(&format!("/api/v1/{list}?search={long}")).expect_status(400);
        }
    }
}

//! Deciding: by whom, on what was seen, each change by itself, and never twice.

use amend_tests::people;
use serde_json::{Value, json};

use crate::{
    company::{Company, Database, change_state, field},
    staff::{approved, audit, decide, decision, id_of, newest, queue, save, set, somebody, waiting},
};

/// M1, T6: approve some fields of one save and reject others with a reason, which its author reads; a rejection without a reason is none.
#[test]
fn each_field_is_decided_on_by_itself() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    Company::propose(&emma, &json!({ "title": "Chief", "room": "1.01", "street": "Storgata 1" })).expect_status(200);
    let room = waiting(&anna, "room");
    for none in [None, Some(""), Some("  \n")] {
        let refused = decide(&anna, &room, "reject", none);
        assert_eq!((&refused["problem"]["status"], &refused["state"]), (&json!(400), &Value::Null));
        assert!(refused["problem"]["detail"].as_str().unwrap().contains("reason"));
    }
    let body = json!({ "decisions": [
        decision(&waiting(&anna, "title"), "approve", None),
        decision(&room, "reject", Some("You sit on the fourth floor.")),
    ] });
    let results = anna.post("/api/v1/decisions", &body).expect_status(200).json["results"].clone();
    assert_eq!((&results[0]["state"], &results[1]["state"]), (&json!("approved"), &json!("rejected")));
    let profile = Company::profile(&emma);
    assert_eq!(
        (change_state(&profile, "title"), change_state(&profile, "room"), change_state(&profile, "street")),
        ("approved".into(), "rejected".into(), "pending".into())
    );
    assert_eq!(field(&profile, "room")["change"]["reason"], "You sit on the fourth floor.");
    assert_eq!(
        field(&profile, "room")["value"],
        field(&profile, "room")["change"]["old"],
        "what was rejected is not the value"
    );
    let item = anna.get("/api/v1/targets/1/items?state=waiting").json;
    assert_eq!((&item["total"], &item["items"][0]["attribute"]), (&json!(1), &json!("title")));
    assert_eq!(audit(&company, "change.reject").len(), 1);
    // A rejected wish may be proposed anew.
    Company::propose(&emma, &json!({ "room": "1.01" })).expect_status(200);
    assert_eq!(waiting(&anna, "room")["version"], 1);
}

/// X9, P6, SEC5: many at once, some of which moved since they were looked at: those are answered with what moved and as they are now, the others
/// are decided on.
#[test]
fn each_decision_stands_alone() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
        let marta = company.signed_in(people::MANAGER);
        Company::propose(
            &emma,
            &json!({ "room": "1", "street": "Storgata 1", "city": "Bergen", "phone": "+47 22 22 22 22" }),
        )
        .expect_status(200);
        Company::propose(&marta, &json!({ "room": "9" })).expect_status(200);
        let of = |person: &str, attribute: &str| {
            queue(&anna).into_iter().find(|one| one["person_name"] == person && one["attribute"] == attribute).unwrap()
        };
        let (room, street, city) = (of("Emma Larsen", "room"), of("Emma Larsen", "street"), of("Emma Larsen", "city"));
        let (phone, other) = (of("Emma Larsen", "phone"), of("Marta Nowak", "room"));
        // Emma changes her mind, takes one back, and the directory moves under a third.
        Company::propose(&emma, &json!({ "room": "2" })).expect_status(200);
        emma.post(&format!("/api/v1/changes/{}/withdraw", street["id"]), &json!({})).expect_status(200);
        company.in_directory(people::EMPLOYEE, "replace: l\nl: Trondheim\n");
        company.sync();
        let mut seen = decision(&phone, "approve", None);
        seen["version"] = json!(7);
        let nothing = json!({ "change": 999_999, "version": 1, "verdict": "approve" });
        let all = [
            decision(&room, "approve", None),
            decision(&street, "approve", None),
            decision(&city, "approve", None),
            seen,
            nothing,
            decision(&other, "approve", None),
        ];
        let results =
            anna.post("/api/v1/decisions", &json!({ "decisions": all })).expect_status(200).json["results"].clone();
        let told: Vec<(u64, &str)> = results
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                (one["problem"]["status"].as_u64().unwrap_or(200), one["problem"]["code"].as_str().unwrap_or(""))
            })
            .collect();
        assert_eq!(
            told,
            [(409, "stale"), (409, "stale"), (409, "stale"), (409, "stale"), (404, "not_found"), (200, "")],
            "{results}"
        );
        assert_eq!(
            (&results[0]["fresh"]["state"], &results[1]["fresh"]["state"], &results[2]["fresh"]["state"]),
            (&json!("superseded"), &json!("withdrawn"), &json!("conflict"))
        );
        assert_eq!(results[2]["moved"], json!([{ "attribute": "city", "mine": "Bergen", "now": "Trondheim" }]));
        assert_eq!(results[3]["fresh"]["version"], phone["version"], "as it is now, to decide on");
        assert_eq!(results[5]["state"], "approved");
        assert_eq!(decide(&anna, &results[3]["fresh"], "approve", None)["state"], "approved");
        for bad in [json!({ "decisions": [] }), json!({ "decisions": [{ "change": 1 }] }), json!({})] {
            anna.post("/api/v1/decisions", &bad).expect_status(400);
        }
    }
}

/// P44, SEC5: nobody decides on what describes them or on what they wrote, whatever their role.
#[test]
fn nobody_approves_themselves() {
    let company = Company::open(Database::Sqlite);
    let (anna, marta) = (company.signed_in(people::ADMIN), company.signed_in(people::MANAGER));
    Company::propose(&anna, &json!({ "title": "Queen" })).expect_status(200);
    let own = waiting(&anna, "title");
    assert_eq!(own["may_decide"], false);
    for verdict in ["approve", "reject", "keep_mine", "take_theirs"] {
        assert_eq!(decide(&anna, &own, verdict, Some("x"))["problem"]["code"], "forbidden", "{verdict}");
    }
    assert_eq!(change_state(&Company::profile(&anna), "title"), "pending");
    // A manager's own title is for the manager above, Ingrid.
    Company::propose(&marta, &json!({ "title": "Queen of Sales" })).expect_status(200);
    assert!(queue(&marta).is_empty());
    let of_marta = queue(&anna).into_iter().find(|one| one["person_name"] == "Marta Nowak").unwrap();
    assert_eq!(decide(&marta, &of_marta, "approve", None)["problem"]["code"], "forbidden");
    let ingrid = company.signed_in("ingrid.solberg");
    let seen: Vec<Value> = queue(&ingrid);
    assert_eq!(seen.len(), 2, "Anna and Marta report to her: {seen:?}");
    assert_eq!(decide(&ingrid, &of_marta, "approve", None)["state"], "approved");
    // One's own manager in the directory, by a slip, is still oneself.
    company.in_directory(people::MANAGER, &format!("replace: manager\nmanager: {}\n", company.dn(people::MANAGER)));
    company.sync();
    Company::propose(&marta, &json!({ "title": "Empress" })).expect_status(200);
    assert!(queue(&marta).is_empty());
    assert_eq!(
        decide(&marta, &newest(&marta, "/api/v1/me/changes", "title"), "approve", None)["problem"]["code"],
        "forbidden"
    );
}

/// T6, SEC4: the manager that the directory names sees and decides on what is a manager's, and nothing else; the right moves with the directory.
#[test]
fn the_manager_decides_on_reports() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let (emma, marta) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::MANAGER));
        let ingrid = company.signed_in("ingrid.solberg");
        let other_name = company
            .slapd
            .search(&format!("(&(uid=*)(!(manager={})))", company.dn(people::MANAGER)), &["uid"])
            .unwrap()
            .iter()
            .filter_map(|entry| entry.first("uid").map(str::to_owned))
            .find(|uid| ![people::EMPLOYEE, people::MANAGER, people::ADMIN, "ingrid.solberg"].contains(&uid.as_str()))
            .unwrap();
        let other = company.signed_in(&other_name);
        Company::propose(&emma, &json!({ "title": "Chief", "room": "1" })).expect_status(200);
        Company::propose(&other, &json!({ "title": "Chief", "room": "1" })).expect_status(200);
        let seen = queue(&marta);
        assert_eq!(seen.len(), 1, "only the report's, and only what is a manager's: {seen:?}");
        assert_eq!((&seen[0]["person_name"], &seen[0]["attribute"]), (&json!("Emma Larsen"), &json!("title")));
        let page = marta.get("/api/v1/approvals?limit=1").expect_status(200).json;
        assert_eq!((&page["total"], page["items"].as_array().unwrap().len(), page.get("next")), (&json!(1), 1, None));
        let session = marta.get("/api/v1/session").json;
        assert_eq!((&session["manages"], &session["approvals"]), (&json!(true), &json!(1)));
        for (change, name) in [
            (newest(&emma, "/api/v1/me/changes", "room"), "room"),
            (newest(&other, "/api/v1/me/changes", "title"), "other's"),
        ] {
            assert_eq!(decide(&marta, &change, "approve", None)["problem"]["code"], "not_found", "{name}");
        }
        assert!(queue(&emma).is_empty());
        let version = Company::profile(&emma)["version"].clone();
        assert_eq!(decide(&other, &seen[0], "approve", None)["problem"]["code"], "not_found");
        assert_eq!(Company::profile(&emma)["version"], version, "who may not decide moves nothing");

        // Emma gets another manager.
        company
            .in_directory(people::EMPLOYEE, &format!("replace: manager\nmanager: {}\n", company.dn("ingrid.solberg")));
        company.sync();
        assert!(queue(&marta).is_empty());
        assert_eq!(marta.get("/api/v1/session").json["approvals"], 0);
        assert_eq!(decide(&marta, &seen[0], "approve", None)["problem"]["code"], "not_found");
        let for_ingrid = queue(&ingrid).into_iter().find(|one| one["person_name"] == "Emma Larsen").unwrap();
        assert_eq!(decide(&ingrid, &for_ingrid, "approve", None)["state"], "approved");
        assert_eq!(field(&Company::profile(&emma), "title")["provenance"]["approver"], "Ingrid Solberg");
    }
}

/// T6: its author takes a change back, with a reason, until it was decided on; nobody else's business.
#[test]
fn authors_take_back() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let colleague = company.signed_in(&somebody(&company, 0));
    Company::propose(&emma, &json!({ "room": "1" })).expect_status(200);
    let change = newest(&emma, "/api/v1/me/changes", "room");
    let path = format!("/api/v1/changes/{}/withdraw", change["id"]);
    colleague.post(&path, &json!({})).expect_status(404);
    let taken = emma.post(&path, &json!({ "reason": "A slip" })).expect_status(200).json;
    assert_eq!(
        (&taken["state"], &taken["reason"], &taken["may_withdraw"]),
        (&json!("withdrawn"), &json!("A slip"), &json!(false))
    );
    assert_eq!(taken["steps"].as_array().unwrap().last().unwrap()["state"], "withdrawn");
    assert_eq!(emma.post(&path, &json!({})).expect_status(409).json["code"], "conflict");
    assert_eq!(decide(&anna, &change, "approve", None)["problem"]["code"], "stale", "too late to approve");
    // Approved, not exported: still to be taken back; what was rejected or handed over is not.
    let change = approved(&emma, &anna, "room", "2");
    let items = || anna.get("/api/v1/targets/1/items?state=waiting").json["total"].as_i64().unwrap();
    assert_eq!(items(), 1);
    emma.post(&format!("/api/v1/changes/{}/withdraw", change["id"]), &json!({})).expect_status(200);
    assert_eq!(items(), 0);
    Company::propose(&emma, &json!({ "room": "3" })).expect_status(200);
    let rejected = waiting(&anna, "room");
    decide(&anna, &rejected, "reject", Some("no"));
    emma.post(&format!("/api/v1/changes/{}/withdraw", rejected["id"]), &json!({})).expect_status(409);
    assert_eq!(field(&Company::profile(&emma), "room")["change"]["reason"], "no", "the reason stays");
    emma.post("/api/v1/changes/999999/withdraw", &json!({})).expect_status(404);
}

/// S1.9, P45: an administrator's edit of somebody else is recorded as such and approved with it; of somebody who is blocked it rests.
#[test]
fn an_admin_edit_is_one() {
    let company = Company::open(Database::Sqlite);
    let anna = company.signed_in(people::ADMIN);
    let path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
    let saved = save(&anna, &path, &json!({ "title": "Lead", "birthday": "1990-01-31" })).expect_status(200).json;
    let steps = &field(&saved, "title")["change"]["steps"];
    assert_eq!(
        (&steps[0]["state"], &steps[1]["state"], &steps[1]["by"]),
        (&json!("pending"), &json!("approved"), &json!("Anna Keller"))
    );
    assert_eq!(field(&saved, "title")["provenance"]["own"], false);
    assert_eq!(change_state(&saved, "birthday"), "applied", "no target writes it");
    assert!(queue(&anna).is_empty());

    anna.post(&format!("{path}/block"), &json!({ "note": "On leave" })).expect_status(200);
    let saved = save(&anna, &path, &json!({ "room": "5.55" })).expect_status(200).json;
    assert!(field(&saved, "room")["change"]["suspended_at"].is_string());
    assert_eq!(anna.get("/api/v1/targets/1/items?state=waiting").json["total"], 0, "nothing goes out while blocked");
    anna.post(&format!("{path}/unblock"), &json!({ "pin": true })).expect_status(200);
    assert_eq!(anna.get("/api/v1/targets/1/items?state=waiting").json["total"], 2);
}

/// T7, S1.17: where nobody has to be asked it is approved at once; what no directory holds is applied.
#[test]
fn some_need_nobodys_word() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let saved = Company::propose(&emma, &json!({ "about": "Hi", "skills": ["Rust"] })).expect_status(200).json;
    assert_eq!((change_state(&saved, "about"), change_state(&saved, "skills")), ("approved".into(), "applied".into()));
    assert_eq!((&field(&saved, "about")["value"], &field(&saved, "skills")["value"]), (&json!("Hi"), &json!("Rust")));
    let steps = field(&saved, "skills")["change"]["steps"].as_array().unwrap().clone();
    assert_eq!(
        steps.iter().map(|step| step["state"].as_str().unwrap()).collect::<Vec<_>>(),
        ["pending", "approved", "applied"]
    );
    assert_eq!(steps[1]["by"], Value::Null, "the policy did it");
    assert_eq!(anna.get("/api/v1/targets/1/items?state=waiting").json["total"], 1, "only what the directory holds");
    set(&anna, "about", &json!({ "approval": "admins" })).expect_status(200);
    let saved = Company::propose(&emma, &json!({ "about": "Ho" })).expect_status(200).json;
    assert_eq!(change_state(&saved, "about"), "pending");
}

/// D1, SEC5: two administrators press at the same time; exactly one of them decides, every time.
#[test]
fn one_of_two_wins() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
        let root = &company.root;
        for race in 0..50 {
            Company::propose(&emma, &json!({ "room": format!("room {race}") })).expect_status(200);
            let change = waiting(&anna, "room");
            let ends: Vec<Value> = std::thread::scope(|scope| {
                let pair = [(&anna, "approve"), (root, if race % 2 == 0 { "approve" } else { "reject" })];
                let sent = pair.map(|(client, verdict)| {
                    let change = &change;
                    scope.spawn(move || decide(client, change, verdict, Some("race")))
                });
                sent.into_iter().map(|one| one.join().unwrap()).collect()
            });
            let winners: Vec<&Value> = ends.iter().filter(|end| end["problem"].is_null()).collect();
            assert_eq!(winners.len(), 1, "race {race}: {ends:?}");
            let loser = ends.iter().find(|end| !end["problem"].is_null()).unwrap();
            assert_eq!(
                (&loser["problem"]["code"], &loser["fresh"]["state"]),
                (&json!("stale"), &winners[0]["state"]),
                "with the present state"
            );
        }
        let decided = audit(&company, "change.approve").len() + audit(&company, "change.reject").len();
        assert_eq!(decided, 50, "one row each");
        assert!(company.amend.cli(&["check"], "").unwrap().contains("the chain is whole"));
    }
}

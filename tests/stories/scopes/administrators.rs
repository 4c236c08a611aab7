//! Who holds which role: granting it, changing where it holds and ending it, on record; and that somebody is always left who may do everything.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::Barrier,
    time::{Duration, Instant},
};

use amend_tests::people;
use serde_json::{Value, json};

use super::{
    ADMINISTRATORS, ask_for, end, granted, holder, in_office, names, of_office, office, people_of, role_path, tag,
};
use crate::{
    acts::{on_both, wait_for},
    company::{Company, Database},
    staff::{audit, id_of, somebody, with_role},
};

on_both!(
    a_role_is_granted_changed_and_ended,
    the_last_system_administrator_stays,
    of_two_who_end_each_other_one_stays,
    nobody_gives_more_than_they_hold
);

/// S2.16, S1.21, SEC9: what the list tells, ETags, the log, and that each change holds with the next request.
fn a_role_is_granted_changed_and_ended(database: Database) {
    let company = Company::open_with(database, 40, Default::default());
    let anna = company.signed_in(people::ADMIN);
    let name = of_office(&company, "Oslo", 0);
    let desk = in_office(&company, &name, "people-admin", "Oslo");
    let before = holder(&anna, &name);
    let held = &before["roles"][0];
    assert_eq!((&held["role"], &held["from"]), (&json!("people-admin"), &json!("page")), "{before}");
    assert_eq!(held["parts"], json!([{ "ou": office(&company, "Oslo") }]));
    let by_hand = holder(&anna, people::ADMIN);
    assert!(by_hand["roles"].as_array().unwrap().iter().all(|role| role["from"] == "command_line"), "{by_hand}");
    assert_eq!(by_hand["is_self"], true);
    ask_for(&anna, id_of(&company, &name), "people-admin", &json!([])).expect_status(409);

    // Wider, by who has seen it as it is.
    let wider = json!({ "parts": [{ "ou": office(&company, "Oslo") }, { "ou": office(&company, "Paris") }] });
    let set = |version: &str, body: &Value| {
        anna.send("PUT", &role_path(&before, "people-admin"), &[("if-match", version)], Some(body)).unwrap()
    };
    set("\"0\"", &wider).expect_status(412);
    anna.send("PUT", &role_path(&before, "people-admin"), &[], Some(&wider)).unwrap().expect_status(428);
    let now = set(&tag(&before), &wider).expect_status(200);
    assert_ne!(now.headers["etag"], tag(&before));
    desk.get("/api/v1/people").expect_status(401);
    let desk = company.signed_in(&name);
    assert_eq!(names(&desk, "").len(), people_of(&company, "Oslo").len() + people_of(&company, "Paris").len());

    // What is about the whole has no parts, and no part is made up.
    for (role, parts, why) in [
        ("system-admin", json!([{ "ou": office(&company, "Oslo") }]), "holds everywhere"),
        ("directory-admin", json!([{ "ou": office(&company, "Oslo") }]), "holds everywhere"),
        ("auditor", json!([{ "ou": "nonsense" }]), "no distinguished name"),
        ("auditor", json!([{ "ou": format!("ou=Nowhere,{}", company.slapd.base) }]), "nobody lies in"),
    ] {
        let refused = ask_for(&anna, id_of(&company, &name), role, &parts).expect_status(400);
        assert!(refused.text().contains(why), "{role}: {}", refused.text());
    }
    let places = anna.get("/api/v1/scope-places").expect_status(200).json;
    let oslo = places["containers"].as_array().unwrap().iter().find(|one| one["dn"] == office(&company, "Oslo"));
    assert_eq!(oslo.unwrap()["people"], json!(people_of(&company, "Oslo").len()), "{places}");

    end(&anna, &before, "people-admin").expect_status(412);
    end(&anna, &holder(&anna, &name), "people-admin").expect_status(204);
    desk.get("/api/v1/people").expect_status(401);
    company.signed_in(&name).get("/api/v1/people").expect_status(403);
    let told: Vec<Value> =
        audit(&company, "admin.grant").into_iter().filter(|row| row["detail"]["name"].is_string()).collect();
    assert_eq!(told[0]["detail"]["before"], json!([{ "ou": office(&company, "Oslo") }]), "{told:?}");
    assert_eq!(told[0]["by"], "Anna Keller");
    assert_eq!(audit(&company, "admin.revoke")[0]["detail"]["role"], "people-admin");
}

/// S2.16: the last one who may do everything and can sign in is not demoted, blocked or deleted, by whatever way; the reason is plain.
fn the_last_system_administrator_stays(database: Database) {
    let company = Company::open_with(database, 30, Default::default());
    let anna = company.signed_in(people::ADMIN);
    let root = holder(&anna, amend_tests::amend::ADMINISTRATOR);
    let own = id_of(&company, people::ADMIN);
    let (other, second) = (somebody(&company, 0), somebody(&company, 1));
    let people_admin = with_role(&company, &other, "people-admin");
    end(&anna, &root, "system-admin").expect_status(204);
    let plain = |answer: amend_tests::client::Response| {
        let answer = answer.expect_status(409);
        assert!(answer.text().contains("the last system administrator"), "{}", answer.text());
    };
    plain(end(&anna, &holder(&anna, people::ADMIN), "system-admin"));
    let refused = company.amend.cli(&["admin", "revoke", people::ADMIN, "system-admin"], "");
    assert!(refused.unwrap_err().to_string().contains("the last system administrator"));
    plain(people_admin.post(&format!("/api/v1/people/{own}/block"), &json!({ "note": "gone" })));
    anna.get("/api/v1/people").expect_status(200);

    // Somebody who is blocked is no other one: they cannot sign in.
    let theirs = with_role(&company, &second, "system-admin");
    let second_id = id_of_all(&anna, &second);
    anna.post(&format!("/api/v1/people/{second_id}/block"), &json!({ "note": "away" })).expect_status(200);
    theirs.get("/api/v1/me").expect_status(401);
    plain(end(&anna, &holder(&anna, people::ADMIN), "system-admin"));
    anna.post(&format!("/api/v1/people/{second_id}/unblock"), &json!({ "pin": true })).expect_status(200);
    people_admin.post(&format!("/api/v1/people/{own}/block"), &json!({ "note": "gone" })).expect_status(200);
    anna.get("/api/v1/me").expect_status(401);
}

fn id_of_all(client: &amend_tests::client::Client, username: &str) -> i64 {
    let page = client.get(&format!("/api/v1/people?status=all&search={username}")).expect_status(200).json;
    page["items"][0]["id"].as_i64().unwrap()
}

/// S2.16: two who end each other at the same moment, a few times over: one of them is left each time.
fn of_two_who_end_each_other_one_stays(database: Database) {
    let company = Company::open_with(database, 30, Default::default());
    let anna = company.signed_in(people::ADMIN);
    end(&anna, &holder(&anna, amend_tests::amend::ADMINISTRATOR), "system-admin").expect_status(204);
    let other = somebody_of(&anna, 0);
    for _ in 0..4 {
        company.amend.cli(&["admin", "grant", people::ADMIN, "system-admin"], "").unwrap();
        company.amend.cli(&["admin", "grant", &other, "system-admin"], "").unwrap();
        let (one, two) = (company.signed_in(people::ADMIN), company.signed_in(&other));
        let (of_one, of_two) = (holder(&one, people::ADMIN), holder(&one, &other));
        let gate = Barrier::new(2);
        let (first, second) = std::thread::scope(|scope| {
            let first = scope.spawn(|| {
                gate.wait();
                end(&one, &of_two, "system-admin").status
            });
            let second = scope.spawn(|| {
                gate.wait();
                end(&two, &of_one, "system-admin").status
            });
            (first.join().unwrap(), second.join().unwrap())
        });
        let ended = [first, second].iter().filter(|status| **status == 204).count();
        assert_eq!(ended, 1, "{first} {second}");
    }
}

fn somebody_of(client: &amend_tests::client::Client, place: usize) -> String {
    let page = client.get("/api/v1/people?limit=200").expect_status(200).json;
    let known = [people::EMPLOYEE, people::MANAGER, people::ADMIN, "ingrid.solberg"];
    let names: Vec<&str> =
        page["items"].as_array().unwrap().iter().filter_map(|row| row["username"].as_str()).collect();
    names.into_iter().filter(|name| !known.contains(name)).nth(place).unwrap().to_owned()
}

/// SEC4: roles are granted by system administrators alone, to others alone, and to nobody who is blocked.
fn nobody_gives_more_than_they_hold(database: Database) {
    let company = Company::open_with(database, 30, Default::default());
    let anna = company.signed_in(people::ADMIN);
    let (own, emma) = (id_of(&company, people::ADMIN), id_of(&company, people::EMPLOYEE));
    let scoped =
        granted(&company, &somebody(&company, 0), "people-admin", &json!([{ "ou": office(&company, "Oslo") }]));
    let wide = with_role(&company, &somebody(&company, 1), "people-admin");
    let auditor = with_role(&company, &somebody(&company, 2), "auditor");
    for client in [&scoped, &wide, &auditor] {
        for role in ["people-admin", "service-desk", "system-admin"] {
            ask_for(client, emma, role, &json!([{ "ou": office(&company, "Oslo") }])).expect_status(403);
        }
    }
    for client in [&scoped, &wide] {
        client.get(ADMINISTRATORS).expect_status(403);
    }
    assert_eq!(auditor.get(ADMINISTRATORS).expect_status(200).json["may_set"], false);
    let to_oneself = ask_for(&anna, own, "auditor", &json!([])).expect_status(409);
    assert!(to_oneself.text().contains("to themselves"), "{}", to_oneself.text());
    let mine = holder(&anna, people::ADMIN);
    let widened =
        anna.send("PUT", &role_path(&mine, "export-operator"), &[("if-match", &tag(&mine))], Some(&json!({})));
    widened.unwrap().expect_status(409);
    anna.post(&format!("/api/v1/people/{emma}/block"), &json!({ "note": "gone" })).expect_status(200);
    let blocked = ask_for(&anna, emma, "auditor", &json!([])).expect_status(409);
    assert!(blocked.text().contains("blocked"), "{}", blocked.text());
    // Who holds nothing is in no list, and what is no role is nothing.
    anna.get(&format!("{ADMINISTRATORS}/999999")).expect_status(404);
    anna.send("DELETE", &format!("{ADMINISTRATORS}/1/roles/king"), &[("if-match", "\"1\"")], None)
        .unwrap()
        .expect_status(404);
}

/// SEC9: a stream that is open ends with the right to it.
#[test]
fn an_open_stream_ends_with_the_right_to_it() {
    let mut company = Company::open(Database::Sqlite);
    let name = somebody(&company, 0);
    let desk = with_role(&company, &name, "directory-admin");
    let host = company.amend.url().trim_start_matches("http://").to_owned();
    // A directory that does not go on keeps the run going.
    company.slapd.process().signal("STOP");
    let run = desk.post("/api/v1/sources/1/runs", &json!({ "kind": "full" })).expect_status(202).json;
    let mut stream = TcpStream::connect(&host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(
        stream,
        "GET /api/v1/runs/{}/events HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\naccept: text/event-stream\r\nconnection: close\r\n\r\n",
        run["id"],
        host,
        desk.cookie_header()
    )
    .unwrap();
    let mut seen = String::new();
    let mut piece = [0_u8; 4096];
    wait_for("the first figures", || {
        let read = stream.read(&mut piece).unwrap();
        seen.push_str(&String::from_utf8_lossy(&piece[..read]));
        seen.contains("event: run").then_some(())
    });
    company.amend.cli(&["admin", "revoke", &name, "directory-admin"], "").unwrap();
    // The end of the stream, and neither a time-out of ours nor the end of the run, which would come after half a minute.
    let since = Instant::now();
    let patience = Duration::from_secs(5);
    stream.set_read_timeout(Some(patience)).unwrap();
    while stream.read(&mut piece).unwrap() > 0 {
        assert!(since.elapsed() < patience, "the stream goes on");
    }
    assert_eq!(company.run(&run)["state"], "running", "there was more to tell");
    company.slapd.process().signal("CONT");
}

//! What whoever administers a part sees: lists, searches, figures, profiles, queues and the log end where the part ends.

use amend_tests::people;
use serde_json::{Value, json};

use super::{in_office, names, of_office, people_of};
use crate::{
    acts::{on_both, rows},
    company::{Company, Database},
    staff::{approved, id_of, save, waiting},
};

on_both!(who_is_elsewhere_does_not_exist, the_log_of_a_part_tells_of_its_people, rights_in_two_parts_do_not_mix);

/// S1.21, SEC3, SEC4: lists, searches, counts and profiles are those of the part; of everybody else each address answers as of nobody.
fn who_is_elsewhere_does_not_exist(database: Database) {
    let company = Company::open_with(database, 40, Default::default());
    let oslo = in_office(&company, &of_office(&company, "Oslo", 0), "people-admin", "OSLO");
    let mut inside = people_of(&company, "Oslo");
    inside.sort();
    assert!(inside.len() > 3 && inside.len() < 40);
    assert_eq!(names(&oslo, ""), inside, "the list is the directory's");
    assert_eq!(names(&oslo, "&status=all"), inside);
    assert_eq!(oslo.get("/api/v1/fill").expect_status(200).json["active"], json!(inside.len()));

    let emma = company.signed_in(people::EMPLOYEE);
    Company::propose(&emma, &json!({ "title": "Chief" })).expect_status(200);
    let marta = company.signed_in(people::MANAGER);
    Company::propose(&marta, &json!({ "title": "Chief" })).expect_status(200);
    let (emma_id, marta_id) = (id_of(&company, people::EMPLOYEE), id_of(&company, people::MANAGER));

    assert_eq!(names(&oslo, "&search=emma"), [people::EMPLOYEE]);
    for search in [people::MANAGER, "marta", "nowak", "marta.nowak@example.test"] {
        assert_eq!(names(&oslo, &format!("&search={search}")), [""; 0], "{search}");
    }
    let seen = waiting(&oslo, "title");
    assert_eq!(seen["person"], emma_id);
    assert_eq!(oslo.get("/api/v1/approvals").json["total"], 1);
    assert_eq!(oslo.get("/api/v1/approvals?search=marta").json["total"], 0);
    let session = oslo.get("/api/v1/session").json;
    assert_eq!(
        (&session["approvals"], &session["roles"], &session["scoped"]),
        (&json!(1), &json!([]), &json!(["people-admin"]))
    );

    let theirs = waiting(&company.root, "title");
    let theirs = if theirs["person"] == marta_id { theirs } else { crate::staff::queue(&company.root)[1].clone() };
    let tag: &[(&str, &str)] = &[("if-match", "\"1\"")];
    for (method, path, body) in [
        ("GET", format!("/api/v1/people/{marta_id}"), None),
        ("GET", format!("/api/v1/people/{marta_id}/changes"), None),
        ("GET", format!("/api/v1/people/{marta_id}/neighbours"), None),
        ("GET", format!("/api/v1/people/{marta_id}/history"), None),
        ("GET", format!("/api/v1/people/{marta_id}/received"), None),
        ("GET", format!("/api/v1/people/{marta_id}/policy/title"), None),
        ("GET", format!("/api/v1/people/{marta_id}/links"), None),
        ("GET", format!("/api/v1/people/{marta_id}/identities"), None),
        ("PATCH", format!("/api/v1/people/{marta_id}"), Some(json!({ "values": { "title": "Boss" } }))),
        ("POST", format!("/api/v1/people/{marta_id}/block"), Some(json!({ "note": "gone" }))),
        ("POST", format!("/api/v1/people/{marta_id}/unblock"), Some(json!({ "pin": true }))),
        ("POST", format!("/api/v1/people/{marta_id}/purge"), Some(json!({ "name": "Marta Nowak" }))),
        ("POST", format!("/api/v1/changes/{}/withdraw", theirs["id"]), Some(json!({}))),
        ("POST", format!("/api/v1/changes/{}/keep", theirs["id"]), Some(json!({}))),
    ] {
        let answer = oslo.send(method, &path, tag, body.as_ref()).unwrap();
        let absent = path
            .replace(&format!("people/{marta_id}"), "people/999999")
            .replace(&format!("changes/{}", theirs["id"]), "changes/999999");
        let of_nobody = oslo.send(method, &absent, tag, body.as_ref()).unwrap();
        assert_eq!((answer.status, &answer.json), (404, &of_nobody.json), "{method} {path} is as absent as {absent}");
        assert!(!answer.text().contains("Marta"), "{path}: {}", answer.text());
    }
    // The own part is all there.
    for path in ["", "/changes", "/neighbours", "/received", "/policy/title"] {
        oslo.get(&format!("/api/v1/people/{emma_id}{path}")).expect_status(200);
    }
    save(&oslo, &format!("/api/v1/people/{emma_id}"), &json!({ "room": "7.77" })).expect_status(200);
    // What is about the whole is for those whose role holds everywhere.
    for path in ["sources", "source-order", "runs/1", "runs/1/report", "administrators", "audit"] {
        oslo.get(&format!("/api/v1/{path}")).expect_status(403);
    }
    oslo.post("/api/v1/people", &json!({ "values": { "display_name": "A B", "mail": "a.b@example.test" } }))
        .expect_status(403);
    assert_eq!(oslo.get("/api/v1/unlinked-sign-ins").expect_status(200).json, json!([]));
    let waiting_counts = oslo.get("/api/v1/attributes").expect_status(200).json;
    assert!(waiting_counts.as_array().unwrap().iter().all(|one| one["pending"] == 0), "{waiting_counts}");
}

/// S1.21, T17: an auditor of a part reads what was done about people there, and nothing that is about others or about nobody.
fn the_log_of_a_part_tells_of_its_people(database: Database) {
    let company = Company::open_with(database, 40, Default::default());
    let anna = company.signed_in(people::ADMIN);
    let (emma, marta) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::MANAGER));
    approved(&emma, &anna, "room", "4.01");
    approved(&marta, &anna, "room", "4.02");
    let auditor = in_office(&company, &of_office(&company, "Oslo", 0), "auditor", "Oslo");
    let inside: Vec<i64> = people_of(&company, "Oslo").iter().map(|name| id_of(&company, name)).collect();
    let log = auditor.get("/api/v1/audit?limit=200").expect_status(200).json;
    let all = rows(&log);
    assert_eq!(log["total"], json!(all.len()));
    assert!(all.iter().any(|row| row["action"] == "change.approve"), "{log}");
    for row in &all {
        assert!(row["person"].as_i64().is_some_and(|person| inside.contains(&person)), "{row}");
    }
    let marta_id = id_of(&company, people::MANAGER);
    assert_eq!(auditor.get(&format!("/api/v1/audit?person={marta_id}")).expect_status(200).json["total"], 0);
    // Reads everything there, changes nothing.
    let emma_id = id_of(&company, people::EMPLOYEE);
    auditor.get(&format!("/api/v1/people/{emma_id}")).expect_status(200);
    auditor.post(&format!("/api/v1/people/{emma_id}/block"), &json!({ "note": "x" })).expect_status(403);
    auditor.get("/api/v1/administrators").expect_status(403);
}

/// S1.8, SEC3: who reads everybody at the service desk and administers one office sees what is hidden in that office alone, in lists and searches too.
fn rights_in_two_parts_do_not_mix(database: Database) {
    let company = Company::open_with(database, 40, Default::default());
    let name = of_office(&company, "Oslo", 0);
    company.amend.cli(&["admin", "grant", &name, "service-desk"], "").unwrap();
    let both = in_office(&company, &name, "people-admin", "Oslo");
    crate::staff::set(&company.root, "mail", &json!({ "visible": false })).expect_status(200);
    let (emma, marta) = (id_of(&company, people::EMPLOYEE), id_of(&company, people::MANAGER));
    let has_mail = |person: i64| {
        let profile = both.get(&format!("/api/v1/people/{person}")).expect_status(200).json;
        profile["fields"].as_array().unwrap().iter().any(|field| field["key"] == "mail")
    };
    assert!(has_mail(emma) && !has_mail(marta));
    let page = both.get("/api/v1/people?limit=200").expect_status(200).json;
    let mail_of = |person: i64| rows(&page).iter().find(|row| row["id"] == person).unwrap()["mail"].clone();
    assert_eq!((mail_of(emma), mail_of(marta)), (json!("emma.larsen@example.test"), Value::Null));
    assert_eq!(both.get("/api/v1/people?search=nowak@example").json["total"], 0, "a search does not tell either");
    both.get("/api/v1/people?missing=mail").expect_status(400);
    both.post(&format!("/api/v1/people/{marta}/block"), &json!({ "note": "x" })).expect_status(403);
    save(&both, &format!("/api/v1/people/{emma}"), &json!({ "room": "7.77" })).expect_status(200);
    let tag = format!("\"{}\"", both.get(&format!("/api/v1/people/{marta}")).json["version"]);
    let refused = both.send(
        "PATCH",
        &format!("/api/v1/people/{marta}"),
        &[("if-match", &tag)],
        Some(&json!({ "values": { "room": "1" } })),
    );
    refused.unwrap().expect_status(403);
}

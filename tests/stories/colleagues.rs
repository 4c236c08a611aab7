//! Naming another person as a value: employees find each other by name, know so much of each other and no more, and whoever is named stays named when
//! their entry is renamed or moved.

use amend_tests::{amend::Options, client::Client, people};
use serde_json::{Value, json};

use crate::acts::{on_both, rows};
use crate::company::{Company, Database, change_state, field};
use crate::staff::set;

on_both!(
    employees_find_each_other,
    only_what_everybody_may_see_is_told,
    whoever_is_named_stays_named,
    a_company_can_keep_it_to_itself,
);

fn find(client: &Client, query: &str) -> Vec<Value> {
    rows(&client.get(&format!("/api/v1/colleagues?{query}")).expect_status(200).json)
}

fn names(found: &[Value]) -> Vec<&str> {
    found.iter().map(|one| one["name"].as_str().unwrap()).collect()
}

/// P27: by any part of a name or an address, a page at a time, never oneself, nobody who is blocked; who reports to one is marked.
fn employees_find_each_other(database: Database) {
    let company = Company::open(database);
    let emma = company.signed_in(people::EMPLOYEE);
    let marta = find(&emma, "search=NOWAK");
    assert_eq!(names(&marta), ["Marta Nowak"]);
    assert_eq!(marta[0]["below"], Value::Null);
    assert!(marta[0]["title"].is_string() && marta[0]["department"].is_string(), "{marta:?}");
    assert_eq!(names(&find(&emma, "search=marta.nowak%40")), ["Marta Nowak"]);
    for nobody in ["search=", "search=emma.larsen", "search=%25", "search=_", "search=nobody+there"] {
        assert!(find(&emma, nobody).is_empty(), "{nobody}");
    }
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = emma.get(&format!("/api/v1/colleagues?search=example.test&limit=7{after}")).expect_status(200).json;
        seen.extend(rows(&page));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    let mut ids: Vec<i64> = seen.iter().map(|one| one["id"].as_i64().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((seen.len(), ids.len()), (29, 29), "everybody but herself, once");
    for wrong in ["search=a&limit=0", "search=a&limit=21", "search=a&after=x", "search=a&all=true"] {
        emma.get(&format!("/api/v1/colleagues?{wrong}")).expect_status(400);
    }

    // Emma reports to Marta, so Marta is warned of her; an administrator is, where it is about Marta.
    let martas = company.signed_in(people::MANAGER);
    assert_eq!(find(&martas, "search=emma")[0]["below"], true);
    let of_marta = format!("search=emma&of={}", company.person(people::MANAGER)["id"]);
    assert_eq!(find(&company.root, &of_marta)[0]["below"], true);
    assert_eq!(find(&company.root, "search=emma")[0]["below"], Value::Null);

    let person = company.person(people::MANAGER);
    company.root.post(&format!("/api/v1/people/{}/block", person["id"]), &json!({ "note": "gone" })).expect_status(200);
    assert!(find(&emma, "search=nowak").is_empty());
}

/// SEC3, SEC6: an attribute that is hidden, even from some, is neither shown nor searched here; a colleague's picture is seen, and nothing else of them.
fn only_what_everybody_may_see_is_told(database: Database) {
    let company = Company::open(database);
    let emma = company.signed_in(people::EMPLOYEE);
    let marta = company.person(people::MANAGER);
    company.in_directory(people::MANAGER, "replace: mail\nmail: elsewhere@example.test\n");
    let photo = amend_tests::portrait::draw(5).unwrap();
    let photo = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, photo);
    company.in_directory(people::MANAGER, &format!("replace: jpegPhoto\njpegPhoto:: {photo}\n"));
    company.sync();
    let found = find(&emma, "search=elsewhere")[0].clone();
    let digest = found["photo"].as_str().unwrap().trim_start_matches("sha256:").to_owned();
    let path = format!("/api/v1/people/{}/photos/{digest}", marta["id"]);
    emma.get(&path).expect_status(200);
    emma.get(&format!("/api/v1/people/{}", marta["id"])).expect_status(404);
    for hidden in ["mail", "title", "department", "photo"] {
        set(&company.root, hidden, &json!({ "visible": false, "locked": true })).expect_status(200);
    }
    assert!(find(&emma, "search=elsewhere").is_empty());
    let found = find(&emma, "search=nowak")[0].clone();
    assert_eq!(found, json!({ "id": marta["id"], "name": "Marta Nowak" }));
    emma.get(&path).expect_status(404);
}

/// P27: who was chosen is exported under the name that their entry has then, and recognised under it; who is in no directory any more is not exported.
fn whoever_is_named_stays_named(database: Database) {
    let company = Company::open(database);
    set(&company.root, "manager", &json!({ "authority": "shared", "locked": false })).expect_status(200);
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    let liam = find(&emma, "search=e&limit=20").into_iter().find(|one| one["name"] != "Marta Nowak").unwrap();
    let username = company.seen_by_root(&liam)["username"].as_str().unwrap().to_owned();
    let choice = json!({ "manager": format!("person:{}", liam["id"]) });
    Company::propose(&emma, &choice).expect_status(200);
    let change = company.change(&person, "manager");
    assert_eq!((&change["new_shown"], &change["kind"]), (&liam["name"], &json!("person")));
    let before = company.dn(&username);

    company.rename(&username, "renamed.since", None);
    company.sync();
    let pending = company.change(&person, "manager");
    assert_eq!((&pending["state"], &pending["new_shown"]), (&json!("pending"), &liam["name"]));
    company.decide(&pending, "approve");
    let now = company.dn("renamed.since");
    assert_ne!(before, now);
    let file = company.export();
    assert!(file.contains(&now) && !file.contains(&before), "{file}");

    // Renamed once more, while the directory is busy with it.
    company.rename("renamed.since", "renamed.again", None);
    let dn = company.dn("renamed.again");
    company.in_directory(people::EMPLOYEE, &format!("replace: manager\n{}\n", people::line("manager", &dn)));
    let run = company.sync();
    assert_eq!((&run["counts"]["confirmed"], &run["counts"]["conflicts"]), (&json!(1), &json!(0)), "{run}");
    assert_eq!(change_state(&Company::profile(&emma), "manager"), "confirmed");

    Company::propose(&emma, &json!({ "manager": null })).expect_status(200);
    company.decide(&company.change(&person, "manager"), "approve");
    Company::propose(&emma, &choice).expect_status(200);
    let marta = find(&emma, "search=nowak")[0].clone();
    Company::propose(&emma, &json!({ "manager": format!("person:{}", marta["id"]) })).expect_status(200);
    company.decide(&company.change(&person, "manager"), "approve");
    company.leaves(people::MANAGER);
    company.sync();
    let make = json!({ "target": 1, "profile": "machine", "key": "dn" });
    let refused = company.root.post("/api/v1/exports", &make).expect_status(409).json;
    assert!(refused["detail"].as_str().unwrap().contains("in no directory any more"), "{refused}");
    assert_eq!(field(&Company::profile(&emma), "manager")["change"]["state"], "approved", "it waits");
}

/// SEC6, SEC3: the setting holds for employees, pictures included, and not for those who see people anyway.
fn a_company_can_keep_it_to_itself(database: Database) {
    let tables = "[profiles]\nfind_colleagues = false".to_owned();
    let company = Company::open_with(database, 10, Options { tables, ..Options::default() });
    let emma = company.signed_in(people::EMPLOYEE);
    emma.get("/api/v1/colleagues?search=nowak").expect_status(403);
    assert_eq!(emma.get("/api/v1/session").json["finds_colleagues"], false);
    assert_eq!(names(&find(&company.root, "search=nowak")), ["Marta Nowak"]);
    assert_eq!(company.root.get("/api/v1/session").json["finds_colleagues"], true);
    let marta = company.person(people::MANAGER);
    let photo = field(&company.seen_by_root(&marta), "photo")["value"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/people/{}/photos/{}", marta["id"], photo.trim_start_matches("sha256:"));
    emma.get(&path).expect_status(404);
    company.root.get(&path).expect_status(200);
    company.signed_in(people::MANAGER).get(&path).expect_status(200);
}

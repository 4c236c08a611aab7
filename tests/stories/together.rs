//! Attributes that are decided on as one: nobody is left with half an address (P43).

use amend_tests::{client::Client, people};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database, change_state},
    staff::{audit, decide, decision, queue, save, set, waiting},
};

on_both!(an_address_is_decided_as_one, a_conflict_of_one_holds_all);

/// A company in which street, postal code and city are one.
fn company(database: Database) -> (Company, Client, Client) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    for key in ["street", "postal_code", "city"] {
        set(&anna, key, &json!({ "together": "address" })).expect_status(200);
    }
    (company, emma, anna)
}

fn decide_all(client: &Client, changes: &[Value], verdict: &str, reason: Option<&str>) -> Vec<Value> {
    let all: Vec<Value> = changes.iter().map(|change| decision(change, verdict, reason)).collect();
    let answer = client.post("/api/v1/decisions", &json!({ "decisions": all })).expect_status(200).json;
    answer["results"].as_array().unwrap().clone()
}

/// P43, X9: a decision on one needs the others as they are; each takes its step, and what is taken back is taken back as one.
fn an_address_is_decided_as_one(database: Database) {
    let (company, emma, anna) = company(database);
    set(&anna, "city", &json!({ "approval": "none" })).expect_status(200);
    Company::propose(&emma, &json!({ "street": "Storgata 1", "postal_code": "0155", "city": "Bærum", "room": "9" }))
        .expect_status(200);
    assert_eq!(change_state(&Company::profile(&emma), "city"), "pending", "somebody is asked about the address");
    let seen = queue(&anna);
    let address: Vec<Value> = seen.iter().filter(|change| change["attribute"] != "room").cloned().collect();
    assert_eq!(address.len(), 3);
    assert!(address.iter().all(|change| change["with"].as_array().unwrap().len() == 2), "{address:?}");
    assert!(waiting(&anna, "room").get("with").is_none());

    let alone = decide(&anna, &address[0], "approve", None);
    assert_eq!(alone["problem"]["status"], 409, "{alone}");
    assert!(alone["problem"]["detail"].as_str().unwrap().contains("as one"), "{alone}");
    let mixed = [decision(&address[0], "approve", None), decision(&address[1], "reject", Some("no"))];
    let mixed = anna.post("/api/v1/decisions", &json!({ "decisions": mixed })).expect_status(200).json;
    assert!(mixed["results"].as_array().unwrap().iter().all(|one| one["problem"]["status"] == 409), "{mixed}");

    // One of them moved since: none is decided on.
    Company::propose(&emma, &json!({ "city": "Oslo Vest" })).expect_status(200);
    let stale = decide_all(&anna, &address, "approve", None);
    assert!(stale.iter().all(|one| one["problem"]["status"] == 409), "{stale:?}");
    for key in ["street", "postal_code", "city"] {
        assert_eq!(change_state(&Company::profile(&emma), key), "pending", "{key}");
    }
    let rows = audit(&company, "change.approve").len();
    let fresh: Vec<Value> = queue(&anna).into_iter().filter(|change| change["attribute"] != "room").collect();
    let done = decide_all(&anna, &fresh, "approve", None);
    assert!(done.iter().all(|one| one["state"] == "approved"), "{done:?}");
    assert_eq!(audit(&company, "change.approve").len() - rows, 3, "one row each");

    Company::propose(&emma, &json!({ "street": "Storgata 2", "postal_code": "0156" })).expect_status(200);
    let street = waiting(&anna, "street");
    emma.post(&format!("/api/v1/changes/{}/withdraw", street["id"]), &json!({})).expect_status(200);
    assert!(!queue(&anna).iter().any(|change| change["attribute"] == "postal_code"), "taken back as one");
    let all: Vec<Value> = queue(&anna);
    assert_eq!(all.len(), 1, "the room waits still: {all:?}");
}

/// P43, P3: while one is in conflict, the others are neither approved nor exported.
fn a_conflict_of_one_holds_all(database: Database) {
    let (company, emma, anna) = company(database);
    Company::propose(&emma, &json!({ "street": "Storgata 1", "postal_code": "0155" })).expect_status(200);
    let done = decide_all(&anna, &queue(&anna), "approve", None);
    assert!(done.iter().all(|one| one["state"] == "approved"), "{done:?}");
    company.in_directory(people::EMPLOYEE, "replace: street\nstreet: Another street 5\n");
    company.sync();
    assert_eq!(change_state(&Company::profile(&emma), "street"), "conflict");
    let items = anna.get("/api/v1/targets/1/items?state=waiting").expect_status(200).json;
    let held: Vec<&Value> =
        items["items"].as_array().unwrap().iter().filter(|one| one["attribute"] == "postal_code").collect();
    assert_eq!(held[0]["held"], true, "{items}");
    let export = json!({ "target": 1, "profile": "machine", "key": "dn" });
    anna.post("/api/v1/exports", &export).expect_status(409);

    Company::propose(&emma, &json!({ "city": "Bærum" })).expect_status(200);
    let city = waiting(&anna, "city");
    assert_eq!(city["may_decide"], false, "{city}");
    let refused = decide(&anna, &city, "approve", None);
    assert!(refused["problem"]["detail"].as_str().unwrap().contains("settle that first"), "{refused}");
    let conflict = anna.get("/api/v1/approvals?state=conflict").json["items"][0].clone();
    let kept = decide(&anna, &conflict, "keep_mine", None);
    assert_eq!(kept["state"], "pending", "the city waits with it, so both are decided on as one: {kept}");
    let both: Vec<Value> = queue(&anna);
    assert_eq!(both.len(), 2, "{both:?}");
    let done = decide_all(&anna, &both, "approve", None);
    assert!(done.iter().all(|one| one["state"] == "approved"), "{done:?}");
    let made = anna.post("/api/v1/exports", &export).expect_status(201).json;
    assert_eq!(made["items"], 3, "{made}");
    // An administrator's own edit asks nobody.
    let path = format!("/api/v1/people/{}", crate::staff::id_of(&company, people::EMPLOYEE));
    save(&anna, &path, &json!({ "city": "Oslo" })).expect_status(200);
}

//! What is written and what is not, where nothing goes wrong but the values.

use amend_tests::people;
use serde_json::{Value, json};

use super::*;
use crate::{
    acts::on_both,
    company::{change_state, field},
    staff::{approved, audit, decide, id_of, save, somebody, waiting},
};

on_both!(approved_values_are_written_and_confirmed, what_moved_meanwhile_is_a_conflict);

/// S1.14, T13, S3.7: off until it is turned on; then what was approved is in the directory, with a receipt and one step on record, and the next sync
/// confirms it. Nothing is written a second time.
fn approved_values_are_written_and_confirmed(database: Database) {
    let company = company(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let change = approved(&emma, &anna, "room", "4.44");
    approved(&emma, &anna, "city", "Bergen");
    let before = target(&anna);
    assert_eq!((&before["writing"]["on"], &before["waiting"]), (&json!(false), &json!(2)), "{before}");
    let room = held(&company.slapd, people::EMPLOYEE, "roomNumber");

    let writing = turn_on(&anna);
    assert_eq!((&writing["on"], &writing["by"]), (&json!(true), &json!("Anna Keller")));
    wait_until_written(&anna);
    assert_ne!(room, ["4.44"]);
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "roomNumber"), ["4.44"]);
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "l"), ["Bergen"]);
    assert_eq!(change_state(&Company::profile(&emma), "room"), "exported");
    let taken = field(&Company::profile(&emma), "room")["change"]["steps"].clone();
    assert_eq!(taken.as_array().unwrap().last().unwrap()["handed_over"], "written", "{taken}");
    let item = wait_for_item(&anna, "room", "done");
    assert!(item["receipt"].as_str().unwrap().starts_with("ldap:0 at 20"), "{item}");
    let rows = audit(&company, "export.write");
    let changes: Vec<&Value> = rows.iter().flat_map(|row| row["detail"]["changes"].as_array().unwrap()).collect();
    assert!(changes.contains(&&change["id"]), "{rows:?}");
    assert_eq!(steps(&company, &change, "change.export"), 1);
    let told = target(&anna);
    assert_eq!((&told["writing"]["written_last_hour"], &told["unconfirmed"]), (&json!(2), &json!(2)), "{told}");

    let version = entry_version(&company.slapd, people::EMPLOYEE);
    company.sync();
    assert_eq!(change_state(&Company::profile(&emma), "room"), "confirmed");
    let again = anna.post("/api/v1/items/retry", &json!({ "items": [item["id"]] })).expect_status(200);
    assert_eq!(again.json["items"], json!([]), "what is done is done");
    assert_eq!(entry_version(&company.slapd, people::EMPLOYEE), version);

    // A file cannot be made beside it; turned off, what is approved waits for one.
    let file = json!({ "target": 1, "profile": "machine", "key": "username" });
    anna.post("/api/v1/exports", &file).expect_status(409);
    set(&anna, &json!({ "on": false })).expect_status(200);
    approved(&emma, &anna, "room", "5.55");
    let export = anna.post("/api/v1/exports", &file).expect_status(201).json;
    let got = anna.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(200);
    assert_eq!(got.text(), "username,roomNumber\r\nemma.larsen,5.55\r\n");
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "roomNumber"), ["4.44"]);
    assert_eq!((audit(&company, "target.write_on").len(), audit(&company, "target.write_off").len()), (1, 1));
}

/// P4, I4, B3: where the directory holds something else by now, nothing is written; the two are shown, and keeping one's own writes it.
fn what_moved_meanwhile_is_a_conflict(database: Database) {
    let company = company(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "city", "Bergen");
    company.in_directory(people::EMPLOYEE, "replace: l\nl: Voss\n");
    turn_on(&anna);
    wait_for("a conflict", || (change_state(&Company::profile(&emma), "city") == "conflict").then_some(()));
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "l"), ["Voss"]);
    let emmas = company.person("emma.larsen");
    assert_eq!(company.decide(&company.change(&emmas, "city"), "keep_mine")["state"], "approved");
    wait_for("the own value", || (held(&company.slapd, people::EMPLOYEE, "l") == ["Bergen"]).then_some(()));
    company.sync();
    assert_eq!(change_state(&Company::profile(&emma), "city"), "confirmed");
}

/// P4, S3.2: a spelling alone is a change too: written, and confirmed by its spelling. So is what is emptied, and what was empty.
#[test]
fn spellings_and_empty_values_are_written() {
    let company = company(Database::Sqlite);
    company.in_directory(
        people::EMPLOYEE,
        "replace: l\nl: oslo\n-\nreplace: street\nstreet: Storgata 1\n-\nreplace: roomNumber\n",
    );
    company.sync();
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    turn_on(&anna);
    approved(&emma, &anna, "city", "Oslo");
    approved(&emma, &anna, "room", "1.01");
    Company::propose(&emma, &json!({ "street": null })).expect_status(200);
    assert_eq!(decide(&anna, &waiting(&anna, "street"), "approve", None)["state"], "approved");
    wait_until_written(&anna);
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "l"), ["Oslo"]);
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "roomNumber"), ["1.01"]);
    assert!(held(&company.slapd, people::EMPLOYEE, "street").is_empty());
    company.sync();
    let profile = Company::profile(&emma);
    for key in ["city", "room", "street"] {
        assert_eq!(change_state(&profile, key), "confirmed", "{key}");
    }
}

/// S1.14: no more is written within an hour than was set; the rest waits, and the page can say so.
#[test]
fn no_more_than_the_limit_of_the_hour_is_written() {
    let company = company(Database::Sqlite);
    let anna = company.signed_in(people::ADMIN);
    for place in 0..5 {
        let id = id_of(&company, &somebody(&company, place));
        save(&anna, &format!("/api/v1/people/{id}"), &json!({ "room": format!("r{place}") })).expect_status(200);
    }
    for bad in [0, -1, 1_000_001] {
        set(&anna, &json!({ "on": true, "writes_per_hour": bad })).expect_status(400);
    }
    set(&anna, &json!({ "on": true, "writes_per_hour": 2 })).expect_status(200);
    wait_for("two of them", || (target(&anna)["writing"]["written_last_hour"] == 2).then_some(()));
    company.sync();
    let told = target(&anna);
    assert_eq!((&told["waiting"], &told["writing"]["written_last_hour"]), (&json!(3), &json!(2)), "{told}");
    set(&anna, &json!({ "on": true, "writes_per_hour": 100 })).expect_status(200);
    wait_until_written(&anna);
    assert_eq!(target(&anna)["writing"]["written_last_hour"], 5);
}

/// G1: what the directory refuses is parked with its words, and holds nobody up, not even what else is written of the same person; it is tried again
/// when somebody asks for it.
#[test]
fn what_is_refused_holds_nobody_up() {
    let company =
        company_with(Database::Sqlite, |source| source.bind_dn = source.bind_dn.replace("cn=admin", "cn=sync"));
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    rule(&company.slapd, "to * by dn.exact=\"cn=sync,dc=example,dc=test\" write by users read by anonymous auth");
    turn_on(&anna);
    let marta = company.signed_in(people::MANAGER);
    let name = company.dn(people::EMPLOYEE);
    rule(&company.slapd, &format!("to dn.exact=\"{name}\" attrs=l by users read"));
    Company::propose(&emma, &json!({ "city": "Bergen", "room": "9" })).expect_status(200);
    for key in ["city", "room"] {
        decide(&anna, &waiting(&anna, key), "approve", None);
    }
    approved(&marta, &anna, "city", "Bergen");
    let parked = wait_for_item(&anna, "city", "parked");
    let reason = parked["reason"].as_str().unwrap();
    assert!(reason.contains("(50)") && reason.contains("may not write"), "{parked}");
    wait_until_written(&anna);
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "roomNumber"), ["9"]);
    assert_eq!(held(&company.slapd, people::MANAGER, "l"), ["Bergen"]);
    assert_eq!(target(&anna)["writing"]["parked"], 1);
    assert_eq!(audit(&company, "export.park").len(), 1);
    rule(&company.slapd, "to * by dn.exact=\"cn=sync,dc=example,dc=test\" write by users read by anonymous auth");
    let again = anna.post("/api/v1/items/retry", &json!({ "items": [parked["id"]] })).expect_status(200);
    assert_eq!(again.json["items"], json!([parked["id"]]));
    wait_until_written(&anna);
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "l"), ["Bergen"]);
}

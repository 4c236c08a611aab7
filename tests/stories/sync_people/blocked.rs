//! An administrator's block and the directory's are kept apart: neither undoes the other.

use amend_tests::people;
use serde_json::{Value, json};

use crate::acts::on_both;
use crate::company::{Company, Database};

on_both!(a_block_by_hand_outlives_the_directory, who_is_let_in_stays_until_the_next_run_or_for_good);

fn acts(company: &Company, person: &Value, what: &str, body: &Value) -> Value {
    company.root.post(&format!("/api/v1/people/{}/{what}", person["id"]), body).expect_status(200).json
}

/// S2.14.
fn a_block_by_hand_outlives_the_directory(database: Database) {
    let company = Company::open(database);
    let person = company.person(people::EMPLOYEE);
    let emma = company.signed_in(people::EMPLOYEE);
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    let blocked = acts(&company, &person, "block", &json!({ "note": "lost her phone" }))["blocked"].clone();
    assert_eq!((&blocked["by"], &blocked["note"]), (&json!("admin"), &json!("lost her phone")));
    assert_eq!(emma.get("/api/v1/me").status, 401);
    assert_eq!(company.amend.client().sign_in(people::EMPLOYEE, people::PASSWORD).status, 401);

    company.in_directory(people::EMPLOYEE, "replace: l\nl: Bergen\n");
    assert_eq!(company.sync()["counts"]["changed"], 1, "her values follow all the same");
    let home = company.leaves(people::EMPLOYEE);
    company.sync();
    company.rename(people::EMPLOYEE, people::EMPLOYEE, Some(&home));
    company.sync();
    let seen = company.seen_by_root(&person);
    assert_eq!((&seen["blocked"]["by"], &seen["blocked"]["at"]), (&json!("admin"), &blocked["at"]));
    assert!(!company.change(&person, "title")["suspended_at"].is_null(), "her change still rests");

    let back = acts(&company, &person, "unblock", &json!({ "pin": false }));
    assert_eq!((&back["blocked"], &back["username"]), (&Value::Null, &json!(people::EMPLOYEE)));
    assert_eq!(company.change(&person, "title")["suspended_at"], Value::Null);
    company.sync();
    company.signed_in(people::EMPLOYEE);
}

/// S2.14: reactivating asks "until the next run" or "pin".
fn who_is_let_in_stays_until_the_next_run_or_for_good(database: Database) {
    let company = Company::open(database);
    let person = company.person(people::EMPLOYEE);
    company.leaves(people::EMPLOYEE);
    company.sync();
    let seen = acts(&company, &person, "unblock", &json!({ "pin": false }));
    assert_eq!((&seen["blocked"], &seen["username"]), (&Value::Null, &json!(people::EMPLOYEE)));
    let run = company.sync();
    assert_eq!(run["counts"]["blocked"], 1, "the next run says again what the directory thinks: {run}");
    assert_eq!(company.seen_by_root(&person)["blocked"]["reason"], "left_scope");

    acts(&company, &person, "unblock", &json!({ "pin": true }));
    for _ in 0..2 {
        let run = company.sync();
        assert_eq!(run["counts"]["blocked"], 0, "{run}");
        assert_eq!(company.seen_by_root(&person)["blocked"], Value::Null);
    }
    assert_eq!(company.seen_by_root(&person)["username"], people::EMPLOYEE);
    assert_eq!(company.source()["active"], 30);
    let blocked =
        acts(&company, &person, "block", &json!({ "note": "a block by hand ends the pin" }))["blocked"].clone();
    assert_eq!(blocked["by"], "admin");
}

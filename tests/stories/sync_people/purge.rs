//! Nobody is deleted by a run; a blocked person is, for good, by a system administrator who types the name after the retention time.

use amend_tests::{amend::Options, people};
use serde_json::{Value, json};

use crate::acts::on_both;
use crate::company::{Company, Database};
use crate::staff::{audit, with_role};

on_both!(a_blocked_person_is_deleted_by_name, somebody_is_kept_who_is_needed_or_not_ripe);

fn purge(company: &Company, person: &Value, name: &str) -> amend_tests::client::Response {
    company.root.post(&format!("/api/v1/people/{}/purge", person["id"]), &json!({ "name": name }))
}

fn open(database: Database, retention_days: u32) -> Company {
    let settings = format!("retention_days = {retention_days}");
    Company::open_with(database, 30, Options { settings, ..Options::default() })
}

/// S2.11, S2.14: values, changes, picture and lines of reports go; the log says that it was done and holds no value.
fn a_blocked_person_is_deleted_by_name(database: Database) {
    let company = open(database, 0);
    let person = company.person(people::EMPLOYEE);
    let emma = with_role(&company, people::EMPLOYEE, "service-desk");
    company.approved(&emma, &person, "phone", "+47 22 00 00 01");
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    let admin = with_role(&company, people::MANAGER, "people-admin");
    let body = json!({ "note": "left" });
    admin.post(&format!("/api/v1/people/{}/block", person["id"]), &body).expect_status(200);
    let seen = company.seen_by_root(&person);
    assert_eq!(seen["purge_from"], Value::Null, "a directory still has her");
    let kept = purge(&company, &person, "Emma Larsen").expect_status(409);
    assert!(kept.text().contains("make them anew"), "{}", kept.text());

    company.leaves(people::EMPLOYEE);
    company.sync();
    assert_eq!(company.seen_by_root(&person)["purge_from"], company.seen_by_root(&person)["blocked"]["at"]);
    assert_eq!(admin.get(&format!("/api/v1/people/{}", person["id"])).json["purge_from"], Value::Null);
    let path = format!("/api/v1/people/{}/purge", person["id"]);
    admin.post(&path, &json!({ "name": "Emma Larsen" })).expect_status(403);
    let other = purge(&company, &person, "emma larsen").expect_status(409);
    assert!(other.text().contains("type Emma Larsen"), "{}", other.text());
    let sent = || company.sql("select count(*) from received").trim().parse::<i64>().unwrap();
    let before_sent = sent();
    let pictures = || company.sql("select count(*) from picture").trim().parse::<i64>().unwrap();
    let before = pictures();
    purge(&company, &person, "Emma Larsen").expect_status(204);

    assert!(company.find(people::EMPLOYEE).is_empty());
    company.root.get(&format!("/api/v1/people/{}", person["id"])).expect_status(404);
    purge(&company, &person, "Emma Larsen").expect_status(404);
    assert_eq!((pictures(), sent()), (before - 1, before_sent - 1));
    for table in ["entry", "change", "request", "item", "run_line"] {
        let left = company.sql(&format!("select count(*) from {table} where person_id = {}", person["id"]));
        assert_eq!(left.trim(), "0", "{table}");
    }
    let row = &audit(&company, "person.purge")[0];
    assert_eq!((&row["person"], &row["detail"]["changes"]), (&person["id"], &json!(2)), "{row}");
    assert!(!row.to_string().contains("Larsen") && !row.to_string().contains("+47"), "{row}");
    assert_eq!(company.sync()["state"], "complete");
    assert!(company.amend.cli(&["check"], "").unwrap().contains("the chain is whole"));
}

/// S2.11, S2.16: not before the time, not whoever is active.
fn somebody_is_kept_who_is_needed_or_not_ripe(database: Database) {
    let company = open(database, 30);
    let person = company.person(people::EMPLOYEE);
    let active = purge(&company, &person, "Emma Larsen").expect_status(409);
    assert!(active.text().contains("block them first"), "{}", active.text());
    company.leaves(people::EMPLOYEE);
    company.sync();
    let early = purge(&company, &person, "Emma Larsen").expect_status(409);
    assert!(early.text().contains("retention_days"), "{}", early.text());
    let from = company.seen_by_root(&person)["purge_from"].as_str().unwrap().to_owned();
    assert!(early.text().contains(&from), "{from}: {}", early.text());
    assert_eq!(company.find(people::EMPLOYEE).len(), 1);
}

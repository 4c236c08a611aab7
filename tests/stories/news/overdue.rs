//! The alarm about what was approved and has not come back from the directory for days: where it is stuck, who is told, and how often.

use amend_tests::{client::Client, people};
use serde_json::{Value, json};

use super::{about, company_with, letters, settled};
use crate::{
    acts::{on_both, rows, wait_for},
    company::{Company, Database, change_state, field},
    staff::{approved, audit, somebody, with_role},
};

on_both!(each_is_stuck_somewhere, those_who_export_are_told_once, the_days_are_set);

#[track_caller]
fn overdue(client: &Client, query: &str) -> Vec<Value> {
    rows(&client.get(&format!("/api/v1/overdue{query}")).expect_status(200).json)
}

/// Where the only overdue value is stuck.
#[track_caller]
fn stuck(client: &Client) -> Value {
    let all = overdue(client, "");
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].clone()
}

/// Lets days pass for everything that was approved or handed over.
fn days_pass(company: &Company, days: i64) {
    let span = days * 86_400_000;
    company.sql(&format!(
        "update change set approved_at = approved_at - {span}, exported_at = exported_at - {span} where approved_at is not null"
    ));
}

/// X3, X19, S1.16: a value that is not in the directory after a week is listed with where it is stuck, until the directory shows it.
fn each_is_stuck_somewhere(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "title", "Overdue");
    assert_eq!(overdue(&anna, ""), Vec::<Value>::new(), "it was approved a moment ago");
    days_pass(&company, 6);
    assert_eq!(overdue(&anna, ""), Vec::<Value>::new(), "and a week is not over");
    days_pass(&company, 2);
    let row = stuck(&anna);
    assert_eq!(
        (&row["stuck"], &row["person_name"], &row["new"]),
        (&json!("no_file"), &json!("Emma Larsen"), &json!("Overdue"))
    );
    assert_ne!(row["says"], json!("Overdue"), "what the directory says stands beside it");
    assert_eq!(anna.get("/api/v1/targets").json[0]["overdue"]["values"], 1);

    let make = json!({ "target": 1, "profile": "machine", "key": "dn" });
    let export = anna.post("/api/v1/exports", &make).expect_status(201).json;
    let row = stuck(&anna);
    assert_eq!(
        (&row["stuck"], &row["export"], &row["file_name"]),
        (&json!("not_downloaded"), &export["id"], &export["file_name"])
    );
    assert!(row["made_at"].is_string() || row["made_at"].is_number(), "{row}");

    anna.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(200);
    let row = stuck(&anna);
    assert_eq!((&row["stuck"], &row["file_name"]), (&json!("not_read"), &export["file_name"]), "no run since");
    let steps = field(&Company::profile(&emma), "title")["change"]["steps"].clone();
    assert_eq!(steps.as_array().unwrap().last().unwrap()["handed_over"], "file", "{steps}");
    company.sync();
    assert_eq!(stuck(&anna)["stuck"], "not_shown", "a run has seen that it is not there");
    days_pass(&company, 8);
    company.sync();
    assert_eq!(stuck(&anna)["stuck"], "not_taken");
    assert_eq!(overdue(&anna, "?stuck=not_taken&search=emma&target=1").len(), 1);
    for other in ["?stuck=no_file", "?search=marta", "?target=99"] {
        assert_eq!(overdue(&anna, other), Vec::<Value>::new(), "{other}");
    }
    anna.get("/api/v1/overdue?stuck=nowhere").expect_status(400);

    // While the person is blocked, nothing is asked of anybody about them.
    let id = row["person"].as_i64().unwrap();
    company.root.post(&format!("/api/v1/people/{id}/block"), &json!({ "note": "x" })).expect_status(200);
    assert_eq!(overdue(&anna, ""), Vec::<Value>::new());
    company.root.post(&format!("/api/v1/people/{id}/unblock"), &json!({ "pin": false })).expect_status(200);
    assert_eq!(stuck(&anna)["stuck"], "not_taken");

    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Overdue\n");
    company.sync();
    let emma = company.signed_in(people::EMPLOYEE);
    assert_eq!(change_state(&Company::profile(&emma), "title"), "confirmed");
    assert_eq!(overdue(&anna, ""), Vec::<Value>::new());
}

/// X3, X22: whoever exports for the person is told in Amend and by one letter, of each change once and of several together; others are not.
fn those_who_export_are_told_once(database: Database) {
    let (company, mail) = company_with(database, "");
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    // Somebody who is asked nothing else.
    let name = somebody(&company, 0);
    let (operator, address) = (with_role(&company, &name, "export-operator"), format!("{name}@example.test"));
    approved(&emma, &anna, "title", "Overdue");
    approved(&emma, &anna, "room", "8.01");
    days_pass(&company, 8);
    let told = wait_for("the news", || about(&operator, "overdue").pop());
    assert_eq!((&told["count"], &told["person"], told["read"].as_bool()), (&json!(2), &Value::Null, None));
    let letter = letters(&mail, &address, 1).remove(0);
    assert_eq!(letter.header("Subject"), "Amend: Approved, and not in the directory yet: 2");
    for line in ["Profile: Emma Larsen", "- Job title", "- Room"] {
        assert!(letter.text.lines().any(|one| one == line), "{line}: {}", letter.text);
    }
    assert!(letter.text.contains("/exports/overdue"), "{}", letter.text);
    assert!(!letter.text.contains("8.01"), "no values");
    assert_eq!(about(&emma, "overdue"), Vec::<Value>::new(), "who does not export is not told");

    // Another day, and another value: what was told is not told again.
    approved(&emma, &anna, "city", "Ørsta");
    days_pass(&company, 8);
    let told = wait_for("the row to grow", || Some(about(&operator, "overdue")).filter(|all| all[0]["count"] == 3));
    assert_eq!(told.len(), 1, "the row that is not read yet grows");
    // Anna exports as well.
    wait_for("the second letters", || {
        let planned = "select count(*) from news where about = 'overdue' and mail = 'planned'";
        (company.sql(planned).trim() == "2").then_some(())
    });
    // Letters come with a pause between them, which is over now.
    company.sql("update news set mail_at = 1 where mail = 'planned'");
    letters(&mail, &address, 2);
    settled(&company);
    assert_eq!(company.sql("select count(*) from change where overdue_told_at is not null").trim(), "3");
    letters(&mail, &address, 2);

    company.export();
    company.in_directory(
        people::EMPLOYEE,
        "replace: title\ntitle: Overdue\n-\nreplace: roomNumber\nroomNumber: 8.01\n-\nreplace: l\nl:: w5hyc3Rh\n",
    );
    company.sync();
    assert_eq!(about(&operator, "overdue")[0]["read"], true, "what is over is no news");
}

/// X3: a directory administrator sets the days of each directory; 0 is never. What moved meanwhile is not written over.
fn the_days_are_set(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "title", "Overdue");
    days_pass(&company, 2);
    let alarm = company.root.get("/api/v1/targets").json[0]["overdue"].clone();
    assert_eq!((&alarm["days"], &alarm["values"]), (&json!(7), &json!(0)));
    let directories = with_role(&company, people::MANAGER, "directory-admin");
    let put = |version: &Value, days: i64| {
        let tag = format!("\"{version}\"");
        let body = json!({ "days": days });
        directories.send("PUT", "/api/v1/targets/1/overdue", &[("if-match", &tag)], Some(&body)).unwrap()
    };
    for wrong in [-1, 366] {
        assert!(put(&alarm["version"], wrong).expect_status(400).text().contains("`days`"));
    }
    let set = put(&alarm["version"], 1).expect_status(200);
    assert_eq!((&set.json["days"], &set.json["values"]), (&json!(1), &json!(1)));
    assert_eq!(set.headers["etag"], format!("\"{}\"", set.json["version"]));
    put(&alarm["version"], 3).expect_status(412);
    let row = audit(&company, "target.overdue").remove(0);
    assert_eq!(row["detail"], json!({ "target_id": 1, "target": "corp", "days": 1, "before": 7 }));
    put(&set.json["version"], 0).expect_status(200);
    assert_eq!(overdue(&anna, ""), Vec::<Value>::new(), "0 is never");
    company.signed_in(people::EMPLOYEE).get("/api/v1/overdue").expect_status(403);
}

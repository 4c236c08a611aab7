//! The difference to what was given last is what an export of a table holds.

use amend_tests::people;
use serde_json::json;

use super::*;
use crate::{
    acts::on_both,
    company::Database,
    staff::{approved, audit},
};

on_both!(
    a_table_is_given_what_moved,
    what_is_there_already_counts_as_given,
    what_a_directory_was_given_is_not_sent_again
);

/// S3.1, S3.12, S3.19: the first file of a table holds everybody, the next ones what moved since; what is changed and changed back leaves no row.
fn a_table_is_given_what_moved(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let crm = table(&company, &[("title", "role")]);
    expression(&company, &crm, "{{ given_name }} {{ surname | upper }}", "fullName");
    expression(&company, &crm, "Example Ltd", "company");

    let first = file(&anna, &crm);
    let lines: Vec<&str> = first.lines().collect();
    assert_eq!(lines[0], "username,role,fullName,company");
    assert_eq!(lines.len(), 31, "{first}");
    let emmas = lines.iter().find(|line| line.starts_with("emma.larsen,")).unwrap();
    assert!(emmas.ends_with(",Emma LARSEN,Example Ltd"), "{emmas}");
    let again = make(&anna, &crm).expect_status(409);
    assert!(again.json["detail"].as_str().unwrap().contains("nothing waits"), "{}", again.json);

    // One value moves: one row, one cell.
    let before = emmas.split(',').nth(1).unwrap().to_owned();
    approved(&emma, &anna, "title", "Chief of Tables");
    assert_eq!(file(&anna, &crm), "username,role\r\nemma.larsen,Chief of Tables\r\n");
    make(&anna, &crm).expect_status(409);

    // It moves and moves back before anybody has the next file.
    approved(&emma, &anna, "title", "Something Else");
    make(&anna, &crm).expect_status(201);
    approved(&emma, &anna, "title", "Chief of Tables");
    let back = make(&anna, &crm).expect_status(409);
    assert!(back.json["detail"].as_str().unwrap().contains("nothing waits"), "{}", back.json);
    // What the directory says is taken back without anybody's decision.
    Company::propose(&emma, &json!({ "title": before })).expect_status(200);
    assert_eq!(file(&anna, &crm), format!("username,role\r\nemma.larsen,{before}\r\n"));

    // What a run brings is a move too; the directory itself is given changes as before, and nothing twice.
    company.in_directory(people::EMPLOYEE, "replace: sn\nsn: Larsen-Berg\n");
    company.sync();
    assert_eq!(file(&anna, &crm), "username,fullName\r\nemma.larsen,Emma LARSEN-BERG\r\n");
    make(&anna, &crm).expect_status(409);

    // Another expression, and everybody is looked at anew (S3.11).
    company.sql("update mapping set expression = '{{ surname }}' where name = 'fullName'");
    moves(&company);
    assert_eq!(file(&anna, &crm).lines().count(), 31);
    assert!(audit(&company, "export.make").len() >= 6);
}

/// S3.1, S3.10: what is derived for a directory that is read as well is in one file, whether it has arrived or not; that it has not is shown by a look.
fn what_a_directory_was_given_is_not_sent_again(database: Database) {
    let company = Company::open(database);
    let anna = company.signed_in(people::ADMIN);
    let own = "/api/v1/targets/1";
    expression(&company, own, "Room of {{ surname }}", "roomNumber");
    let first = file(&anna, own);
    assert_eq!(first.lines().count(), 31, "{first}");
    make(&anna, own).expect_status(409);
    let differs = |which: &str| look(&anna, own, &json!({ "which": which }))["rows"]["set"].clone();
    // Nobody has read the directory since: it may hold all of it by now.
    assert_eq!(differs("differs"), 0);
    company.sync();
    make(&anna, own).expect_status(409);
    assert_eq!(differs("differs"), 30, "nobody fed the file in");
    assert_eq!(differs("delta"), 0);
}

/// S3.15: a system that holds it all already is not given it all; what moves from then on is.
fn what_is_there_already_counts_as_given(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let crm = table(&company, &[("title", "role"), ("phone", "tel")]);
    let look = look(&anna, &crm, &json!({ "which": "delta" }));
    let rows = look["rows"]["set"].as_i64().unwrap();
    assert!(rows > 30, "{look}");
    anna.post(&format!("{}/baseline", path(&look)), &json!({})).expect_status(202);
    let done = wait_until(&anna, &look, "done");
    assert_eq!((&done["executed"]["given"], &done["executed"]["done_as"]), (&json!(rows), &json!("given")), "{done}");
    assert_eq!(company.sql("select count(*) from given_value").trim(), rows.to_string());
    assert_eq!(company.sql("select count(*) from item where mapping_id is not null").trim(), "0");
    make(&anna, &crm).expect_status(409);
    approved(&emma, &anna, "title", "Chief of Tables");
    assert_eq!(file(&anna, &crm), "username,role\r\nemma.larsen,Chief of Tables\r\n");
    assert_eq!(audit(&company, "reexport.baseline").len(), 1);

    // Of the directory nothing counts as given: it says itself what it holds.
    let own = super::look(&anna, "/api/v1/targets/1", &json!({ "which": "all" }));
    anna.post(&format!("{}/baseline", path(&own)), &json!({})).expect_status(409);
}

//! A server that is killed in the middle of working a look out, or of carrying it out, loses and doubles nothing.

use amend_tests::{amend::Options, people};
use serde_json::json;

use super::*;
use crate::{acts::on_both, company::Database};

on_both!(a_killed_server_loses_and_doubles_nothing);

/// P38, S3.14.
fn a_killed_server_loses_and_doubles_nothing(database: Database) {
    const PEOPLE: i64 = 1200;
    let options = Options { settings: "lease_seconds = 2".to_owned(), ..Options::default() };
    let mut company = Company::open_with(database, usize::try_from(PEOPLE).unwrap(), options);
    let crm = table(&company, &[("given_name", "first"), ("surname", "last")]);
    let anna = company.signed_in(people::ADMIN);
    let begun = ask(&anna, &crm, &json!({})).expect_status(202).json;
    wait_for("a part of it", || (now(&anna, &begun)["looked_at"] != 0).then_some(()));
    company.amend.kill9();
    company.amend.restart().unwrap();
    let anna = company.signed_in(people::ADMIN);
    let look = wait_until(&anna, &begun, "ready");
    assert_eq!((&look["looked_at"], &look["rows"]["set"]), (&json!(PEOPLE), &json!(2 * PEOPLE)), "{look}");
    let rows = "select count(*), count(distinct person_id), min(number), max(number) from reexport_row";
    assert_eq!(company.sql(rows).trim(), format!("{}|{PEOPLE}|1|{}", 2 * PEOPLE, 2 * PEOPLE));

    anna.post(&format!("{}/execute", path(&look)), &json!({})).expect_status(202);
    company.amend.kill9();
    company.amend.restart().unwrap();
    let anna = company.signed_in(people::ADMIN);
    let job = wait_until(&anna, &look, "queued");
    assert_eq!((&job["executed"]["queued"], &job["executed"]["moved"]), (&json!(2 * PEOPLE), &json!(0)), "{job}");
    let items =
        "select count(*), count(distinct person_id), count(distinct mapping_id) from item where state = 'waiting'";
    assert_eq!(company.sql(items).trim(), format!("{}|{PEOPLE}|2", 2 * PEOPLE));
}

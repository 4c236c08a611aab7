//! Suggestions, conflicts, histories, setting back and the audit log as people use them, on the page (X1, X2, X16, X21, S3.18).

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_on_pages,
    people,
    scratch::Scratch,
};
use serde_json::json;

use crate::{
    company::{Company, Database},
    staff::{id_of, set, somebody},
};

#[test]
fn values_are_followed_in_the_browser() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    set(&anna, "department", &json!({ "authority": "directory" })).expect_status(200);
    // A title of hers in conflict, rooms of three others, and a run that changed what is to be set back.
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    let others: Vec<String> = (0..3).map(|place| somebody(&company, place)).collect();
    for name in &others {
        Company::propose(&company.signed_in(name), &json!({ "room": "My room" })).expect_status(200);
        company.in_directory(name, "replace: roomNumber\nroomNumber: 9.99\n");
    }
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Sales Agent\n-\nreplace: street\nstreet: Wrong 1\n");
    let run = company.sync();
    assert_eq!(run["counts"]["conflicts"], 4, "{run}");
    let scratch = Scratch::new("history").unwrap();
    let url = company.amend.url();
    let (person, run) = (id_of(&company, people::EMPLOYEE).to_string(), run["id"].to_string());
    let environment = [
        ("AMEND_URL", url.as_str()),
        ("AMEND_USER", ADMINISTRATOR),
        ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD),
        ("AMEND_EMPLOYEE", people::EMPLOYEE),
        ("AMEND_EMPLOYEE_PASSWORD", people::PASSWORD),
        ("AMEND_PERSON", person.as_str()),
        ("AMEND_RUN", run.as_str()),
    ];
    run_on_pages("history.mjs", scratch.path(), &environment).unwrap();
}

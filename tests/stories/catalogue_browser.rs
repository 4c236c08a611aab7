//! The pages of the attribute catalogue, and what they lead to on somebody's own form.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_on_pages,
    people,
    scratch::Scratch,
};
use serde_json::json;

use crate::{
    company::{Company, Database},
    staff::{audit, id_of, set, waiting},
};

/// S1.17, T1, T2, T4, T12, X10, X15: written and filled in by mouse and keyboard, at three widths, light and dark.
#[test]
fn the_catalogue_is_kept_in_the_browser() {
    let company = Company::open(Database::Sqlite);
    set(&company.root, "skills", &json!({ "mandatory": true })).expect_status(200);
    set(&company.root, "department", &json!({ "locked": true })).expect_status(200);
    let scratch = Scratch::new("catalogue").unwrap();
    let url = company.amend.url();
    let person = id_of(&company, people::EMPLOYEE).to_string();
    let environment = [
        ("AMEND_URL", url.as_str()),
        ("AMEND_USER", ADMINISTRATOR),
        ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD),
        ("AMEND_EMPLOYEE", people::EMPLOYEE),
        ("AMEND_EMPLOYEE_PASSWORD", people::PASSWORD),
        ("AMEND_PERSON", person.as_str()),
    ];
    run_on_pages("catalogue.mjs", scratch.path(), &environment).unwrap();
    let asked = waiting(&company.root, "department");
    assert_eq!((&asked["new"], &asked["held"]), (&json!("Headquarters"), &json!(null)), "{asked}");
    for (action, times) in
        [("attribute.define", 1), ("attribute.order", 1), ("fill_set.add", 1), ("pin.set", 1), ("pin.remove", 1)]
    {
        assert_eq!(audit(&company, action).len(), times, "{action}");
    }
}

//! The page of administrators, and every page as everybody in their role sees it.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_on_pages,
    people,
    scratch::Scratch,
};
use serde_json::json;

use super::{in_office, of_office};
use crate::{
    company::{Company, Database},
    staff::{approved, audit, id_of, with_role},
};

/// S1.15, S1.21, S2.16, T17, SEC9: granted, changed and ended by mouse and keyboard, at three widths, light and dark; and nobody in any role is led to
/// what is refused to them.
#[test]
fn roles_in_the_browser() {
    let options =
        amend_tests::amend::Options { settings: "sign_in_attempts_per_minute = 1000".to_owned(), ..Default::default() };
    let company = Company::open_with(Database::Sqlite, 60, options);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "room", "4.01");
    Company::propose(&emma, &json!({ "title": "Chief" })).expect_status(200);
    let of = |place| of_office(&company, "Oslo", place);
    let whole = |menu: &[&'static str]| [&["My profile", "My changes"][..], menu].concat();
    let mut cast = Vec::new();
    for (place, role, menu) in [
        (0, "service-desk", &["People"][..]),
        (1, "people-admin", &["Approvals", "People", "Attributes", "Sources", "Findings", "Exports"]),
        (2, "export-operator", &["Exports"]),
        (3, "auditor", &["People", "Attributes", "Sources", "Findings", "Exports", "Audit", "Administrators"]),
    ] {
        with_role(&company, &of(place), role);
        cast.push(json!([of(place), role, whole(menu)]));
    }
    for (place, role, menu) in [
        (4, "service-desk", &["People"][..]),
        (5, "people-admin", &["Approvals", "People", "Attributes", "Findings", "Exports"]),
        (6, "export-operator", &["Exports"]),
        (7, "auditor", &["People", "Attributes", "Findings", "Exports", "Audit"]),
    ] {
        in_office(&company, &of(place), role, "Oslo");
        cast.push(json!([of(place), format!("{role} of Oslo"), whole(menu)]));
    }
    let profile = company.root.get(&format!("/api/v1/people/{}", id_of(&company, &of_office(&company, "Paris", 0))));
    let name = profile.json["display_name"].as_str().unwrap().to_owned();
    let scratch = Scratch::new("administrators").unwrap();
    let (url, cast) = (company.amend.url(), json!(cast).to_string());
    let environment = [
        ("AMEND_URL", url.as_str()),
        ("AMEND_USER", ADMINISTRATOR),
        ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD),
        ("AMEND_NAME", name.as_str()),
        ("AMEND_CAST", cast.as_str()),
        ("AMEND_THEIRS", people::PASSWORD),
    ];
    run_on_pages("administrators.mjs", scratch.path(), &environment).unwrap();
    assert_eq!(audit(&company, "admin.revoke").len(), 1);
}

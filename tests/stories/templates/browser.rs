//! Templates on the page.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_on_pages,
    people,
    scratch::Scratch,
};

use crate::{
    company::{Company, Database},
    staff::{somebody, with_role},
};

/// S3.2, S3.3, S3.4, S3.11, S3.13: at all widths, light and dark; rows are moved by keyboard, and tried by somebody who lists nobody.
#[test]
fn templates_in_the_browser() {
    let company = Company::open(Database::Sqlite);
    let (scratch, url) = (Scratch::new("templates").unwrap(), company.amend.url());
    let setter = somebody(&company, 0);
    with_role(&company, &setter, "directory-admin");
    let environment = [
        ("AMEND_URL", url.as_str()),
        ("AMEND_USER", ADMINISTRATOR),
        ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD),
        ("AMEND_SETTER", setter.as_str()),
        ("AMEND_SETTER_PASSWORD", people::PASSWORD),
    ];
    run_on_pages("templates.mjs", scratch.path(), &environment).unwrap();
}

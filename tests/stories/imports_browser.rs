//! A file of people as an administrator hands it in, on the page.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_on_pages,
    scratch::Scratch,
};

use crate::company::{Company, Database};

/// S1.3, S1.19: handed in, looked at, put right, carried out and taken back, at three widths.
#[test]
fn a_file_is_handed_in_in_the_browser() {
    let company = Company::open(Database::Sqlite);
    let scratch = Scratch::new("imports").unwrap();
    let url = company.amend.url();
    let environment =
        [("AMEND_URL", url.as_str()), ("AMEND_USER", ADMINISTRATOR), ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD)];
    run_on_pages("imports.mjs", scratch.path(), &environment).unwrap();
}

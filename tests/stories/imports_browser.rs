//! A file of people as an administrator hands it in, on the page.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_script,
    scratch::Scratch,
};

use crate::company::{Company, Database};

/// S1.3, S1.19: handed in, looked at, put right, carried out and taken back, at three widths.
#[test]
fn a_file_is_handed_in_in_the_browser() {
    let is_built = std::env::var_os("AMEND_WIDGET_DIR").is_some() || std::env::var_os("AMEND_BIN").is_some();
    assert!(is_built, "the widget is not built; run `cargo xtask test`");
    let company = Company::open(Database::Sqlite);
    let scratch = Scratch::new("imports").unwrap();
    let (url, shots) = (company.amend.url(), scratch.path().display().to_string());
    let environment = [
        ("AMEND_URL", url.as_str()),
        ("AMEND_USER", ADMINISTRATOR),
        ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD),
        ("AMEND_SHOTS", shots.as_str()),
    ];
    run_script("imports.mjs", &environment).unwrap();
}

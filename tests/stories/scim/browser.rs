//! Connecting a service, turning writing on, and giving it up, on the page.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_on_pages,
    scratch::Scratch,
};

use super::*;

/// S1.14: at all widths, light and dark.
#[test]
fn a_service_in_the_browser() {
    let company = Company::open(Database::Sqlite);
    let scim = Scim::start().unwrap();
    let (scratch, url, service) = (Scratch::new("scim-page").unwrap(), company.amend.url(), scim.url());
    let environment = [
        ("AMEND_URL", url.as_str()),
        ("AMEND_USER", ADMINISTRATOR),
        ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD),
        ("AMEND_SERVICE", service.as_str()),
        ("AMEND_TOKEN", TOKEN),
    ];
    run_on_pages("scim.mjs", scratch.path(), &environment).unwrap();
    let left = company.root.get("/api/v1/targets").expect_status(200).json;
    assert_eq!(left.as_array().unwrap().len(), 1, "{left}");
}

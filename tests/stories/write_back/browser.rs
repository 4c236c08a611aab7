//! Turning it on and off, and what was not taken, on the page.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_on_pages,
    people,
    scratch::Scratch,
};

use super::*;
use crate::staff::approved;

/// S1.14, S3.14: at all widths, light and dark.
#[test]
fn writing_in_the_browser() {
    let company =
        company_with(Database::Sqlite, |source| source.bind_dn = source.bind_dn.replace("cn=admin", "cn=sync"));
    rule(&company.slapd, "to * by dn.exact=\"cn=sync,dc=example,dc=test\" write by users read by anonymous auth");
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "room", "9");
    let (scratch, url) = (Scratch::new("writing").unwrap(), company.amend.url());
    let act = |part: &str| {
        let environment = [
            ("AMEND_URL", url.as_str()),
            ("AMEND_USER", ADMINISTRATOR),
            ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD),
            ("AMEND_PART", part),
        ];
        run_on_pages("writing.mjs", scratch.path(), &environment).unwrap();
    };
    act("on");
    let name = company.dn(people::EMPLOYEE);
    rule(&company.slapd, &format!("to dn.exact=\"{name}\" attrs=l by users read"));
    approved(&emma, &anna, "city", "Bergen");
    wait_for_item(&anna, "city", "parked");
    act("queue");
    assert_eq!(target(&anna)["writing"]["on"], false);
}

//! The set-up as an administrator sees it.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_on_pages,
    scratch::Scratch,
};
use serde_json::json;

use super::{Beginning, PEOPLE};
use crate::company::Database;

/// S2.23, S4.1, S4.3, S4.16: from nothing to the end in a real browser; then the dry run is released as it was told.
#[test]
fn a_directory_is_set_up_in_the_browser() {
    let beginning = Beginning::open(Database::Sqlite);
    // A password of its own tells it from everything else that is on the page.
    let secret = "Geheim-7c04-page";
    beginning
        .slapd
        .modify(&format!(
            "dn: {}\nchangetype: modify\nreplace: userPassword\nuserPassword: {secret}\n",
            beginning.slapd.sync_dn
        ))
        .unwrap();
    let scratch = Scratch::new("set-up").unwrap();
    let url = beginning.amend.url();
    let base = format!("ou=people,{}", beginning.slapd.base);
    let environment = [
        ("AMEND_URL", url.as_str()),
        ("AMEND_USER", ADMINISTRATOR),
        ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD),
        ("AMEND_LDAP", beginning.slapd.ldaps_url.as_str()),
        ("AMEND_BIND", beginning.slapd.sync_dn.as_str()),
        ("AMEND_SECRET", secret),
        ("AMEND_BASE", base.as_str()),
    ];
    run_on_pages("set_up.mjs", scratch.path(), &environment).unwrap();
    let source = beginning.root.get("/api/v1/sources").expect_status(200).json[0].clone();
    let last = &source["last_run"];
    assert_eq!((&source["state"], &last["state"], &last["dry"]), (&json!("active"), &json!("held"), &json!(true)));
    beginning.root.post(&format!("/api/v1/runs/{}/release", last["id"]), &json!({})).expect_status(200);
    let run = amend_tests::sync::wait(&beginning.root, last).unwrap();
    assert_eq!((&run["state"], &run["counts"]["created"]), (&json!("complete"), &json!(PEOPLE)), "{run}");
}

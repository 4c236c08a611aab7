//! The task pane in a real browser, in an Outlook of ours around the real office.js: each test is a group of situations in
//! `tests/browser/outlook`, where every step is named after what happens to whoever sits there.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD, Options},
    browser::run_on_pages,
    certificates,
    issuer::Issuer,
    people,
    process::free_port,
    provider::IdentityProvider,
    scratch::Scratch,
};
use serde_json::json;

use crate::{
    bearers::{BY_NAME, claims, nested, with},
    company::{Company, Database},
};

/// The origins that `tests/browser/outlook/world.mjs` puts before the two doors.
const PANE: &str = "https://addin.example.test";
const PORTAL: &str = "https://amend.example.test";

/// The settings of nested app authentication; its keys are nowhere, since the bridge of `bridge.mjs` has tokens of Amend's own.
const NESTED: &str = "\n[pane.nested]\ntenant = \"22222222-2222-4222-8222-222222222222\"\n\
                      client_id = \"33333333-3333-4333-8333-333333333333\"\napi_client_id = \"44444444-4444-4444-8444-444444444444\"\n";

/// Runs steps of `pane.mjs` against a company of their own.
fn steps(names: &[&str]) {
    steps_with("", names);
}

/// The same with more settings.
fn steps_with(settings: &str, names: &[&str]) {
    steps_among(settings, names, &[]);
}

/// The same with more to go by.
fn steps_among(settings: &str, names: &[&str], others: &[(&str, &str)]) {
    let (port, pane) = (free_port().unwrap(), free_port().unwrap());
    let options = Options {
        port: Some(port),
        public_url: Some(PORTAL.to_owned()),
        tables: format!("\n[pane]\nlisten = \"127.0.0.1:{pane}\"\npublic_url = \"{PANE}\"\n{settings}"),
        ..Options::default()
    };
    let _company = Company::open_with(Database::Sqlite, 30, options);
    let scratch = Scratch::new("pane").unwrap();
    let made = certificates::make(scratch.path()).unwrap();
    let (port, pane, names) = (port.to_string(), pane.to_string(), names.join(" "));
    let mut environment = vec![
        ("AMEND_PORTAL_PORT", port.as_str()),
        ("AMEND_PANE_PORT", pane.as_str()),
        ("AMEND_KEY", made.key.to_str().unwrap()),
        ("AMEND_CERT", made.server.to_str().unwrap()),
        ("AMEND_USER", people::EMPLOYEE),
        ("AMEND_PASSWORD", people::PASSWORD),
        ("AMEND_LOCAL", ADMINISTRATOR),
        ("AMEND_LOCAL_PASSWORD", ADMINISTRATOR_PASSWORD),
        ("AMEND_STEPS", names.as_str()),
    ];
    environment.extend(others);
    println!("{}", run_on_pages("pane.mjs", scratch.path(), &environment).unwrap());
}

/// S1.6, M3: in every mode of Outlook, its language, both colours, 320 pixels.
#[test]
fn it_works_wherever_outlook_shows_it() {
    steps(&[
        "a_value_is_corrected_beside_a_message",
        "compose_and_no_item",
        "the_language_is_outlooks",
        "narrow_and_dark",
        "the_colours_are_outlooks",
    ]);
}

/// M4, SEC10: signing in by Outlook's dialog, and every way in which that may end.
#[test]
fn signing_in_goes_through_outlooks_dialog() {
    steps(&[
        "the_token_is_in_memory_alone",
        "the_window_is_closed",
        "a_local_administrator_has_nothing_to_show",
        "an_answer_from_elsewhere_is_not_used",
        "refusals_of_outlook_are_told_apart",
    ]);
}

/// M4: Outlook signs in by itself where it can; where not, the window is always there.
#[test]
fn outlook_signs_in_where_it_can() {
    let names = [
        "outlook_signs_in_by_itself",
        "a_word_is_asked_for_on_a_click",
        "without_it_the_window_is_used",
        "a_silent_bridge_holds_nobody_up",
        "what_fails_in_msal_is_named",
        "a_token_that_ran_out_is_renewed",
    ];
    steps_with(NESTED, &names);
}

/// M4, SEC7: with tokens as Entra ID makes them, signed and checked: somebody is found by them, and whoever is not is told so.
#[test]
fn a_token_of_the_directory_says_who_it_is() {
    let issuer = Issuer::start().unwrap();
    let token = |number, name: &str| {
        issuer.token(&with(claims(&issuer, number), json!({ "preferred_username": name }))).unwrap()
    };
    let (known, unknown) = (token(1, people::EMPLOYEE), token(2, "nobody.atall"));
    let tokens = [("AMEND_TOKEN", known.as_str()), ("AMEND_UNKNOWN_TOKEN", unknown.as_str())];
    steps_among(&nested(&issuer, BY_NAME), &["a_real_token_opens_the_profile", "who_is_not_linked_is_told"], &tokens);
}

/// M4: the dialog leads through the company's identity provider and comes back to where it hands over.
#[test]
fn the_company_vouches_for_people_in_the_dialog() {
    let provider = IdentityProvider::start(PORTAL).unwrap();
    steps_with(&provider.settings("works", ""), &["the_companys_account_signs_in", "who_cancels_there_may_try_again"]);
}

/// S1.6: nothing that was typed is lost.
#[test]
fn nothing_typed_is_lost() {
    steps(&[
        "a_reload_at_each_step_keeps_the_draft",
        "without_storage_a_reload_keeps_it_too",
        "a_profile_that_moved_since_is_marked",
        "what_nobody_keeps_is_said",
        "by_keyboard_alone",
    ]);
}

/// S1.6, SEC11: whatever is missing is named, with a way on.
#[test]
fn what_is_missing_is_named() {
    steps(&[
        "microsofts_server_is_down",
        "microsofts_server_hangs",
        "what_office_js_needs_is_down",
        "without_web_assembly",
        "outside_of_outlook",
        "a_foreign_page_cannot_frame_it",
    ]);
}

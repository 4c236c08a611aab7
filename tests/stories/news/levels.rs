//! Approvers in levels are told when it is their turn: not before, not twice, and not after somebody else has decided.

use amend_tests::{client::Client, people};
use serde_json::{Value, json};

use super::{ANNA, MARTA, about, choice, choose, company, company_with, emma, labels, letters, settled, unread};
use crate::{
    acts::{on_both, wait_for},
    approval_levels::{ABOVE, levels},
    company::{Company, Database},
    staff::{decide, id_of, somebody, waiting},
};

on_both!(
    a_level_is_told_when_it_begins,
    whoever_is_asked_after_the_time_is_told,
    whoever_comes_to_be_asked_by_a_run_or_a_policy_is_told
);

const INGRID: &str = "ingrid.solberg@example.test";

fn is_told(client: &Client, of: &str) -> usize {
    about(client, "waiting").iter().filter(|one| labels(one) == [of]).count()
}

/// X22, T7, T8: whoever the second level asks hears of it with the yes of the first, in Amend and by a letter, or by one of them, as they chose.
fn a_level_is_told_when_it_begins(database: Database) {
    let (company, mail) = company(database);
    let (emma, anna) = (emma(&company), company.signed_in(people::ADMIN));
    let (marta, ingrid) = (company.signed_in(people::MANAGER), company.signed_in(ABOVE));
    let name = somebody(&company, 0);
    let (quiet, outsider) = (company.signed_in(&name), company.signed_in(&somebody(&company, 1)));
    choose(&quiet, &json!({ "choices": [choice("waiting", true, "never")] }));
    let second = json!({ "approvers": ["managers_manager", { "people": [id_of(&company, &name)] }], "any": true });
    levels(&anna, "title", &json!([{ "approvers": ["manager"] }, second])).expect_status(200);

    Company::propose(&emma, &json!({ "title": "Managing Director" })).expect_status(200);
    assert_eq!([&marta, &ingrid, &quiet, &anna].map(|one| is_told(one, "Job title")), [1, 0, 0, 0], "not before");
    letters(&mail, MARTA, 1);
    settled(&company);
    letters(&mail, INGRID, 0);

    assert_eq!(decide(&marta, &waiting(&marta, "title"), "approve", None)["state"], "pending");
    assert_eq!([&ingrid, &quiet].map(|one| (is_told(one, "Job title"), unread(one))), [(1, 1), (1, 1)]);
    assert_eq!(
        (unread(&marta), unread(&outsider)),
        (0, 0),
        "who has decided has nothing left, and others nothing to do"
    );
    let letter = &letters(&mail, INGRID, 1)[0];
    assert_eq!(letter.header("Subject"), "Amend: Changes wait for your decision: 1");
    for line in ["Emma Larsen has proposed changes.", "- Job title"] {
        assert!(letter.text.lines().any(|one| one == line), "{line}: {}", letter.text);
    }
    assert!(!letter.text.contains("Managing Director"), "no values");

    assert_eq!(decide(&ingrid, &waiting(&ingrid, "title"), "approve", None)["state"], "approved");
    assert_eq!(unread(&quiet), 0, "nothing waits any more");
    settled(&company);
    letters(&mail, &format!("{name}@example.test"), 0);
    letters(&mail, MARTA, 1);
}

/// X22, X8, T8: where nobody decides in time, whoever comes next is told, and then the administrators; who was asked before is not told again.
fn whoever_is_asked_after_the_time_is_told(database: Database) {
    // A day of a level is a second here.
    let (company, mail) = company_with(database, "approval_day_hours = 0.0003\n");
    let (emma, anna) = (emma(&company), company.signed_in(people::ADMIN));
    let (marta, ingrid) = (company.signed_in(people::MANAGER), company.signed_in(ABOVE));
    choose(&ingrid, &json!({ "choices": [choice("waiting", true, "never")] }));
    levels(&anna, "room", &json!([{ "approvers": ["manager", "managers_manager"], "days": 1 }])).expect_status(200);
    Company::propose(&emma, &json!({ "room": "1" })).expect_status(200);
    wait_for("the administrators to be told", || (is_told(&anna, "Room") > 0).then_some(()));
    assert_eq!([&marta, &ingrid, &anna].map(|one| (is_told(one, "Room"), unread(one))), [(1, 1); 3]);
    let told: Vec<Value> = [&marta, &ingrid, &anna].map(|one| about(one, "waiting")[0]["name"].clone()).to_vec();
    assert_eq!(told, ["Emma Larsen"; 3]);
    for to in [MARTA, ANNA] {
        letters(&mail, to, 1);
    }
    settled(&company);
    letters(&mail, INGRID, 0);

    assert_eq!(decide(&ingrid, &waiting(&ingrid, "room"), "approve", None)["state"], "approved");
    assert_eq!([&marta, &ingrid, &anna].map(unread), [0; 3]);
}

/// X22, T7, T8: what waits already is told to whoever comes to be asked: the new manager after a run, and whom a policy names from now on.
fn whoever_comes_to_be_asked_by_a_run_or_a_policy_is_told(database: Database) {
    let (company, _mail) = company(database);
    let (emma, anna) = (emma(&company), company.signed_in(people::ADMIN));
    let (marta, ingrid) = (company.signed_in(people::MANAGER), company.signed_in(ABOVE));
    let name = somebody(&company, 0);
    let newcomer = company.signed_in(&name);
    Company::propose(&emma, &json!({ "title": "Managing Director" })).expect_status(200);
    assert_eq!([&marta, &ingrid, &newcomer].map(|one| is_told(one, "Job title")), [1, 0, 0]);

    company.in_directory(people::EMPLOYEE, &format!("replace: manager\nmanager: {}\n", company.dn(ABOVE)));
    assert_eq!(company.sync()["state"], "complete");
    assert_eq!([&marta, &ingrid, &newcomer].map(|one| is_told(one, "Job title")), [0, 1, 0], "it concerns her no more");

    let people = json!([{ "approvers": ["manager", { "people": [id_of(&company, &name)] }], "any": true }]);
    levels(&anna, "title", &people).expect_status(200);
    assert_eq!([&marta, &ingrid, &newcomer].map(|one| is_told(one, "Job title")), [0, 1, 1]);
    assert_eq!([&ingrid, &newcomer].map(unread), [1, 1], "nobody is told twice");
}

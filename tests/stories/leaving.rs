//! What becomes of people who leave a source and of those who are back is chosen for each source, in every combination.

use amend_tests::{amend::Options, people, sync::wait};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database},
    staff::audit,
};

on_both!(each_choice_does_what_it_says, whoever_is_back_waits_for_a_seat, a_release_keeps_to_the_choice);

/// Sees `account` disabled by this value of an attribute of its own.
fn company(database: Database, settings: &str) -> Company {
    let slapd = amend_tests::slapd::Slapd::in_scratch(&people::sample(12).unwrap()).unwrap();
    let extra = "disabled_attribute = \"employeeType\"\ndisabled_values = [\"left\"]\n".to_owned();
    let source = amend_tests::amend::Source { settings: extra, ..amend_tests::amend::Source::of(&slapd) };
    let options = Options { sources: vec![source], settings: settings.to_owned(), ..Options::default() };
    Company::of(slapd, database, options)
}

fn choose(company: &Company, settings: &Value) -> amend_tests::client::Response {
    let tag = company.root.get("/api/v1/sources/1").expect_status(200).headers["etag"].clone();
    company.root.send("PATCH", "/api/v1/sources/1", &[("if-match", &tag)], Some(settings)).unwrap()
}

fn disable(company: &Company, username: &str) {
    company.in_directory(username, "replace: employeeType\nemployeeType: left\n");
}

fn enable(company: &Company, username: &str) {
    company.in_directory(username, "replace: employeeType\nemployeeType: staff\n");
}

/// How it is with somebody: why they are out, and the user name that they hold.
fn standing(company: &Company, person: &Value) -> (Value, Value) {
    let seen = company.seen_by_root(person);
    (seen["blocked"]["reason"].clone(), seen["username"].clone())
}

/// T16: a disabled account and one that left the scope, under each of the six combinations, there and back.
fn each_choice_does_what_it_says(database: Database) {
    let company = company(database, "");
    let (emma, kari) = (people::EMPLOYEE, people::MANAGER);
    let (disabled, moved) = (company.person(emma), company.person(kari));
    let names = [disabled["username"].clone(), moved["username"].clone()];
    let outside = company.outside();
    let base = format!("ou=people,{}", company.slapd.base);
    choose(&company, &json!({ "leaving": { "when_gone": "vanish" } })).expect_status(400);
    for gone in ["block", "suspend", "nothing"] {
        for back in ["let_in", "ask"] {
            let what = format!("{gone}, {back}");
            let leaving = json!({ "when_gone": gone, "when_back": back });
            let saved = choose(&company, &json!({ "leaving": leaving })).expect_status(200).json;
            assert_eq!(saved["leaving"], leaving);
            let parent = company.dn(kari).split_once(',').unwrap().1.to_owned();
            disable(&company, emma);
            company.rename(kari, kari, Some(&outside));
            let run = company.sync();
            assert_eq!(run["state"], "complete", "{what}: {run}");
            let name = |index: usize| if gone == "block" { Value::Null } else { names[index].clone() };
            let why = |reason: &str| if gone == "nothing" { Value::Null } else { json!(reason) };
            assert_eq!(standing(&company, &disabled), (why("disabled_in_directory"), name(0)), "{what}");
            assert_eq!(standing(&company, &moved), (why("left_scope"), name(1)), "{what}");
            let told = if gone == "nothing" { "skipped" } else { "blocked" };
            assert!(!company.report(&run, told).is_empty(), "{what}: the report says so");
            // Nothing is done twice.
            let again = company.sync();
            assert_eq!((&again["counts"]["blocked"], &again["counts"]["skipped"]), (&json!(0), &json!(0)), "{what}");

            enable(&company, emma);
            assert!(parent.ends_with(&base), "{parent}");
            company.rename(kari, kari, Some(&parent));
            let run = company.sync();
            assert_eq!(run["state"], "complete", "{what}: {run}");
            let waits = gone != "nothing" && back == "ask";
            for (person, index) in [(&disabled, 0), (&moved, 1)] {
                let (reason, held) = standing(&company, person);
                assert_eq!(reason, if waits { json!("returned") } else { Value::Null }, "{what}");
                assert_eq!(held, if waits { name(index) } else { names[index].clone() }, "{what}");
            }
            if waits {
                for person in [&disabled, &moved] {
                    let address = format!("/api/v1/people/{}/unblock", person["id"]);
                    company.root.post(&address, &json!({ "pin": false })).expect_status(200);
                }
            }
            let run = company.sync();
            assert_eq!(
                (&run["counts"]["blocked"], &run["counts"]["returned"]),
                (&json!(0), &json!(0)),
                "{what}: {run}"
            );
            assert_eq!(standing(&company, &disabled), (Value::Null, names[0].clone()), "{what}");
            assert_eq!(standing(&company, &moved), (Value::Null, names[1].clone()), "{what}");
        }
    }
    assert_eq!(audit(&company, "source.set").len(), 6);
}

/// S2.19, T16: who is back when no seat is free waits for one like a newcomer.
fn whoever_is_back_waits_for_a_seat(database: Database) {
    let company = company(database, "seats = 12");
    let emma = company.person(people::EMPLOYEE);
    disable(&company, people::EMPLOYEE);
    company.sync();
    company.hires("new.comer", "new.comer", "Oslo");
    company.sync();
    assert_eq!(standing(&company, &company.person("new.comer")).0, Value::Null, "the seat was free");
    enable(&company, people::EMPLOYEE);
    company.sync();
    assert_eq!(standing(&company, &emma), (json!("no_seat"), Value::Null));
}

/// S1.20, T16, X5: what was chosen counts for a run that was looked at first and then let go on.
fn a_release_keeps_to_the_choice(database: Database) {
    let company = company(database, "");
    choose(&company, &json!({ "selection": { "without_disabled": true } })).expect_status(200);
    company.hires("new.comer", "new.comer", "Oslo");
    disable(&company, "new.comer");
    let dry = company.root.post("/api/v1/sources/1/runs?dry=true", &json!({})).expect_status(202).json;
    let dry = wait(&company.root, &dry).unwrap();
    assert_eq!((&dry["counts"]["created"], &dry["counts"]["left_out"]), (&json!(0), &json!(1)), "{dry}");
    company.root.post(&format!("/api/v1/runs/{}/release", dry["id"]), &json!({})).expect_status(200);
    let done = wait(&company.root, &dry).unwrap();
    assert_eq!((&done["state"], &done["counts"]["created"]), (&json!("complete"), &json!(0)), "{done}");
}

//! An edit on its way to the directory meets what the directory says: it is confirmed, collides, is not taken or gives way, and never vanishes
//! without a word.

use amend_tests::amend::Options;
use amend_tests::people;
use serde_json::{Value, json};

use crate::acts::{on_both, rows};
use crate::company::{Company, Database, change_state, field};

on_both!(
    an_edit_outlives_runs_that_bring_nothing_new,
    a_third_value_is_a_conflict_and_mine_is_kept,
    theirs_is_taken,
    a_conflict_ends_when_the_directory_goes_back,
    the_same_value_from_the_directory_confirms_what_waits,
    a_directory_that_goes_back_is_asked_once_and_then_people_are,
    what_is_not_taken_is_seen_and_sent_again,
    a_blank_that_the_directory_fills_gives_way,
    where_the_directory_rules_an_edit_gives_way_with_notice,
    a_decision_on_what_moved_is_refused_with_a_fresh_view,
);

fn with_lag(database: Database, hours: &str) -> Company {
    Company::open_with(database, 10, Options { settings: format!("lag_hours = {hours}"), ..Options::default() })
}

fn replaces(company: &Company, attribute: &str, value: &str) {
    company.in_directory(people::EMPLOYEE, &format!("replace: {attribute}\n{attribute}: {value}\n"));
}

/// Sets the policy of an attribute.
fn set_attribute(company: &Company, key: &str, settings: &Value) {
    let path = format!("/api/v1/attributes/{key}");
    let tag = company.root.get(&path).expect_status(200).headers["etag"].clone();
    company.root.send("PATCH", &path, &[("if-match", &tag)], Some(settings)).unwrap().expect_status(200);
}

fn steps(change: &Value) -> Vec<String> {
    change["steps"].as_array().unwrap().iter().map(|step| step["state"].as_str().unwrap().to_owned()).collect()
}

fn waiting(company: &Company) -> usize {
    company.items().iter().filter(|(_, state)| state == "waiting").count()
}

/// P1, P5, I4: the directory still says what it said, in every state of the edit.
fn an_edit_outlives_runs_that_bring_nothing_new(database: Database) {
    let company = with_lag(database, "48");
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    let mut seen = Vec::new();
    for state in ["pending", "approved", "exported"] {
        match state {
            "approved" => drop(company.decide(&company.change(&person, "title"), "approve")),
            "exported" => drop(company.export()),
            _ => {}
        }
        // Something else of hers moves each time, so that her entry is not skipped as unchanged.
        replaces(&company, "roomNumber", state);
        let run = company.sync();
        assert_eq!((&run["counts"]["changed"], &run["counts"]["conflicts"]), (&json!(1), &json!(0)), "{run}");
        seen.push(change_state(&Company::profile(&emma), "title"));
    }
    assert_eq!(seen, ["pending", "approved", "exported"]);
    let title = Company::profile(&emma);
    assert_eq!(field(&title, "title")["value"], "Account Manager");
    assert_eq!(field(&title, "title")["directory"], "Account Manger");
    assert_eq!(field(&title, "title")["provenance"]["from"], "change");
}

/// P2, X1, X3: both values are shown, the export is held; *keep mine* approves against the new base, and the round ends confirmed.
fn a_third_value_is_a_conflict_and_mine_is_kept(database: Database) {
    let company = with_lag(database, "48");
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    company.approved(&emma, &person, "title", "Account Manager");
    replaces(&company, "title", "Sales Agent");
    let run = company.sync();
    assert_eq!(run["counts"]["conflicts"], 1, "{run}");
    let line = &company.report(&run, "conflict")[0];
    let values =
        json!([{ "attribute": "title", "old": { "value": "Account Manager" }, "new": { "value": "Sales Agent" } }]);
    assert_eq!((&line["name"], &line["values"]), (&json!("Emma Larsen"), &values));

    let profile = Company::profile(&emma);
    let shown = &field(&profile, "title")["change"];
    assert_eq!(
        (&shown["state"], &shown["new"], &shown["theirs"], &shown["old"]),
        (&json!("conflict"), &json!("Account Manager"), &json!("Sales Agent"), &json!("Account Manger"))
    );
    assert_eq!(field(&profile, "title")["value"], "Account Manager", "what was approved once stays, with a mark");
    assert_eq!(field(&profile, "title")["directory"], "Sales Agent");
    let make = json!({ "target": 1, "profile": "machine", "key": "dn" });
    assert_eq!(company.root.post("/api/v1/exports", &make).status, 409, "the export is held");
    let listed = rows(&company.root.get("/api/v1/approvals?state=conflict").expect_status(200).json);
    assert_eq!((listed.len(), &listed[0]["may_decide"]), (1, &json!(true)));

    assert_eq!(company.decide(&company.change(&person, "title"), "keep_mine")["state"], "approved");
    let kept = company.change(&person, "title");
    assert_eq!(
        (&kept["state"], &kept["old"], &kept["new"]),
        (&json!("approved"), &json!("Sales Agent"), &json!("Account Manager"))
    );
    assert_eq!(waiting(&company), 1, "{:?}", company.items());
    assert!(company.export().contains("Account Manager"));
    company.sync();
    assert_eq!(change_state(&Company::profile(&emma), "title"), "exported", "Sales Agent is its base now");
    replaces(&company, "title", "Account Manager");
    let run = company.sync();
    assert_eq!(run["counts"]["confirmed"], 1, "{run}");
    let end = company.change(&person, "title");
    assert_eq!(steps(&end), ["pending", "approved", "conflict", "pending", "approved", "exported", "confirmed"]);
}

/// P2, X1.
fn theirs_is_taken(database: Database) {
    let company = with_lag(database, "48");
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    replaces(&company, "title", "Sales Agent");
    assert_eq!(company.sync()["counts"]["conflicts"], 1);
    let session = company.root.get("/api/v1/session").json;
    assert_eq!(
        (&session["approvals"], &session["lists"]["conflict"], &session["lists"]["pending"]),
        (&json!(1), &json!(1), &json!(0)),
        "a conflict is announced to whoever decides: {session}"
    );
    assert_eq!(field(&Company::profile(&emma), "title")["value"], "Sales Agent", "never approved, so not effective");
    assert_eq!(company.decide(&company.change(&person, "title"), "take_theirs")["state"], "superseded");
    let end = company.change(&person, "title");
    assert_eq!(steps(&end), ["pending", "conflict", "superseded"]);
    assert_eq!(
        (&end["notice"], &end["reason"]),
        (&json!("theirs_taken"), &Value::Null),
        "the author is told why: {end}"
    );
    let profile = Company::profile(&emma);
    assert_eq!((field(&profile, "title")["value"].clone(), waiting(&company)), (json!("Sales Agent"), 0));
    assert_eq!(company.sync()["counts"]["conflicts"], 0);
}

/// P2, P4: back to the base is back to the state before.
fn a_conflict_ends_when_the_directory_goes_back(database: Database) {
    let company = with_lag(database, "48");
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    company.approved(&emma, &person, "title", "Account Manager");
    Company::propose(&emma, &json!({ "room": "9.99" })).expect_status(200);
    let room = Company::profile(&emma);
    let room =
        field(&room, "room")["directory"].as_str().or(field(&room, "room")["value"].as_str()).unwrap().to_owned();
    replaces(&company, "title", "Sales Agent");
    replaces(&company, "roomNumber", "0.00");
    assert_eq!(company.sync()["counts"]["conflicts"], 2);
    replaces(&company, "title", "Account Manger");
    replaces(&company, "roomNumber", &room);
    company.sync();
    let profile = Company::profile(&emma);
    assert_eq!(
        (change_state(&profile, "title").as_str(), change_state(&profile, "room").as_str()),
        ("approved", "pending")
    );
    assert_eq!(steps(&company.change(&person, "title")), ["pending", "approved", "conflict", "approved"]);
    assert_eq!(waiting(&company), 1, "its item waits as before: {:?}", company.items());
    assert!(company.export().contains("Account Manager"));
}

/// P3: T equals M, in whatever state and spelling: confirmed, and nothing is left to export.
fn the_same_value_from_the_directory_confirms_what_waits(database: Database) {
    let company = with_lag(database, "48");
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    company.approved(&emma, &person, "phone", "+47 22 00 00 01");
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    company.in_directory(
        people::EMPLOYEE,
        "replace: title\ntitle: Account Manager\n-\nreplace: telephoneNumber\ntelephoneNumber: (+47) 22-00-00-01\n",
    );
    let run = company.sync();
    assert_eq!(run["counts"]["confirmed"], 2, "{run}");
    let told: Vec<Value> =
        company.report(&run, "confirmed").iter().map(|line| line["values"][0]["attribute"].clone()).collect();
    assert!(told.contains(&json!("phone")) && told.contains(&json!("title")), "{told:?}");
    assert_eq!(steps(&company.change(&person, "title")), ["pending", "confirmed"]);
    assert_eq!(steps(&company.change(&person, "phone")), ["pending", "approved", "confirmed"]);
    assert_eq!(company.change(&person, "title")["notice"], "confirmed_unapproved");
    assert_eq!(company.items(), [("phone".to_owned(), "cancelled".to_owned())]);
    assert!(rows(&company.root.get("/api/v1/approvals").json).is_empty());
    assert_eq!(
        field(&Company::profile(&emma), "phone")["value"],
        "(+47) 22-00-00-01",
        "the directory's own spelling is shown"
    );
    assert_eq!(company.sync()["counts"]["confirmed"], 0, "it is told once");
}

/// P4: within the window one export more by itself, then people are asked.
fn a_directory_that_goes_back_is_asked_once_and_then_people_are(database: Database) {
    let company = with_lag(database, "48");
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    company.approved(&emma, &person, "title", "Account Manager");
    company.export();
    replaces(&company, "title", "Account Manager");
    assert_eq!(company.sync()["counts"]["confirmed"], 1);
    replaces(&company, "title", "Account Manger");
    company.sync();
    let back = company.change(&person, "title");
    assert_eq!(steps(&back), ["pending", "approved", "exported", "confirmed", "not_taken", "approved"]);
    assert_eq!(back["notice"], "went_back", "{back}");
    assert_eq!(waiting(&company), 1, "{:?}", company.items());
    assert!(company.export().contains("Account Manager"));
    replaces(&company, "title", "Account Manager");
    company.sync();
    assert_eq!(change_state(&Company::profile(&emma), "title"), "confirmed");
    replaces(&company, "title", "Account Manger");
    company.sync();
    let back = company.change(&person, "title");
    assert_eq!((&back["state"], waiting(&company)), (&json!("not_taken"), 0), "now people are asked: {back}");
    let asked = rows(&company.root.get("/api/v1/approvals?state=not_taken").expect_status(200).json);
    assert_eq!(asked.len(), 1);
    company.root.post(&format!("/api/v1/changes/{}/reexport", back["id"]), &json!({})).expect_status(200);
    assert!(company.export().contains("Account Manager"), "and may send it once more");
}

/// X3, P5: after the lag budget a change that the directory does not show is *not taken*, until somebody sends it again.
fn what_is_not_taken_is_seen_and_sent_again(database: Database) {
    let company = with_lag(database, "0");
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    company.approved(&emma, &person, "title", "Account Manager");
    company.export();
    company.sync();
    let late = company.change(&person, "title");
    assert_eq!((&late["state"], steps(&late).len()), (&json!("not_taken"), 4), "{late}");
    assert_eq!(late["notice"], "not_taken", "{late}");
    assert_eq!(
        field(&Company::profile(&emma), "title")["value"],
        "Account Manager",
        "it was approved and still stands"
    );
    assert_eq!(waiting(&company), 0);
    company.sync();
    assert_eq!(steps(&company.change(&person, "title")).len(), 4, "it is told once");

    let sent =
        company.root.post(&format!("/api/v1/changes/{}/reexport", late["id"]), &json!({})).expect_status(200).json;
    assert_eq!((&sent["state"], waiting(&company)), (&json!("approved"), 1));
    company.export();
    replaces(&company, "title", "Account Manager");
    assert_eq!(company.sync()["counts"]["confirmed"], 1);
    let end = company.change(&person, "title");
    assert_eq!(steps(&end)[3..], ["not_taken", "approved", "exported", "confirmed"]);
    let items: Vec<String> = company.items().into_iter().map(|(_, state)| state).collect();
    assert_eq!(items, ["done", "done"], "each hand-over has its own item");
}

/// X1, X10: of an attribute that may only be filled, the directory's value wins, and its author is told.
fn a_blank_that_the_directory_fills_gives_way(database: Database) {
    let company = with_lag(database, "48");
    set_attribute(&company, "phone", &json!({ "authority": "fill" }));
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    company.approved(&emma, &person, "phone", "+47 22 00 00 01");
    assert_eq!(field(&Company::profile(&emma), "phone")["value"], "+47 22 00 00 01");
    replaces(&company, "telephoneNumber", "+47 22 00 00 99");
    let run = company.sync();
    assert_eq!((&run["counts"]["conflicts"], &run["counts"]["changed"]), (&json!(0), &json!(1)), "{run}");
    let end = company.change(&person, "phone");
    assert_eq!(steps(&end), ["pending", "approved", "superseded"]);
    assert_eq!(end["notice"], "filled_by_directory", "{end}");
    assert_eq!(company.items(), [("phone".to_owned(), "cancelled".to_owned())]);
    let profile = Company::profile(&emma);
    assert_eq!(field(&profile, "phone")["value"], "+47 22 00 00 99");
    assert_eq!(field(&profile, "phone")["lock"]["why"], "filled_by_directory");
}

/// S2.2, X1, X10: an administrator's edit of what the directory rules is shown beside it, and gives way when the directory says something else.
fn where_the_directory_rules_an_edit_gives_way_with_notice(database: Database) {
    let company = with_lag(database, "48");
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    company.root_sets(&person, &json!({ "surname": "Hansen" })).expect_status(200);
    let profile = Company::profile(&emma);
    assert_eq!(field(&profile, "surname")["value"], "Larsen", "the directory's word counts");
    assert_eq!(change_state(&profile, "surname"), "approved", "the edit is shown beside it");
    company.sync();
    assert_eq!(company.change(&person, "surname")["state"], "approved", "nothing new, so it stays on its way");

    replaces(&company, "sn", "Olsen");
    company.sync();
    let end = company.change(&person, "surname");
    assert_eq!(steps(&end), ["pending", "approved", "superseded"]);
    assert_eq!(end["steps"][2]["by"], Value::Null, "a run did it, nobody by name");
    assert_eq!(end["notice"], "directory_says_otherwise", "{end}");
    assert_eq!(company.items(), [("surname".to_owned(), "cancelled".to_owned())]);
    assert_eq!(field(&Company::profile(&emma), "surname")["value"], "Olsen");
    let page = company.root.get(&format!("/api/v1/audit?person={}&action=change.supersede", person["id"])).json;
    assert_eq!(rows(&page).len(), 1, "and the audit log has it: {page}");
}

/// P6, X9: an approval given after the value moved is refused with what stands there now.
fn a_decision_on_what_moved_is_refused_with_a_fresh_view(database: Database) {
    let company = with_lag(database, "48");
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    let looked_at = company.change(&person, "title");
    replaces(&company, "title", "Sales Agent");
    company.sync();
    let refused = company.decide(&looked_at, "approve");
    assert_eq!(refused["problem"]["code"], "stale", "{refused}");
    assert_eq!(
        (&refused["fresh"]["state"], &refused["fresh"]["theirs"]),
        (&json!("conflict"), &json!("Sales Agent")),
        "{refused}"
    );
    assert_eq!(company.change(&person, "title")["state"], "conflict", "stale is an answer, not a state");
    assert_eq!(waiting(&company), 0);
}

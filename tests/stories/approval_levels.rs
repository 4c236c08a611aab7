//! Approval in levels: in which cases somebody is asked, who, one after the other, and what happens where nobody is there or decides in time.

use amend_tests::{
    amend::Options,
    browser::run_on_pages,
    client::{Client, Response},
    people,
    scratch::Scratch,
};
use serde_json::{Value, json};

use crate::{
    acts::{on_both, rows, wait_for},
    company::{Company, Database, change_state, field},
    staff::{audit, decide, decision, id_of, newest, queue, set, somebody, waiting, with_role},
};

on_both!(
    a_case_asks_a_second_level,
    each_kind_of_approver_is_asked,
    whoever_is_missing_is_passed_over,
    a_level_is_bound_to_what_was_seen,
    others_are_asked_when_the_time_runs_out,
    the_block_of_a_person_rests_what_waits,
    decided_as_one_in_levels
);

/// The manager's manager of Emma Larsen.
pub(crate) const ABOVE: &str = "ingrid.solberg";

pub(crate) fn levels(client: &Client, key: &str, levels: &Value) -> Response {
    set(client, key, &json!({ "approval": "levels", "levels": levels }))
}

/// Makes a group of these people in the directory; gives its name.
pub(crate) fn group(company: &Company, name: &str, members: &[&str]) -> String {
    let base = &company.slapd.base;
    let dn = format!("cn={name},{base}");
    let members: Vec<String> =
        members.iter().map(|uid| people::line("member", &company.dn(uid)).trim_end().to_owned()).collect();
    let ldif = format!("dn: {dn}\nchangetype: add\nobjectClass: groupOfNames\ncn: {name}\n{}\n\n", members.join("\n"));
    company.slapd.modify(&ldif).unwrap();
    dn
}

/// Whom a change asks, as its author sees it.
pub(crate) fn asks(client: &Client, key: &str) -> Vec<(String, Vec<String>)> {
    let change = newest(client, "/api/v1/me/changes", key);
    let asks = change["approval"]["asks"].as_array().unwrap_or_else(|| panic!("{change}")).clone();
    let names = |one: &Value| {
        let names = one["names"].as_array().cloned().unwrap_or_default();
        names.iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    asks.iter().map(|one| (one["kind"].as_str().unwrap().to_owned(), names(one))).collect()
}

/// T7, M1: the title of a director goes to a second level; any other needs the manager alone, and what is only spelled otherwise nobody.
fn a_case_asks_a_second_level(database: Database) {
    let company = Company::open(database);
    let (emma, anna, marta) =
        (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN), company.signed_in(people::MANAGER));
    let ingrid = company.signed_in(ABOVE);
    let policy = json!([
        { "when": [{ "is": "only_spelling", "not": true }], "approvers": ["manager"] },
        { "when": [{ "of": "new", "is": { "contains": "director" } }], "approvers": ["managers_manager"] },
    ]);
    levels(&anna, "title", &policy).expect_status(200);

    // Spelling alone: nobody is asked.
    let title = field(&Company::profile(&emma), "title")["value"].as_str().unwrap().to_owned();
    let saved = Company::propose(&emma, &json!({ "title": title.to_uppercase() })).expect_status(200).json;
    assert_eq!(change_state(&saved, "title"), "approved", "{saved}");

    // Any other: the manager.
    Company::propose(&emma, &json!({ "title": "Clerk" })).expect_status(200);
    assert_eq!(asks(&emma, "title"), [("manager".to_owned(), vec!["Marta Nowak".to_owned()])]);
    let clerk = waiting(&marta, "title");
    assert_eq!((&clerk["approval"]["level"], &clerk["approval"]["of"]), (&json!(1), &json!(1)));
    assert_eq!(waiting(&anna, "title")["may_decide"], false, "the policy does not ask administrators");
    assert_eq!(decide(&anna, &clerk, "approve", None)["problem"]["code"], "forbidden");
    assert_eq!(decide(&marta, &clerk, "approve", None)["state"], "approved");

    // A director: the manager first, then theirs.
    Company::propose(&emma, &json!({ "title": "Managing Director" })).expect_status(200);
    let seen = waiting(&marta, "title");
    assert_eq!((&seen["approval"]["level"], &seen["approval"]["of"]), (&json!(1), &json!(2)));
    assert!(queue(&ingrid).is_empty(), "not before the first level");
    let passed = decide(&marta, &seen, "approve", None);
    assert_eq!((&passed["state"], passed.get("problem")), (&json!("pending"), None), "{passed}");
    assert_ne!(field(&Company::profile(&emma), "title")["value"], "Managing Director", "it has not taken effect");
    assert_eq!(asks(&emma, "title"), [("managers_manager".to_owned(), vec!["Ingrid Solberg".to_owned()])]);
    assert!(queue(&marta).is_empty());
    // The same yes twice is none for the next level.
    assert_eq!(decide(&marta, &seen, "approve", None)["problem"]["code"], "stale");
    let second = waiting(&ingrid, "title");
    assert_eq!(decide(&marta, &second, "approve", None)["problem"]["code"], "forbidden");
    assert_eq!(decide(&ingrid, &second, "approve", None)["state"], "approved");
    let profile = Company::profile(&emma);
    let steps = field(&profile, "title")["change"]["steps"].as_array().unwrap().clone();
    let told: Vec<(&str, &str, i64)> = steps
        .iter()
        .map(|step| {
            (step["state"].as_str().unwrap(), step["by"].as_str().unwrap(), step["level"].as_i64().unwrap_or(0))
        })
        .collect();
    assert_eq!(told, [("pending", "Emma Larsen", 0), ("pending", "Marta Nowak", 1), ("approved", "Ingrid Solberg", 2)]);
    assert_eq!(audit(&company, "change.pass_level").len(), 1);

    // T6: a no at any level ends it, with its reason.
    Company::propose(&emma, &json!({ "title": "Art Director" })).expect_status(200);
    decide(&marta, &waiting(&marta, "title"), "approve", None);
    assert_eq!(decide(&ingrid, &waiting(&ingrid, "title"), "reject", Some("One is enough."))["state"], "rejected");
    assert_eq!(field(&Company::profile(&emma), "title")["change"]["reason"], "One is enough.");
}

/// T6, X8: a group of the directory, the owner of a container, and people who are named; each sees what asks them and nothing else.
fn each_kind_of_approver_is_asked(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let (in_group, owner, named) = (somebody(&company, 0), somebody(&company, 1), somebody(&company, 2));
    let hr = group(&company, "hr", &[&in_group]);
    let container = company.dn(people::EMPLOYEE).split_once(',').unwrap().1.to_owned();
    let missing = json!([{ "approvers": [{ "group": format!("cn=nobody,{}", company.slapd.base) }] }]);
    assert!(
        levels(&anna, "room", &missing).expect_status(400).json["detail"].as_str().unwrap().contains("no directory")
    );
    levels(&anna, "room", &json!([{ "approvers": [{ "people": [999_999] }] }])).expect_status(400);
    levels(&anna, "room", &json!([{ "approvers": [] }])).expect_status(400);

    levels(&anna, "room", &json!([{ "approvers": [{ "group": hr }] }])).expect_status(200);
    levels(&anna, "street", &json!([{ "approvers": ["container_owner"] }])).expect_status(200);
    levels(&anna, "city", &json!([{ "approvers": [{ "people": [id_of(&company, &named)] }] }])).expect_status(200);
    let new = json!({ "kind": "container", "name": container, "username": owner });
    anna.post("/api/v1/owners", &new).expect_status(201);
    anna.post("/api/v1/owners", &new).expect_status(409);
    anna.post("/api/v1/owners", &json!({ "kind": "container", "name": "x", "username": owner })).expect_status(400);
    Company::propose(&emma, &json!({ "room": "1", "street": "Storgata 1", "city": "Bergen" })).expect_status(200);
    for (username, attribute) in [(&in_group, "room"), (&owner, "street"), (&named, "city")] {
        let client = company.signed_in(username);
        let seen = queue(&client);
        assert_eq!(seen.len(), 1, "{username}: {seen:?}");
        assert_eq!((&seen[0]["attribute"], &seen[0]["may_decide"]), (&json!(attribute), &json!(true)));
        let session = client.get("/api/v1/session").json;
        assert_eq!((&session["manages"], &session["approvals"]), (&json!(true), &json!(1)));
        let matching = client.get("/api/v1/approvals/matching").expect_status(200).json;
        assert_eq!(matching["items"], json!([{ "change": seen[0]["id"], "version": seen[0]["version"] }]));
        assert_eq!(decide(&client, &seen[0], "approve", None)["state"], "approved");
    }
    assert_eq!(audit(&company, "owner.add").len(), 1);

    // Who leaves the group has no say any more.
    Company::propose(&emma, &json!({ "room": "2" })).expect_status(200);
    let other = somebody(&company, 3);
    let member = people::line("member", &company.dn(&other));
    company.slapd.modify(&format!("dn: {hr}\nchangetype: modify\nreplace: member\n{member}")).unwrap();
    company.sync();
    let was = company.signed_in(&in_group);
    assert!(queue(&was).is_empty());
    let room = waiting(&company.signed_in(&other), "room");
    assert_eq!(decide(&was, &room, "approve", None)["problem"]["code"], "not_found");
}

/// P44, SEC5: no manager, an empty container, or only the person themselves: whoever comes next is asked, and in the end the administrators.
fn whoever_is_missing_is_passed_over(database: Database) {
    let company = Company::open(database);
    let (emma, anna, marta) =
        (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN), company.signed_in(people::MANAGER));
    let own = id_of(&company, people::EMPLOYEE);
    // Nobody is asked about themselves.
    levels(&anna, "room", &json!([{ "approvers": [{ "people": [own] }, "container_owner", "manager"] }]))
        .expect_status(200);
    Company::propose(&emma, &json!({ "room": "1" })).expect_status(200);
    assert_eq!(asks(&emma, "room"), [("manager".to_owned(), vec!["Marta Nowak".to_owned()])]);
    assert!(queue(&emma).is_empty());
    let change = newest(&emma, "/api/v1/me/changes", "room");
    assert_eq!(decide(&emma, &change, "approve", None)["problem"]["code"], "forbidden");
    // Her manager leaves the directory's word: the administrators.
    company.in_directory(people::EMPLOYEE, "delete: manager\n");
    company.sync();
    assert_eq!(asks(&emma, "room"), [("admins".to_owned(), vec![])]);
    assert!(queue(&marta).is_empty());
    assert_eq!(decide(&marta, &change, "approve", None)["problem"]["code"], "not_found");
    assert_eq!(decide(&anna, &waiting(&anna, "room"), "approve", None)["state"], "approved");

    // A manager who is blocked is not asked.
    let dn = company.dn(people::MANAGER);
    company.in_directory(people::EMPLOYEE, &format!("add: manager\nmanager: {dn}\n"));
    company.sync();
    Company::propose(&emma, &json!({ "room": "2" })).expect_status(200);
    assert_eq!(queue(&marta).len(), 1);
    let path = format!("/api/v1/people/{}", id_of(&company, people::MANAGER));
    anna.post(&format!("{path}/block"), &json!({ "note": "gone" })).expect_status(200);
    assert_eq!(asks(&emma, "room"), [("admins".to_owned(), vec![])]);
    assert_eq!(anna.get("/api/v1/approvals?mine=true").json["total"], 1);
}

/// X9, P6, SEC5: what moved since is stale at every level; a new value begins at the first one, and whoever said yes to the old one is asked anew.
fn a_level_is_bound_to_what_was_seen(database: Database) {
    let company = Company::open(database);
    let (emma, anna, marta) =
        (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN), company.signed_in(people::MANAGER));
    let policy = json!([{ "approvers": ["manager"] }, { "approvers": ["admins"] }]);
    levels(&anna, "city", &policy).expect_status(200);
    Company::propose(&emma, &json!({ "city": "Bergen" })).expect_status(200);
    decide(&marta, &waiting(&marta, "city"), "approve", None);
    let seen = waiting(&anna, "city");
    Company::propose(&emma, &json!({ "city": "Trondheim" })).expect_status(200);
    assert_eq!(decide(&anna, &seen, "approve", None)["problem"]["code"], "stale");
    assert_eq!(asks(&emma, "city"), [("manager".to_owned(), vec!["Marta Nowak".to_owned()])], "it begins anew");

    // The directory moves under it: a conflict, which whoever settles it decides on from the first level on.
    decide(&marta, &waiting(&marta, "city"), "approve", None);
    company.in_directory(people::EMPLOYEE, "replace: l\nl: Stavanger\n");
    company.sync();
    let conflict = rows(&anna.get("/api/v1/approvals?state=conflict").json).remove(0);
    let kept = decide(&anna, &conflict, "keep_mine", None);
    assert_eq!(kept["state"], "pending", "the manager said yes to something else: {kept}");
    assert_eq!(asks(&emma, "city")[0].0, "manager");
    decide(&marta, &waiting(&marta, "city"), "approve", None);
    assert_eq!(decide(&anna, &waiting(&anna, "city"), "approve", None)["state"], "approved");

    // The policy is asked when it is decided: a level that was added meanwhile is asked too.
    set(&anna, "city", &json!({ "approval": "manager" })).expect_status(200);
    Company::propose(&emma, &json!({ "city": "Oslo" })).expect_status(200);
    let ingrid = id_of(&company, ABOVE);
    let more = json!([{ "approvers": ["manager", "admins"], "any": true }, { "approvers": [{ "people": [ingrid] }] }]);
    levels(&anna, "city", &more).expect_status(200);
    assert_eq!(decide(&marta, &waiting(&marta, "city"), "approve", None)["state"], "pending");
    let ingrid = company.signed_in(ABOVE);
    assert_eq!(decide(&ingrid, &waiting(&ingrid, "city"), "approve", None)["state"], "approved");
}

/// X8: where nobody decides in time, whoever comes next is asked too, and in the end the administrators; it is on record.
fn others_are_asked_when_the_time_runs_out(database: Database) {
    // A day of a level is a second here.
    let settings = "approval_day_hours = 0.0003\n".to_owned();
    let company = Company::open_with(database, 40, Options { settings, ..Options::default() });
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let marta = company.signed_in(people::MANAGER);
    levels(&anna, "room", &json!([{ "approvers": ["manager", "managers_manager"], "days": 1 }])).expect_status(200);
    Company::propose(&emma, &json!({ "room": "1" })).expect_status(200);
    wait_for("the administrators to be asked", || {
        asks(&emma, "room").contains(&("admins".to_owned(), vec![])).then_some(())
    });
    let kinds: Vec<String> = asks(&emma, "room").into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["manager", "managers_manager", "admins"], "time only adds people");
    let escalated = audit(&company, "change.escalate");
    assert_eq!(escalated.len(), 2, "{escalated:?}");
    assert_eq!(escalated[0]["by"], Value::Null);
    let change = waiting(&anna, "room");
    assert_eq!((&change["may_decide"], change["approval"].get("due")), (&json!(true), None));
    // The manager who comes back in time still decides.
    assert_eq!(decide(&marta, &waiting(&marta, "room"), "approve", None)["state"], "approved");
    assert!(company.amend.cli(&["check"], "").unwrap().contains("the chain is whole"));
}

/// P45: while somebody is blocked, nothing of theirs is decided on; with their return it goes on at its level.
fn the_block_of_a_person_rests_what_waits(database: Database) {
    let company = Company::open(database);
    let (emma, anna, marta) =
        (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN), company.signed_in(people::MANAGER));
    levels(&anna, "room", &json!([{ "approvers": ["manager"] }, { "approvers": ["admins"] }])).expect_status(200);
    Company::propose(&emma, &json!({ "room": "1" })).expect_status(200);
    decide(&marta, &waiting(&marta, "room"), "approve", None);
    let path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
    let seen = waiting(&anna, "room");
    anna.post(&format!("{path}/block"), &json!({ "note": "On leave" })).expect_status(200);
    assert!(queue(&anna).is_empty());
    assert_eq!(decide(&anna, &seen, "approve", None)["problem"]["status"], 409);
    anna.post(&format!("{path}/unblock"), &json!({ "pin": true })).expect_status(200);
    let back = waiting(&anna, "room");
    assert_eq!((&back["approval"]["level"], &back["may_decide"]), (&json!(2), &json!(true)));
    assert_eq!(decide(&anna, &back, "approve", None)["state"], "approved");
}

/// P43, T7: of what is decided on as one each part has levels of its own; none takes effect before all have passed theirs.
fn decided_as_one_in_levels(database: Database) {
    let company = Company::open(database);
    let (emma, anna, marta) =
        (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN), company.signed_in(people::MANAGER));
    for key in ["street", "city"] {
        set(&anna, key, &json!({ "together": "address" })).expect_status(200);
    }
    levels(&anna, "street", &json!([{ "approvers": ["manager"] }, { "approvers": ["admins"] }])).expect_status(200);
    levels(&anna, "city", &json!([{ "approvers": ["manager"] }])).expect_status(200);
    Company::propose(&emma, &json!({ "street": "Storgata 1", "city": "Bergen" })).expect_status(200);
    let both = |client: &Client, verdict: &str, reason: Option<&str>| {
        let all = rows(&client.get("/api/v1/approvals").json);
        let decisions: Vec<Value> = all.iter().map(|one| decision(one, verdict, reason)).collect();
        let answer = client.post("/api/v1/decisions", &json!({ "decisions": decisions })).expect_status(200).json;
        answer["results"].as_array().unwrap().clone()
    };
    let passed = both(&marta, "approve", None);
    assert!(passed.iter().all(|one| one["state"] == "pending" && one.get("problem").is_none()), "{passed:?}");
    let profile = Company::profile(&emma);
    assert_eq!(
        (change_state(&profile, "street"), change_state(&profile, "city")),
        ("pending".into(), "pending".into())
    );
    let done = both(&anna, "approve", None);
    assert!(done.iter().all(|one| one["state"] == "approved"), "{done:?}");
    Company::propose(&emma, &json!({ "street": "Storgata 2", "city": "Oslo" })).expect_status(200);
    let refused = both(&marta, "reject", Some("no"));
    assert!(refused.iter().all(|one| one["state"] == "rejected"), "{refused:?}");
}

/// SEC4: nobody controls who approves: what says who is whose manager, who is in a group that is asked, or where somebody's entry lies cannot be
/// opened to the people themselves without somebody to look who does not follow from it; nor can levels be written that would make it so.
#[test]
fn nobody_opens_what_decides_who_approves() {
    let company = Company::open(Database::Sqlite);
    let anna = company.signed_in(people::ADMIN);
    let hr = group(&company, "hr", &[&somebody(&company, 0)]);
    let open = |levels: Value| {
        let set_to = json!({ "authority": "shared", "locked": false, "approval": "levels", "levels": levels });
        set(&anna, "manager", &set_to)
    };
    for bad in [
        json!([{ "approvers": ["manager"] }]),
        json!([{ "approvers": ["admins", "managers_manager"] }]),
        json!([{ "when": [{ "is": "blank" }], "approvers": ["admins"] }]),
    ] {
        let refused = open(bad).expect_status(409).json;
        assert!(refused["detail"].as_str().unwrap().contains("approve"), "{refused}");
    }
    let by_manager = json!({ "authority": "shared", "locked": false, "approval": "manager" });
    set(&anna, "manager", &by_manager).expect_status(409);
    open(json!([{ "approvers": ["manager"] }, { "approvers": [{ "group": hr }] }])).expect_status(200);
    // Only system administrators set it.
    let desk = with_role(&company, &somebody(&company, 1), "people-admin");
    levels(&desk, "room", &json!([{ "approvers": ["admins"] }])).expect_status(403);
    desk.post("/api/v1/owners", &json!({ "kind": "container", "name": "dc=example", "username": people::ADMIN }))
        .expect_status(403);
}

/// T7, X8, M1: the levels are written on the page of attributes; the author reads who decides next and until when, the manager passes it on, an
/// administrator decides on all that match with the number in the question, and a manager who goes away names a stand-in.
#[test]
fn levels_in_the_browser() {
    let company = Company::open(Database::Sqlite);
    let scratch = Scratch::new("levels").unwrap();
    let url = company.amend.url();
    let part = |part: &str, user: &str| {
        let environment = [
            ("AMEND_URL", url.as_str()),
            ("AMEND_PART", part),
            ("AMEND_USER", user),
            ("AMEND_PASSWORD", people::PASSWORD),
        ];
        run_on_pages("approval_levels.mjs", scratch.path(), &environment).unwrap();
    };
    part("write", people::ADMIN);
    let emma = company.signed_in(people::EMPLOYEE);
    let values = json!({ "title": "Managing Director", "room": "1.01", "street": "Storgata 1", "city": "Bergen" });
    Company::propose(&emma, &values).expect_status(200);
    part("author", people::EMPLOYEE);
    part("approve", people::MANAGER);
    part("all", people::ADMIN);
    part("away", people::MANAGER);
    let ingrid = company.signed_in(ABOVE);
    assert_eq!(decide(&ingrid, &waiting(&ingrid, "title"), "approve", None)["state"], "approved");
}

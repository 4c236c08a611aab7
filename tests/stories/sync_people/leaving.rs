//! Who leaves the directory is blocked, never deleted; who returns with the same id finds everything as it was.

use amend_tests::amend::{Options, Source};
use amend_tests::people;
use amend_tests::slapd::Slapd;
use serde_json::{Value, json};

use crate::acts::on_both;
use crate::company::{Company, Database, change_state, field};

on_both!(who_leaves_is_blocked_and_returns_with_everything, who_is_disabled_is_blocked_until_enabled);

/// S2.11, S2.13, S2.15, S2.22, S2.25, X6, P45.
fn who_leaves_is_blocked_and_returns_with_everything(database: Database) {
    let company = Company::open(database);
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    company.approved(&emma, &person, "phone", "+47 22 00 00 01");
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    let before = Company::profile(&emma);
    let pending = company.change(&person, "title");

    let home = company.leaves(people::EMPLOYEE);
    let run = company.sync();
    assert_eq!((&run["state"], &run["counts"]["blocked"]), (&json!("complete"), &json!(1)), "{run}");
    let line = &company.report(&run, "blocked")[0];
    assert_eq!((&line["name"], &line["person"]), (&json!("Emma Larsen"), &person["id"]));
    assert!(line["reason"].as_str().unwrap().contains("no longer found"), "{line}");

    let gone = company.seen_by_root(&person);
    assert_eq!((&gone["blocked"]["reason"], &gone["blocked"]["by"]), (&json!("left_scope"), &json!("directory")));
    assert_eq!(gone["blocked"]["at"], run["started_at"]);
    assert_eq!(field(&gone, "phone")["value"], "+47 22 00 00 01", "nothing of hers is deleted");
    assert_eq!(emma.get("/api/v1/me").status, 401, "the open session is refused");
    assert_eq!(company.amend.client().sign_in(people::EMPLOYEE, people::PASSWORD).status, 401);
    for change in company.changes_of(&person) {
        assert_eq!(change["suspended_at"], run["started_at"], "{change}");
    }
    assert!(crate::acts::rows(&company.root.get("/api/v1/approvals").json).is_empty(), "nobody is asked about it");
    let refused = company.decide(&pending, "approve");
    assert!(!refused["problem"].is_null(), "nothing of hers moves: {refused}");
    let make = json!({ "target": 1, "profile": "machine", "key": "dn" });
    assert_eq!(company.root.post("/api/v1/exports", &make).status, 409, "her items rest");
    let seats = company.source();
    assert_eq!((&seats["active"], &seats["blocked"]), (&json!(29), &json!(1)));
    let fill = company.root.get("/api/v1/fill").json;
    assert_eq!((&fill["active"], &fill["blocked"]), (&json!(29), &json!(1)));

    let again = company.sync();
    assert_eq!(again["counts"]["blocked"], 0, "she is blocked once: {again}");
    assert_eq!(company.seen_by_root(&person)["blocked"]["at"], run["started_at"]);

    company.rename(people::EMPLOYEE, people::EMPLOYEE, Some(&home));
    let run = company.sync();
    assert_eq!((&run["counts"]["returned"], &run["counts"]["created"]), (&json!(1), &json!(0)), "{run}");
    assert_eq!(company.report(&run, "returned")[0]["person"], person["id"]);
    let after = Company::profile(&company.signed_in(people::EMPLOYEE));
    assert_eq!(
        (&after["id"], &after["username"], &after["blocked"]),
        (&before["id"], &json!(people::EMPLOYEE), &Value::Null)
    );
    let values = |profile: &Value| -> Vec<Value> {
        profile["fields"].as_array().unwrap().iter().map(|field| field["value"].clone()).collect()
    };
    assert_eq!(values(&after), values(&before));
    assert_eq!((change_state(&after, "title"), change_state(&after, "phone")), ("pending".into(), "approved".into()));
    let pending = company.change(&person, "title");
    assert_eq!(pending["suspended_at"], Value::Null);
    assert_eq!(company.decide(&pending, "approve")["state"], "approved");
    assert!(company.export().contains("Account Manager"));
    assert_eq!(company.source()["active"], 30);

    // S2.20: what runs did to her account, apart from what people did.
    let log = |by: &str| -> Vec<String> {
        let path = format!("/api/v1/audit?person={}&by={by}", person["id"]);
        let found = crate::acts::rows(&company.root.get(&path).expect_status(200).json);
        found.iter().map(|row| row["action"].as_str().unwrap().to_owned()).collect()
    };
    let by_itself = log("system");
    assert_eq!(
        by_itself.iter().filter(|action| action.starts_with("person.")).collect::<Vec<_>>(),
        ["person.returned", "person.blocked_by_run"],
        "newest first"
    );
    assert!(log("people").iter().all(|action| !by_itself.contains(action)));
    company.root.get("/api/v1/audit?by=nobody").expect_status(400);
    company.amend.administrator().unwrap();
}

/// S2.12, P35, P45: an account that the directory says is disabled.
fn who_is_disabled_is_blocked_until_enabled(database: Database) {
    let disabling = "disabled_attribute = \"employeeType\"\ndisabled_values = [\"Disabled\", \"gone\"]\n";
    let slapd = Slapd::in_scratch(&people::sample(30).unwrap()).unwrap();
    let source = Source { settings: disabling.to_owned(), ..Source::of(&slapd) };
    let company = Company::of(slapd, database, Options { sources: vec![source], ..Options::default() });
    let person = company.person(people::EMPLOYEE);
    let emma = company.signed_in(people::EMPLOYEE);
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);

    company.in_directory(people::EMPLOYEE, "replace: employeeType\nemployeeType: disabled\n");
    let run = company.sync();
    assert_eq!((&run["counts"]["blocked"], &run["counts"]["skipped"]), (&json!(1), &json!(0)), "{run}");
    assert!(company.report(&run, "blocked")[0]["reason"].as_str().unwrap().contains("disabled in the directory"));
    let blocked = company.seen_by_root(&person)["blocked"].clone();
    assert_eq!((&blocked["reason"], &blocked["at"]), (&json!("disabled_in_directory"), &run["started_at"]));
    assert_eq!(emma.get("/api/v1/me").status, 401);
    assert_eq!(company.change(&person, "title")["suspended_at"], run["started_at"]);
    assert_eq!(company.sync()["counts"]["unchanged"], 30, "and then there is nothing new");

    // Gone altogether, and back but still disabled: the reason follows, the block stays.
    let home = company.leaves(people::EMPLOYEE);
    company.sync();
    assert_eq!(company.seen_by_root(&person)["blocked"]["reason"], "left_scope");
    company.rename(people::EMPLOYEE, people::EMPLOYEE, Some(&home));
    let run = company.sync();
    assert_eq!(run["counts"]["returned"], 0, "{run}");
    assert_eq!(company.seen_by_root(&person)["blocked"]["reason"], "disabled_in_directory");

    company.in_directory(people::EMPLOYEE, "replace: employeeType\nemployeeType: staff\n");
    let run = company.sync();
    assert_eq!(run["counts"]["returned"], 1, "{run}");
    let back = Company::profile(&company.signed_in(people::EMPLOYEE));
    assert_eq!((&back["id"], change_state(&back, "title")), (&person["id"], "pending".to_owned()));
    assert_eq!(company.change(&person, "title")["suspended_at"], Value::Null);
}

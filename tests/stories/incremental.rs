//! Runs that read only what has changed: on each way of asking they come to what a full run would, whatever has happened in the directory and to
//! the place where reading goes on.

use amend_tests::{
    amend::{Options, Source},
    people,
    slapd::Slapd,
    sync::wait,
};
use serde_json::{Value, json};

use crate::acts::on_both;
use crate::company::{Company, Database, field};
use crate::deltas::{counted, delta, leaves_nothing};

on_both!(what_changed_is_all_that_is_read, a_position_that_is_lost_costs_nothing_but_time);

/// A company whose directory is asked like this; ids are compared in every run that has to.
fn asked(how: &str, database: Database) -> Company {
    let slapd = Slapd::in_scratch(&people::sample(30).unwrap()).unwrap();
    let settings = format!("incremental = \"{how}\"\ncompare_ids_minutes = 0\n");
    let source = Source { settings, ..Source::of(&slapd) };
    Company::of(slapd, database, Options { sources: vec![source], ..Options::default() })
}

/// X13, P9, P31, P33: by content synchronisation and by time stamps; whoever came, changed, moved, left or returned, and nobody else.
fn what_changed_is_all_that_is_read(database: Database) {
    for how in ["auto", "timestamp"] {
        let company = asked(how, database);
        let nothing = delta(&company.root);
        assert_eq!(counted(&nothing), [0; 5], "{how}: {nothing}");
        let read_on = company.sql("select read_on from source");
        assert!(read_on.contains(if how == "auto" { "syncrepl" } else { "timestamp" }), "{read_on}");

        company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Sales Lead\n");
        company.hires("new.comer", "new.comer", "Oslo");
        let manager = company.person(people::MANAGER);
        let home = company.leaves(people::MANAGER);
        let run = delta(&company.root);
        assert_eq!(counted(&run), [1, 1, 0, 1, 0], "{how}: {run}");
        // By time stamps the last minutes are looked at again, so that two clocks may differ.
        assert!(how == "timestamp" || run["counts"]["seen"] == 2, "{run}");
        let emma = company.seen_by_root(&company.person(people::EMPLOYEE));
        assert_eq!(field(&emma, "title")["value"], "Sales Lead", "{how}");
        assert_eq!(emma["synced_at"], run["started_at"], "{how}: what changed was read, so everything is up to date");
        assert_eq!(company.seen_by_root(&manager)["blocked"]["reason"], "left_scope", "{how}");
        leaves_nothing(&company.root, 30);

        company.rename(people::MANAGER, people::MANAGER, Some(&home));
        let dn = company.dn("new.comer");
        company.slapd.modify(&format!("dn: {dn}\nchangetype: delete\n")).unwrap();
        company.rename(people::EMPLOYEE, "emma.berg", None);
        let run = delta(&company.root);
        assert_eq!(counted(&run), [0, 0, 1, 1, 1], "{how}: {run}");
        assert_eq!(company.seen_by_root(&company.person(people::EMPLOYEE))["username"], "emma.berg", "{how}");
        leaves_nothing(&company.root, 30);
    }
}

/// P9, P33: an office is renamed; no directory tells the people in it.
#[test]
fn a_renamed_container_takes_its_people_along() {
    for how in ["auto", "timestamp"] {
        let company = asked(how, Database::Sqlite);
        let base = format!("ou=people,{}", company.slapd.base);
        let inside = company.slapd.search("(objectClass=inetOrgPerson)", &["uid"]).unwrap();
        let inside = inside.iter().filter(|entry| entry.dn.contains("ou=Berlin")).count();
        assert!(inside > 2);
        company
            .slapd
            .modify(&format!("dn: ou=Berlin,{base}\nchangetype: modrdn\nnewrdn: ou=Potsdam\ndeleteoldrdn: 1\n"))
            .unwrap();
        let run = delta(&company.root);
        assert_eq!(run["counts"]["renamed"], inside, "{how}: {run}");
        assert_eq!(run["counts"]["blocked"], 0, "{how}: {run}");
        assert!(company.sql("select dn from entry").contains("ou=Potsdam"));
        leaves_nothing(&company.root, 30);
        let again = delta(&company.root);
        assert_eq!(counted(&again), [0; 5], "{how}: {again}");

        let moved = |from: &str, to: &str| {
            let change = format!("modrdn\nnewrdn: ou=Potsdam\ndeleteoldrdn: 1\nnewsuperior: {to}");
            company.slapd.modify(&format!("dn: ou=Potsdam,{from}\nchangetype: {change}\n")).unwrap();
            delta(&company.root)
        };
        let run = moved(&base, &company.outside());
        assert_eq!(run["counts"]["blocked"], inside, "{how}: out of the base: {run}");
        leaves_nothing(&company.root, 30 - i64::try_from(inside).unwrap());
        let run = moved(&company.outside(), &base);
        assert_eq!(run["counts"]["returned"], inside, "{how}: and back: {run}");
        leaves_nothing(&company.root, 30);
    }
}

/// X13: the server lost its memory of what was deleted and names everybody who is there instead.
#[test]
fn a_restarted_directory_names_who_is_there() {
    let mut company = asked("syncrepl", Database::Sqlite);
    delta(&company.root);
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Sales Lead\n");
    let dn = company.dn(people::MANAGER);
    company.slapd.modify(&format!("dn: {dn}\nchangetype: delete\n")).unwrap();
    company.slapd.restart().unwrap();
    let run = delta(&company.root);
    assert_eq!(counted(&run), [0, 1, 0, 1, 0], "{run}");
    leaves_nothing(&company.root, 29);
}

/// P33: a damaged, a foreign and a future position are noticed, and everything is compared.
fn a_position_that_is_lost_costs_nothing_but_time(database: Database) {
    let company = asked("auto", database);
    let good = company.sql("select read_on from source").trim().to_owned();
    let cookie = |text: &str| {
        let mut position: Value = serde_json::from_str(&good).unwrap();
        let digits: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        position["position"]["cookie"] = json!(digits);
        position.to_string()
    };
    let other = serde_json::from_str::<Value>(&good).map(|mut position| {
        position["question"] = json!(1);
        position.to_string()
    });
    let future = "rid=000,csn=20991231235959.999999Z#000000#000#000000";
    for lost in ["nonsense".to_owned(), "{}".to_owned(), cookie("garbage"), cookie(""), cookie(future), other.unwrap()]
    {
        company.sql(&format!("update source set read_on = '{lost}'"));
        let title = format!("Title {}", lost.len());
        company.in_directory(people::EMPLOYEE, &format!("replace: title\ntitle: {title}\n"));
        let run = company.delta();
        assert_eq!((&run["kind"], &run["state"]), (&json!("full"), &json!("complete")), "{lost}: {run}");
        assert_eq!(counted(&run), [0, 1, 0, 0, 0], "{lost}: {run}");
        let emma = company.seen_by_root(&company.person(people::EMPLOYEE));
        assert_eq!(field(&emma, "title")["value"], title.as_str(), "{lost}");
        let next = delta(&company.root);
        assert_eq!(counted(&next), [0; 5], "{lost}: {next}");
    }
}

/// X13: one person is read anew, whatever else has changed meanwhile.
#[test]
fn one_person_is_read_anew() {
    let company = asked("auto", Database::Sqlite);
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Sales Lead\n");
    company.in_directory(people::MANAGER, "replace: title\ntitle: Chief\n");
    let (emma, marta) = (company.person(people::EMPLOYEE), company.person(people::MANAGER));
    let read = |person: &Value| {
        let path = format!("/api/v1/people/{}/runs", person["id"]);
        wait(&company.root, &company.root.post(&path, &json!({})).expect_status(202).json).unwrap()
    };
    let run = read(&emma);
    assert_eq!((&run["kind"], &run["state"]), (&json!("person"), &json!("complete")), "{run}");
    assert_eq!(counted(&run), [0, 1, 0, 0, 0], "{run}");
    assert_eq!(field(&company.seen_by_root(&emma), "title")["value"], "Sales Lead");
    assert_ne!(field(&company.seen_by_root(&marta), "title")["value"], "Chief");
    assert_eq!(counted(&delta(&company.root)), [0, 1, 0, 0, 0], "the others are still news");

    company.leaves(people::EMPLOYEE);
    assert_eq!(counted(&read(&emma)), [0, 0, 0, 1, 0]);
    assert_eq!(company.seen_by_root(&emma)["blocked"]["reason"], "left_scope");
    let nobody = company.root.post("/api/v1/people/999999/runs", &json!({}));
    assert_eq!(nobody.status, 404);
}

/// X4, X13: the brake holds a delta like any run, and until somebody decides nothing is lost from sight.
#[test]
fn a_delta_that_removes_many_is_held() {
    let company = asked("auto", Database::Sqlite);
    delta(&company.root);
    let everybody = company.slapd.search("(objectClass=inetOrgPerson)", &["uid"]).unwrap();
    let leavers: Vec<&str> = everybody.iter().filter_map(|entry| entry.first("uid")).skip(3).take(8).collect();
    for uid in &leavers {
        company.leaves(uid);
    }
    let held = company.delta();
    assert_eq!(
        (&held["kind"], &held["state"], &held["counts"]["blocked"]),
        (&json!("delta"), &json!("held"), &json!(8))
    );
    let path = |act: &str| format!("/api/v1/runs/{}/{act}", held["id"]);
    company.root.post(&path("discard"), &json!({})).expect_status(200);
    assert_eq!(company.source()["blocked"], 0);
    let again = company.delta();
    assert_eq!(again["state"], "held", "what was given up is news once more: {again}");
    company.root.post(&format!("/api/v1/runs/{}/release", again["id"]), &json!({})).expect_status(200);
    let run = wait(&company.root, &again).unwrap();
    assert_eq!((&run["state"], &run["counts"]["blocked"]), (&json!("complete"), &json!(8)), "{run}");
    assert_eq!(counted(&delta(&company.root)), [0; 5]);
}

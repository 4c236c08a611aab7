//! Seeing first what a run would do: every line that the real one writes, and nobody touched; released, it does just that.

use amend_tests::{amend::Options, people, sync::wait};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database, field},
    sync_brake::close_office,
};

on_both!(
    a_dry_run_tells_and_touches_nobody,
    a_dry_run_says_what_a_brake_would_hold,
    an_unsaved_mapping_and_selection_can_be_seen_before,
    a_first_load_can_be_seen_before
);

fn dry_run(company: &Company) -> Value {
    let started = company.root.post("/api/v1/sources/1/runs?dry=true", &json!({})).expect_status(202).json;
    let run = wait(&company.root, &started).unwrap();
    assert_eq!((&run["state"], &run["dry"], &run["held"]["brake"]), (&json!("held"), &json!(true), &json!("dry_run")));
    run
}

fn decided(company: &Company, run: &Value, act: &str) -> Value {
    company.root.post(&format!("/api/v1/runs/{}/{act}", run["id"]), &json!({})).expect_status(200);
    wait(&company.root, run).unwrap()
}

/// Whom a report names, by kind, with the values that move.
fn told(company: &Company, run: &Value) -> Vec<(String, String)> {
    let kinds = ["created", "changed", "renamed", "blocked", "returned", "skipped"];
    let mut told: Vec<(String, String)> = kinds
        .iter()
        .flat_map(|kind| company.report(run, kind).into_iter().map(|line| (*kind, line)))
        .map(|(kind, line)| {
            // Somebody who is not there yet is told by the entry's name.
            let name = if kind == "created" { Value::Null } else { line["name"].clone() };
            let values = if kind == "created" { Value::Null } else { line["values"].clone() };
            (kind.to_owned(), format!("{name} {values} {}", line["reason"]))
        })
        .collect();
    told.sort();
    told
}

/// X5, P10: people who come, change, move, leave, and two who exchange their user names.
fn a_dry_run_tells_and_touches_nobody(database: Database) {
    const EVERYTHING: &str = "select 'person', id, username, search, filled, version from person union all
        select 'entry', person_id, dn, theirs || since, cast(absent_at as text), first_run_at from entry union all
        select 'change', id, state, base, edit, version from change order by 1, 2, 3";
    let company = Company::open(database);
    let emma = company.signed_in(people::EMPLOYEE);
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    company.in_directory(people::EMPLOYEE, "replace: l\nl: Bergen\n");
    company.hires("new.comer", "new.comer", "Oslo");
    let gone = company.person(people::ADMIN);
    company.leaves(people::ADMIN);
    company.rename(people::MANAGER, "spare.name", None);
    company.rename(people::EMPLOYEE, people::MANAGER, None);
    company.rename("spare.name", people::EMPLOYEE, None);

    let before = company.sql(EVERYTHING);
    let run = dry_run(&company);
    assert_eq!(company.sql(EVERYTHING), before, "nobody is touched");
    assert!(run["counts"]["created"] == 1 && run["counts"]["blocked"] == 1 && run["counts"]["renamed"] == 2, "{run}");
    let would = told(&company, &run);
    let created = &company.report(&run, "created")[0];
    assert!(created["name"].as_str().unwrap().contains("uid=new.comer"), "{created}");
    let shown = created["values"].as_array().unwrap().iter().find(|value| value["attribute"] == "mail").unwrap();
    assert_eq!(shown["new"]["value"], "new.comer@example.test");
    let file = company.root.get(&format!("/api/v1/runs/{}/report.csv", run["id"])).expect_status(200).text();
    assert!(file.contains("uid=new.comer") && file.contains("Bergen"), "{file}");

    let discarded = decided(&company, &run, "discard");
    assert_eq!(discarded["state"], "discarded");
    assert_eq!(company.sql(EVERYTHING), before);
    let run = dry_run(&company);
    let done = decided(&company, &run, "release");
    assert_eq!(done["state"], "complete", "{done}");
    assert_eq!(told(&company, &done), would, "what was told is what was done");
    assert_eq!(company.seen_by_root(&gone)["blocked"]["reason"], "left_scope");
    let emma = company.person(people::EMPLOYEE);
    assert_eq!(
        (&emma["username"], &field(&company.seen_by_root(&emma), "city")["value"]),
        (&json!(people::MANAGER), &json!("Bergen"))
    );
}

/// X5, X4, T15: a dry run is no held run, and says so; whoever carries it out knows beforehand what a brake would have stopped.
fn a_dry_run_says_what_a_brake_would_hold(database: Database) {
    let company = Company::open_with(database, 60, Options::default());
    let quiet = dry_run(&company);
    assert_eq!(quiet["held"], json!({ "brake": "dry_run" }), "{quiet}");
    let leavers = close_office(&company, "Oslo").len();
    let run = dry_run(&company);
    let brake = json!({ "brake": "removals", "removals": leavers, "limit": 5 });
    assert_eq!(run["held"], json!({ "brake": "dry_run", "would_hold": brake }), "{run}");
    let reason = run["reason"].as_str().unwrap();
    assert!(reason.contains("nothing has been changed") && reason.contains("would be blocked"), "{reason}");
    assert_eq!(company.source()["blocked"], 0);
    let done = decided(&company, &run, "release");
    assert_eq!((&done["state"], &done["counts"]["blocked"]), (&json!("complete"), &json!(leavers)), "{done}");
}

/// T15: what is not saved is told value by value, by the way that a run takes, and neither saved nor carried out.
fn an_unsaved_mapping_and_selection_can_be_seen_before(database: Database) {
    let company = Company::open(database);
    let preview = |body: &Value| {
        let started = company.root.post("/api/v1/sources/1/preview", body).expect_status(202).json;
        let run = wait(&company.root, &started).unwrap();
        assert_eq!((&run["state"], &run["held"]["preview"]), (&json!("held"), &json!(true)), "{run}");
        run
    };
    let before = company.source();
    let known = company.root.get("/api/v1/sources/1/setup").expect_status(200).json;
    let mut rows = known["mapping"].as_array().unwrap().clone();
    let title = rows.iter_mut().find(|row| row["attribute"] == "title").unwrap();
    title["from"] = json!("uid");
    let run = preview(&json!({ "mapping": rows }));
    let changed = company.report(&run, "changed");
    let emma = changed.iter().find(|line| line["name"] == "Emma Larsen").unwrap();
    let moved = &emma["values"].as_array().unwrap()[..];
    assert_eq!(moved.len(), 1, "{emma}");
    assert_eq!((&moved[0]["attribute"], &moved[0]["old"]["value"]), (&json!("title"), &json!("Account Manger")));
    assert_eq!(moved[0]["new"]["value"], people::EMPLOYEE);
    assert_eq!(run["held"]["would_hold"]["brake"], "mass_change", "{run}");

    let refused = company.root.post(&format!("/api/v1/runs/{}/release", run["id"]), &json!({}));
    assert_eq!((refused.status, &refused.json["code"]), (409, &json!("conflict")));
    let oslo = format!("ou=Oslo,ou=people,{}", company.slapd.base);
    let selection = json!({ "containers": [{ "dn": oslo, "taken": true }] });
    let tried = company.root.post("/api/v1/sources/1/try", &json!({ "selection": selection })).expect_status(200).json;
    let run = preview(&json!({ "selection": selection }));
    assert_eq!(
        (&run["counts"]["blocked"], run["counts"]["left_out"].as_i64()),
        (&tried["goes"], tried["left_out"].as_i64())
    );
    let wrong = company.root.post("/api/v1/sources/1/preview", &json!({ "mapping": [] }));
    assert_eq!((wrong.status, &wrong.json["code"]), (422, &json!("invalid")), "{}", wrong.json);

    let after = company.source();
    assert_eq!(
        (&after["mapping"], &after["selection"]),
        (&before["mapping"], &before["selection"]),
        "nothing is saved"
    );
    assert_eq!(told(&company, &dry_run(&company)), [], "nobody is touched");
}

/// X5, S2.23: nothing is there yet, and everybody who would come is shown.
fn a_first_load_can_be_seen_before(database: Database) {
    let company = Company::unsynced(database, 30, Options::default());
    let run = dry_run(&company);
    assert_eq!((&run["counts"]["created"], company.report(&run, "created").len()), (&json!(30), 30), "{run}");
    assert_eq!(company.source()["active"], 0);
    let done = decided(&company, &run, "release");
    assert_eq!((&done["state"], &done["counts"]["created"]), (&json!("complete"), &json!(30)), "{done}");
    assert_eq!((&company.source()["active"], company.report(&done, "created").len()), (&json!(30), 30));
    let nothing = dry_run(&company);
    assert_eq!(told(&company, &nothing), []);
    let next = company.delta();
    assert_eq!(next["state"], "complete", "a trial that nobody decided on stops nothing: {next}");
    assert_eq!(company.root.get(&format!("/api/v1/runs/{}", nothing["id"])).json["state"], "discarded");
}

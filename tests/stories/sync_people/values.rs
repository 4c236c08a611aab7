//! Values follow the directory, and a run that finds nothing new leaves no trace but itself.

use amend_tests::people::{self, line};
use serde_json::json;

use crate::acts::on_both;
use crate::company::{Company, Database, field};

on_both!(
    an_unchanged_directory_costs_no_write,
    a_change_is_told_with_old_and_new,
    a_blank_and_a_spelling_are_told_apart,
    a_blank_clears_or_says_nothing,
    a_report_fills_its_pages
);

/// Everything that a run could touch but must not when nothing changed.
const KEPT: &str = "select 'person', id, username, search, filled, version from person union all
    select 'entry', person_id, dn, theirs || since, cast(absent_at as text), first_run_at from entry union all
    select 'line', run_id, kind, name, moved, id from run_line union all
    select 'change', id, state, base, edit, version from change union all
    select 'item', id, state, attribute, receipt, moved_at from item union all
    select 'staged', run_id, external_id, dn, theirs, disabled from staged_entry order by 1, 2, 3";

/// S1.1, S2.1, P23, SPEED2.
fn an_unchanged_directory_costs_no_write(database: Database) {
    let company = Company::unsynced(database, 30, Default::default());
    let first = company.sync();
    assert_eq!((&first["state"], &first["counts"]["created"]), (&json!("complete"), &json!(30)), "{first}");
    assert_eq!(company.report(&first, "created").len(), 30);
    let emma = company.signed_in(people::EMPLOYEE);
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);

    let (kept, rows) = (company.sql(KEPT), "select count(*) from audit");
    let audited: i64 = company.sql(rows).trim().parse().unwrap();
    for _ in 0..2 {
        let run = company.sync();
        assert_eq!(run["state"], "complete");
        let counts = run["counts"].as_object().unwrap();
        assert_eq!((&counts["seen"], &counts["unchanged"]), (&json!(30), &json!(30)));
        let others = counts.iter().filter(|(name, _)| !["seen", "unchanged"].contains(&name.as_str()));
        assert!(others.clone().all(|(_, count)| *count == 0), "{counts:?}");
    }
    assert_eq!(company.sql(KEPT), kept);
    // A run's beginning and its end.
    assert_eq!(company.sql(rows).trim().parse::<i64>().unwrap(), audited + 4);
}

/// S2.1, X2, X12.
fn a_change_is_told_with_old_and_new(database: Database) {
    let company = Company::open(database);
    company.in_directory(
        people::EMPLOYEE,
        "replace: title\ntitle: Sales Lead\n-\nadd: telephoneNumber\ntelephoneNumber: +47 22 33 44 55\n",
    );
    let run = company.sync();
    assert_eq!((&run["counts"]["changed"], &run["counts"]["unchanged"]), (&json!(1), &json!(29)), "{run}");
    let lines = company.report(&run, "changed");
    assert_eq!((lines.len(), &lines[0]["name"]), (1, &json!("Emma Larsen")));
    let moved = [
        json!({ "attribute": "phone", "old": "empty", "new": { "value": "+47 22 33 44 55" } }),
        json!({ "attribute": "title", "old": { "value": "Account Manger" }, "new": { "value": "Sales Lead" } }),
    ];
    assert_eq!(lines[0]["values"], json!(moved));
    let file = company.root.get(&format!("/api/v1/runs/{}/report.csv", run["id"])).expect_status(200).text();
    assert!(file.contains("Account Manger") && file.contains("Sales Lead"), "{file}");

    let profile = company.seen_by_root(&company.person(people::EMPLOYEE));
    let title = field(&profile, "title");
    assert_eq!((&title["value"], &title["provenance"]["run"]), (&json!("Sales Lead"), &run["id"]));
    assert_ne!(field(&profile, "room")["provenance"]["run"], run["id"], "what did not move was read before");
    assert_eq!(profile["synced_at"], run["started_at"]);
}

/// P16, P20, P21, P23: a value that goes is told as empty; the same text in another spelling is an update, and one that Unicode takes for
/// the same is none at all.
fn a_blank_and_a_spelling_are_told_apart(database: Database) {
    let company = Company::open(database);
    let spelled = |text: &str| format!("replace: l\n{}\n", line("l", text));
    company.in_directory(people::EMPLOYEE, &format!("{}-\ndelete: mobile\n", spelled("Tromsø e\u{301}")));
    let run = company.sync();
    let lines = company.report(&run, "changed");
    let mobile = lines[0]["values"].as_array().unwrap().iter().find(|value| value["attribute"] == "mobile").unwrap();
    assert_eq!(mobile["new"], "empty", "{lines:?}");

    company.in_directory(people::EMPLOYEE, &spelled("Tromsø \u{e9}"));
    let run = company.sync();
    assert_eq!((&run["counts"]["changed"], &run["counts"]["unchanged"]), (&json!(0), &json!(30)), "{run}");

    company.in_directory(people::EMPLOYEE, &spelled("tromsø \u{e9}"));
    let run = company.sync();
    assert_eq!(run["counts"]["changed"], 1, "{run}");
    assert_eq!(field(&company.seen_by_root(&company.person(people::EMPLOYEE)), "city")["value"], "tromsø \u{e9}");
}

/// X15, P22: where an administrator says so, a blank in the directory takes nothing away; said otherwise, the next run follows it.
fn a_blank_clears_or_says_nothing(database: Database) {
    let company = Company::open(database);
    let person = company.person(people::EMPLOYEE);
    let set = |blank: &str| {
        let path = "/api/v1/attributes/mobile";
        let tag = format!("\"{}\"", company.root.get(path).expect_status(200).json["version"]);
        let set = json!({ "blank": blank });
        company.root.send("PATCH", path, &[("if-match", &tag)], Some(&set)).unwrap().expect_status(200)
    };
    let before = field(&company.seen_by_root(&person), "mobile")["value"].clone();
    assert!(before.is_string(), "{before}");
    assert_eq!(set("ignored").json["policy"]["blank"], "ignored");
    company.in_directory(people::EMPLOYEE, "delete: mobile\n");
    for _ in 0..2 {
        let run = company.sync();
        assert_eq!((&run["state"], &run["counts"]["changed"]), (&json!("complete"), &json!(0)), "{run}");
        assert_eq!(field(&company.seen_by_root(&person), "mobile")["value"], before);
    }
    set("clears");
    let run = company.sync();
    assert_eq!((&run["counts"]["changed"], &run["counts"]["unchanged"]), (&json!(1), &json!(29)), "{run}");
    assert_eq!(field(&company.seen_by_root(&person), "mobile")["value"], serde_json::Value::Null);
}

/// S2.20: whom a run has made, and what else it has done, share a page; a full one leads to the next.
fn a_report_fills_its_pages(database: Database) {
    let company = Company::open(database);
    company.hires("gudrun", "gudrun.gast", "Oslo");
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Chief");
    let run = company.delta();
    let report =
        |query: &str| company.root.get(&format!("/api/v1/runs/{}/report{query}", run["id"])).expect_status(200).json;
    let kinds = |page: &serde_json::Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap().to_owned()).collect()
    };
    let whole = report("");
    assert_eq!((kinds(&whole), &whole["next"]), (vec!["created".to_owned(), "changed".to_owned()], &json!(null)));
    let first = report("?limit=1");
    assert_eq!(kinds(&first), ["created"]);
    let second = report(&format!("?limit=1&after={}", first["next"].as_str().unwrap()));
    assert_eq!((kinds(&second), &second["next"]), (vec!["changed".to_owned()], &json!(null)));
}

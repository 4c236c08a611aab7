//! When a source is read by itself: set on the page, kept over restarts, and run when it is due.

use amend_tests::{amend::Options, people};
use serde_json::{Value, json};

use crate::{
    acts::{on_both, wait_for},
    company::{Company, Database},
    staff::audit,
};

on_both!(a_schedule_is_set_and_kept);

fn set(company: &Company, schedule: &Value) -> amend_tests::client::Response {
    let tag = company.root.get("/api/v1/sources/1").expect_status(200).headers["etag"].clone();
    let body = json!({ "schedule": schedule });
    company.root.send("PATCH", "/api/v1/sources/1", &[("if-match", &tag)], Some(&body)).unwrap()
}

/// S4.12, S4.1: every form, with the next run in the answer; what cannot be is refused with the field and the remedy.
fn a_schedule_is_set_and_kept(database: Database) {
    let mut company = Company::open(database);
    assert_eq!(company.source()["schedule"], json!({ "every": "off" }));
    assert_eq!(company.source()["next_run_at"], Value::Null);
    let zone = "Europe/Oslo";
    for schedule in [
        json!({ "every": "minutes", "minutes": 15 }),
        json!({ "every": "day", "at": "02:30", "time_zone": zone }),
        json!({ "every": "week", "days": ["monday", "friday"], "at": "06:00", "time_zone": zone }),
        json!({ "every": "cron", "pattern": "*/10 7-18 * * 1-5", "time_zone": zone }),
    ] {
        let source = set(&company, &schedule).expect_status(200).json;
        assert_eq!(source["schedule"], schedule);
        assert!(source["next_run_at"].is_string(), "{source}");
    }
    for (wrong, says) in [
        (json!({ "every": "minutes", "minutes": 0 }), "minutes"),
        (json!({ "every": "day", "at": "25:00", "time_zone": zone }), "`at`"),
        (json!({ "every": "day", "at": "02:30", "time_zone": "Mars/Olympus" }), "time_zone"),
        (json!({ "every": "week", "days": [], "at": "02:30", "time_zone": zone }), "days"),
        (json!({ "every": "cron", "pattern": "0 0 30 2 *", "time_zone": zone }), "pattern"),
        (json!({ "every": "blue moon" }), "blue moon"),
    ] {
        let refused = set(&company, &wrong).expect_status(400);
        assert!(refused.text().contains(says), "{wrong}: {}", refused.text());
    }
    let kept = company.source();
    assert_eq!(kept["schedule"]["every"], "cron");
    assert_eq!(audit(&company, "source.set").len(), 4);
    let stale = company.root.send("PATCH", "/api/v1/sources/1", &[("if-match", "\"1\"")], Some(&json!({}))).unwrap();
    assert_eq!(stale.status, 412);

    company.amend.stop();
    company.amend.serve().unwrap();
    let after = company.source();
    assert_eq!((&after["schedule"], &after["next_run_at"]), (&kept["schedule"], &kept["next_run_at"]));
}

/// S4.12, S4.14: a run that is due comes by itself, reads only what has changed, and the next one is due in step.
#[test]
fn what_is_due_runs_by_itself() {
    let company = Company::open_with(Database::Sqlite, 30, Options::default());
    set(&company, &json!({ "every": "minutes", "minutes": 60 })).expect_status(200);
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Sales Lead\n");
    company.sql("update source set next_run_at = next_run_at - 3600000");
    let due = company.source()["next_run_at"].clone();
    let run = wait_for("the run that is due", || {
        let last = company.source()["last_run"].clone();
        (last["state"] == "complete" && last["started_by"].is_null()).then_some(last)
    });
    assert_eq!((&run["kind"], &run["counts"]["changed"]), (&json!("delta"), &json!(1)), "{run}");
    assert_ne!(company.source()["next_run_at"], due);
}

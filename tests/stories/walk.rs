//! The main job, end to end: a real directory is synced, an employee corrects an unlocked attribute, an administrator approves, the change is
//! exported as CSV, the directory's owner applies it, and the next sync confirms it.

use amend_tests::people;
use serde_json::{Value, json};

use crate::company::{Company, Database, change_state, field};

#[test]
fn on_sqlite() {
    walk(Database::Sqlite);
}

#[test]
fn on_postgres() {
    walk(Database::Postgres);
}

/// S1.1, S1.6-S1.8, S1.12-S1.16, S3.1, M1, M2, X2, X3, P3.
fn walk(database: Database) {
    let company = Company::open(database);
    let emma = company.signed_in(people::EMPLOYEE);
    let anna = company.signed_in(people::ADMIN);

    let before = Company::profile(&emma);
    assert_eq!(field(&before, "title")["value"], "Account Manger");
    assert_eq!(field(&before, "title")["provenance"]["from"], "directory");
    assert_eq!(field(&before, "display_name")["lock"]["why"], "managed_by_directory");

    let after = Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200).json;
    assert_eq!(change_state(&after, "title"), "pending");
    assert_eq!(field(&after, "title")["value"], "Account Manger", "not effective before it is approved");

    let queue = anna.get("/api/v1/approvals").expect_status(200).json;
    let change =
        queue["items"].as_array().unwrap().iter().find(|change| change["attribute"] == "title").unwrap().clone();
    assert!(change["own"].is_null(), "somebody else's");
    assert_eq!((&change["old"], &change["new"]), (&json!("Account Manger"), &json!("Account Manager")));
    let decision =
        json!({ "decisions": [{ "change": change["id"], "version": change["version"], "verdict": "approve" }] });
    let decided = anna.post("/api/v1/decisions", &decision).expect_status(200).json;
    assert_eq!(decided["results"][0]["state"], "approved", "{decided}");
    assert_eq!(change_state(&Company::profile(&emma), "title"), "approved");
    assert_eq!(field(&Company::profile(&emma), "title")["value"], "Account Manager");

    let export = export(&anna);
    assert_eq!(export["items"], 1);
    // The file is made; until somebody fetches it, that is how far it is.
    let made = field(&Company::profile(&emma), "title")["change"].clone();
    assert_eq!((&made["state"], &made["own"]), (&json!("approved"), &json!(true)));
    assert!(made["in_file_since"].as_str().unwrap() >= made["at"].as_str().unwrap(), "{made}");
    let file = anna.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(200);
    let emma_dn = company.dn(people::EMPLOYEE);
    assert_eq!(file.text(), format!("dn,title\r\n\"{emma_dn}\",Account Manager\r\n"));
    let again = anna.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(200);
    assert_eq!(file.body, again.body, "the same bytes each time");
    assert_eq!(change_state(&Company::profile(&emma), "title"), "exported");
    assert!(field(&Company::profile(&emma), "title")["change"]["in_file_since"].is_null(), "it has left");

    let run = company.sync();
    assert_eq!(run["counts"]["confirmed"], 0, "the directory was not given it yet: {run}");
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Account Manager\n");
    let run = company.sync();
    assert_eq!((&run["counts"]["confirmed"], &run["counts"]["changed"]), (&json!(1), &json!(1)), "{run}");
    let confirmed = Company::profile(&emma);
    assert_eq!(change_state(&confirmed, "title"), "confirmed");
    assert_eq!(field(&confirmed, "title")["provenance"]["from"], "directory");
    let steps: Vec<&str> = field(&confirmed, "title")["change"]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["state"].as_str().unwrap())
        .collect();
    assert_eq!(steps, ["pending", "approved", "exported", "confirmed"]);

    let nothing = anna.post("/api/v1/exports", &json!({ "target": 1, "profile": "machine", "key": "dn" }));
    assert_eq!((nothing.status, &nothing.json["code"]), (409, &json!("conflict")), "nothing is left to export");
    assert!(company.amend.cli(&["check"], "").unwrap().contains("the chain is whole"));
}

fn export(anna: &amend_tests::client::Client) -> Value {
    let make = json!({ "target": 1, "profile": "machine", "key": "dn" });
    anna.post("/api/v1/exports", &make).expect_status(201).json
}

//! Carrying out what was looked at: exactly that, once, and nothing that moved meanwhile.

use amend_tests::people;
use serde_json::{Value, json};

use super::*;
use crate::{
    acts::on_both,
    company::{Database, change_state},
    staff::{approved, audit, id_of},
};

on_both!(
    what_was_shown_is_queued_and_what_moved_is_asked_about,
    a_look_ends_and_a_job_can_be_cancelled,
    changes_that_wait_or_failed_go_on_instead,
);

fn confirm(client: &Client, look: &Value, row: &Value, version: &Value) -> Response {
    let tag = format!("\"{version}\"");
    let path = format!("{}/rows/{}/confirm", path(look), row["number"]);
    client.send("POST", &path, &[("if-match", &tag)], Some(&json!({}))).unwrap()
}

/// S3.7, S3.9, S3.11, S3.14, P38, P39.
fn what_was_shown_is_queued_and_what_moved_is_asked_about(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let crm = table(&company, &[("title", "role")]);
    let id = id_of(&company, people::EMPLOYEE);
    let look = look(&anna, &crm, &json!({}));
    approved(&emma, &anna, "title", "Moved Meanwhile");
    let job = execute(&anna, &look);
    assert_eq!((&job["executed"]["queued"], &job["executed"]["moved"]), (&json!(29), &json!(1)), "{job}");
    assert_eq!(
        (&job["state"], &job["items"]["waiting"], &job["executed"]["by"]),
        (&json!("queued"), &json!(29), &json!("Anna Keller"))
    );
    let twice = anna.post(&format!("{}/execute", path(&look)), &json!({})).expect_status(202).json;
    assert_eq!((&twice["id"], &twice["items"]["waiting"]), (&look["id"], &json!(29)), "{twice}");
    let [moved] = <[Value; 1]>::try_from(rows(&anna, &look, "&state=moved")).unwrap();
    assert_eq!((&moved["person"], &moved["value_now"]), (&json!(id), &json!("Moved Meanwhile")), "{moved}");

    // It moves once more before somebody says yes: they see that first.
    approved(&emma, &anna, "title", "And Again");
    anna.send("POST", &format!("{}/rows/{}/confirm", path(&look), moved["number"]), &[], Some(&json!({})))
        .unwrap()
        .expect_status(428);
    let stale = confirm(&anna, &look, &moved, &moved["version"]).expect_status(412);
    let seen = rows(&anna, &look, "&state=moved").remove(0);
    assert_eq!((&seen["value_now"], &seen["version"]), (&json!("And Again"), &stale.json["version"]), "{seen}");
    let confirmed = confirm(&anna, &look, &seen, &seen["version"]).expect_status(200).json;
    assert_eq!(confirmed["state"], "queued");
    confirm(&anna, &look, &seen, &confirmed["version"]).expect_status(409);
    let job = now(&anna, &look);
    assert_eq!(
        (&job["executed"]["queued"], &job["executed"]["moved"], &job["items"]["waiting"]),
        (&json!(30), &json!(0), &json!(30))
    );

    // The same once more is in the queue already; nothing is doubled.
    let again = super::look(&anna, &crm, &json!({ "which": "all" }));
    let merged = execute(&anna, &again);
    assert_eq!(
        (&merged["executed"]["merged"], &merged["executed"]["queued"], &merged["state"]),
        (&json!(30), &json!(0), &json!("done")),
        "{merged}"
    );
    assert_eq!(
        company.sql("select count(*) from item where mapping_id is not null and state = 'waiting'").trim(),
        "30"
    );
    let listed = anna.get(&format!("{crm}/items?reexport={}&limit=200", look["id"])).expect_status(200).json;
    assert_eq!(listed["total"], 30);

    // What waits with another value gives way.
    approved(&emma, &anna, "title", "The Last");
    let newer = execute(&anna, &super::look(&anna, &crm, &json!({ "people": [id] })));
    assert_eq!(newer["executed"]["queued"], 1);
    assert_eq!(now(&anna, &look)["items"]["cancelled"], 1);
    let text = file(&anna, &crm);
    assert_eq!((text.lines().count(), text.contains("emma.larsen,The Last\r\n")), (31, true), "{text}");
    assert_eq!((&now(&anna, &look)["state"], &now(&anna, &newer)["state"]), (&json!("done"), &json!("done")));
    make(&anna, &crm).expect_status(409);
    let none = super::look(&anna, &crm, &json!({}));
    assert_eq!(none["rows"], json!({ "set": 0, "clear": 0, "same": 0, "error": 0 }));
    anna.post(&format!("{}/execute", path(&none)), &json!({})).expect_status(409);
    // The report of what was given stays (S3.10).
    assert_eq!(rows(&anna, &look, "&state=queued").len(), 30);
    assert_eq!((audit(&company, "reexport.execute").len(), audit(&company, "reexport.confirm").len()), (3, 1));
    // The log tells who had it carried out and what was shown, and whose value somebody has confirmed that had moved.
    let began = audit(&company, "reexport.execute").pop().unwrap();
    assert_eq!((&began["by"], &began["person"]), (&json!("Anna Keller"), &Value::Null), "{began}");
    let told = &began["detail"];
    assert_eq!(
        (&told["reexport"], &told["target"], &told["set"], &told["clear"], &told["same"]),
        (&look["id"], &json!("crm"), &look["rows"]["set"], &look["rows"]["clear"], &look["rows"]["same"]),
        "{told}"
    );
    let confirmed = audit(&company, "reexport.confirm").remove(0);
    assert_eq!(
        (&confirmed["by"], &confirmed["person"], &confirmed["attribute"], &confirmed["detail"]["reexport"]),
        (&json!("Anna Keller"), &json!(id), &json!("title"), &look["id"]),
        "{confirmed}"
    );
}

/// S3.9, S3.14: half an hour later it is looked at anew by the same question; what waits of a job can be cancelled.
fn a_look_ends_and_a_job_can_be_cancelled(database: Database) {
    let company = Company::open(database);
    let anna = company.signed_in(people::ADMIN);
    let crm = table(&company, &[("title", "role")]);
    let question = json!({ "filter": { "search": "emma" } });
    let old = look(&anna, &crm, &question);
    company.sql("update reexport set expires_at = 1");
    assert_eq!(now(&anna, &old)["state"], "expired");
    let refused = anna.post(&format!("{}/execute", path(&old)), &json!({})).expect_status(409).json;
    let fresh = json!({ "target": old["target"], "id": refused["fresh"] });
    let fresh = wait_until(&anna, &fresh, "ready");
    assert_eq!((&fresh["asked"], &fresh["rows"]), (&old["asked"], &old["rows"]));
    assert_ne!(fresh["id"], old["id"]);
    let again = anna.post(&format!("{}/execute", path(&old)), &json!({})).expect_status(409).json;
    assert_eq!(again["fresh"], fresh["id"], "one fresh look is enough");
    assert_eq!(company.sql("select count(*) from item").trim(), "0");

    let job = execute(&anna, &fresh);
    let waits = job["items"]["waiting"].as_i64().unwrap();
    assert!(waits > 0, "{job}");
    let cancelled = anna.post(&format!("{}/cancel", path(&job)), &json!({})).expect_status(200).json;
    assert_eq!(
        (&cancelled["state"], &cancelled["items"]["cancelled"]),
        (&json!("cancelled"), &json!(waits)),
        "{cancelled}"
    );
    anna.post(&format!("{}/cancel", path(&job)), &json!({})).expect_status(409);
    anna.post(&format!("{}/execute", path(&job)), &json!({})).expect_status(409);
    assert_eq!(company.sql("select count(*) from item where state = 'waiting'").trim(), "0");
    assert_eq!(audit(&company, "reexport.cancel").len(), 1);
}

/// S3.7, P4, P38: where a change says what is written, that goes on: one that waits is not doubled, one that was not taken is sent once more.
fn changes_that_wait_or_failed_go_on_instead(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let corp = "/api/v1/targets/1";
    let id = id_of(&company, people::EMPLOYEE);
    approved(&emma, &anna, "room", "4.44");
    let question = json!({ "people": [id] });
    let first = look(&anna, corp, &question);
    let [row] = <[Value; 1]>::try_from(rows(&anna, &first, "")).unwrap();
    assert_eq!(
        (&row["attribute"], &row["value"], &row["action"]),
        (&json!("room"), &json!("4.44"), &json!("set")),
        "{row}"
    );
    assert!(row["since"].is_string() || row["since"].is_i64(), "{row}");
    let job = execute(&anna, &first);
    assert_eq!((&job["executed"]["merged"], &job["executed"]["queued"]), (&json!(1), &json!(0)), "{job}");
    file(&anna, corp);
    assert_eq!(change_state(&Company::profile(&emma), "room"), "exported");
    let none = look(&anna, corp, &question);
    assert_eq!(none["rows"]["set"], 0, "what is on its way is not asked for again: {none}");

    // Nobody applied the file for longer than the directory may take.
    company.sql("update change set exported_at = 1 where state = 'exported'");
    company.sync();
    assert_eq!(change_state(&Company::profile(&emma), "room"), "not_taken");
    let drift = look(&anna, corp, &json!({}));
    assert_eq!(drift["rows"]["set"], 1, "the directory differs from what was approved: {drift}");
    let job = execute(&anna, &drift);
    assert_eq!((&job["executed"]["queued"], &job["items"]["waiting"]), (&json!(1), &json!(1)), "{job}");
    assert_eq!(change_state(&Company::profile(&emma), "room"), "approved");
    assert_eq!(file(&anna, corp), "username,roomNumber\r\nemma.larsen,4.44\r\n");
    assert_eq!(now(&anna, &drift)["state"], "done");
}

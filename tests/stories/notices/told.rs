//! What is told, to whom, and how often.

use amend_tests::{people, people::line, sync::wait};
use serde_json::json;

use super::{BOTH, DEPUTY, OWNER, company, count, failing_run, last, messages, set_contacts, wait_for_state};
use crate::{
    acts::{on_both, wait_for},
    company::{Company, Database},
    staff::{audit, waiting},
    sync_brake::close_office,
};

on_both!(
    failures_in_a_row_are_told_once,
    a_held_run_is_told_and_a_dry_one_is_not,
    blocked_people_are_named_and_nothing_else_is_told_of_them,
    waiting_values_are_told_once_a_day,
);

/// S2.17: the first failure is told to every owner, the next ones are not until a run has worked; who became an owner meanwhile is told.
fn failures_in_a_row_are_told_once(database: Database) {
    let (mut company, mail) = company(database);
    let owners = &[OWNER, DEPUTY, "new@example.test"];
    let run = failing_run(&mut company);
    let told = messages(&mail, owners, 2);
    for message in &told {
        assert!(message.secure && message.user.as_deref() == Some(amend_tests::mail::USER), "{message:?}");
        assert_eq!((message.from.as_str(), message.to.len()), ("amend@example.test", 1));
        assert_eq!(message.header("From"), "Amend <amend@example.test>");
        assert_eq!(message.header("To"), message.to[0]);
        assert_eq!(message.header("Subject"), "Amend: the directory corp could not be read");
        assert_eq!(message.header("Auto-Submitted"), "auto-generated");
        assert!(message.header("Message-ID").ends_with("@example.test>"), "{message:?}");
        assert!(message.text.contains("A run of the directory corp has failed."), "{}", message.text);
        let reason = run["reason"].as_str().unwrap().trim_end_matches('.');
        assert!(message.text.contains(reason), "{}: {reason}", message.text);
    }
    assert_ne!(told[0].header("Message-ID"), told[1].header("Message-ID"));
    assert_eq!(wait_for_state(&company, OWNER, "sent")["about"], "failed");

    assert_eq!(company.sync()["state"], "failed");
    assert_eq!(count(&company, "failed"), "2", "the second failure in a row is not told");
    set_contacts(&company, owners).expect_status(200);
    assert_eq!(company.sync()["state"], "failed");
    assert_eq!(messages(&mail, owners, 3)[2].to, ["new@example.test"]);

    company.slapd.restart().unwrap();
    assert_eq!(company.sync()["state"], "complete");
    failing_run(&mut company);
    messages(&mail, owners, 6);
    wait_for("the log's rows", || (audit(&company, "notice.sent").len() == 6).then_some(()));
}

/// S2.17, X4: who is told that a run is held can look at its names; who looks at a dry run knows already.
fn a_held_run_is_told_and_a_dry_one_is_not(database: Database) {
    let (company, mail) = company(database);
    let leavers = close_office(&company, "Oslo");
    let dry = company.root.post("/api/v1/sources/1/runs?dry=true", &json!({})).expect_status(202).json;
    assert_eq!(wait(&company.root, &dry).unwrap()["state"], "held");
    assert_eq!(company.sql("select count(*) from notice").trim(), "0");
    let held = company.sync();
    assert_eq!((&held["state"], &held["dry"]), (&json!("held"), &serde_json::Value::Null), "{held}");
    let told = messages(&mail, BOTH, 2);
    assert_eq!(told[0].header("Subject"), "Amend: a run of the directory corp is held");
    assert!(told[0].text.contains("has changed nobody"), "{}", told[0].text);
    assert!(told[0].text.contains(&format!("{} people would be blocked", leavers.len())), "{}", told[0].text);

    company.root.post(&format!("/api/v1/runs/{}/release", held["id"]), &json!({})).expect_status(200);
    let released = wait(&company.root, &held).unwrap();
    assert_eq!(released["state"], "complete", "{released}");
    let told = messages(&mail, BOTH, 4);
    for name in &leavers {
        assert!(told[3].text.contains(&format!("\n- {name}\n")), "{}", told[3].text);
    }
    assert_eq!((count(&company, "blocked"), count(&company, "held")), ("2".to_owned(), "2".to_owned()));
}

/// S2.17, SEC13: names and no values; a name with line breaks makes no header and no line of its own.
fn blocked_people_are_named_and_nothing_else_is_told_of_them(database: Database) {
    let (company, mail) = company(database);
    let evil = "Eve\r\nBcc: victim@evil.example\r\n\r\nYou have won.";
    company.in_directory(people::EMPLOYEE, &format!("replace: displayName\n{}\n", line("displayName", evil)));
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: canary-title-51\n");
    assert_eq!(company.sync()["state"], "complete");
    let outside = company.outside();
    company.rename(people::EMPLOYEE, people::EMPLOYEE, Some(&outside));
    let run = company.sync();
    assert_eq!((&run["state"], &run["counts"]["blocked"]), (&json!("complete"), &json!(1)), "{run}");
    for message in messages(&mail, BOTH, 2) {
        assert_eq!(message.header("Subject"), "Amend: 1 person blocked by a run of the directory corp");
        assert_eq!(message.headers("Bcc"), Vec::<String>::new());
        assert_eq!(message.to.len(), 1);
        assert!(message.text.contains("\n- Eve"), "{}", message.text);
        assert!(
            !message.text.lines().any(|line| line.starts_with("Bcc") || line.starts_with("You have")),
            "{message:?}"
        );
        for value in ["canary-title", people::EMPLOYEE, "uid="] {
            assert!(!message.raw.contains(value) && !message.text.contains(value), "{value}: {}", message.text);
        }
    }
    let kept = company.sql("select told from notice");
    assert!(!kept.contains("Eve"), "names are looked up when they are sent: {kept}");
}

/// S2.17: values that nobody exports are told after a day, once a day, and no longer once they are downloaded.
fn waiting_values_are_told_once_a_day(database: Database) {
    let (mut company, mail) = company(database);
    let emma = company.signed_in(people::EMPLOYEE);
    Company::propose(&emma, &json!({ "title": "canary-title-52" })).expect_status(200);
    company.decide(&waiting(&company.root, "title"), "approve");
    company.sql("update item set made_at = made_at - 90000000");
    let told = messages(&mail, BOTH, 2);
    assert_eq!(told[0].header("Subject"), "Amend: 1 value waits for the directory corp to be exported");
    assert!(told[0].text.contains("1 value of 1 person"), "{}", told[0].text);
    assert!(!told[0].raw.contains("canary-title"));
    wait_for_state(&company, DEPUTY, "sent");
    // A server that starts looks at once whether values wait, and sends what there is afterwards.
    company.amend.restart().unwrap();
    company.root = company.amend.administrator().unwrap();
    company.root.post("/api/v1/sources/1/notices/test", &json!({})).expect_status(202);
    messages(&mail, BOTH, 4);
    wait_for_state(&company, DEPUTY, "sent");
    assert_eq!(count(&company, "waiting"), "2", "nobody is told twice a day");
    company.sql("update source set waiting_told_at = waiting_told_at - 90000000");
    messages(&mail, BOTH, 6);
    assert_eq!(last(&company, OWNER)["about"], "waiting");

    company.export();
    company.sql("update source set waiting_told_at = waiting_told_at - 90000000");
    failing_run(&mut company);
    messages(&mail, BOTH, 8);
    assert_eq!(count(&company, "waiting"), "4", "what was downloaded waits no longer");
}

//! Whom to tell is set by hand, tried by hand, and refused with the remedy where it cannot be.

use amend_tests::{
    amend::{Amend, Options},
    mail::{MailServer, Security},
};
use serde_json::{Value, json};

use super::{BOTH, DEPUTY, OWNER, company, failing_run, last, messages, set_contacts, wait_for_state, with};
use crate::{
    acts::{on_both, rows},
    company::{Company, Database},
    staff::audit,
};

on_both!(contacts_are_set_and_kept);

/// S2.17: addresses are checked and kept once, an old version is refused, and who is no longer an owner is told nothing more.
fn contacts_are_set_and_kept(database: Database) {
    let (mut company, mail) = company(database);
    let source = company.source();
    assert_eq!(source["contacts"], json!([OWNER, DEPUTY]));
    assert_eq!(source["notices"], json!({ "can_send": true, "last": [] }));
    for (wrong, says) in [
        (vec!["owner"], "owner is no e-mail address"),
        (vec!["a@example.test\r\nBcc: b@example.test"], "no e-mail address"),
        (vec!["Owner <owner@example.test>"], "no e-mail address"),
    ] {
        let refused = set_contacts(&company, &wrong).expect_status(400);
        assert!(refused.text().contains("`contacts`") && refused.text().contains(says), "{}", refused.text());
    }
    let many: Vec<String> = (0..11).map(|one| format!("owner{one}@example.test")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(set_contacts(&company, &many).expect_status(400).text().contains("10 at most"));
    let stale =
        company.root.send("PATCH", "/api/v1/sources/1", &[("if-match", "\"1\"")], Some(&json!({ "contacts": [] })));
    assert_eq!(stale.unwrap().status, 412);

    mail.refuse(&[OWNER]).unwrap();
    failing_run(&mut company);
    wait_for_state(&company, OWNER, "parked");
    wait_for_state(&company, DEPUTY, "sent");
    let set = set_contacts(&company, &[" deputy@example.test", "Deputy@Example.test", ""]).expect_status(200).json;
    assert_eq!(set["contacts"], json!([DEPUTY]));
    assert_eq!(rows(&set["notices"]["last"]).len(), 1, "{set}");
    assert_eq!(audit(&company, "source.set")[0]["detail"]["set"], json!({ "contacts": [DEPUTY] }));
    let none = set_contacts(&company, &[]).expect_status(200).json;
    assert_eq!(none["contacts"], json!([]));
    let refused = company.root.post("/api/v1/sources/1/notices/test", &json!({})).expect_status(409);
    assert!(refused.text().contains("no owner contacts"), "{}", refused.text());
}

/// S2.17: a test message arrives however the connection is protected, and says so on the source.
#[test]
fn a_test_message_arrives_over_each_kind_of_connection() {
    for (security, signs_in) in [(Security::Tls, true), (Security::StartTls, false), (Security::Plain, false)] {
        let mail = MailServer::start_with(security, signs_in).unwrap();
        let company = with(Database::Sqlite, &mail, Options::default());
        set_contacts(&company, &[OWNER]).expect_status(200);
        company.root.post("/api/v1/sources/1/notices/test", &json!({})).expect_status(202);
        let told = messages(&mail, BOTH, 1);
        assert_eq!(told[0].secure, security != Security::Plain);
        assert_eq!(told[0].header("Subject"), "Amend: test message for the directory corp");
        assert_eq!(wait_for_state(&company, OWNER, "sent")["about"], "test");
        assert_eq!(audit(&company, "notice.test").len(), 1);
    }
}

/// S2.17: where STARTTLS is not offered, or the certificate is another's, nothing is sent, and it is said why.
#[test]
fn a_connection_that_is_not_safe_is_not_used() {
    let mail = MailServer::start(Security::Plain).unwrap();
    let settings = mail.settings().replace("smtp+plain:", "smtp:");
    let company = Company::open_with(
        Database::Sqlite,
        30,
        Options { settings, environment: mail.environment(), ..Options::default() },
    );
    set_contacts(&company, &[OWNER]).expect_status(200);
    company.root.post("/api/v1/sources/1/notices/test", &json!({})).expect_status(202);
    let waits =
        crate::acts::wait_for("the attempt", || Some(last(&company, OWNER)).filter(|one| one["reason"].is_string()));
    assert!(waits["reason"].as_str().unwrap().contains("STARTTLS"), "{waits}");
    let safe = MailServer::start(Security::Tls).unwrap();
    let other = MailServer::start(Security::Tls).unwrap();
    let settings = safe.settings().replace(&authority(&safe), &authority(&other));
    let company = Company::open_with(
        Database::Sqlite,
        30,
        Options { settings, environment: safe.environment(), ..Options::default() },
    );
    set_contacts(&company, &[OWNER]).expect_status(200);
    company.root.post("/api/v1/sources/1/notices/test", &json!({})).expect_status(202);
    let waits =
        crate::acts::wait_for("the attempt", || Some(last(&company, OWNER)).filter(|one| one["reason"].is_string()));
    assert!(waits["reason"].as_str().unwrap().contains("certificate"), "{waits}");
    assert!(mail.received().unwrap().is_empty() && safe.received().unwrap().is_empty());
}

fn authority(mail: &MailServer) -> String {
    let settings = mail.settings();
    settings.split("ca_file = ").nth(1).unwrap().split(',').next().unwrap().to_owned()
}

/// S2.17: without a mail server nothing is kept to be sent one day, and the source says that none is set up.
#[test]
fn without_a_mail_server_nothing_is_written() {
    let mut company = Company::open(Database::Sqlite);
    set_contacts(&company, &[OWNER]).expect_status(200);
    assert_eq!(company.source()["notices"], json!({ "can_send": false, "last": [] }));
    failing_run(&mut company);
    assert_eq!(company.sql("select count(*) from notice").trim(), "0");
    let refused = company.root.post("/api/v1/sources/1/notices/test", &json!({})).expect_status(409);
    assert!(refused.text().contains("[mail]"), "{}", refused.text());
    assert_eq!(company.source()["last_run"]["reason"].as_str().map(str::is_empty), Some(false));
}

/// S2.17: settings that cannot be used are told before anything starts, by key and with the remedy.
#[test]
fn wrong_settings_are_told_by_key() {
    let right = [("server", "smtp+plain://127.0.0.1:25"), ("from", "amend@example.test")];
    let said = |change: &[(&str, &str)]| {
        let mut all: Vec<(&str, Value)> = right.iter().map(|(key, value)| (*key, json!(value))).collect();
        for (key, value) in change {
            all.retain(|(known, _)| known != key);
            all.push((key, json!(value)));
        }
        let fields: Vec<String> = all.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        let settings = format!("mail = {{ {} }}\n", fields.join(", "));
        let amend = Amend::prepare_in_scratch(Options { settings, ..Options::default() }).unwrap();
        amend.try_cli(&["check", "--offline"], "").unwrap()
    };
    assert_eq!(said(&[]).0, Some(0), "{:?}", said(&[]));
    for (change, says) in [
        (("server", "smtp+plain://mail.example.org"), "mail.allow_plain"),
        (("server", "mail.example.org"), "mail.server"),
        (("server", "smtp://me:secret-word@mail.example.org"), "mail.username"),
        (("from", "Amend"), "mail.from"),
        (("from", "amend@example.test\r\nBcc: other@example.test"), "mail.from"),
        (("username", "amend"), "AMEND_MAIL_PASSWORD"),
    ] {
        let (code, _, errors) = said(&[change]);
        assert_ne!(code, Some(0), "{change:?}");
        assert!(errors.contains(says) && !errors.contains("secret-word"), "{change:?}: {errors}");
    }
    let (code, _, errors) = said(&[("server", "smtps://mail.example.org"), ("ca_file", "none.pem")]);
    assert!(code != Some(0) && errors.contains("mail.ca_file"), "{errors}");
    let (code, _, errors) = said(&[("username", "amend"), ("password_file", "none")]);
    assert!(code != Some(0) && errors.contains("mail.password_file"), "{errors}");
}

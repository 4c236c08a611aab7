//! A mail server that refuses, is away or does not answer, and an Amend that is killed meanwhile: nothing is lost, nobody waits for another.

use amend_tests::{
    amend::{Amend, Options, Source},
    mail::{MailServer, PASSWORD, Security},
};
use base64::Engine as _;
use serde_json::{Value, json};

use super::{BOTH, DEPUTY, OWNER, company, failing_run, last, messages, set_contacts, wait_for_state, with};
use crate::{
    acts::{on_both, wait_for},
    company::{Company, Database},
    staff::audit,
};

on_both!(
    who_cannot_be_reached_is_shown_and_hurts_nobody,
    a_mail_server_that_comes_back_gets_everything_once,
    an_amend_that_is_killed_while_it_sends_sends_again,
    the_password_stays_secret,
);

/// S2.17: one owner's address is refused for good: it is shown with the reason, the other one is told, and it is sent again when asked.
fn who_cannot_be_reached_is_shown_and_hurts_nobody(database: Database) {
    let (mut company, mail) = company(database);
    mail.refuse(&[OWNER]).unwrap();
    failing_run(&mut company);
    assert_eq!(messages(&mail, BOTH, 1)[0].to, [DEPUTY]);
    let parked = wait_for_state(&company, OWNER, "parked");
    assert_eq!((&parked["about"], &parked["next_at"]), (&json!("failed"), &Value::Null), "{parked}");
    assert!(parked["reason"].as_str().unwrap().contains("no such mailbox") && parked["at"].is_string(), "{parked}");
    wait_for_state(&company, DEPUTY, "sent");
    assert_eq!(audit(&company, "notice.parked")[0]["detail"]["to"], OWNER);

    let again = |to: &str| company.root.post("/api/v1/sources/1/notices/again", &json!({ "to": to }));
    assert_eq!(again(DEPUTY).status, 409);
    again(OWNER).expect_status(202);
    wait_for("the second refusal", || (audit(&company, "notice.parked").len() == 2).then_some(()));
    mail.accept().unwrap();
    again(OWNER).expect_status(202);
    assert_eq!(messages(&mail, BOTH, 2)[1].to, [OWNER]);
    assert_eq!(wait_for_state(&company, OWNER, "sent")["reason"], Value::Null);
    assert_eq!(audit(&company, "notice.again").len(), 2);
}

/// S2.17: away, then busy, then there: each attempt is noted with the next one's time, and one message comes of it.
fn a_mail_server_that_comes_back_gets_everything_once(database: Database) {
    let (mut company, mut mail) = company(database);
    set_contacts(&company, &[OWNER]).expect_status(200);
    mail.stop();
    failing_run(&mut company);
    let waits = wait_for("the first attempt", || Some(last(&company, OWNER)).filter(|one| one["reason"].is_string()));
    assert_eq!(waits["state"], "waiting", "{waits}");
    assert!(waits["next_at"].as_str().unwrap() > waits["at"].as_str().unwrap(), "{waits}");
    mail.restart().unwrap();
    mail.be_busy().unwrap();
    company.sql("update notice set next_at = 0");
    let waits = wait_for("the second attempt", || {
        Some(last(&company, OWNER)).filter(|one| one["reason"].as_str().unwrap_or_default().contains("come back later"))
    });
    assert_eq!(waits["state"], "waiting", "{waits}");
    mail.accept().unwrap();
    company.sql("update notice set next_at = 0");
    wait_for_state(&company, OWNER, "sent");
    messages(&mail, BOTH, 1);

    // Nobody tries for ever.
    mail.be_busy().unwrap();
    company.slapd.restart().unwrap();
    company.sync();
    failing_run(&mut company);
    wait_for("an attempt", || Some(last(&company, OWNER)).filter(|one| one["reason"].is_string()));
    company.sql("update notice set next_at = 0, attempts = 9 where state = 'waiting'");
    wait_for_state(&company, OWNER, "parked");
}

/// S2.17, I8: the mail server had taken the message, but Amend was killed before it knew: it is sent again, and is the same by its Message-ID.
fn an_amend_that_is_killed_while_it_sends_sends_again(database: Database) {
    let (mut company, mail) = company(database);
    set_contacts(&company, &[OWNER]).expect_status(200);
    mail.hang().unwrap();
    failing_run(&mut company);
    messages(&mail, BOTH, 1);
    company.amend.kill9();
    mail.accept().unwrap();
    company.amend.serve().unwrap();
    company.root = company.amend.administrator().unwrap();
    assert_eq!(last(&company, OWNER)["state"], "waiting");
    // The lease of whoever was killed runs out.
    company.sql("update notice set lease_until_at = 1");
    wait_for_state(&company, OWNER, "sent");
    let told = messages(&mail, BOTH, 2);
    assert_eq!(told[0].header("Message-ID"), told[1].header("Message-ID"));
    assert_eq!((told[0].header("Date"), &told[0].text), (told[1].header("Date"), &told[1].text));
    company.slapd.restart().unwrap();
    assert!(company.amend.cli(&["check"], "").unwrap().contains("the chain is whole"));
}

/// S2.17: two servers of one database share the work; each message is sent by one of them.
#[test]
fn two_servers_send_each_message_once() {
    let mail = MailServer::start(Security::Tls).unwrap();
    let mut company = with(Database::Postgres, &mail, Options::default());
    let owners: Vec<String> = (0..10).map(|one| format!("owner{one}@example.test")).collect();
    let owners: Vec<&str> = owners.iter().map(String::as_str).collect();
    set_contacts(&company, &owners).expect_status(200);
    let config = std::fs::read_to_string(company.amend.config_path()).unwrap();
    let database =
        config.lines().find_map(|line| line.strip_prefix("database = ")).unwrap().trim_matches('"').to_owned();
    let options = Options {
        database: Some(database),
        sources: vec![Source::of(&company.slapd)],
        settings: mail.settings(),
        environment: mail.environment(),
        ..Options::default()
    };
    let other = Amend::start(options).unwrap();
    // So that the two meet over what is left.
    mail.be_slow(300).unwrap();
    failing_run(&mut company);
    let told = messages(&mail, &owners, 10);
    for owner in &owners {
        assert_eq!(wait_for_state(&company, owner, "sent")["about"], "failed");
        assert_eq!(told.iter().filter(|message| message.to == [*owner]).count(), 1, "{owner}");
    }
    for server in [&company.amend, &other] {
        assert!(server.log().contains("notice.tried"), "both had a part in it: {}", server.log());
    }
    messages(&mail, &owners, 10);
}

/// S2.17, SEC20: neither a log with everything, an answer nor the database has it; a wrong password parks nothing, since somebody will mend it.
fn the_password_stays_secret(database: Database) {
    let mail = MailServer::start(Security::StartTls).unwrap();
    let environment = vec![("AMEND_LOG".to_owned(), "trace".to_owned())];
    let mut company = with(database, &mail, Options { environment, ..Options::default() });
    set_contacts(&company, &[OWNER]).expect_status(200);
    const WRONG: &str = "canary-wrong-mail-33";
    let word = |company: &mut Company, word: &str| {
        company
            .amend
            .reconfigure(|options| options.environment.retain(|(name, _)| name != "AMEND_MAIL_PASSWORD"))
            .unwrap();
        let variable = ("AMEND_MAIL_PASSWORD".to_owned(), word.to_owned());
        company.amend.reconfigure(|options| options.environment.push(variable)).unwrap();
        company.amend.restart().unwrap();
        company.root = company.amend.administrator().unwrap();
    };
    word(&mut company, WRONG);
    company.root.post("/api/v1/sources/1/notices/test", &json!({})).expect_status(202);
    let waits = wait_for("the refusal", || Some(last(&company, OWNER)).filter(|one| one["reason"].is_string()));
    assert_eq!(waits["state"], "waiting", "{waits}");
    assert!(waits["reason"].as_str().unwrap().contains("authentication failed"), "{waits}");
    word(&mut company, PASSWORD);
    company.sql("update notice set next_at = 0");
    wait_for_state(&company, OWNER, "sent");
    let answers = ["sources", "sources/1", "audit?limit=200", "session"]
        .map(|path| company.root.get(&format!("/api/v1/{path}")).text())
        .concat();
    let log = company.amend.log();
    assert!(log.contains("TRACE"), "everything was told");
    company.amend.stop();
    for secret in [WRONG, PASSWORD] {
        let coded = base64(secret);
        for word in [secret, coded.as_str()] {
            assert!(!answers.contains(word) && !log.contains(word), "{word}");
            for file in std::fs::read_dir(company.amend.dir()).unwrap().flatten().filter(|file| file.path().is_file()) {
                let content = std::fs::read(file.path()).unwrap();
                let found = content.windows(word.len()).any(|window| window == word.as_bytes());
                assert!(!found, "{word} is in {}", file.path().display());
            }
        }
    }
}

/// What SMTP's PLAIN sends (RFC 4616).
fn base64(password: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(format!("\0{}\0{password}", amend_tests::mail::USER))
}

//! Which way people are told: what they choose, what the company chooses for those who do not, and what is refused.

use amend_tests::{
    mail::{MailServer, Security},
    people,
};
use serde_json::{Value, json};

use super::{EMMA, about, against_now, choice, choose, company, emma, letters, set_for_all, settled, unread};
use crate::{
    acts::on_both,
    company::{Company, Database},
    staff::{decide, waiting},
};

on_both!(everybody_chooses_for_themselves);

fn of(settings: &Value, about: &str) -> Value {
    let found = settings["choices"].as_array().unwrap().iter().find(|one| one["about"] == about);
    found.unwrap_or_else(|| panic!("{about}: {settings}")).clone()
}

/// X22: in Amend, at once, in the daily letter or not at all, for each event; what is not chosen follows the company.
fn everybody_chooses_for_themselves(database: Database) {
    let (company, mail) = company(database);
    let (emma, anna) = (emma(&company), company.signed_in(people::ADMIN));
    let mine = emma.get("/api/v1/me/notices").expect_status(200).json;
    assert_eq!((&mine["address"], &mine["can_send"], &mine["own"]), (&json!(EMMA), &json!(true), &json!([])));
    assert_eq!(of(&mine, "rejected"), choice("rejected", true, "at_once"));
    assert_eq!(of(&mine, "exported"), choice("exported", false, "never"));

    let mine = choose(
        &emma,
        &json!({ "choices": [choice("rejected", false, "never"), choice("approved", true, "at_once"), choice("conflict", true, "at_once")] }),
    );
    assert_eq!(mine["own"], json!(["rejected", "approved"]), "what is the company's is no own choice");
    Company::propose(&emma, &json!({ "room": "1", "street": "2" })).expect_status(200);
    decide(&anna, &waiting(&anna, "room"), "reject", Some("no"));
    decide(&anna, &waiting(&anna, "street"), "approve", None);
    assert_eq!(letters(&mail, EMMA, 1)[0].header("Subject"), "Amend: Approved: Street");
    assert_eq!((about(&emma, "rejected").len(), about(&emma, "approved").len(), unread(&emma)), (0, 1, 1));

    // The company's word reaches those who have not chosen.
    let all = set_for_all(
        &company,
        &json!({ "choices": [choice("approved", false, "never"), choice("edited", false, "at_once")] }),
    );
    assert_eq!(
        (of(&all, "edited"), of(&all, "rejected")),
        (choice("edited", false, "at_once"), choice("rejected", true, "at_once"))
    );
    let mine = emma.get("/api/v1/me/notices").expect_status(200).json;
    assert_eq!(
        (of(&mine, "edited"), of(&mine, "approved")),
        (choice("edited", false, "at_once"), choice("approved", true, "at_once"))
    );
    let mine = choose(&emma, &json!({}));
    assert_eq!((&mine["own"], of(&mine, "approved")), (&json!([]), choice("approved", false, "never")));
    assert_eq!((about(&emma, "approved").len(), about(&emma, "rejected").len()), (0, 1));
    settled(&company);
    letters(&mail, EMMA, 1);
}

/// What cannot be is refused with field and remedy, and a version that moved is told.
#[test]
fn what_cannot_be_chosen_is_refused() {
    let (company, _mail) = company(Database::Sqlite);
    let emma = emma(&company);
    for (wrong, says) in [
        (json!({ "digest_at": "8:00" }), "`digest_at`"),
        (json!({ "time_zone": "Mars/Olympus" }), "Europe/Oslo"),
        (json!({ "language": "de" }), "`language` is one of en, fr"),
        (
            json!({ "choices": [choice("approved", true, "never"), choice("approved", false, "never")] }),
            "approved stands there twice",
        ),
        (json!({ "choices": [choice("everything", true, "never")] }), "choices[0].about"),
        (json!({ "choices": [choice("approved", true, "weekly")] }), "choices[0].mail"),
        (json!({ "everything": true }), "everything"),
    ] {
        let refused = against_now(&emma, "PUT", "/api/v1/me/notices", &wrong).expect_status(400);
        assert!(refused.text().contains(says), "{says}: {}", refused.text());
    }
    let stale = emma.send("PUT", "/api/v1/me/notices", &[("if-match", "\"7\"")], Some(&json!({}))).unwrap();
    assert_eq!(stale.status, 412, "{}", stale.text());
    emma.send("PUT", "/api/v1/me/notices", &[], Some(&json!({}))).unwrap().expect_status(428);
    company.root.get("/api/v1/me/notices").expect_status(404);
    assert_eq!(company.sql("select count(*) from notice_choice").trim(), "0");
}

/// Without a mail server people are told in Amend, and nothing old is sent on the day that one is set up.
#[test]
fn without_a_mail_server_nothing_is_planned() {
    let mut company = Company::open(Database::Sqlite);
    let author = emma(&company);
    Company::propose(&author, &json!({ "title": "Chief" })).expect_status(200);
    settled(&company);
    assert_eq!(company.sql("select mail, count(*) from news group by mail").trim(), "none|1");
    assert_eq!(company.sql("select count(*) from notice").trim(), "0");
    assert_eq!(author.get("/api/v1/me/notices").expect_status(200).json["can_send"], false);
    assert_eq!(unread(&company.signed_in(people::MANAGER)), 1);

    let mail = MailServer::start(Security::StartTls).unwrap();
    company
        .amend
        .reconfigure(|options| {
            options.settings.push_str(&mail.settings());
            options.environment.extend(mail.environment());
        })
        .unwrap();
    company.amend.restart().unwrap();
    company.root = company.amend.administrator().unwrap();
    let emma = emma(&company);
    assert_eq!(emma.get("/api/v1/me/notices").expect_status(200).json["can_send"], true);
    // A letter about something new has come, and none about what was there before.
    decide(&company.root, &waiting(&company.root, "title"), "reject", Some("no"));
    letters(&mail, EMMA, 1);
    settled(&company);
    assert_eq!(mail.received().unwrap().len(), 1);
}

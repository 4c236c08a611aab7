//! Letters: to whom they go, what they say and what they never say, when they come, and that nothing happens by looking at their links.

use amend_tests::people;
use serde_json::json;

use super::{ANNA, EMMA, MARTA, about, choice, choose, company, emma, letters, set_for_all, settled, unread};
use crate::{
    acts::{on_both, wait_for},
    company::{Company, Database},
    staff::{decide, set, waiting},
};

on_both!(
    letters_have_labels_and_links,
    letters_come_together_and_no_more_often_than_every_few_minutes,
    the_daily_letter_comes_at_the_hour_of_the_reader,
    values_stand_in_letters_only_where_somebody_allowed_it,
);

/// T8, X22, P40: who decides and who proposed get letters with labels and links; no value, and nothing of what is hidden.
fn letters_have_labels_and_links(database: Database) {
    let (company, mail) = company(database);
    let (emma, marta) = (emma(&company), company.signed_in(people::MANAGER));
    Company::propose(&emma, &json!({ "title": "canary-title-1", "room": "canary-room-1" })).expect_status(200);
    let to_marta = &letters(&mail, MARTA, 1)[0];
    assert_eq!(to_marta.header("Subject"), "Amend: Changes wait for your decision: 1");
    let url = company.amend.url();
    for line in ["Hello Marta Nowak,", "Emma Larsen has proposed changes.", "- Job title", &format!("{url}/approvals")]
    {
        assert!(to_marta.text.lines().any(|one| one == line), "{line}: {}", to_marta.text);
    }
    let to_anna = &letters(&mail, ANNA, 1)[0];
    assert!(to_anna.text.contains("- Room\n") && !to_anna.text.contains("Job title"), "{}", to_anna.text);

    decide(&marta, &waiting(&marta, "title"), "reject", Some("No\r\nBcc: x@evil.example"));
    let to_emma = &letters(&mail, EMMA, 1)[0];
    assert_eq!(to_emma.header("Subject"), "Amend: Rejected: Job title");
    for line in ["By: Marta Nowak", "Reason: No Bcc: x@evil.example", "- Job title", &format!("{url}/changes")] {
        assert!(to_emma.text.lines().any(|one| one == line), "{line}: {}", to_emma.text);
    }
    assert_eq!(to_emma.header("List-Unsubscribe"), format!("<{url}/notices>"));
    assert_eq!(to_emma.headers("List-Unsubscribe-Post").len() + to_emma.headers("Bcc").len(), 0);
    assert_eq!(to_emma.header("Auto-Submitted"), "auto-generated");
    for message in mail.received().unwrap() {
        assert!(!message.raw.contains("canary") && !message.text.contains("canary"), "{}", message.text);
    }
    // Rows keep neither names nor values, so that they do not outlive who they are about.
    let kept = company.sql("select told from notice") + &company.sql("select changes, about from news");
    assert!(!kept.contains("Emma") && !kept.contains("Title") && !kept.contains("canary"), "{kept}");

    // A scanner that follows every link, without a session, changes nothing.
    settled(&company);
    let scanner = company.amend.client();
    let before = company.sql("select id, state, version from change") + &company.sql("select sequence from audit_head");
    for message in mail.received().unwrap() {
        let links = message.text.lines().filter(|line| line.starts_with("http"));
        for link in links.filter_map(|line| line.strip_prefix(url.as_str())) {
            for method in ["GET", "HEAD"] {
                let page = scanner.send(method, link, &[], None).unwrap();
                assert_eq!(page.status, 200, "{method} {link}");
            }
        }
    }
    let after = company.sql("select id, state, version from change") + &company.sql("select sequence from audit_head");
    assert_eq!(before, after);
    assert_eq!(unread(&emma), 1, "nothing was read by it either");
}

/// X22: what happens within five minutes comes together, oldest first; what was decided on or read meanwhile is not written about.
fn letters_come_together_and_no_more_often_than_every_few_minutes(database: Database) {
    let (company, mail) = company(database);
    let (emma, anna) = (emma(&company), company.signed_in(people::ADMIN));
    let propose = |values: &serde_json::Value| Company::propose(&emma, values).expect_status(200);
    propose(&json!({ "room": "1", "street": "2", "city": "3", "phone": "+47 22 22 22 22" }));
    letters(&mail, ANNA, 1);
    decide(&anna, &waiting(&anna, "room"), "reject", Some("one"));
    letters(&mail, EMMA, 1);
    decide(&anna, &waiting(&anna, "street"), "reject", Some("two"));
    decide(&anna, &waiting(&anna, "city"), "reject", Some("three"));
    settled(&company);
    let waits = "select count(*) from news where mail = 'planned' and mail_at - made_at between 280000 and 300000";
    assert_eq!(company.sql(waits).trim(), "2", "{}", company.sql("select about, mail, mail_at - made_at from news"));
    company.sql("update news set mail_at = mail_at - 300000 where mail = 'planned'");
    let together = &letters(&mail, EMMA, 2)[1];
    assert_eq!(together.header("Subject"), "Amend: 2 things happened");
    assert!(together.text.contains("- Rejected: Street\n- Rejected: City\n"), "{}", together.text);
    assert!(together.text.contains(&format!("{}/news\n", company.amend.url())), "{}", together.text);

    // Anna has decided on everything but the phone since the letter that she had.
    propose(&json!({ "mobile": "+47 22 22 22 23", "postal_code": "0099" }));
    settled(&company);
    decide(&anna, &waiting(&anna, "postal_code"), "approve", None);
    company.sql("update news set mail_at = 1 where mail = 'planned' and about = 'waiting'");
    let second = &letters(&mail, ANNA, 2)[1];
    assert_eq!(second.header("Subject"), "Amend: Changes wait for your decision: 1");
    assert!(second.text.contains("- Mobile phone\n") && !second.text.contains("Postal"), "{}", second.text);

    // What was read in Amend needs no letter.
    let read = about(&emma, "approved");
    emma.post("/api/v1/me/news/read", &json!({ "up_to": read[0]["id"] })).expect_status(204);
    company.sql("update news set mail_at = 1 where mail = 'planned'");
    wait_for("the plan", || {
        (company.sql("select count(*) from news where mail = 'planned'").trim() == "0").then_some(())
    });
    settled(&company);
    letters(&mail, EMMA, 2);

    // Whoever gets very many gets the rest with the daily one.
    company.sql("update notice set made_at = made_at - 400000");
    let one = "insert into notice (person_id, about, recipient, told, state, next_at, made_at, moved_at)
               select person_id, about, recipient, told, 'sent', next_at, made_at, moved_at from notice where recipient = 'emma.larsen@example.test'";
    for _ in 0..4 {
        company.sql(one);
    }
    decide(&anna, &waiting(&anna, "phone"), "reject", Some("four"));
    settled(&company);
    let late =
        "select count(*) from news where mail = 'planned' and about = 'rejected' and mail_at % 86400000 = 28800000";
    assert_eq!(company.sql(late).trim(), "1", "{}", company.sql("select about, mail, mail_at from news"));
}

/// X22: what need not come at once comes once a day, at the hour and on the clocks that the company or the reader has chosen.
fn the_daily_letter_comes_at_the_hour_of_the_reader(database: Database) {
    let (company, mail) = company(database);
    let (emma, anna) = (emma(&company), company.signed_in(people::ADMIN));
    set_for_all(&company, &json!({ "digest_at": "07:30", "time_zone": "Asia/Tokyo", "language": "fr" }));
    Company::propose(&emma, &json!({ "room": "1", "street": "2" })).expect_status(200);
    letters(&mail, ANNA, 1);
    decide(&anna, &waiting(&anna, "room"), "approve", None);
    settled(&company);
    let due = |about: &str| {
        company.sql(&format!(
            "select mail_at % 86400000 from news where mail = 'planned' and about = '{about}' order by id desc limit 1"
        ))
    };
    let hour = |hour: i64, minute: i64| ((hour * 60 + minute) * 60_000).to_string();
    assert_eq!(due("approved").trim(), hour(22, 30), "Tokyo is nine hours ahead");
    choose(&emma, &json!({ "digest_at": "17:45", "time_zone": "Asia/Kolkata", "language": "en" }));
    decide(&anna, &waiting(&anna, "street"), "approve", None);
    settled(&company);
    assert_eq!(due("approved").trim(), hour(12, 15), "Kolkata is five and a half hours ahead");
    assert!(mail.received().unwrap().iter().all(|one| one.to != [EMMA]));
    company.sql("update news set mail_at = 1 where mail = 'planned' and about = 'approved'");
    let daily = &letters(&mail, EMMA, 1)[0];
    assert!(daily.text.contains("- Approved: Room\n- Approved: Street\n"), "{}", daily.text);
    let to_anna = &letters(&mail, ANNA, 1)[0];
    assert!(to_anna.text.starts_with("Bonjour Anna Keller,"), "{}", to_anna.text);
    assert!(to_anna.text.contains("- Salle\n- Rue\n"), "{}", to_anna.text);
}

/// T8, P40: an administrator lets values of some attributes into letters; of an attribute that is hidden, nothing is told even then.
fn values_stand_in_letters_only_where_somebody_allowed_it(database: Database) {
    let (company, mail) = company(database);
    let (emma, anna) = (emma(&company), company.signed_in(people::ADMIN));
    set_for_all(
        &company,
        &json!({ "values_of": ["street", "room", "street"], "choices": [choice("approved", true, "at_once")] }),
    );
    Company::propose(&emma, &json!({ "room": "canary-room-2", "street": "Storgata 1", "city": "canary-city-2" }))
        .expect_status(200);
    let asked = &letters(&mail, ANNA, 1)[0];
    for line in ["- City", "- Street: "] {
        assert!(asked.text.contains(line), "{line}: {}", asked.text);
    }
    assert!(asked.text.contains(" → Storgata 1\n") && !asked.text.contains("canary-city"), "{}", asked.text);
    decide(&anna, &waiting(&anna, "street"), "approve", None);
    let told = &letters(&mail, EMMA, 1)[0];
    assert!(told.text.contains("- Street: ") && told.text.contains(" → Storgata 1\n"), "{}", told.text);
    decide(&anna, &waiting(&anna, "room"), "approve", None);
    settled(&company);
    let planned = || company.sql("select count(*) from news where mail = 'planned'").trim().to_owned();
    assert_eq!(planned(), "1", "the room's letter waits");
    // The letter that is not sent yet is written when it is sent.
    company.export();
    set(&company.root, "room", &json!({ "visible": false })).expect_status(200);
    company.sql("update news set mail_at = 1 where mail = 'planned'");
    wait_for("the plan", || (planned() == "0").then_some(()));
    settled(&company);
    let told = &letters(&mail, EMMA, 1)[0];
    assert!(!told.raw.contains("canary-room") && !told.text.contains("canary-room"), "{}", told.text);
}

/// T8, P29: letters go to the address that the directory has, and not to one that somebody only proposed, approved or not.
#[test]
fn an_address_that_is_not_confirmed_gets_nothing() {
    let (company, mail) = company(Database::Sqlite);
    let (emma, anna) = (emma(&company), company.signed_in(people::ADMIN));
    set(&company.root, "mail", &json!({ "authority": "shared", "locked": false, "approval": "admins" }))
        .expect_status(200);
    Company::propose(&emma, &json!({ "mail": "evil@elsewhere.example", "room": "1" })).expect_status(200);
    decide(&anna, &waiting(&anna, "mail"), "approve", None);
    decide(&anna, &waiting(&anna, "room"), "reject", Some("no"));
    letters(&mail, EMMA, 1);
    assert_eq!(emma.get("/api/v1/me/notices").expect_status(200).json["address"], EMMA);
    settled(&company);
    assert!(mail.received().unwrap().iter().all(|one| one.to != ["evil@elsewhere.example"]));

    // Who is blocked gets none, and who has no address has the news in Amend.
    company.in_directory(people::EMPLOYEE, "delete: mail\n");
    assert_eq!(company.sync()["state"], "complete");
    Company::propose(&emma, &json!({ "room": "2" })).expect_status(200);
    decide(&anna, &waiting(&anna, "room"), "reject", Some("no"));
    settled(&company);
    assert_eq!(company.sql("select mail from news where about = 'rejected' order by id desc limit 1").trim(), "none");
    assert_eq!(about(&emma, "rejected").len(), 2);
    letters(&mail, EMMA, 1);
}

//! A mail server that refuses one person, is away or never answers, and an Amend that is killed meanwhile.

use amend_tests::people;
use serde_json::{Value, json};

use super::{EMMA, MARTA, company, emma, letters, settled};
use crate::{
    acts::{on_both, rows, wait_for},
    company::{Company, Database},
    staff::{audit, decide, waiting},
};

on_both!(a_refused_address_is_shown_and_hurts_nobody, an_amend_that_is_killed_sends_the_same_letter_again);

fn undelivered(company: &Company) -> Vec<Value> {
    rows(&company.root.get("/api/v1/undelivered").expect_status(200).json)
}

/// T8: one person's address is refused for good: it is shown with the reason, others get theirs, and it is sent again or given up by hand.
fn a_refused_address_is_shown_and_hurts_nobody(database: Database) {
    let (company, mail) = company(database);
    let (emma, marta) = (emma(&company), company.signed_in(people::MANAGER));
    mail.refuse(&[EMMA]).unwrap();
    Company::propose(&emma, &json!({ "title": "Chief" })).expect_status(200);
    letters(&mail, MARTA, 1);
    decide(&marta, &waiting(&marta, "title"), "reject", Some("no"));
    let parked = wait_for("the refusal", || undelivered(&company).pop());
    assert_eq!((&parked["to"], &parked["name"], &parked["attempts"]), (&json!(EMMA), &json!("Emma Larsen"), &json!(1)));
    assert!(
        parked["reason"].as_str().unwrap().contains("no such mailbox") && parked.get("next_at").is_none(),
        "{parked}"
    );
    assert_eq!(audit(&company, "notice.parked")[0]["detail"]["to"], EMMA);
    let again = format!("/api/v1/undelivered/{}/again", parked["id"]);
    mail.accept().unwrap();
    company.root.post(&again, &json!({})).expect_status(204);
    letters(&mail, EMMA, 1);
    wait_for("an empty list", || undelivered(&company).is_empty().then_some(()));
    company.root.post(&again, &json!({})).expect_status(404);
    assert_eq!(audit(&company, "notice.again").len(), 1);

    // Busy for a while: it is tried again by itself, and can be given up.
    mail.be_busy().unwrap();
    company.sql("update notice set made_at = made_at - 400000");
    Company::propose(&emma, &json!({ "title": "Boss" })).expect_status(200);
    let waits = wait_for("an attempt", || undelivered(&company).pop());
    assert!(waits["to"] == MARTA && waits["next_at"].as_str() > waits["at"].as_str(), "{waits}");
    company.root.send("DELETE", &format!("/api/v1/undelivered/{}", waits["id"]), &[], None).unwrap().expect_status(204);
    assert!(undelivered(&company).is_empty());
    assert_eq!(audit(&company, "notice.given_up")[0]["detail"]["to"], MARTA);
    mail.accept().unwrap();
    settled(&company);
    letters(&mail, MARTA, 1);
}

/// T8, I8: the mail server had taken the letter, but Amend was killed before it knew: it comes again, and is the same by its Message-ID; news
/// that were planned and not sent are sent once.
fn an_amend_that_is_killed_sends_the_same_letter_again(database: Database) {
    let (mut company, mail) = company(database);
    let (emma, marta) = (emma(&company), company.signed_in(people::MANAGER));
    Company::propose(&emma, &json!({ "title": "Chief" })).expect_status(200);
    letters(&mail, MARTA, 1);
    settled(&company);
    mail.hang().unwrap();
    decide(&marta, &waiting(&marta, "title"), "reject", Some("no"));
    letters(&mail, EMMA, 1);
    company.amend.kill9();
    mail.accept().unwrap();
    company.amend.serve().unwrap();
    company.root = company.amend.administrator().unwrap();
    // The lease of whoever was killed runs out.
    company.sql("update notice set lease_until_at = 1");
    let told = letters(&mail, EMMA, 2);
    assert_eq!(told[0].header("Message-ID"), told[1].header("Message-ID"));
    assert_eq!((told[0].header("Date"), &told[0].text), (told[1].header("Date"), &told[1].text));
    settled(&company);
    letters(&mail, EMMA, 2);
    letters(&mail, MARTA, 1);
    assert!(company.amend.cli(&["check"], "").unwrap().contains("the chain is whole"));
}

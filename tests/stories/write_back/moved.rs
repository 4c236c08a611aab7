//! Entries that are elsewhere, or nowhere, by the time they are written.

use amend_tests::people::{self, line};
use serde_json::json;

use super::*;
use crate::{
    acts::on_both,
    company::change_state,
    staff::{approved, id_of, save, somebody},
};

on_both!(who_is_gone_is_told_and_blocked);

/// P4, P26: whoever was renamed and moved since the approval is found by their id; somebody else who has their old name by now keeps what they have,
/// though that is the value that the change was approved against.
#[test]
fn who_was_renamed_and_moved_is_found_by_id() {
    let company = company(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let (before, old) = (held(&company.slapd, people::EMPLOYEE, "l"), company.dn(people::EMPLOYEE));
    approved(&emma, &anna, "city", "Bergen");
    approved(&emma, &anna, "room", "4.44");
    let home = if old.contains("ou=Berlin") { "Oslo" } else { "Berlin" };
    company.rename(people::EMPLOYEE, "emma.hansen", Some(&format!("ou={home},ou=people,dc=example,dc=test")));
    let newcomer = format!(
        "{}\nchangetype: add\nobjectClass: inetOrgPerson\nuid: {}\ncn: Emma Larsen\nsn: Larsen\nl: {}\n",
        line("dn", &old),
        people::EMPLOYEE,
        before[0]
    );
    company.slapd.modify(&newcomer).unwrap();
    turn_on(&anna);
    wait_until_written(&anna);
    assert_eq!(held(&company.slapd, "emma.hansen", "l"), ["Bergen"]);
    assert_eq!(held(&company.slapd, "emma.hansen", "roomNumber"), ["4.44"]);
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "l"), before);
    assert!(held(&company.slapd, people::EMPLOYEE, "roomNumber").is_empty());
    company.sync();
    let profile = Company::profile(&emma);
    assert_eq!(
        (change_state(&profile, "city"), change_state(&profile, "room")),
        ("confirmed".into(), "confirmed".into())
    );
}

/// P4, S2.11, B3: nothing can be written to an entry that was deleted meanwhile; the item says so, reading the entry blocks its person, whose values
/// rest from then on, and others are written.
fn who_is_gone_is_told_and_blocked(database: Database) {
    let company = company(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let person = company.person(people::EMPLOYEE);
    approved(&emma, &anna, "city", "Bergen");
    let other = somebody(&company, 3);
    save(&anna, &format!("/api/v1/people/{}", id_of(&company, &other)), &json!({ "city": "Voss" })).expect_status(200);
    let gone = line("dn", &company.dn(people::EMPLOYEE));
    company.slapd.modify(&format!("{gone}\nchangetype: delete\n")).unwrap();
    turn_on(&anna);
    let blocked = wait_for("Emma's being blocked", || {
        let seen = company.seen_by_root(&person);
        seen["blocked"].is_object().then(|| seen["blocked"].clone())
    });
    assert_eq!((&blocked["by"], &blocked["reason"]), (&json!("directory"), &json!("left_scope")));
    assert_eq!(held(&company.slapd, &other, "l"), ["Voss"]);
    let item = company.sql("select state, reason, suspended_at is not null, next_at is not null from item where person_id = (select person_id from change where attribute = 'city' order by id limit 1)");
    assert!(item.starts_with("failed|the directory has no such entry any more"), "{item}");
    let change = company.change(&person, "city");
    assert_eq!((&change["state"], change["suspended_at"].is_string()), (&json!("approved"), true), "{change}");
    wait_until_written(&anna);
    assert!(items(&anna, "").iter().all(|item| item["person"] != person["id"]), "her values rest");
}

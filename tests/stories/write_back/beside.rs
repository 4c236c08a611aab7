//! Many people are written two at a time. What one of the two is refused because of the other is asked for once more, and whatever was under way when the
//! wire broke is looked up.

use amend_tests::{
    amend::{Options, Source},
    people,
    wire::Answers,
};
use serde_json::json;

use super::{faults::company as on_a_wire, *};
use crate::{acts::on_both, company::field, staff::save};

on_both!(two_are_under_way_when_the_wire_breaks);

/// Everybody in the directory, by user name, with the number of their profile.
fn everybody(administrator: &Client) -> Vec<(String, i64)> {
    let list = administrator.get("/api/v1/people?limit=100").expect_status(200).json;
    let one = |row: &Value| (row["username"].as_str().unwrap().to_owned(), row["id"].as_i64().unwrap());
    list["items"].as_array().unwrap().iter().map(one).collect()
}

fn path(person: i64) -> String {
    format!("/api/v1/people/{person}")
}

/// A2, B3, I2, P38: two modifications travel at once, each over a connection of its own; both answers are lost. Nobody else is begun with, and later
/// both are found done: as many modifications as people, and each noted once.
fn two_are_under_way_when_the_wire_breaks(database: Database) {
    let (company, wire) = on_a_wire(database);
    let anna = company.signed_in(people::ADMIN);
    let mut all = everybody(&anna);
    // What she sets for herself asks somebody else.
    all.retain(|(username, _)| username != people::ADMIN);
    turn_on(&anna);
    // Everybody waits until all are there.
    company.sql(&format!("update target set write_next_at = {}", i64::MAX));
    for (_, id) in &all {
        save(&anna, &path(*id), &json!({ "city": "Longyearbyen" })).expect_status(200);
    }
    let tested = wire.modifications();
    wire.answers(Answers::AreHeld);
    company.sql("update target set write_next_at = null");
    wait_for("two modifications", || (wire.modifications() - tested == 2).then_some(()));
    let moved = || company.slapd.search("(l=Longyearbyen)", &["uid"]).unwrap().len();
    wait_for("what they do", || (moved() == 2).then_some(()));
    wire.answers(Answers::AreLost);
    wait_for("two that are not known", || (items(&anna, "&state=failed").len() == 2).then_some(()));
    wait_for("the target's trouble", || target(&anna)["writing"]["trouble"].as_str().map(str::to_owned));
    assert_eq!((wire.modifications() - tested, moved()), (2, 2));

    wire.answers(Answers::Arrive);
    company.sql("update item set next_at = 0 where state = 'failed'");
    company.sql("update target set write_next_at = 0");
    wait_for("the rest", || (items(&anna, "&state=done").len() == all.len()).then_some(()));
    assert_eq!((wire.modifications() - tested, moved()), (all.len(), all.len()));
    let looked_up = items(&anna, "&state=done")
        .iter()
        .filter(|item| item["receipt"].as_str().unwrap().starts_with("ldap:there"))
        .count();
    assert_eq!(looked_up, 2);
    assert_eq!(company.sql("select count(*) from audit where action = 'change.export'").trim(), all.len().to_string());
}

/// G1: where only one entry may have a room, each person moves into the room of the one before. Written two at a time some are refused at first, and
/// everybody has moved in the end.
#[test]
fn whoever_waits_for_anothers_value_gets_it() {
    let slapd = Slapd::in_scratch(&people::sample(30).unwrap()).unwrap();
    let source =
        Source { bind_dn: slapd.admin_dn.clone(), bind_password: slapd.admin_password.clone(), ..Source::of(&slapd) };
    config(
        &slapd,
        "dn: cn=module{0},cn=config\nchangetype: modify\nadd: olcModuleLoad\nolcModuleLoad: unique\n\n\
         dn: olcOverlay=unique,olcDatabase={1}mdb,cn=config\nchangetype: add\nobjectClass: olcOverlayConfig\nobjectClass: olcUniqueConfig\n\
         olcOverlay: unique\nolcUniqueURI: ldap:///?roomNumber?sub\n",
    );
    for (place, entry) in slapd.search("(uid=*)", &["uid"]).unwrap().iter().enumerate() {
        let dn = people::line("dn", &entry.dn);
        slapd.modify(&format!("{dn}\nchangetype: modify\nreplace: roomNumber\nroomNumber: room {place}\n")).unwrap();
    }
    let company = Company::of(slapd, Database::Sqlite, Options { sources: vec![source], ..Options::default() });
    let anna = company.signed_in(people::ADMIN);
    let mut all = everybody(&anna);
    all.retain(|(username, _)| username != people::ADMIN);
    let mut free = "attic".to_owned();
    let mut wanted = Vec::new();
    for (username, id) in &all {
        let profile = anna.get(&path(*id)).expect_status(200).json;
        let had = field(&profile, "room")["value"].as_str().unwrap().to_owned();
        save(&anna, &path(*id), &json!({ "room": free })).expect_status(200);
        wanted.push((username, std::mem::replace(&mut free, had)));
    }
    turn_on(&anna);
    wait_for("everybody's move", || (items(&anna, "&state=done").len() == all.len()).then_some(()));
    for (username, room) in wanted {
        assert_eq!(held(&company.slapd, username, "roomNumber"), [room]);
    }
    assert_eq!(items(&anna, "&state=parked").len(), 0);
}

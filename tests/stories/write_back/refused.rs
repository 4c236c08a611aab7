//! Values that a directory does not take, by its own rules: parked with its words, whoever they are of, while everything else is written.

use std::collections::BTreeSet;

use amend_tests::people;
use serde_json::json;

use super::*;
use crate::{
    acts::on_both,
    dice::{Dice, seed},
    staff::{audit, id_of, save},
};

on_both!(one_refusal_in_a_hundred_holds_nobody_up);

/// An attribute of numbers alone, in the place of the one that takes any text, and another name as usual.
const NUMBERED_ROOMS: &str = "[source.mapping]\ngiven_name = \"givenName\"\nsurname = \"sn\"\ndisplay_name = \"displayName\"\n\
                              title = \"title\"\nmail = \"mail\"\nroom = \"x121Address\"\ncity = \"l\"\n";

/// Has the directory take only values of these forms (slapo-constraint(5)).
fn constrain(slapd: &Slapd, forms: &[&str]) {
    let mut command = Command::new(need("ldapmodify").unwrap());
    command.args(["-x", "-H", &slapd.ldap_url, "-D", "cn=config", "-w", &slapd.admin_password]);
    let forms: String = forms.iter().map(|form| format!("olcConstraintAttribute: {form}\n")).collect();
    let change = format!(
        "dn: cn=module{{0}},cn=config\nchangetype: modify\nadd: olcModuleLoad\nolcModuleLoad: constraint\n\n\
         dn: olcOverlay=constraint,olcDatabase={{1}}mdb,cn=config\nchangetype: add\nobjectClass: olcOverlayConfig\n\
         objectClass: olcConstraintConfig\nolcOverlay: constraint\n{forms}"
    );
    run(&mut command, &change).unwrap();
}

/// P4, B3, G1: a rule of the directory's own (19) and the syntax of an attribute (21) refuse one value each: both are parked with a reason that says
/// what to do, and what else is written of the same person is. Another value that is approved takes the place of a parked one.
#[test]
fn a_value_that_breaks_a_rule_of_the_directory_is_parked() {
    let company = company_with(Database::Sqlite, |source| source.settings = NUMBERED_ROOMS.to_owned());
    constrain(&company.slapd, &["title regex ^[A-Za-z]*$"]);
    let anna = company.signed_in(people::ADMIN);
    let (emma, marta) = (id_of(&company, people::EMPLOYEE), id_of(&company, people::MANAGER));
    let emma = format!("/api/v1/people/{emma}");
    save(&anna, &emma, &json!({ "title": "Lead 7", "room": "4b", "city": "Bergen" })).expect_status(200);
    save(&anna, &format!("/api/v1/people/{marta}"), &json!({ "title": "Head", "city": "Voss" })).expect_status(200);
    turn_on(&anna);
    for (key, code, remedy) in [
        ("title", "constraintViolation (19)", "another value"),
        ("room", "invalidAttributeSyntax (21)", "another value"),
    ] {
        let parked = wait_for_item(&anna, key, "parked");
        let reason = parked["reason"].as_str().unwrap();
        assert!(reason.starts_with("the directory does not take this value"), "{parked}");
        assert!(reason.contains(code) && reason.contains(remedy), "{parked}");
    }
    wait_until_written(&anna);
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "l"), ["Bergen"]);
    assert_eq!(held(&company.slapd, people::MANAGER, "title"), ["Head"]);
    assert_eq!((target(&anna)["writing"]["parked"].as_i64(), audit(&company, "export.park").len()), (Some(2), 2));

    save(&anna, &emma, &json!({ "title": "Lead" })).expect_status(200);
    wait_for("another title", || (held(&company.slapd, people::EMPLOYEE, "title") == ["Lead"]).then_some(()));
    wait_until_written(&anna);
    let parked = items(&anna, "&state=parked");
    assert_eq!((parked.len(), &parked[0]["attribute"]), (1, &json!("room")), "{parked:?}");
}

/// G1, S3.14: of two hundred values the directory refuses two, of anybody: these are parked with the reason after one attempt, and the others are
/// delivered, those of the same people too.
fn one_refusal_in_a_hundred_holds_nobody_up(database: Database) {
    const PEOPLE: usize = 100;
    let seed = seed();
    let mut dice = Dice(seed);
    let slapd = Slapd::in_scratch(&people::sample(PEOPLE + 6).unwrap()).unwrap();
    constrain(&slapd, &["roomNumber regex ^r[0-9]+$"]);
    let company =
        Company::of(slapd, database, Options { settings: "lease_seconds = 3".to_owned(), ..Options::default() });
    rule(&company.slapd, "to * by dn.exact=\"cn=sync,dc=example,dc=test\" write by users read by anonymous auth");
    let (anna, own) = (company.signed_in(people::ADMIN), id_of(&company, people::ADMIN));
    let listed = company.root.get("/api/v1/people?limit=200").expect_status(200).json;
    let ids = listed["items"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap());
    let ids: Vec<i64> = ids.filter(|id| *id != own).take(PEOPLE).collect();
    let mut bad = BTreeSet::new();
    while bad.len() < 2 {
        bad.insert(ids[dice.pick(ids.len())]);
    }
    for id in &ids {
        let room = if bad.contains(id) { format!("behind {id}") } else { format!("r{id}") };
        let values = json!({ "room": room, "city": format!("c{id}") });
        save(&anna, &format!("/api/v1/people/{id}"), &values).expect_status(200);
    }
    turn_on(&anna);
    wait_for("the whole queue", || {
        let writing = &target(&anna)["writing"];
        (writing["written_last_hour"] == 2 * PEOPLE - 2 && writing["parked"] == 2).then_some(())
    });
    let parked = items(&anna, "&state=parked");
    let refused: BTreeSet<i64> = parked.iter().map(|item| item["person"].as_i64().unwrap()).collect();
    assert_eq!(refused, bad, "AMEND_SEED={seed}");
    assert!(parked.iter().all(|item| item["attribute"] == "room" && item["attempts"] == 1), "{parked:?}");
    let done = items(&anna, "&state=done");
    assert!(done.iter().all(|item| item["attempts"] == 1), "AMEND_SEED={seed}: {done:?}");
    let cities = company.slapd.search("(l=c*)", &["l"]).unwrap().len();
    let rooms = company.slapd.search("(roomNumber=r*)", &["roomNumber"]).unwrap().len();
    assert_eq!((cities, rooms), (PEOPLE, PEOPLE - 2), "AMEND_SEED={seed}");
    company.sync();
    assert_eq!(
        company.sql("select count(*) from change where state = 'confirmed'").trim(),
        (2 * PEOPLE - 2).to_string()
    );
}

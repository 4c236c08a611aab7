//! Killed, paused, cut off, and two at once: each value is written once and noted once.

use amend_tests::{
    amend::{Amend, Options, Source},
    people,
    wire::{Answers, Wire},
};
use serde_json::json;

use super::*;
use crate::{
    acts::on_both,
    company::change_state,
    staff::{approved, id_of, save},
};

on_both!(an_answer_that_is_lost_is_looked_up, who_is_killed_while_writing_writes_once);

/// A company whose server reaches its directory over a wire.
pub(super) fn company(database: Database) -> (Company, Wire) {
    let slapd = Slapd::in_scratch(&people::sample(30).unwrap()).unwrap();
    let wire = Wire::to(&slapd.ldap_url).unwrap();
    let company = Company::of(slapd, database, Options::default().over(&wire));
    (company, wire)
}

trait Over {
    fn over(self, wire: &Wire) -> Self;
}

impl Over for Options {
    fn over(mut self, wire: &Wire) -> Self {
        self.sources = vec![Source {
            name: "corp".to_owned(),
            url: wire.url(),
            start_tls: false,
            ca_file: None,
            bind_dn: "cn=admin,dc=example,dc=test".to_owned(),
            bind_password: "directory-secret".to_owned(),
            base: "ou=people,dc=example,dc=test".to_owned(),
            settings: "allow_plain = true\n".to_owned(),
        }];
        self.settings = "lease_seconds = 2".to_owned();
        self
    }
}

/// B3, P38: the directory has done it, but the answer did not arrive: it is not written again, and is delivered with a receipt.
fn an_answer_that_is_lost_is_looked_up(database: Database) {
    let (company, wire) = company(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    turn_on(&anna);
    let tested = wire.modifications();
    wire.answers(Answers::AreLost);
    let change = approved(&emma, &anna, "city", "Bergen");
    let failed = wait_for_item(&anna, "city", "failed");
    assert!(failed["reason"].as_str().unwrap().contains("is not known"), "{failed}");
    assert!(failed["next_at"].is_string() && failed["attempts"] == 1, "{failed}");
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "l"), ["Bergen"]);
    assert_eq!(change_state(&Company::profile(&emma), "city"), "approved");
    // It is noted after the item.
    wait_for("the target's trouble", || target(&anna)["writing"]["trouble"].as_str().map(str::to_owned));
    let version = entry_version(&company.slapd, people::EMPLOYEE);

    wire.answers(Answers::Arrive);
    company.sql("update item set next_at = 0 where state = 'failed'");
    company.sql("update target set write_next_at = 0");
    let done = wait_for_item(&anna, "city", "done");
    assert!(done["receipt"].as_str().unwrap().starts_with("ldap:there"), "{done}");
    assert_eq!((wire.modifications() - tested, entry_version(&company.slapd, people::EMPLOYEE)), (1, version));
    assert_eq!(steps(&company, &change, "change.export"), 1);
    assert_eq!(target(&anna)["writing"]["trouble"], json!(null));
}

/// A2, I2, I8: killed between the directory's doing and the noting, and started again: whoever takes over after the lease looks and writes nothing.
fn who_is_killed_while_writing_writes_once(database: Database) {
    let (mut company, wire) = company(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    turn_on(&anna);
    let tested = wire.modifications();
    wire.answers(Answers::AreHeld);
    let change = approved(&emma, &anna, "city", "Bergen");
    wait_for("the modification", || (held(&company.slapd, people::EMPLOYEE, "l") == ["Bergen"]).then_some(()));
    // Nobody knows yet what the directory has taken, so nobody takes it back.
    let refused = emma.post(&format!("/api/v1/changes/{}/withdraw", change["id"]), &json!({})).expect_status(409);
    assert!(refused.json["detail"].as_str().unwrap().contains("at this moment"), "{}", refused.text());
    Company::propose(&emma, &json!({ "city": "Voss" })).expect_status(409);
    company.amend.kill9();
    wire.answers(Answers::AreLost);
    wire.answers(Answers::Arrive);
    company.amend.serve().unwrap();
    company.root = company.amend.administrator().unwrap();
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let done = wait_for_item(&anna, "city", "done");
    assert!(done["receipt"].as_str().unwrap().starts_with("ldap:there"), "{done}");
    assert_eq!(wire.modifications() - tested, 1);
    assert_eq!(steps(&company, &change, "change.export"), 1);
    company.sync();
    assert_eq!(change_state(&Company::profile(&emma), "city"), "confirmed");
    assert!(company.amend.cli(&["check"], "").unwrap().contains("the chain is whole"));
}

/// The same installation served once more.
fn another(company: &Company, wire: &Wire) -> Amend {
    let config = std::fs::read_to_string(company.amend.config_path()).unwrap();
    let database =
        config.lines().find_map(|line| line.strip_prefix("database = ")).unwrap().trim_matches('"').to_owned();
    Amend::start(Options { database: Some(database), ..Options::default().over(wire) }).unwrap()
}

/// D2: paused for longer than its lease, while another server takes over: what the first one notes when it goes on counts for nothing.
#[test]
fn who_was_paused_notes_nothing() {
    let (mut company, wire) = company(Database::Postgres);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    turn_on(&anna);
    let tested = wire.modifications();
    wire.answers(Answers::AreHeld);
    let change = approved(&emma, &anna, "city", "Bergen");
    wait_for("the modification", || (held(&company.slapd, people::EMPLOYEE, "l") == ["Bergen"]).then_some(()));
    company.amend.process().unwrap().signal("STOP");
    let mut other = another(&company, &wire);
    let elsewhere = other.client();
    elsewhere.sign_in(people::ADMIN, people::PASSWORD).expect_status(200);
    let done = wait_for_item(&elsewhere, "city", "done");
    assert!(done["receipt"].as_str().unwrap().starts_with("ldap:there"), "{done}");
    wire.answers(Answers::Arrive);
    company.amend.process().unwrap().signal("CONT");
    // It writes again, and so has noted before what it came back with.
    other.stop();
    approved(&emma, &anna, "room", "8");
    wait_for_item(&anna, "room", "done");
    assert_eq!(wait_for_item(&anna, "city", "done")["receipt"], done["receipt"]);
    assert_eq!(steps(&company, &change, "change.export"), 1);
    assert_eq!(wire.modifications() - tested, 2);
    assert_eq!(company.sql("select count(*) from item where state = 'done'").trim(), "2");
}

/// P38, S3.14: two servers of one database share the work: every person is written once, every change takes one step.
#[test]
fn two_servers_write_everybody_once() {
    let (company, wire) = company(Database::Postgres);
    let anna = company.signed_in(people::ADMIN);
    let listed = company.root.get("/api/v1/people?limit=200").expect_status(200).json;
    let own = id_of(&company, people::ADMIN);
    let people: Vec<i64> = listed["items"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect();
    let people: Vec<i64> = people.into_iter().filter(|id| *id != own).collect();
    for id in &people {
        let values = json!({ "room": format!("r{id}"), "city": format!("c{id}") });
        save(&anna, &format!("/api/v1/people/{id}"), &values).expect_status(200);
    }
    let _other = another(&company, &wire);
    turn_on(&anna);
    let tested = wire.modifications();
    wait_until_written(&anna);
    let done = items(&anna, "&state=done");
    assert_eq!(done.len(), 2 * people.len());
    assert!(done.iter().all(|item| item["attempts"] == 1), "{done:?}");
    let written = wire.modifications() - tested;
    assert!((people.len()..=people.len() + 1).contains(&written), "{written} for {}", people.len());
    assert_eq!(company.sql("select count(*) from audit where action = 'change.export'").trim(), done.len().to_string());
    assert_eq!(target(&anna)["unconfirmed"], done.len());
}

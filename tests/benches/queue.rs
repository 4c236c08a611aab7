//! What the export queue itself costs (QUALITY goal SPEED13): values that are noted as handed over within a second, each with its receipt, the step of its change, its audit row and what
//! its author is told, and on disk. Once by file, where a first download notes all of them in one transaction; once by lease, where batches are taken,
//! written and noted, and the directory says yes to everything without doing it, so that what remains is the queue and a wire.
//!
//! `AMEND_BENCH_CHANGES` (100,000) is how many there are, four of each person.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be taken ends the program")]

use std::{
    thread,
    time::{Duration, Instant},
};

use amend_tests::{
    amend::{Amend, Options, Source},
    backlog::{ATTRIBUTES, Behind, now},
    client::Client,
    crowd::crowd,
    measure::{number, timed},
    postgres::Postgres,
    slapd::Slapd,
    sync::run_and_wait,
    wire::{Answers, Wire},
};
use serde_json::{Value, json};

fn main() {
    let changes = number("AMEND_BENCH_CHANGES", 100_000);
    println!("{changes} values, four of each person");
    let slapd = Slapd::in_scratch(&crowd(changes / 4)).unwrap();
    measure("SQLite", &slapd, changes, None);
    let server = Postgres::durable().unwrap();
    measure("PostgreSQL", &slapd, changes, Some(&server));
}

fn measure(name: &str, slapd: &Slapd, changes: u32, server: Option<&Postgres>) {
    let wire = Wire::to(&slapd.ldap_url).unwrap();
    let database = server.map(|server| server.url().unwrap());
    let source = Source {
        url: wire.url(),
        ca_file: None,
        bind_dn: slapd.admin_dn.clone(),
        bind_password: slapd.admin_password.clone(),
        settings: "allow_plain = true\n".to_owned(),
        ..Source::of(slapd)
    };
    let options = Options { database: database.clone(), sources: vec![source], ..Options::default() };
    let (amend, administrator) = Amend::start_with_administrator(options).unwrap();
    run_and_wait(&administrator, "corp").unwrap();
    let behind = Behind::of(&amend, server.zip(database.as_deref()));
    behind.propose(&ATTRIBUTES).unwrap();
    behind.approve().unwrap();

    let body = json!({ "target": 1, "format": "csv", "profile": "machine", "key": "username" });
    let export = administrator.post("/api/v1/exports", &body).expect_status(201).json;
    assert_eq!(export["items"], changes);
    let path = format!("/api/v1/exports/{}/file", export["id"]);
    let by_file = timed(|| drop(administrator.get(&path).expect_status(200)));
    behind.sql("update change set state = 'approved', exported_at = null where state = 'exported'").unwrap();
    behind.sql("update item set state = 'waiting', export_id = null, receipt = null").unwrap();

    set(&administrator, true);
    wire.answers(Answers::AreMadeUp);
    let asked = now();
    let sent = wire.modifications();
    let by_lease = until_written(&administrator, &behind, changes, asked);
    let rate = |duration: Duration| f64::from(changes) / duration.as_secs_f64();
    println!(
        "{name}: by file {:.0} a second, by lease {:.0} in {} modifications",
        rate(by_file),
        rate(by_lease),
        wire.modifications() - sent
    );
}

/// Looks until so many values were written; how long that took.
fn until_written(client: &Client, behind: &Behind<'_>, values: u32, asked: u128) -> Duration {
    let started = Instant::now();
    while target(client)["writing"]["written_last_hour"] != values {
        assert!(started.elapsed() < Duration::from_secs(600), "{}", target(client));
        // Seldom: what is asked for here takes from what is measured.
        thread::sleep(Duration::from_secs(1));
    }
    let last: u128 = behind.sql("select max(moved_at) from item where state = 'done'").unwrap().trim().parse().unwrap();
    Duration::from_millis(u64::try_from(last - asked).unwrap())
}

fn target(client: &Client) -> Value {
    client.get("/api/v1/targets").expect_status(200).json[0].clone()
}

fn set(client: &Client, on: bool) {
    let tag = format!("\"{}\"", target(client)["writing"]["version"]);
    let body = json!({ "on": on, "writes_per_hour": 1_000_000 });
    let set = client.send("PUT", "/api/v1/targets/1/write", &[("if-match", &tag)], Some(&body));
    set.unwrap().expect_status(200);
}

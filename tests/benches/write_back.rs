//! Writing approved values into a real OpenLDAP (QUALITY goal SPEED12), beside `ldapmodify` doing as many modifications of the same entries, each taking one value away
//! and adding another, over one connection of the same kind. Both sides in one run, taking turns; Amend's part is from turning it on
//! until everything is noted as written, with its receipts, steps and audit rows.
//!
//! `AMEND_BENCH_VALUES` (5,000) is how many are written, one of each person; each of three attributes takes a turn.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be taken ends the program")]

use std::{
    fmt::Write as _,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use amend_tests::{
    amend::{Amend, Options, Source},
    backlog::{Behind, now},
    client::Client,
    crowd::crowd,
    measure::{number, timed},
    postgres::Postgres,
    programs::need,
    scratch::Scratch,
    slapd::Slapd,
    sync::run_and_wait,
};
use serde_json::json;

const TURNS: [(&str, &str); 3] = [("room", "r"), ("street", "s"), ("city", "c")];

fn main() {
    let values = number("AMEND_BENCH_VALUES", 5_000);
    println!("{values} values of as many people, {} times each, medians", TURNS.len());
    measure("SQLite", values, None);
    let server = Postgres::durable().unwrap();
    measure("PostgreSQL", values, Some(&server));
}

fn measure(name: &str, values: u32, server: Option<&Postgres>) {
    let slapd = Slapd::in_scratch(&crowd(values)).unwrap();
    let database = server.map(|server| server.url().unwrap());
    let source =
        Source { bind_dn: slapd.admin_dn.clone(), bind_password: slapd.admin_password.clone(), ..Source::of(&slapd) };
    let options = Options { database: database.clone(), sources: vec![source], ..Options::default() };
    let (amend, administrator) = Amend::start_with_administrator(options).unwrap();
    run_and_wait(&administrator, "corp").unwrap();
    let behind = Behind::of(&amend, server.zip(database.as_deref()));
    let scratch = Scratch::new("write_back").unwrap();
    let (mut floor, mut own) = (Vec::new(), Vec::new());
    for (turn, proposed) in TURNS.into_iter().enumerate() {
        behind.propose(&[proposed]).unwrap();
        behind.approve().unwrap();
        let file = scratch.path().join("modifications.ldif");
        std::fs::write(&file, modifications(&slapd, turn)).unwrap();
        floor.push(timed(|| ldapmodify(&slapd, &file)));
        let after = i64::from(values) * i64::try_from(turn + 1).unwrap();
        own.push(write(&administrator, &behind, after));
        set(&administrator, false);
    }
    let [floor, own] = [floor, own].map(|mut times: Vec<Duration>| {
        times.sort();
        f64::from(values) / times[times.len() / 2].as_secs_f64()
    });
    println!("{name}: ldapmodify {floor:.0} a second, Amend {own:.0}: {:.2} x", own / floor);
}

/// The same of everybody, of an attribute that Amend does not write.
fn modifications(slapd: &Slapd, turn: usize) -> String {
    let found = slapd.search("(objectClass=inetOrgPerson)", &["employeeType"]).unwrap();
    let mut ldif = String::new();
    for entry in found {
        let (dn, old) = (amend_tests::people::line("dn", &entry.dn), entry.first("employeeType").unwrap().to_owned());
        write!(
            ldif,
            "{dn}\nchangetype: modify\ndelete: employeeType\nemployeeType: {old}\n-\nadd: employeeType\nemployeeType: t{turn}\n-\n\n"
        )
        .unwrap();
    }
    ldif
}

fn ldapmodify(slapd: &Slapd, file: &std::path::Path) {
    let mut command = Command::new(need("ldapmodify").unwrap());
    command.env("LDAPTLS_CACERT", &slapd.ca_pem_path).args(["-x", "-H", &slapd.ldaps_url]);
    command.args(["-D", &slapd.admin_dn, "-w", &slapd.admin_password, "-f"]).arg(file);
    assert!(command.stdout(Stdio::null()).status().unwrap().success());
}

/// Turns writing on; how long it takes until the last of so many values is noted as written.
fn write(client: &Client, behind: &Behind<'_>, after: i64) -> Duration {
    let asked = now();
    set(client, true);
    let until = Instant::now() + Duration::from_secs(600);
    loop {
        // Seldom: what is asked for here takes from what is measured.
        thread::sleep(Duration::from_millis(500));
        let target = client.get("/api/v1/targets").expect_status(200).json[0].clone();
        let writing = &target["writing"];
        assert_eq!(writing["parked"], 0, "{target}");
        if writing["written_last_hour"] == after {
            break;
        }
        assert!(Instant::now() < until, "{target}");
    }
    let last: u128 = behind.sql("select max(moved_at) from item where state = 'done'").unwrap().trim().parse().unwrap();
    Duration::from_millis(u64::try_from(last - asked).unwrap())
}

fn set(client: &Client, on: bool) {
    let target = client.get("/api/v1/targets").expect_status(200).json[0].clone();
    let tag = format!("\"{}\"", target["writing"]["version"]);
    let body = json!({ "on": on, "writes_per_hour": 1_000_000 });
    client.send("PUT", "/api/v1/targets/1/write", &[("if-match", &tag)], Some(&body)).unwrap().expect_status(200);
}

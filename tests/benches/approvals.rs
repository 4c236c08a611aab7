//! A full queue of approvals (QUALITY goal SPEED14): its first page with 100,000 changes that wait, and saying yes to 10,000 of them at once, on
//! SQLite and PostgreSQL.
//!
//! `AMEND_BENCH_CHANGES` (100,000) is how many wait, four of each person; `AMEND_BENCH_PAGES` (200) how often the first page is asked for.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be taken ends the program")]

use std::time::{Duration, Instant};

use amend_tests::{
    amend::{Amend, Options, Source},
    backlog::{ATTRIBUTES, Behind},
    client::Client,
    crowd::crowd,
    measure::{number, timed},
    postgres::Postgres,
    slapd::Slapd,
    sync::run_and_wait,
};
use serde_json::{Value, json};

/// Decisions of one call.
const AT_ONCE: usize = 10_000;

fn main() {
    let changes = number("AMEND_BENCH_CHANGES", 100_000);
    let pages = number("AMEND_BENCH_PAGES", 200);
    println!("{changes} changes wait, the first page {pages} times");
    let slapd = Slapd::in_scratch(&crowd(changes / 4)).unwrap();
    measure("SQLite", &slapd, None, pages);
    let server = Postgres::in_scratch().unwrap();
    measure("PostgreSQL", &slapd, Some(&server), pages);
}

fn measure(name: &str, slapd: &Slapd, server: Option<&Postgres>, repeats: u32) {
    let database = server.map(|server| server.url().unwrap());
    let options = Options { database: database.clone(), sources: vec![Source::of(slapd)], ..Options::default() };
    let (amend, administrator) = Amend::start_with_administrator(options).unwrap();
    run_and_wait(&administrator, "corp").unwrap();
    let behind = Behind::of(&amend, server.zip(database.as_deref()));
    behind.propose(&ATTRIBUTES).unwrap();
    behind.ask().unwrap();
    let mut pages: Vec<Duration> = (0..repeats).map(|_| timed(|| drop(first_page(&administrator)))).collect();
    pages.sort_unstable();
    let at = |hundredth: usize| milliseconds(pages[(pages.len() * hundredth / 100).min(pages.len() - 1)]);
    println!(
        "{name}: first page of {} p50 {:.1} ms, p99 {:.1} ms",
        first_page(&administrator)["total"],
        at(50),
        at(99)
    );
    let session = timed(|| drop(administrator.get("/api/v1/session").expect_status(200)));
    println!("{name}: who is signed in, with what waits {:.1} ms", milliseconds(session));

    let began = Instant::now();
    let matching = administrator.get("/api/v1/approvals/matching").expect_status(200).json;
    let found = began.elapsed();
    let items = matching["items"].as_array().unwrap();
    assert_eq!(items.len(), AT_ONCE.min(usize::try_from(matching["total"].as_u64().unwrap()).unwrap()));
    let decisions: Vec<Value> = items
        .iter()
        .map(|one| json!({ "change": one["change"], "version": one["version"], "verdict": "approve" }))
        .collect();
    let body = json!({ "decisions": decisions });
    let began = Instant::now();
    let answer = administrator.post("/api/v1/decisions", &body).expect_status(200).json;
    let decided = began.elapsed();
    let approved = answer["results"].as_array().unwrap().iter().filter(|one| one["state"] == "approved").count();
    assert_eq!(approved, items.len(), "{}", answer["results"][0]);
    println!("{name}: {approved} found in {:.0} ms, approved in {:.0} ms", milliseconds(found), milliseconds(decided));
}

fn first_page(client: &Client) -> Value {
    client.get("/api/v1/approvals").expect_status(200).json
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

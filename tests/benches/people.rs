//! Searching a hundred thousand people by part of a name (QUALITY goal SPEED15: 50 ms for 99 of 100), in the list of people and where a manager is
//! chosen, on both databases. The people are put into the database without a directory: only the search is measured. What is searched for is in one row
//! or in none, so that every row has to be looked at.
//!
//! `AMEND_BENCH_PEOPLE` (100000) is how many people there are, `AMEND_BENCH_SEARCHES` (200) how many searches are made.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be taken ends the program")]

use std::time::{Duration, Instant};

use amend_tests::{
    amend::{Amend, Options},
    client::Client,
    measure::number,
    postgres::Postgres,
    programs::{need, run},
};

fn main() {
    let people = number("AMEND_BENCH_PEOPLE", 100_000);
    let searches = number("AMEND_BENCH_SEARCHES", 200);
    let (sqlite, administrator) = Amend::start_with_administrator(Options::default()).unwrap();
    let file = sqlite.dir().join("amend.db");
    let text =
        format!("with recursive one(i) as (select 1 union all select i + 1 from one where i < {people}) {}", PUT);
    run(std::process::Command::new(need("sqlite3").unwrap()).args(["-cmd", ".timeout 5000"]).arg(&file).arg(text), "")
        .unwrap();
    measure("SQLite", &administrator, people, searches);
    drop(sqlite);

    let server = Postgres::in_scratch().unwrap();
    let url = server.url().unwrap();
    let database = url.rsplit('/').next().unwrap().to_owned();
    let (_postgres, administrator) =
        Amend::start_with_administrator(Options { database: Some(url), ..Options::default() }).unwrap();
    let text = format!("with one as (select i from generate_series(1, {people}) as i) {}; analyze person;", PUT);
    server.sql(&database, &text).unwrap();
    measure("PostgreSQL", &administrator, people, searches);
}

/// Names of which each is there once, with the place of `i` among all of them scattered.
const PUT: &str = "insert into person (id, username, username_folded, wanted_username, display_name, search, filled, version, created_at)
    select 1000 + i, 'u' || i, 'u' || i, 'u' || i, 'Given' || (i % 977) || ' Surname' || (i * 31 % 100003),
      'given' || (i % 977) || ' surname' || (i * 31 % 100003) || ' u' || i || '\n' || 'given' || (i % 977) || '.' || (i * 31 % 100003) || '@example.test',
      ',given_name,surname,display_name,mail,', 1, 1 from one";

fn measure(database: &str, client: &Client, people: u32, searches: u32) {
    for path in ["/api/v1/colleagues?search=", "/api/v1/people?search="] {
        let took = |round: u32| {
            let text = if round.is_multiple_of(2) {
                format!("rname{}", u64::from(round) * 31 * 499 % 100_003)
            } else {
                format!("nobody-{round}")
            };
            let began = Instant::now();
            client.get(&format!("{path}{text}")).expect_status(200);
            began.elapsed()
        };
        let _warm: Duration = (0..5).map(&took).sum();
        let mut all: Vec<Duration> = (0..searches).map(took).collect();
        all.sort_unstable();
        let at = |share: usize| all.get(all.len() * share / 100).copied().unwrap_or_default().as_secs_f64() * 1000.0;
        println!("{database}, {people} people, {path}: p50 {:.1} ms, p99 {:.1} ms", at(50), at(99));
    }
}

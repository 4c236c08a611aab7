//! How long a sync takes beside `ldapsearch`, which reads the same attributes of the same entries over the same transport and
//! throws them away: into an empty database, and again with nothing changed. Both sides in one run, taking turns.
//!
//! `AMEND_BENCH_PEOPLE` (100,000) and `AMEND_BENCH_REPEATS` (3) set the size.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be taken ends the program")]

use amend_tests::amend::{Amend, Options, Source};
use amend_tests::client::Client;
use amend_tests::crowd::crowd;
use amend_tests::measure::{ldapsearch, mapped, number, peak_kilobytes, timed};
use amend_tests::postgres::Postgres;
use amend_tests::slapd::Slapd;
use amend_tests::sync::run_and_wait;
use serde_json::Value;
use std::time::Duration;

fn main() {
    let people = number("AMEND_BENCH_PEOPLE", 100_000);
    let repeats = number("AMEND_BENCH_REPEATS", 3);
    println!("a directory of {people} people, {repeats} times each, median (best) in seconds");
    let slapd = Slapd::in_scratch(&crowd(people)).unwrap();
    let postgres = Postgres::in_scratch().unwrap();
    for engine in ["SQLite", "PostgreSQL"] {
        let (mut floor, mut first, mut again, mut memory) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for _ in 0..repeats {
            let database = (engine == "PostgreSQL").then(|| postgres.url().unwrap());
            let options = Options { database, sources: vec![Source::of(&slapd)], ..Options::default() };
            let (mut amend, administrator) = Amend::start_with_administrator(options).unwrap();
            let attributes = mapped(&administrator).unwrap();
            floor.push(timed(|| ldapsearch(&slapd, &attributes).unwrap()));
            first.push(timed(|| complete(&administrator, "created", people)));
            floor.push(timed(|| ldapsearch(&slapd, &attributes).unwrap()));
            again.push(timed(|| complete(&administrator, "unchanged", people)));
            memory = memory.max(peak_kilobytes(amend.process().unwrap().id()).unwrap());
        }
        let floor = middle(&mut floor);
        println!("{engine}: ldapsearch {}", shown(floor));
        for (what, times) in [("into an empty database", &mut first), ("nothing changed", &mut again)] {
            let times = middle(times);
            println!(
                "{engine}: {what} {}, {:.2} x ldapsearch",
                shown(times),
                times.0.as_secs_f64() / floor.0.as_secs_f64()
            );
        }
        println!("{engine}: peak memory {} MB", memory / 1024);
    }
}

/// The median and the best.
fn middle(times: &mut [Duration]) -> (Duration, Duration) {
    times.sort();
    (times[times.len() / 2], times[0])
}

fn shown((median, best): (Duration, Duration)) -> String {
    format!("{:.2} ({:.2})", median.as_secs_f64(), best.as_secs_f64())
}

fn complete(administrator: &Client, count: &str, people: u32) {
    let run = run_and_wait(administrator, "corp").unwrap();
    assert_eq!((&run["state"], &run["counts"][count]), (&Value::from("complete"), &Value::from(people)), "{run}");
}

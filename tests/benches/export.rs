//! A file of everything that was approved (QUALITY goal SPEED11): 100,000 approved values are made into a CSV file through the API and fetched, which marks each of
//! them as handed over, with its audit row; beside `COPY` or `sqlite3 -csv` of the same values, which mark nothing. A workbook of the same, and whether
//! memory depends on how much there is.
//!
//! `AMEND_BENCH_CHANGES` (100,000) is how many wait, four of each person; `AMEND_BENCH_REPEATS` (3) how often each is measured.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be taken ends the program")]

use std::time::Duration;

use amend_tests::{
    amend::{Amend, Options, Source},
    backlog::{ATTRIBUTES, Behind},
    client::Client,
    crowd::crowd,
    measure::{number, peak_kilobytes, timed},
    postgres::Postgres,
    slapd::Slapd,
    sync::run_and_wait,
};
use serde_json::json;

fn main() {
    let changes = number("AMEND_BENCH_CHANGES", 100_000);
    let repeats = number("AMEND_BENCH_REPEATS", 3);
    println!("{changes} approved values, {repeats} times each, medians");
    let (small, large) = (directory(changes / 10), directory(changes));
    let server = Postgres::in_scratch().unwrap();
    for postgres in [None, Some(&server)] {
        let few = measure(&small, postgres, repeats, false);
        let many = measure(&large, postgres, repeats, true);
        let name = if postgres.is_some() { "PostgreSQL" } else { "SQLite" };
        println!("{name}: peak memory {} MB, with a tenth of it {} MB", many / 1024, few / 1024);
    }
}

fn directory(changes: u32) -> Slapd {
    Slapd::in_scratch(&crowd(changes / 4)).unwrap()
}

/// Gives the most memory that the server held.
fn measure(slapd: &Slapd, server: Option<&Postgres>, repeats: u32, is_told: bool) -> u64 {
    let database = server.map(|server| server.url().unwrap());
    let options = Options { database: database.clone(), sources: vec![Source::of(slapd)], ..Options::default() };
    let (mut amend, administrator) = Amend::start_with_administrator(options).unwrap();
    run_and_wait(&administrator, "corp").unwrap();
    let behind = Behind::of(&amend, server.zip(database.as_deref()));
    behind.propose(&ATTRIBUTES).unwrap();
    behind.approve().unwrap();
    let (mut floor, mut made, mut fetched, mut books) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..repeats {
        floor.push(timed(|| plain(&behind)));
        let (make, fetch) = export(&administrator, "csv");
        made.push(make);
        fetched.push(fetch);
        again(&behind);
    }
    // A workbook is held in memory as it is made, and nobody says that it is flat.
    let peak = peak_kilobytes(amend.process().unwrap().id()).unwrap();
    if is_told {
        for _ in 0..repeats {
            let (make, fetch) = export(&administrator, "xlsx");
            books.push(make + fetch);
            again(&behind);
        }
        let [floor, made, fetched, books] = [floor, made, fetched, books].map(middle);
        let name = if server.is_some() { "PostgreSQL" } else { "SQLite" };
        let seconds = |duration: Duration| format!("{:.2} s", duration.as_secs_f64());
        println!(
            "{name}: CSV made in {}, handed over in {}, together {:.1} x the same values plainly written ({}); a workbook {}",
            seconds(made),
            seconds(fetched),
            (made + fetched).as_secs_f64() / floor.as_secs_f64(),
            seconds(floor),
            seconds(books)
        );
    }
    peak
}

/// Makes a file of everything that waits, and fetches it.
fn export(client: &Client, format: &str) -> (Duration, Duration) {
    let body = json!({ "target": 1, "format": format, "profile": "machine", "key": "username" });
    let (mut export, mut file) = (json!(null), Vec::new());
    let made = timed(|| export = client.post("/api/v1/exports", &body).expect_status(201).json);
    let path = format!("/api/v1/exports/{}/file", export["id"]);
    let fetched = timed(|| file = client.get(&path).expect_status(200).body);
    assert_eq!(export["bytes"], file.len());
    (made, fetched)
}

/// What the database itself takes to write the values of a file.
fn plain(behind: &Behind<'_>) {
    let value =
        if matches!(behind, Behind::Postgres(..)) { "cast(c.edit as jsonb) ->> 'set'" } else { "c.edit ->> 'set'" };
    let columns = ATTRIBUTES.map(|(key, _)| format!("max(case when c.attribute = '{key}' then {value} end)"));
    let query = format!(
        "select p.username, {} from item i join change c on c.id = i.change_id join person p on p.id = i.person_id
         where i.target_id = 1 and i.state = 'waiting' and c.state = 'approved' group by p.id, p.username order by p.id",
        columns.join(", ")
    );
    let written = behind.csv(&query).unwrap();
    assert!(written.lines().count() > 1);
}

/// Nobody has had them, once more.
fn again(behind: &Behind<'_>) {
    behind.sql("update change set state = 'approved', exported_at = null where state = 'exported'").unwrap();
    behind.sql("update item set state = 'waiting', export_id = null, receipt = null").unwrap();
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

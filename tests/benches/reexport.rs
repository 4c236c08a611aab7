//! Looking at what a target would be given (S3.6): everybody's four attributes in a table for another system, beside `COPY` or `sqlite3 -csv` of the
//! same values: the time until somebody sees the first rows, until all of them are there, and of any page of them; and the memory that it takes.
//!
//! `AMEND_BENCH_PEOPLE` (100,000) is how many there are.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be taken ends the program")]

use std::{
    thread,
    time::{Duration, Instant},
};

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
use serde_json::{Value, json};

fn main() {
    let people = number("AMEND_BENCH_PEOPLE", 100_000);
    println!("{people} people, four attributes each");
    let slapd = Slapd::in_scratch(&crowd(people)).unwrap();
    measure("SQLite", &slapd, None);
    let server = Postgres::in_scratch().unwrap();
    measure("PostgreSQL", &slapd, Some(&server));
}

fn measure(name: &str, slapd: &Slapd, server: Option<&Postgres>) {
    let database = server.map(|server| server.url().unwrap());
    let options = Options { database: database.clone(), sources: vec![Source::of(slapd)], ..Options::default() };
    let (mut amend, administrator) = Amend::start_with_administrator(options).unwrap();
    run_and_wait(&administrator, "corp").unwrap();
    let before = peak_kilobytes(amend.process().unwrap().id()).unwrap();
    let behind = Behind::of(&amend, server.zip(database.as_deref()));
    let table = json!({ "name": "crm", "source": 1 });
    let target = administrator.post("/api/v1/targets", &table).expect_status(201).json;
    let target = target["target"].as_i64().unwrap();
    for (place, (key, _)) in ATTRIBUTES.iter().enumerate() {
        behind
            .sql(&format!(
                "insert into mapping (target_id, attribute, name, position) values ({target}, '{key}', '{key}', {place})"
            ))
            .unwrap();
    }
    behind.sql("update counter set next = next + 1 where name = 'catalogue'").unwrap();
    let floor = timed(|| plain(&behind));
    let looks = format!("/api/v1/targets/{target}/reexports");
    let asked = Instant::now();
    let look = administrator.post(&looks, &json!({})).expect_status(202).json;
    let path = format!("{looks}/{}", look["id"]);
    let first = wait(&administrator, asked, &path, |now| now["looked_at"].as_i64().is_some_and(|seen| seen > 0));
    let all = wait(&administrator, asked, &path, |now| now["state"] == "ready");
    let pages = ["", "&sort=name", "&sort=name&descending=true", "&name=99999"].map(|query| {
        let time = timed(|| drop(administrator.get(&format!("{path}/rows?limit=50{query}")).expect_status(200)));
        time.as_millis().to_string()
    });
    println!(
        "{name}: first people after {:.2} s, all after {:.1} s ({:.1} x the same values plainly written), pages in {} ms; peak memory {} MB, {} MB before",
        first.as_secs_f64(),
        all.as_secs_f64(),
        all.as_secs_f64() / floor.as_secs_f64(),
        pages.join(", "),
        peak_kilobytes(amend.process().unwrap().id()).unwrap() / 1024,
        before / 1024
    );
}

/// How long it is, since it was asked for, until a look is so far.
fn wait(client: &Client, asked: Instant, path: &str, is_so: impl Fn(&Value) -> bool) -> Duration {
    loop {
        let now = client.get(path).expect_status(200).json;
        if is_so(&now) {
            return asked.elapsed();
        }
        assert!(asked.elapsed() < Duration::from_secs(600), "{now}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// What the database itself takes to write the values that everybody has.
fn plain(behind: &Behind<'_>) {
    let value = |key: &str| match behind {
        Behind::Postgres(..) => format!("cast(e.theirs as jsonb) -> '{key}' ->> 0"),
        Behind::Sqlite(_) => format!("json_extract(e.theirs, '$.{key}[0]')"),
    };
    let columns = ATTRIBUTES.map(|(key, _)| value(key)).join(", ");
    let query = format!("select p.username, {columns} from person p join entry e on e.person_id = p.id order by p.id");
    let written = behind.csv(&query).unwrap();
    assert!(written.lines().count() > 1);
}

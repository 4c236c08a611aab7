//! How long a first load takes by an agent beside the same load where the server reads the directory itself, and how much travels for it beside the
//! same people as LDIF (SPEED6). Both in one run, taking turns.
//!
//! `AMEND_BENCH_PEOPLE` (100,000) and `AMEND_BENCH_REPEATS` (3) set the size.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be taken ends the program")]

use amend_tests::agent::{Agent, Allowed};
use amend_tests::amend::{Amend, Options, Source};
use amend_tests::client::Client;
use amend_tests::crowd::crowd;
use amend_tests::measure::{mapped, number, peak_kilobytes, timed};
use amend_tests::slapd::Slapd;
use amend_tests::sync::run_and_wait;
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

fn main() {
    let people = number("AMEND_BENCH_PEOPLE", 100_000);
    let repeats = number("AMEND_BENCH_REPEATS", 3);
    println!("a directory of {people} people, {repeats} times each, median in seconds");
    let slapd = Slapd::in_scratch(&crowd(people)).unwrap();
    let (mut direct, mut by_agent, mut again) = (Vec::new(), Vec::new(), Vec::new());
    let (mut sent, mut memory, mut attributes) = (0, 0, Vec::new());
    for _ in 0..repeats {
        let options = Options { sources: vec![Source::of(&slapd)], ..Options::default() };
        let (_amend, root) = Amend::start_with_administrator(options).unwrap();
        attributes = mapped(&root).unwrap();
        direct.push(timed(|| complete(&root, "created", people)));

        let (mut amend, root) = Amend::start_with_administrator(Options::default()).unwrap();
        let relay = Relay::to(&amend.url());
        let mut agent = beside(&slapd, &root, &relay, &attributes);
        let before = relay.bytes.load(Relaxed);
        by_agent.push(timed(|| complete(&root, "created", people)));
        sent = relay.bytes.load(Relaxed) - before;
        again.push(timed(|| complete(&root, "unchanged", people)));
        memory = memory.max(peak_kilobytes(amend.process().unwrap().id()).unwrap());
        agent.stop();
    }
    let names: Vec<&str> = attributes.iter().map(String::as_str).collect();
    let ldif: usize = slapd
        .search("(objectClass=inetOrgPerson)", &names)
        .unwrap()
        .iter()
        .map(|entry| {
            let value = |(name, values): (&String, &Vec<String>)| {
                values.iter().map(|value| name.len() + value.len() + 3).sum::<usize>()
            };
            entry.dn.len() + 6 + entry.values.iter().map(value).sum::<usize>()
        })
        .sum();
    let (direct, by_agent, again) = (middle(&mut direct), middle(&mut by_agent), middle(&mut again));
    println!("directly {direct:.2}, by an agent {by_agent:.2}: {:.2} x", by_agent / direct);
    println!("by an agent, nothing changed: {again:.2}");
    let share =
        f64::from(u32::try_from(sent).unwrap_or(u32::MAX)) * 100.0 / f64::from(u32::try_from(ldif).unwrap_or(u32::MAX));
    println!("sent {} kB for {} kB of LDIF: {share:.1} %", sent / 1024, ldif / 1024);
    println!("peak memory of the server {} MB", memory / 1024);
}

fn middle(times: &mut [Duration]) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

fn complete(administrator: &Client, count: &str, people: u32) {
    let run = run_and_wait(administrator, "corp").unwrap();
    assert_eq!((&run["state"], &run["counts"][count]), (&Value::from("complete"), &Value::from(people)), "{run}");
}

/// A source that an agent reads, which calls through the relay.
fn beside(slapd: &Slapd, root: &Client, relay: &Relay, attributes: &[String]) -> Agent {
    let id = root.post("/api/v1/sources", &json!({ "name": "corp" })).expect_status(201).json["id"].as_i64().unwrap();
    let path = |more: &str| format!("/api/v1/sources/{id}{more}");
    let now = |method: &str, more: &str, body: Option<&Value>| {
        let tag = root.get(&path("/setup")).expect_status(200).headers["etag"].clone();
        root.send(method, &path(more), &[("if-match", &tag)], body).unwrap().expect_status(200)
    };
    now("PATCH", "/setup", Some(&json!({ "via": "agent" })));
    let allowed = attributes.iter().cloned().chain(["uid".to_owned()]).collect();
    let allowed = Allowed { attributes: allowed, ..Allowed::default() };
    let mut agent = Agent::prepare(&relay.url, &Source::of(slapd), &allowed).unwrap();
    agent.enrol(root, id, "first").unwrap();
    agent.start().unwrap();
    agent.wait_for(root, id, "first", |agent| agent["state"] == "active").unwrap();
    now("POST", "/finish", None);
    agent
}

/// Hands everything on, and counts what goes up.
struct Relay {
    url: String,
    bytes: Arc<AtomicU64>,
}

impl Relay {
    fn to(url: &str) -> Self {
        let target = url.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = bytes.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(&target) else { continue };
                let (up, down) = ((stream.try_clone(), server.try_clone()), counted.clone());
                let (Ok(from), Ok(to)) = up else { continue };
                std::thread::spawn(move || hand_on(from, to, Some(&down)));
                std::thread::spawn(move || hand_on(server, stream, None));
            }
        });
        Self { url, bytes }
    }
}

fn hand_on(mut from: TcpStream, mut to: TcpStream, count: Option<&AtomicU64>) {
    let mut room = vec![0; 64 << 10];
    while let Ok(read @ 1..) = from.read(&mut room) {
        if let Some(count) = count {
            count.fetch_add(read as u64, Relaxed);
        }
        if to.write_all(&room[..read]).is_err() {
            break;
        }
    }
    // Whoever is gone already needs no farewell.
    let _ = to.shutdown(Shutdown::Write);
}

//! Reading and saving the own profile over HTTP, beside what the machine can do without Amend (QUALITY goals SPEED7 and SPEED9): a bare handler
//! with one SELECT, and single durable commits. The same client with the same number of connections drives both sides, taking turns.
//!
//! `AMEND_BENCH_SECONDS` (3) is how long each measurement lasts, `AMEND_BENCH_REPEATS` (3) how often it is taken.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be taken ends the program")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use amend_tests::{
    amend::{Amend, Options, Source},
    measure::number,
    people,
    slapd::Slapd,
    sync::run_and_wait,
};

fn main() {
    let repeats = number("AMEND_BENCH_REPEATS", 3);
    let length = Duration::from_secs(number("AMEND_BENCH_SECONDS", 3).into());
    let slapd = Slapd::in_scratch(&people::sample(200).unwrap()).unwrap();
    let settings = "sign_in_attempts_per_minute = 100000\n".to_owned();
    let options = Options { sources: vec![Source::of(&slapd)], settings, ..Options::default() };
    let (amend, administrator) = Amend::start_with_administrator(options).unwrap();
    run_and_wait(&administrator, "corp").unwrap();
    let cookie = sign_in(&amend);
    let database = amend.dir().join("amend.db");
    let mut floor = Floor::start(database.to_str().unwrap());

    let own = |_: usize, _: u32| format!("GET /api/v1/me HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\n\r\n");
    let bare = |_: usize, _: u32| "GET / HTTP/1.1\r\nhost: x\r\n\r\n".to_owned();
    let (mut reads, mut bare_reads) = (Vec::new(), Vec::new());
    for _ in 0..repeats {
        bare_reads.push(load(&floor.address, 8, length, bare));
        reads.push(load(&amend.url(), 8, length, own));
    }
    let (read, bare_read) = (middle(&mut reads), middle(&mut bare_reads));
    println!(
        "GET own profile: {} | bare handler with one SELECT: {} | {:.2} x",
        read.shown(),
        bare_read.shown(),
        read.rate / bare_read.rate
    );

    let scratch = amend.dir().join("floor.db");
    let (mut saves, mut commits) = (Vec::new(), Vec::new());
    for round in 0..repeats {
        commits.push(Load { rate: floor.commits(scratch.to_str().unwrap()), slow: Duration::ZERO, failed: 0 });
        saves.push(saves_per_second(&amend, 64, length, round));
    }
    let (save, commit) = (middle(&mut saves), middle(&mut commits));
    println!(
        "PATCH profile, 64 clients: {} | single durable commits: {:.0}/s | {:.2} x",
        save.shown(),
        commit.rate,
        save.rate / commit.rate
    );
    floor.process.kill().unwrap();
    floor.process.wait().unwrap();
}

/// The cookie of the demo's employee.
fn sign_in(amend: &Amend) -> String {
    cookie_of(amend, people::EMPLOYEE, people::PASSWORD)
}

fn cookie_of(amend: &Amend, name: &str, password: &str) -> String {
    let answer = amend.client().sign_in(name, password).expect_status(200);
    answer.headers["set-cookie"].split(';').next().unwrap().to_owned()
}

/// What a load came to.
struct Load {
    /// Answers with a 2xx status in a second.
    rate: f64,
    /// Ninety-nine of a hundred answers came within this.
    slow: Duration,
    /// Other answers.
    failed: u32,
}

impl Load {
    fn shown(&self) -> String {
        let failed = if self.failed > 0 { format!(", {} FAILED", self.failed) } else { String::new() };
        format!("{:.0}/s, p99 {:.1} ms{failed}", self.rate, self.slow.as_secs_f64() * 1000.0)
    }
}

fn middle(loads: &mut Vec<Load>) -> Load {
    loads.sort_by(|a, b| a.rate.total_cmp(&b.rate));
    loads.swap_remove(loads.len() / 2)
}

/// Sends requests over `clients` connections for a while.
fn load(url: &str, clients: usize, length: Duration, request: impl Fn(usize, u32) -> String + Sync) -> Load {
    let address = url.trim_start_matches("http://").to_owned();
    let until = Instant::now() + length;
    let parts: Vec<(Vec<Duration>, u32)> = std::thread::scope(|scope| {
        let work = |client: usize| {
            let (address, request) = (&address, &request);
            move || {
                let mut connection = Connection::open(address);
                let (mut times, mut failed, mut sent) = (Vec::new(), 0, 0);
                while Instant::now() < until {
                    let began = Instant::now();
                    let status = connection.send(&request(client, sent));
                    sent += 1;
                    if (200..300).contains(&status) { times.push(began.elapsed()) } else { failed += 1 }
                }
                (times, failed)
            }
        };
        let threads: Vec<_> = (0..clients).map(|client| scope.spawn(work(client))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let failed = parts.iter().map(|(_, failed)| failed).sum();
    let mut times: Vec<Duration> = parts.into_iter().flat_map(|(times, _)| times).collect();
    times.sort_unstable();
    let slow = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "counts of answers are small")]
    let rate = times.len() as f64 / length.as_secs_f64();
    Load { rate, slow, failed }
}

/// Each client saves the room number of a person of its own, again and again, naming the version that the last answer gave.
fn saves_per_second(amend: &Amend, clients: usize, length: Duration, round: u32) -> Load {
    let cookie = cookie_of(amend, amend_tests::amend::ADMINISTRATOR, amend_tests::amend::ADMINISTRATOR_PASSWORD);
    let administrator = amend.administrator().unwrap();
    let versions: Vec<std::sync::atomic::AtomicU64> = (1..=clients)
        .map(|person| administrator.get(&format!("/api/v1/people/{person}")).json["version"].as_u64().unwrap().into())
        .collect();
    let next = |client: usize, sent: u32| {
        let version = versions[client].fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let body = format!("{{\"values\":{{\"room\":\"{round}-{sent}\"}}}}");
        format!(
            "PATCH /api/v1/people/{} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\nif-match: \"{version}\"\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            client + 1,
            body.len()
        )
    };
    load(&amend.url(), clients, length, next)
}

/// A connection that is kept.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    /// Sends a request and reads the answer to its end; gives its status.
    fn send(&mut self, request: &str) -> u16 {
        self.0.get_mut().write_all(request.as_bytes()).unwrap();
        let (mut line, mut status, mut length) = (String::new(), 0, 0_usize);
        loop {
            line.clear();
            self.0.read_line(&mut line).unwrap();
            let text = line.trim_end().to_ascii_lowercase();
            if text.is_empty() {
                break;
            }
            if let Some(rest) = text.strip_prefix("http/1.1 ") {
                status = rest[..3].parse().unwrap();
            }
            if let Some(rest) = text.strip_prefix("content-length:") {
                length = rest.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        status
    }
}

/// The program beside which Amend is measured.
struct Floor {
    process: Child,
    program: std::path::PathBuf,
    address: String,
}

impl Floor {
    fn start(database: &str) -> Self {
        let program = std::path::PathBuf::from(std::env::var("AMEND_FLOOR").unwrap());
        let mut process = Command::new(&program).args(["serve", database]).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit(' ').next().unwrap().to_owned();
        Self { process, program, address }
    }

    /// Single durable commits in a second.
    fn commits(&mut self, file: &str) -> f64 {
        let answer = Command::new(&self.program).args(["commit", file]).output().unwrap();
        String::from_utf8(answer.stdout).unwrap().trim().parse().unwrap()
    }
}

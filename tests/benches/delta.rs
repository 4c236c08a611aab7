//! What a run costs that reads only what has changed, in a small and in a large directory (QUALITY goals SPEED3 to SPEED5): ten changes
//! are to cost the same in both, and comparing the ids of everybody a third of reading everything.
//!
//! `AMEND_BENCH_PEOPLE` (100,000) is the large directory, the small one a tenth of it; `AMEND_BENCH_REPEATS` (3) how often each is measured.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be taken ends the program")]

use std::{fmt::Write as _, time::Duration};

use amend_tests::{
    amend::{Amend, Options, Source},
    client::Client,
    crowd::crowd,
    measure::{ldapsearch, mapped, number, peak_kilobytes, timed},
    slapd::Slapd,
    sync::{delta_and_wait, run_and_wait},
};

/// Changes in a delta.
const CHANGES: usize = 10;

struct Measured {
    full: Duration,
    delta: Duration,
    nothing: Duration,
    ids: Duration,
    /// What `ldapsearch` takes for the ids, and for everything.
    floors: [Duration; 2],
    kilobytes: u64,
}

fn main() {
    let large = number("AMEND_BENCH_PEOPLE", 100_000);
    let repeats = number("AMEND_BENCH_REPEATS", 3);
    println!("{CHANGES} changes in a directory of {} and of {large} people, {repeats} times each, medians", large / 10);
    let (small, large) = (measure(large / 10, repeats), measure(large, repeats));
    for (name, one) in [("small", &small), ("large", &large)] {
        println!(
            "{name}: delta {:.1} ms, nothing changed {:.1} ms, ids compared {:.0} ms, everything {:.0} ms, peak memory {} MB",
            milliseconds(one.delta),
            milliseconds(one.nothing),
            milliseconds(one.ids),
            milliseconds(one.full),
            one.kilobytes / 1024
        );
    }
    println!("delta, large / small: {:.2} x", large.delta.as_secs_f64() / small.delta.as_secs_f64());
    println!("ids compared / everything read, large: {:.2} x", large.ids.as_secs_f64() / large.full.as_secs_f64());
    let [ids, everything] = large.floors.map(|floor| floor.as_secs_f64());
    println!(
        "the same by ldapsearch: {:.2} x; ids compared / ids by ldapsearch: {:.2} x",
        ids / everything,
        large.ids.as_secs_f64() / ids
    );
    #[expect(clippy::cast_precision_loss, reason = "kilobytes are small")]
    let memory = large.kilobytes as f64 / small.kilobytes as f64;
    println!("peak memory, large / small: {memory:.2} x");
}

fn measure(people: u32, repeats: u32) -> Measured {
    let mut slapd = Slapd::in_scratch(&crowd(people)).unwrap();
    let start = |slapd: &Slapd, settings: &str| {
        let source = Source { settings: settings.to_owned(), ..Source::of(slapd) };
        Amend::start_with_administrator(Options { sources: vec![source], ..Options::default() }).unwrap()
    };
    let (mut amend, administrator) = start(&slapd, "");
    run_and_wait(&administrator, "corp").unwrap();
    let (mut full, mut delta, mut nothing) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..repeats {
        full.push(timed(|| drop(run_and_wait(&administrator, "corp").unwrap())));
        change(&mut slapd, round);
        delta.push(timed(|| expect(&administrator, CHANGES)));
        nothing.push(timed(|| expect(&administrator, 0)));
    }
    let kilobytes = peak_kilobytes(amend.process().unwrap().id()).unwrap();
    drop(amend);
    let (_amend, administrator) = start(&slapd, "incremental = \"timestamp\"\ncompare_ids_minutes = 0\n");
    run_and_wait(&administrator, "corp").unwrap();
    let (mut ids, mut only_ids, mut everything) = (Vec::new(), Vec::new(), Vec::new());
    let attributes = mapped(&administrator).unwrap();
    for _ in 0..repeats {
        ids.push(timed(|| drop(delta_and_wait(&administrator, "corp").unwrap())));
        only_ids.push(timed(|| ldapsearch(&slapd, &["entryUUID".to_owned()]).unwrap()));
        everything.push(timed(|| ldapsearch(&slapd, &attributes).unwrap()));
    }
    Measured {
        full: middle(&mut full),
        delta: middle(&mut delta),
        nothing: middle(&mut nothing),
        ids: middle(&mut ids),
        floors: [middle(&mut only_ids), middle(&mut everything)],
        kilobytes,
    }
}

fn expect(administrator: &Client, changed: usize) {
    let run = delta_and_wait(administrator, "corp").unwrap();
    assert_eq!((&run["kind"], &run["counts"]["changed"]), (&"delta".into(), &changed.into()), "{run}");
}

fn change(slapd: &mut Slapd, round: u32) {
    let found = slapd.search("(uid=*7)", &["uid"]).unwrap();
    let mut ldif = String::new();
    for entry in found.iter().take(CHANGES) {
        let dn = amend_tests::people::line("dn", &entry.dn);
        write!(ldif, "{dn}\nchangetype: modify\nreplace: title\ntitle: Title {round}\n\n").unwrap();
    }
    slapd.modify(&ldif).unwrap();
}

fn middle(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

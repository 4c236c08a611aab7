//! Amend's task pane in Chromium, beside one with the same fields that is made of React and Fluent UI (QUALITY goals SPEED17 to SPEED19): bytes sent,
//! time until the form can be used, delay of typing, and how long a save is felt. Both are served by the same program and take turns, at full speed
//! and on a slow line with a slow processor.
//!
//! `AMEND_BENCH_REPEATS` (5) is how often each is visited.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be taken ends the program")]

use std::{path::Path, process::Command};

use amend_tests::{
    amend::{Amend, Options, Source},
    browser::run_script,
    certificates,
    measure::number,
    people,
    process::free_port,
    programs::{need, run},
    scratch::Scratch,
    slapd::Slapd,
    sync::run_and_wait,
};
use serde_json::{Value, json};

/// A verifier and its challenge, the SHA-256 of it.
const VERIFIER: &str = "a verifier that the pane has kept";
const CHALLENGE: &str = "260175a7ba0d0d3ccd2ee29aacc79b34605c01c3d33435259cf98cfb4fdc1ef4";

fn main() {
    let repeats = number("AMEND_BENCH_REPEATS", 5);
    let (scratch, slapd) =
        (Scratch::new("pane-bench").unwrap(), Slapd::in_scratch(&people::sample(200).unwrap()).unwrap());
    let widget = both_panes(scratch.path());
    let (port, pane) = (free_port().unwrap(), free_port().unwrap());
    let url = format!("http://127.0.0.1:{pane}");
    let options = Options {
        sources: vec![Source::of(&slapd)],
        port: Some(port),
        settings: format!("public_url = \"http://127.0.0.1:{port}\"\n"),
        tables: format!(
            "\n[pane]\nlisten = \"127.0.0.1:{pane}\"\npublic_url = \"{url}\"\n\n[pane.nested]\n\
             tenant = \"22222222-2222-4222-8222-222222222222\"\nclient_id = \"33333333-3333-4333-8333-333333333333\"\n\
             api_client_id = \"44444444-4444-4444-8444-444444444444\"\n"
        ),
        widget_dir: Some(widget),
        ..Options::default()
    };
    let (amend, administrator) = Amend::start_with_administrator(options).unwrap();
    run_and_wait(&administrator, "corp").unwrap();
    let emma = amend.client();
    emma.sign_in(people::EMPLOYEE, people::PASSWORD).expect_status(200);
    let made = emma.post("/api/v1/session/hand-overs", &json!({ "challenge": CHALLENGE })).expect_status(201).json;
    let body = json!({ "code": made["code"], "verifier": VERIFIER });
    let opened = amend_tests::client::Client::new(&url).post("/api/v1/session/redeem", &body).expect_status(200).json;

    let keys = certificates::make(scratch.path()).unwrap();
    let environment = [
        ("AMEND_PANE", url.as_str()),
        ("AMEND_TOKEN", opened["token"].as_str().unwrap()),
        ("AMEND_KEY", keys.key.to_str().unwrap()),
        ("AMEND_CERT", keys.server.to_str().unwrap()),
        ("AMEND_REPEATS", &repeats.to_string()),
    ];
    let printed = run_script("pane_bench.mjs", &environment).unwrap();
    let visits: Vec<Value> = printed.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    for (speed, is_slow) in [("full speed", false), ("a quarter of the processor, 1.6 Mbit/s, 150 ms", true)] {
        println!("{speed}:");
        for (what, name, unit) in [
            ("bytes", "page, styles, scripts and WebAssembly", "kB"),
            ("usable", "form can be used", "ms"),
            ("typing", "slowest key while typing (16 is the least that is told)", "ms"),
            ("saved", "save is told", "ms"),
        ] {
            let of = |who: &str| {
                let of_it = visits.iter().filter(|visit| visit["who"] == who && visit["slow"] == is_slow);
                middle(of_it.map(|visit| visit[what].as_f64().unwrap()).collect())
                    / if unit == "kB" { 1000.0 } else { 1.0 }
            };
            let (ours, theirs) = (of("amend"), of("react"));
            println!("    {name}: {ours:.0} {unit} | React and Fluent: {theirs:.0} {unit} | {:.2} x", ours / theirs);
        }
    }
}

/// The built widget with the other pane beside it.
fn both_panes(folder: &Path) -> std::path::PathBuf {
    let built = std::env::var_os("AMEND_WIDGET_DIR").map_or_else(|| root().join("widget/dist"), Into::into);
    let both = folder.join("both");
    run(Command::new("cp").arg("-r").arg(built).arg(&both), "").unwrap();
    let react = root().join("tests/benches/react-pane");
    let install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    run(Command::new(need("npm").unwrap()).args(install).current_dir(&react), "").unwrap();
    run(Command::new(need("node").unwrap()).arg(react.join("build.mjs")).arg(&both), "").unwrap();
    both
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn middle(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

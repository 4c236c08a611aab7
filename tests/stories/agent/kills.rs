//! QUALITY A4: agent and server are killed at random moments, requests come twice, out of order and late, and the server is away for a while. What is
//! read in the end is what the directory has: nobody lost, nobody twice.

use std::time::{Duration, Instant};

use amend_tests::{
    agent::Agent,
    amend::{Options, Source},
    crowd::crowd,
    slapd::Slapd,
    sync::wait,
};
use serde_json::{Value, json};

use super::{Inside, usual};
use crate::{
    acts::wait_for,
    company::Database,
    dice::{Dice, seed},
};

/// Enough that a run takes a while.
const CROWD: u32 = 1500;

fn kills() -> usize {
    let wished = std::env::var("AMEND_KILLS").ok().and_then(|text| text.parse().ok());
    wished.unwrap_or(8_usize).max(2)
}

#[test]
fn killed_at_any_moment_on_sqlite() {
    survive(Database::Sqlite, kills());
}

#[test]
fn killed_at_any_moment_on_postgres() {
    survive(Database::Postgres, (kills() / 2).max(2));
}

/// A4, I2, I3, I5: whoever is killed, the run that was cut off changes nobody wrongly, and the next one comes to what is there.
fn survive(database: Database, kills: usize) {
    let seed = seed();
    println!("{database:?}: {kills} kills, AMEND_SEED={seed}");
    let mut dice = Dice(seed);
    let slapd = Slapd::in_scratch(&crowd(CROWD)).unwrap();
    let options = Options {
        settings: "lease_seconds = 1\n".to_owned(),
        tables: "[agents]\nlease_seconds = 2\nwork_seconds = 6\npatience_seconds = 30\n".to_owned(),
        ..Options::default()
    };
    let mut inside = Inside::beside(slapd, database, options);
    inside.starts();
    inside.finish().expect_status(200);
    let since = Instant::now();
    let first = inside.run("?full=true");
    let lasts = since.elapsed();
    assert_eq!((&first["state"], &first["counts"]["created"]), (&json!("complete"), &json!(CROWD)), "{first}");
    for kill in 0..kills {
        moves(&inside, kill);
        let started = inside.start(if kill % 3 == 2 { "" } else { "?full=true" }).expect_status(202).json;
        let moment = lasts.mul_f64(dice.below(1000) as f64 / 1000.0);
        std::thread::sleep(moment);
        if kill % 2 == 0 {
            inside.agent.kill9();
            inside.starts();
        } else {
            inside.amend.kill9();
            std::thread::sleep(Duration::from_millis(dice.below(1500)));
            inside.amend.serve().unwrap();
            inside.root = inside.amend.administrator().unwrap();
        }
        let run = ended(&inside, &started);
        assert!(["complete", "failed", "partial"].contains(&run["state"].as_str().unwrap()), "{run}");
        let next = inside.run("?full=true");
        assert_eq!((&next["state"], &next["counts"]["seen"]), (&json!("complete"), &json!(CROWD)), "{next}");
        assert_eq!(next["counts"]["created"], 0, "{next}");
        mirrors(&inside);
    }
}

/// Some people get another name.
fn moves(inside: &Inside, round: usize) {
    let mut ldif = String::new();
    for number in (round * 7 % 40..CROWD as usize).step_by(40) {
        let dn = inside.slapd.search(&format!("(uid=u{number:06})"), &["uid"]).unwrap()[0].dn.clone();
        ldif +=
            &format!("dn: {dn}\nchangetype: modify\nreplace: displayName\ndisplayName: {number} of round {round}\n\n");
    }
    inside.slapd.modify(&ldif).unwrap();
}

/// A run when it is over, however it was cut off.
fn ended(inside: &Inside, started: &Value) -> Value {
    wait_for("the end of the run that was cut off", || {
        let run = inside.root.send("GET", &format!("/api/v1/runs/{}", started["id"]), &[], None).ok()?;
        (run.status == 200 && run.json["state"] != "running").then_some(run.json)
    })
}

/// Everybody is there once, with the name that the directory has.
fn mirrors(inside: &Inside) {
    let mut there: Vec<(String, String)> = Vec::new();
    for entry in inside.slapd.search("(uid=u*)", &["uid", "displayName"]).unwrap() {
        there.push((entry.first("uid").unwrap().to_owned(), entry.first("displayName").unwrap_or_default().to_owned()));
    }
    let mut here: Vec<(String, String)> = Vec::new();
    let mut after = String::new();
    loop {
        let page = inside.root.get(&format!("/api/v1/people?limit=200{after}")).expect_status(200).json;
        for row in page["items"].as_array().unwrap() {
            let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            here.push((text("username"), text("display_name")));
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    there.sort();
    here.sort();
    assert_eq!(here.len(), there.len());
    assert!(here == there, "{:?}", here.iter().zip(&there).find(|(here, there)| here != there));
}

/// A4: the server is away for a while; the agent keeps trying, and works again by itself.
#[test]
fn a_server_that_was_away_is_found_again() {
    let mut inside = Inside::finished(Database::Sqlite, Options::default());
    inside.amend.stop();
    wait_for("an agent that notices", || inside.agent.log().contains("agent.server_away").then_some(()));
    inside.amend.serve().unwrap();
    inside.root = inside.amend.administrator().unwrap();
    inside.in_directory("emma.larsen", "replace: title\ntitle: Director");
    let started = inside.start("").expect_status(202).json;
    let run = wait(&inside.root, &started).unwrap();
    assert_eq!((&run["state"], &run["counts"]["changed"]), (&json!("complete"), &json!(1)), "{run}");
}

/// A4, S4.4: of two agents of a source one works; when it is gone the other takes over, and people stay who they are.
#[test]
fn another_agent_takes_over() {
    let tables = "[agents]\nlease_seconds = 2\nwork_seconds = 4\n".to_owned();
    let mut inside = Inside::finished(Database::Sqlite, Options { tables, ..Options::default() });
    let mut second = Agent::prepare(&inside.amend.url(), &Source::of(&inside.slapd), &usual()).unwrap();
    second.enrol(&inside.root, inside.source, "second").unwrap();
    second.start().unwrap();
    second.wait_for(&inside.root, inside.source, "second", |agent| agent["state"] == "standby").unwrap();
    inside.agent.kill9();
    inside.in_directory("emma.larsen", "replace: title\ntitle: Director");
    let run = inside.run("");
    assert_eq!((&run["state"], &run["counts"]["changed"]), (&json!("complete"), &json!(1)), "{run}");
    second.wait_for(&inside.root, inside.source, "second", |agent| agent["state"] == "active").unwrap();
    inside.agent.start().unwrap();
    inside.agent.wait_for(&inside.root, inside.source, "first", |agent| agent["state"] == "standby").unwrap();
    assert_eq!(inside.run("?full=true")["counts"]["unchanged"], json!(super::PEOPLE));
}

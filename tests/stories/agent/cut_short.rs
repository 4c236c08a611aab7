//! What happens while an agent waits for something to do, or works: its key changes, it is held up, its source is read in another way. And what the page
//! says of it: when it read last, how much, and how long it was waited for (S4.7, S4.8).

use std::time::{Duration, Instant};

use amend_tests::{amend::Options, client::Client, process::free_port};
use serde_json::{Value, json};

use super::{Inside, PEOPLE};
use crate::{
    acts::{on_both, wait_for},
    company::Database,
};

on_both!(a_key_changes_while_the_agent_waits, what_an_agent_read_is_told, a_held_up_agent_is_waited_for);

/// S4.7: asked for on the page, the key changes at once, though the agent's question is open; and by hand beside it as well. The process goes on.
fn a_key_changes_while_the_agent_waits(database: Database) {
    let inside = Inside::finished(database, Options::default());
    let starts = inside.listed()["starts"].clone();
    let id = inside.listed()["id"].clone();
    let asked = Instant::now();
    inside.root.post(&inside.path(&format!("/agents/{id}/rotate")), &json!({})).expect_status(200);
    let turned = wait_for("another key", || {
        let listed = inside.listed();
        listed["rotated_at"].is_string().then_some(listed)
    });
    assert!(asked.elapsed() < Duration::from_secs(5), "it took {:?}", asked.elapsed());
    assert!(turned["rotate_asked_at"].is_null(), "{turned}");
    let run = inside.run("?full=true");
    assert_eq!((&run["state"], &run["counts"]["unchanged"]), (&json!("complete"), &json!(PEOPLE)), "{run}");

    inside.agent.cli(&["rotate"]).unwrap();
    assert_ne!(inside.listed()["rotated_at"], turned["rotated_at"]);
    let run = inside.run("?full=true");
    assert_eq!((&run["state"], &run["counts"]["unchanged"]), (&json!("complete"), &json!(PEOPLE)), "{run}");
    assert_eq!(inside.listed()["starts"], starts, "it was never started anew");
}

/// S4.7: last run, what it came to, and the lag stand with the agent.
fn what_an_agent_read_is_told(database: Database) {
    let port = free_port().unwrap();
    let settings = format!("metrics_listen = \"127.0.0.1:{port}\"\n");
    let inside = Inside::open(database, Options { settings, ..Options::default() });
    assert_eq!(inside.listed()["read"], Value::Null);
    inside.finish().expect_status(200);
    inside.run("?full=true");
    let first = inside.listed();
    assert_eq!(first["read"]["entries"], PEOPLE, "{first}");
    assert!(first["lag_ms"].as_i64().unwrap() < 5_000, "{first}");
    let took = first["read"]["milliseconds"].as_i64().unwrap();
    assert!((0..60_000).contains(&took), "{first}");
    inside.in_directory("emma.larsen", "replace: title\ntitle: Account Manager");
    inside.run("");
    let then = inside.listed();
    assert_eq!(then["read"]["entries"], 1, "{then}");
    assert!(then["read"]["at"].as_str() > first["read"]["at"].as_str(), "{then}");
    let metrics = Client::new(&format!("http://127.0.0.1:{port}")).get("/metrics").expect_status(200).text();
    for name in ["agent_contact_timestamp_seconds", "agent_lag_milliseconds", "source_complete_timestamp_seconds"] {
        assert!(metrics.contains(&format!("amend_{name}{{source=\"corp\"}} ")), "{metrics}");
    }
}

/// S4.6, S4.8: an agent that is held up (its machine sleeps) is waited for, the run can be stopped meanwhile, and what it does late counts for nothing.
fn a_held_up_agent_is_waited_for(database: Database) {
    let inside = Inside::finished(database, Options::default());
    inside.agent.signal("STOP");
    let started = inside.start("?full=true").expect_status(202).json;
    std::thread::sleep(Duration::from_millis(300));
    inside.root.post(&format!("/api/v1/runs/{}/cancel", started["id"]), &json!({})).expect_status(200);
    let ended = amend_tests::sync::wait(&inside.root, &started).unwrap();
    assert_eq!((&ended["state"], &ended["counts"]["blocked"]), (&json!("cancelled"), &json!(0)), "{ended}");
    inside.in_directory("emma.larsen", "replace: title\ntitle: Director");
    inside.agent.signal("CONT");
    let run = inside.run("?full=true");
    assert_eq!((&run["state"], &run["counts"]["unchanged"]), (&json!("complete"), &json!(PEOPLE - 1)), "{run}");
}

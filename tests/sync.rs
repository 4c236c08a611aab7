//! Running a source as an administrator does: ask for a run, and look until it has ended.

use crate::client::{Client, Response};
use crate::failure::{Failure, Outcome};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Reads and compares all of the source with this name, and waits until the run is no longer running, for ten minutes at most. The
/// answer is the run as `GET /api/v1/runs/{run}` shows it, whatever its state.
///
/// # Errors
/// When the client may not, when there is no such source, or when the server does not answer as documented.
pub fn run_and_wait(administrator: &Client, source_name: &str) -> Outcome<Value> {
    start_and_wait(administrator, source_name, "?full=true")
}

/// The same with what has changed since the last run, where the directory can tell.
///
/// # Errors
/// As [`run_and_wait`].
pub fn delta_and_wait(administrator: &Client, source_name: &str) -> Outcome<Value> {
    start_and_wait(administrator, source_name, "")
}

fn start_and_wait(administrator: &Client, source_name: &str, query: &str) -> Outcome<Value> {
    let sources = ask(administrator, "GET", "/api/v1/sources", None)?.json;
    let rows = sources.get("items").unwrap_or(&sources).as_array().cloned().unwrap_or_default();
    let source = rows.iter().find(|row| row["name"] == source_name);
    let source = source.ok_or_else(|| Failure::new(format!("there is no source `{source_name}`: {sources}")))?;
    let path = format!("/api/v1/sources/{}/runs{query}", source["id"]);
    wait(administrator, &ask(administrator, "POST", &path, Some(&json!({})))?.json)
}

/// Waits until a run that was started is no longer running.
///
/// # Errors
/// As [`run_and_wait`].
pub fn wait(administrator: &Client, started: &Value) -> Outcome<Value> {
    let address = format!("/api/v1/runs/{}", started["id"]);
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(600) {
        let run = ask(administrator, "GET", &address, None)?.json;
        if run["state"] != "running" {
            return Ok(run);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err(Failure::new(format!("the run {} has not ended after ten minutes", started["id"])))
}

fn ask(client: &Client, method: &str, path: &str, body: Option<&Value>) -> Outcome<Response> {
    let answer = client.send(method, path, &[], body)?;
    match answer.status {
        200..=299 => Ok(answer),
        status => Err(Failure::new(format!("{method} {path} was answered with {status}: {}", answer.text()))),
    }
}

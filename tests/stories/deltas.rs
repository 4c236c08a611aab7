//! What stories about runs that read only what has changed have in common.

use amend_tests::{
    client::Client,
    sync::{delta_and_wait, run_and_wait},
};
use serde_json::{Value, json};

/// Reads what is new, and has to be able to.
#[track_caller]
pub(crate) fn delta(root: &Client) -> Value {
    let run = delta_and_wait(root, "corp").unwrap();
    assert_eq!((&run["kind"], &run["state"]), (&json!("delta"), &json!("complete")), "{run}");
    run
}

/// What a full run finds after a delta: nothing.
#[track_caller]
pub(crate) fn leaves_nothing(root: &Client, people: i64) {
    let full = run_and_wait(root, "corp").unwrap();
    let counts = full["counts"].as_object().unwrap();
    let moved: Vec<_> =
        counts.iter().filter(|(name, count)| !["seen", "unchanged"].contains(&name.as_str()) && **count != 0).collect();
    assert_eq!((&full["state"], &full["kind"]), (&json!("complete"), &json!("full")), "{full}");
    let report = || root.get(&format!("/api/v1/runs/{}/report", full["id"])).json;
    assert!(moved.is_empty(), "a delta left this to a full run: {moved:?}, {}", report());
    assert_eq!(full["counts"]["unchanged"], people, "{full}");
}

/// How many people were created, changed, renamed, blocked, and returned.
pub(crate) fn counted(run: &Value) -> [i64; 5] {
    ["created", "changed", "renamed", "blocked", "returned"].map(|name| run["counts"][name].as_i64().unwrap())
}

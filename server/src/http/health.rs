//! Whether the process lives, and whether it can do its work.

use axum::{extract::State, http::StatusCode};

use super::{json::Json, router::Site};
use crate::clock;

/// The process answers.
pub(super) async fn live() -> &'static str {
    "ok"
}

/// What can do its work and what cannot. Only a database that is away makes the server unready: without a directory people can still read and
/// propose.
pub(super) async fn ready(State(site): State<Site>) -> (StatusCode, Json<serde_json::Value>) {
    let health = site.app.health().await;
    let word = |is_well: bool| if is_well { "ok" } else { "failed" };
    let sources: serde_json::Map<String, serde_json::Value> =
        health.sources.into_iter().map(|(name, is_well)| (name, word(is_well).into())).collect();
    let now = clock::now();
    let certificates: serde_json::Map<String, serde_json::Value> = site
        .certificates
        .iter()
        .map(|(door, served)| ((*door).to_owned(), word(served.trouble(now).is_none()).into()))
        .collect();
    let status = if health.database { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let mut parts = serde_json::json!({ "database": word(health.database), "sources": sources });
    if !certificates.is_empty() {
        parts["certificates"] = certificates.into();
    }
    (status, Json(parts))
}

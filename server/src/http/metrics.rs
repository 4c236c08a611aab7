//! Figures for Prometheus, on a listener of their own: what is there is nobody's business but monitoring's.

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use prometheus_client::{
    encoding::text::encode,
    metrics::{family::Family, gauge::Gauge},
    registry::Registry,
};

use crate::{
    app::{App, figures::Figures},
    clock,
};

/// The one address of the metrics listener.
pub(crate) fn metrics_router(app: App) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(app)
}

async fn metrics(State(app): State<App>) -> Response {
    let figures = match app.figures(clock::now()).await {
        Ok(figures) => figures,
        Err(error) => {
            tracing::warn!(%error, "metrics.not_read");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let mut text = String::new();
    match encode(&mut text, &registry(&figures)) {
        Ok(()) => ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text)
            .into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// One label and its value.
type Label = [(&'static str, String); 1];

fn registry(figures: &Figures) -> Registry {
    let mut registry = Registry::with_prefix("amend");
    let mut add = |name: &str, help: &str, label: &'static str, values: Vec<(String, i64)>| {
        let family = Family::<Label, Gauge>::default();
        for (value, figure) in values {
            family.get_or_create(&[(label, value)]).set(figure);
        }
        registry.register(name, help, family);
    };
    let people = vec![("active".to_owned(), figures.people.0), ("blocked".to_owned(), figures.people.1)];
    add("people", "People, by whether they are blocked", "status", people);
    let changes = figures.changes.iter().map(|(state, count)| (state.as_str().to_owned(), *count)).collect();
    add("changes", "Changes that somebody or something still has to act on, by state", "state", changes);
    add("items_waiting", "Approved values that wait to be exported, by target", "target", figures.waiting.clone());
    let overdue = figures.overdue.clone();
    add("items_overdue", "Values approved days ago that the directory does not show, by target", "target", overdue);
    let of_sources = |figure: fn(&crate::app::figures::SourceFigures) -> Option<i64>| -> Vec<(String, i64)> {
        figures.sources.iter().filter_map(|source| Some((source.name.clone(), figure(source)?))).collect()
    };
    let complete_at = of_sources(|source| source.complete_at);
    add("source_complete_timestamp_seconds", "When the last complete run of a source began", "source", complete_at);
    let agent_at = of_sources(|source| source.agent_at);
    add("agent_contact_timestamp_seconds", "When an agent of a source was heard of last", "source", agent_at);
    let lag = of_sources(|source| source.agent_lag_ms);
    add("agent_lag_milliseconds", "For how long what an agent was asked for last had waited", "source", lag);
    let seen = of_sources(|source| source.complete_seen);
    add("source_entries", "Entries that the last complete run of a source saw", "source", seen);
    let held = of_sources(|source| Some(i64::from(source.is_held)));
    add("source_held", "1 if a run of a source waits for somebody's decision", "source", held);
    let failed = of_sources(|source| Some(i64::from(source.has_failed)));
    add("source_failed", "1 if the last run of a source failed", "source", failed);
    registry
}

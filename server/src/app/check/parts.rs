//! The directories: whether each can be reached, signed in to and read.

use std::collections::BTreeMap;

use super::{Line, fail, ok, warn};
use crate::{
    app::{
        App, Parts,
        connection::{Connection, Reached},
    },
    source::Facts,
};

/// Simple paged results (RFC 2696).
const PAGING: &str = "1.2.840.113556.1.4.319";

/// How each source is reached. What stands in the settings file is looked at before the first start too, when the database does not know it yet.
pub(super) async fn sources(parts: &Parts, app: Option<&App>) -> BTreeMap<String, Reached> {
    let mut sources: BTreeMap<String, Reached> =
        parts.settings.iter().map(|(name, connection)| (name.clone(), Ok(connection.clone()))).collect();
    if let Some(app) = app
        && let Ok(catalogue) = app.present_catalogue().await
    {
        sources.extend(catalogue.reached().map(|(name, reached)| (name.to_owned(), reached.clone())));
    }
    sources
}

/// What a source answers.
pub(super) async fn look(name: &str, reached: &Reached) -> Vec<Line> {
    let part = format!("source {name}");
    let connection = match reached {
        Ok(connection) => connection,
        Err(why) => return vec![fail(part, why, "correct its set-up under Sources")],
    };
    vec![match connection.reach.probe(&connection.request).await {
        Ok(facts) => judge(part, &facts, connection),
        Err(error) => fail(part, error, "test its connection step by step under Sources, or correct its settings"),
    }]
}

fn judge(part: String, facts: &Facts, connection: &Connection) -> Line {
    let vendor = facts.vendor.as_deref().map(|vendor| format!(" ({vendor})")).unwrap_or_default();
    let mut seen = format!("{}{vendor} answers, {} people match", facts.kind.name(), facts.count);
    let mut remedies = Vec::new();
    if let Some(first) = facts.sample.first() {
        seen.push_str(&format!(", such as {} with {} attributes", first.dn, first.attributes.len()));
    } else {
        remedies.push(format!("look at base and filter (the server has {})", facts.naming_contexts.join(", ")));
    }
    if let Some((name, why)) = facts.undecodable.first() {
        seen.push_str(&format!("; {} cannot be read: {name}: {why}", facts.undecodable.len()));
        remedies.push("mend these entries in the directory".to_owned());
    }
    if !facts.controls.iter().any(|control| control == PAGING) {
        seen.push_str("; it does not say that it can send pages");
        remedies
            .push("see that it has no size limit for this account, or a large directory may be cut short".to_owned());
    }
    if !connection.request.id_is(facts.kind.usual_id()) {
        let usual = facts.kind.usual_id();
        seen.push_str(&format!("; the usual id attribute of this server is {usual}"));
        remedies.push("see that people keep their id when they are renamed".to_owned());
    }
    if remedies.is_empty() { ok(part, seen) } else { warn(part, seen, remedies.join("; ")) }
}

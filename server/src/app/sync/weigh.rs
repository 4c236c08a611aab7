//! Looking at what a run would do before it does it: how many people would be blocked, how many would lose or change the same attribute.

use domain::{
    api::Held,
    brake::{self, Weighed},
    equality::identical,
    value::Theirs,
};

use super::{Context, read::Read};
use crate::{
    app::{App, AppError},
    source::Outcome,
    store::{Conn, entry, source, stage},
};

/// Which brake holds the run, if any. A partial run removes nobody, and of a first load all is new, so both are let through; but a directory
/// that answers with nothing at all is never believed.
pub(super) async fn weigh(app: &App, context: &Context, read: &Read) -> Result<Option<Held>, AppError> {
    let connection = app.connection(&context.source_name);
    let limits = connection.map(|connection| connection.limits).unwrap_or_default();
    let mut conn = app.store().read().await?;
    let sources = source::all(&mut conn).await?;
    let before = sources.into_iter().find(|source| source.id == context.source).and_then(|source| source.complete_seen);
    let is_complete = matches!(read.end.outcome, Outcome::Complete);
    let mut weighed = Weighed {
        // What a partial run did not see says nothing.
        seen: if is_complete { read.counts.seen } else { before.unwrap_or(read.counts.seen).max(read.counts.seen) },
        last_complete_seen: before,
        scope: read.scope,
        removals: i64::try_from(read.missing.len()).unwrap_or(i64::MAX),
        ..Weighed::default()
    };
    if !read.is_first {
        add_staged(&mut conn, context, &mut weighed).await?;
    }
    Ok(brake::weigh(&weighed, &limits))
}

/// Adds what the staged entries would change.
async fn add_staged(conn: &mut Conn, context: &Context, weighed: &mut Weighed) -> Result<(), AppError> {
    let mut after = String::new();
    loop {
        let page = stage::page(conn, context.run, &after, 1000).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.external_id);
        let ids: Vec<String> = page.iter().map(|one| one.external_id.clone()).collect();
        let known = entry::by_external_ids(conn, context.source, &ids).await?;
        for entry in known.iter().filter(|entry| entry.absent_at.is_none()) {
            let Some(one) = page.iter().find(|one| one.external_id == entry.external_id) else { continue };
            weighed.removals += i64::from(one.is_disabled);
            for (key, said) in &one.theirs {
                let was = entry.theirs.get(key).unwrap_or(&Theirs::NotRead);
                // An attribute that was never read before is new for everybody: a mapping was added.
                if *said == Theirs::NotRead || *was == Theirs::NotRead || identical(was.value(), said.value()) {
                    continue;
                }
                *weighed.changes_per_attribute.entry(key.clone()).or_default() += 1;
                if said.value().is_none() {
                    *weighed.losses_per_attribute.entry(key.clone()).or_default() += 1;
                }
            }
        }
    }
}

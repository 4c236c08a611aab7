//! Looking at what a run would do before it does it: how many people would be blocked, how many would lose or change the same attribute.

use domain::{
    api::{Held, RunKind},
    brake::{self, Weighed},
    leaving::WhenGone,
    value::Theirs,
};

use super::{Context, preview, read::Read};
use crate::{
    app::{App, AppError},
    source::Outcome,
    store::{Conn, source},
};

/// Which brake holds the run, if any. A partial run removes nobody, and of a first load all is new, so both are let through; but a directory
/// that answers with nothing at all is never believed.
pub(super) async fn weigh(app: &App, context: &Context, read: &Read) -> Result<Option<Held>, AppError> {
    let limits = context.connection()?.limits;
    let mut conn = app.store().read().await?;
    let sources = source::all(&mut conn).await?;
    let before = sources.into_iter().find(|source| source.id == context.source).and_then(|source| source.complete_seen);
    // What less than a complete reading of everything did not see says nothing.
    let is_complete = context.kind == RunKind::Full && matches!(read.end.outcome, Outcome::Complete);
    let mut weighed = Weighed {
        seen: if is_complete { read.counts.seen } else { before.unwrap_or(1).max(read.counts.seen) },
        last_complete_seen: before,
        scope: read.scope,
        removals: match context.leaving.when_gone {
            WhenGone::Nothing => 0,
            _ => i64::try_from(read.missing.iter().filter(|one| one.was_in).count()).unwrap_or(i64::MAX),
        },
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
    while let Some(page) = preview::page(conn, context, &mut after).await? {
        for one in page {
            weighed.removals += i64::from(one.is_removed(context));
            for (key, was, said) in one.changes() {
                // An attribute that was never read before is new for everybody: a mapping was added.
                if *was == Theirs::NotRead {
                    continue;
                }
                *weighed.changes_per_attribute.entry(key.clone()).or_default() += 1;
                if said.value().is_none() {
                    *weighed.losses_per_attribute.entry(key.clone()).or_default() += 1;
                }
            }
        }
    }
    Ok(())
}

//! Looking at what a run would do before it does it: how many people would be blocked, how many would lose or change the same attribute.

use std::collections::BTreeMap;

use domain::{
    api::{Held, RunKind},
    brake::{self, Weighed},
    change::ChangeState,
    equality::equivalent,
    id::PersonId,
    leaving::WhenGone,
    merge,
    name::AttributeKey,
    value::Theirs,
};

use super::{Context, preview, read::Read};
use crate::{
    app::{App, AppError},
    source::Outcome,
    store::{
        Conn,
        change::{self, Change},
        source,
    },
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

/// Whether a change was handed to the directory and has not been confirmed: what it comes back with is what was asked of it.
fn was_given(state: ChangeState) -> bool {
    matches!(state, ChangeState::Exported | ChangeState::NotTaken | ChangeState::Failed)
}

/// Whether a directory says what it was given. People have looked at that, one by one or many at once, so it is no mass change to be looked at.
fn is_echo(context: &Context, given: &[Change], key: &AttributeKey, was: &Theirs, said: &Theirs) -> bool {
    let Some(attribute) = context.catalogue.attribute(key) else { return false };
    let comes_to = |change: &Change| merge::apply(attribute, &change.edit, was.value());
    let is_same = |change: &&Change| equivalent(attribute, comes_to(change).as_ref(), said.value());
    given.iter().filter(|change| change.attribute == *key).any(|change| is_same(&change))
}

/// Adds what the staged entries would change.
async fn add_staged(conn: &mut Conn, context: &Context, weighed: &mut Weighed) -> Result<(), AppError> {
    let mut after = String::new();
    while let Some(page) = preview::page(conn, context, &mut after).await? {
        let people: Vec<PersonId> = page.iter().map(preview::Known::person).collect();
        let mut echoes: BTreeMap<PersonId, Vec<Change>> = BTreeMap::new();
        for change in change::living(conn, &people).await?.into_iter().filter(|one| was_given(one.state)) {
            echoes.entry(change.person).or_default().push(change);
        }
        for one in page {
            let given = echoes.get(&one.person()).map_or(&[][..], Vec::as_slice);
            weighed.removals += i64::from(one.is_removed(context));
            for (key, was, said) in one.changes() {
                // An attribute that was never read before is new for everybody: a mapping was added.
                if *was == Theirs::NotRead || is_echo(context, given, key, was, said) {
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

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
    value::{Theirs, Value},
};

use super::{Context, preview, read::Read};
use crate::{
    app::{App, AppError, template},
    clock,
    source::Outcome,
    store::{
        Conn,
        change::{self, Change},
        item_value, source,
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

/// For how long a value that a re-export gave is let through when the directory comes back with it.
const ECHO: i64 = 7 * 86_400_000;

/// What re-exports gave a directory of some people lately, by person, each by the attribute that it is read as.
async fn values_given(
    conn: &mut Conn,
    context: &Context,
    people: &[PersonId],
) -> Result<BTreeMap<PersonId, Vec<(AttributeKey, Option<Value>)>>, AppError> {
    let since = clock::now().plus(-ECHO);
    let mut values: BTreeMap<PersonId, Vec<(AttributeKey, Option<Value>)>> = BTreeMap::new();
    for (person, mapping, value) in item_value::given_since(conn, context.source, people, since).await? {
        let target = context.catalogue.targets.iter().find(|one| one.mapping(mapping).is_some());
        let read_as = target.and_then(|target| template::read_as(&context.catalogue, target, target.mapping(mapping)?));
        if let Some(key) = read_as {
            values.entry(person).or_default().push((key.clone(), value));
        }
    }
    Ok(values)
}

/// Whether a directory says what it was given. People have looked at that, one by one or many at once, so it is no mass change to be looked at.
fn is_echo(
    context: &Context,
    (given, values): (&[Change], &[(AttributeKey, Option<Value>)]),
    key: &AttributeKey,
    (was, said): (&Theirs, &Theirs),
) -> bool {
    let Some(attribute) = context.catalogue.attribute(key) else { return false };
    let comes_to = |change: &Change| merge::apply(attribute, &change.edit, was.value());
    let is_same = |change: &&Change| equivalent(attribute, comes_to(change).as_ref(), said.value());
    let is_value =
        |(of, value): &(AttributeKey, Option<Value>)| of == key && equivalent(attribute, value.as_ref(), said.value());
    given.iter().filter(|change| change.attribute == *key).any(|change| is_same(&change)) || values.iter().any(is_value)
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
        let values = values_given(conn, context, &people).await?;
        for one in page {
            let values = values.get(&one.person()).map_or(&[][..], Vec::as_slice);
            let given = echoes.get(&one.person()).map_or(&[][..], Vec::as_slice);
            weighed.removals += i64::from(one.is_removed(context));
            for (key, was, said) in one.changes() {
                // An attribute that was never read before is new for everybody: a mapping was added.
                if *was == Theirs::NotRead || is_echo(context, (given, values), key, (was, said)) {
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

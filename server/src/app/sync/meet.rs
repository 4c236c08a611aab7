//! After everything is applied: what was read meets the changes that people made. This is where a change is confirmed, collides, or turns out
//! not to be taken; which of them is the merge's answer, not this file's.

use domain::{
    api::{ReportKind, ReportValue, RunCounts},
    change::{ChangeEvent, ChangeState},
    id::{ChangeId, PersonId},
    merge::{self, Answer, Reading},
    moment::Moment,
    name::AttributeKey,
    value::Theirs,
};

use super::{Context, words::line};
use crate::{
    app::{
        App, AppError,
        asker::Actor,
        references,
        show_change::merge_new,
        standing::Standing,
        step::{self, Why},
    },
    clock,
    store::{
        Conn,
        change::{self, Change},
        person, run,
    },
};

/// People whose changes are looked at in one transaction.
const CHUNK: i64 = 100;

/// Looks at every change that the reading may concern: of everybody after a complete run, of the people who moved after a partial one.
pub(super) async fn meet_all(app: &App, context: &Context, only: Option<Vec<PersonId>>) -> Result<(), AppError> {
    let lag = app.config().lag();
    let watched_after = clock::now().plus(-lag);
    let mut after = PersonId(0);
    loop {
        let mut conn = app.store().read().await?;
        let mut people = change::watched_people(&mut conn, watched_after, after, CHUNK).await?;
        drop(conn);
        let Some(last) = people.last() else { return Ok(()) };
        after = *last;
        if let Some(only) = &only {
            people.retain(|person| only.contains(person));
        }
        let context = context.clone();
        app.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { meet_people(conn, &context, people, lag).await })
            })
            .await?;
    }
}

async fn meet_people(conn: &mut Conn, context: &Context, people: Vec<PersonId>, lag: i64) -> Result<(), AppError> {
    context.fence(conn).await?;
    let mut stored = run::by_id(conn, context.run).await?.ok_or(AppError::NotFound)?;
    let now = clock::now();
    for id in people {
        let Some(mut standing) = Standing::load(conn, id).await? else { continue };
        let is_here = standing.entries.iter().any(|entry| entry.source == context.source && entry.is_present());
        if !is_here || standing.person.blocked().is_some() {
            continue;
        }
        references::refresh(conn, &context.catalogue, &mut standing).await?;
        let answers = answers(context, &standing, lag, now);
        let drifted = drifted(context, &standing, &answers);
        if answers.is_empty() && drifted.is_empty() {
            continue;
        }
        // Locks the person; if a decision came in between, the step finds the change moved and the next run looks again.
        person::touch(conn, id).await?;
        for (change, answer) in answers {
            let fresh = change::by_id(conn, change).await?;
            let is_same = |fresh: &Change| {
                standing.changes.iter().any(|seen| seen.id == fresh.id && seen.version == fresh.version)
            };
            if let Some(fresh) = fresh.filter(is_same) {
                obey(conn, context, &standing, fresh, answer, &mut stored.run.counts, now).await?;
            }
        }
        for mut change in drifted {
            change.version += 1;
            // Who decided meanwhile has ended the conflict.
            change::save(conn, &change).await?;
        }
        let standing = Standing::load(conn, id).await?.ok_or(AppError::NotFound)?;
        person::set_shown(conn, id, &standing.shown(&context.catalogue)).await?;
    }
    run::save_counts(conn, context.run, &stored.run.counts).await?;
    Ok(())
}

fn answers(context: &Context, standing: &Standing, lag: i64, now: Moment) -> Vec<(ChangeId, Answer)> {
    let mut keys: Vec<&AttributeKey> = standing.changes.iter().map(|change| &change.attribute).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut answers = Vec::new();
    for key in keys {
        let Some(attribute) = context.catalogue.attribute(key) else { continue };
        // A source that has a word, but not the one that counts, confirms nothing.
        if standing.entry_of(&context.catalogue, key).is_none_or(|entry| entry.source != context.source) {
            continue;
        }
        let theirs = standing.theirs(&context.catalogue, key);
        let reading = Reading { theirs, began_at: context.began_at };
        let attribute = standing.own(&context.catalogue, attribute);
        answers.extend(merge::meet_all(&attribute, &reading, &standing.open_changes(key), lag, now));
    }
    answers
}

/// Changes in conflict of which the directory says yet another value, with that value: whoever chooses is shown what they choose between (X1).
fn drifted(context: &Context, standing: &Standing, answers: &[(ChangeId, Answer)]) -> Vec<Change> {
    let catalogue = &context.catalogue;
    let in_conflict = standing.changes.iter().filter(|change| change.state == ChangeState::Conflict);
    let is_read_here = |change: &&Change| {
        let entry = standing.entry_of(catalogue, &change.attribute);
        let is_answered = answers.iter().any(|(id, _)| *id == change.id);
        !is_answered && entry.is_some_and(|entry| entry.source == context.source)
    };
    let moved = |change: &Change| {
        let theirs = standing.theirs(catalogue, &change.attribute);
        let is_news = *theirs != Theirs::NotRead && change.theirs.as_ref() != Some(theirs);
        is_news.then(|| Change { theirs: Some(theirs.clone()), ..change.clone() })
    };
    in_conflict.filter(is_read_here).filter_map(moved).collect()
}

async fn obey(
    conn: &mut Conn,
    context: &Context,
    standing: &Standing,
    mut change: Change,
    answer: Answer,
    counts: &mut RunCounts,
    now: Moment,
) -> Result<(), AppError> {
    let catalogue = &context.catalogue;
    let nobody = Actor::default();
    match answer {
        Answer::Nothing => {}
        Answer::Rebase { base } => {
            change.base = base;
            change.version += 1;
            if !change::save(conn, &change).await? {
                return Err(AppError::Stale { moved: Vec::new() });
            }
        }
        Answer::Step { event, notice, reexport, theirs_now, base } => {
            if let Some(base) = base {
                change.base = base;
            }
            let why = Why::seen(notice, Some(theirs_now.clone()));
            step::step(conn, catalogue, &mut change, event, &nobody, why, now).await?;
            if reexport {
                let why = Why::seen(notice, None);
                step::step(conn, catalogue, &mut change, ChangeEvent::Reexport, &nobody, why, now).await?;
            }
            let kind = match event {
                ChangeEvent::Confirm => {
                    counts.confirmed += 1;
                    Some(ReportKind::Confirmed)
                }
                ChangeEvent::Collide => {
                    counts.conflicts += 1;
                    Some(ReportKind::Conflict)
                }
                _ => None,
            };
            if let Some(kind) = kind {
                let value = ReportValue {
                    attribute: change.attribute.clone(),
                    old: Theirs::from(merge_new(catalogue, &change)),
                    new: theirs_now,
                };
                let mut line = line(kind, Some(change.person), &standing.person.display_name, None);
                line.values = vec![value];
                run::add_lines(conn, context.run, &[line], false).await?;
            }
        }
    }
    Ok(())
}

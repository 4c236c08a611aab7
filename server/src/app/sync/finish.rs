//! The ends of a run, and the step from reading to applying: each one transaction.

use domain::{
    api::{FindingKind, Held, ReportKind, ReportLine, RunCounts, RunKind, RunState},
    id::PersonId,
};

use super::{
    Context,
    collect::Missing,
    findings,
    read::{NEXT, Read, outcome_word},
    words::line,
};
use crate::{
    app::{App, AppError, asker::Actor, notices},
    clock,
    source::Outcome,
    store::{
        Conn,
        run::{self, Phase, Stored},
        source, stage,
    },
};

/// Changes the run's row under the fence.
async fn change<F>(app: &App, context: &Context, set: F) -> Result<(), AppError>
where
    F: FnOnce(&mut Stored) + Send + 'static,
{
    let (context, can_send) = (context.clone(), app.can_send());
    app.store()
        .write(move |conn| {
            Box::pin(async move {
                context.fence(conn).await?;
                let mut stored = run::by_id(conn, context.run).await?.ok_or(AppError::NotFound)?;
                set(&mut stored);
                run::save(conn, &stored).await?;
                if stored.phase == Phase::Over {
                    stage::clear(conn, context.run).await?;
                    note_end(conn, &stored);
                }
                if stored.run.state != RunState::Running {
                    notices::of_run(conn, can_send, &stored, clock::now()).await?;
                    source::release(conn, context.source, context.token).await?;
                }
                Ok(())
            })
        })
        .await
}

fn note_end(conn: &mut Conn, stored: &Stored) {
    let mut row = Actor::default().audit(clock::now(), "run.end");
    row.detail = serde_json::json!({ "run": stored.run.id, "state": stored.run.state, "counts": stored.run.counts });
    conn.audit(row);
}

/// The directory could not be read at all.
pub(super) async fn failed(app: &App, context: &Context, counts: RunCounts, reason: String) -> Result<(), AppError> {
    end(app, context, counts, RunState::Failed, Some(reason)).await
}

/// Somebody stopped it.
pub(super) async fn cancelled(app: &App, context: &Context, counts: RunCounts) -> Result<(), AppError> {
    let reason = "stopped before it was applied; what a first load had brought in stays".to_owned();
    end(app, context, counts, RunState::Cancelled, Some(reason)).await
}

/// Everything is applied.
pub(super) async fn end(
    app: &App,
    context: &Context,
    counts: RunCounts,
    state: RunState,
    reason: Option<String>,
) -> Result<(), AppError> {
    tracing::info!(run = context.run.0, state = state.as_str(), seen = counts.seen, "run.ended");
    change(app, context, move |stored| {
        stored.run.state = state;
        stored.run.counts = counts;
        stored.run.reason = reason.or_else(|| stored.run.reason.take());
        stored.run.ended_at = Some(clock::now());
        stored.phase = Phase::Over;
    })
    .await
}

/// Notes that everything is compared after all, and why.
pub(super) async fn starts_over(app: &App, context: &Context, reason: String) -> Result<(), AppError> {
    change(app, context, move |stored| {
        stored.run.kind = RunKind::Full;
        stored.run.reason = Some(compared_all(&reason));
    })
    .await
}

fn compared_all(reason: &str) -> String {
    format!("everything was compared: {reason}")
}

/// Stores what is left to be done, so that applying can go on after a crash.
pub(super) async fn begin_to_apply(app: &App, context: &Context, read: &Read) -> Result<(), AppError> {
    let lines = undecodable(read);
    put_removals(app, context, &read.missing, lines).await?;
    keep_unreadable(app, context, read).await?;
    let (counts, outcome) = (read.counts, outcome_word(&read.end.outcome));
    let reason = partial_reason(read).or(read.started_over.as_deref().map(compared_all));
    let (read_on, compared_ids) = goes_on(read);
    change(app, context, move |stored| {
        (stored.read_on, stored.compared_ids) = (read_on, compared_ids);
        stored.run.counts = counts;
        stored.run.reason = reason;
        stored.outcome = Some(outcome.to_owned());
        stored.phase = NEXT;
    })
    .await
}

/// Holds the run: its report has what it `would` do, and it waits for somebody's decision.
pub(super) async fn held(
    app: &App,
    context: &Context,
    read: &Read,
    held: Held,
    would: Vec<ReportLine>,
) -> Result<(), AppError> {
    let (mut counts, outcome) = (read.counts, outcome_word(&read.end.outcome));
    let is_dry = matches!(held, Held::DryRun { .. });
    if !is_dry {
        let of = |kind| i64::try_from(would.iter().filter(|line| line.kind == kind).count()).unwrap_or(i64::MAX);
        (counts.blocked, counts.changed) = (of(ReportKind::Blocked), of(ReportKind::Changed));
    }
    put_removals(app, context, &read.missing, undecodable(read)).await?;
    add_would(app, context, would).await?;
    let reason = held_in_words(&held);
    if is_dry {
        tracing::info!(run = context.run.0, reason, "run.dry");
    } else {
        tracing::warn!(run = context.run.0, reason, "run.held");
    }
    let (read_on, compared_ids) = goes_on(read);
    change(app, context, move |stored| {
        (stored.read_on, stored.compared_ids) = (read_on, compared_ids);
        stored.run.state = RunState::Held;
        stored.run.counts = counts;
        stored.run.held = Some(held);
        stored.run.reason = Some(reason);
        stored.run.ended_at = Some(clock::now());
        stored.outcome = Some(outcome.to_owned());
    })
    .await
}

async fn keep_unreadable(app: &App, context: &Context, read: &Read) -> Result<(), AppError> {
    let (context, read) = (context.clone(), read.clone());
    app.store()
        .write(move |conn| {
            Box::pin(async move {
                context.fence(conn).await?;
                findings::keep_unreadable(conn, &context, &read).await?;
                findings::keep_left_out(conn, &context, &read).await?;
                findings::keep_doubts(conn, &context, &read).await
            })
        })
        .await
}

async fn put_removals(
    app: &App,
    context: &Context,
    missing: &[Missing],
    lines: Vec<ReportLine>,
) -> Result<(), AppError> {
    let missing: Vec<PersonId> = missing.iter().map(|one| one.person).collect();
    let context = context.clone();
    app.store()
        .write(move |conn| {
            Box::pin(async move {
                context.fence(conn).await?;
                stage::put_removals(conn, context.run, &missing).await?;
                run::add_lines(conn, context.run, &lines, false).await?;
                Ok(())
            })
        })
        .await
}

/// Adds lines of what the run would do.
pub(super) async fn add_would(app: &App, context: &Context, would: Vec<ReportLine>) -> Result<(), AppError> {
    let context = context.clone();
    app.store()
        .write(move |conn| {
            Box::pin(async move {
                context.fence(conn).await?;
                Ok(run::add_lines(conn, context.run, &would, true).await?)
            })
        })
        .await
}

/// Where the next run goes on, and whether the ids of everybody were compared.
fn goes_on(read: &Read) -> (Option<String>, bool) {
    let read_on = read.end.cursor.as_ref().and_then(|cursor| serde_json::to_string(cursor).ok());
    (read_on, read.compared_ids)
}

/// What could not be read, and what could not be worked out.
fn undecodable(read: &Read) -> Vec<ReportLine> {
    let unread = read.end.undecodable.iter().map(|(name, why)| (name, why.clone()));
    let failed = read.doubts.iter().filter(|one| one.kind == FindingKind::NotWorkedOut);
    let failed = failed.map(|one| (&one.dn, findings::failed_in_words(one)));
    unread.chain(failed).map(|(name, why)| line(ReportKind::Skipped, None, name, Some(why))).collect()
}

fn partial_reason(read: &Read) -> Option<String> {
    match &read.end.outcome {
        Outcome::Partial { reason } => {
            Some(format!("{reason}; what was read was applied, and nobody was blocked for being absent"))
        }
        _ => None,
    }
}

fn held_in_words(held: &Held) -> String {
    match held {
        Held::Empty => {
            "the directory answered with no entry at all; check base, filter and the rights of the account".to_owned()
        }
        Held::Halved { seen, before } => {
            format!("the directory answered with {seen} entries, {before} last time; check base, filter and rights")
        }
        Held::Removals { removals, limit } => {
            format!(
                "{removals} people would be blocked, the limit is {limit}; look at the names and release or discard the run"
            )
        }
        Held::DryRun { preview: true, .. } => {
            "nothing has been changed; this is what settings that are not saved would come to".to_owned()
        }
        Held::DryRun { would_hold: None, .. } => {
            "nothing has been changed; release the run to carry out exactly this, or leave it: a later run takes its place".to_owned()
        }
        Held::DryRun { would_hold: Some(brake), .. } => {
            format!("nothing has been changed; a run that does this would be held: {}", held_in_words(brake))
        }
        Held::MassChange { attribute, people, limit } => {
            format!("{attribute} would change for {people} people, the limit is {limit}; release or discard the run")
        }
    }
}

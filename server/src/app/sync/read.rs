//! Reading a source: the directory's entries come from a thread of their own in bounded chunks; here they are mapped and either loaded at once
//! (the first time) or staged.

use std::sync::Arc;

use domain::api::RunCounts;

use super::{
    Context, apply, chunk,
    collect::{Collector, Missing},
    finish,
    map::{Mapped, Mapper},
    preview, weigh,
};
use crate::{
    app::{App, AppError},
    source::{Outcome, Progress, RawEntry, RunEnd, read_full},
    store::{entry, picture, run, run::Phase, stage},
};

/// Chunks that may wait between the reader and the database; the reader waits when they are full, and the directory with it.
const WAITING: usize = 4;

/// How the reading of a run ended, and what it leaves to be done.
pub(super) struct Read {
    pub(super) end: RunEnd,
    pub(super) counts: RunCounts,
    /// Linked people before the run.
    pub(super) scope: i64,
    /// People whom a complete run did not find.
    pub(super) missing: Vec<Missing>,
    /// Whether the source had no entry before.
    pub(super) is_first: bool,
}

/// Reads a source to the end and does what follows from how that was.
pub(super) async fn read(app: &App, context: &Context, progress: Arc<Progress>) -> Result<(), AppError> {
    let read = take_in(app, context, progress.clone()).await?;
    match &read.end.outcome {
        Outcome::Failed { reason } => {
            // A refused password is never tried again by itself: the directory would lock the account.
            let hint = if reason.may_pass() { "; it may pass, try again in a while" } else { "" };
            let reason = format!("{reason}{hint}");
            finish::failed(app, context, read.counts, reason).await
        }
        Outcome::Cancelled => finish::cancelled(app, context, read.counts).await,
        Outcome::Complete | Outcome::Partial { .. } => match weigh::weigh(app, context, &read).await? {
            Some(held) => {
                let would = preview::preview(app, context, &read, &held).await?;
                finish::held(app, context, &read, held, would).await
            }
            None => {
                finish::begin_to_apply(app, context, &read).await?;
                apply::apply(app, context, &progress).await
            }
        },
    }
}

async fn take_in(app: &App, context: &Context, progress: Arc<Progress>) -> Result<Read, AppError> {
    let connection = app
        .connection(&context.source_name)
        .ok_or_else(|| AppError::Conflict("this source is no longer in the settings".to_owned()))?;
    let mapper = Mapper::new(&context.catalogue, connection);
    let is_first = !entry::any(&mut app.store().read().await?, context.source).await?;
    let (chunks, incoming) = async_channel::bounded(WAITING);
    let mut collector = Collector::load(app.store(), context.source, mapper.salt(), chunks).await?;
    let scope = collector.scope();
    let (ldap, request) = (connection.ldap.clone(), connection.request.clone());
    let reader = tokio::task::spawn_blocking(move || {
        let end = read_full(&ldap, &request, &mut collector, &progress);
        collector.close();
        (collector, end)
    });
    let mut counts = RunCounts::default();
    // The reading thread has a runtime of its own, in which only a channel that knows no runtime may be waited for.
    while let Ok(first) = incoming.recv().await {
        let mut entries: Vec<RawEntry> = first;
        while let Ok(more) = incoming.try_recv() {
            entries.extend(more);
        }
        let mapped: Vec<Mapped> = entries.into_iter().map(|entry| mapper.map(entry)).collect();
        counts = keep(app, context, mapped, is_first, counts).await?;
    }
    let (collector, end) = reader.await.map_err(|error| AppError::Internal(error.to_string()))?;
    tracing::info!(
        run = context.run.0,
        seen = end.seen,
        pages = end.pages,
        received_bytes = end.bytes,
        referrals_not_followed = end.referrals,
        "run.read"
    );
    counts.seen = i64::try_from(end.seen).unwrap_or(i64::MAX);
    counts.unchanged = collector.unchanged();
    counts.skipped += i64::try_from(end.undecodable_count).unwrap_or(i64::MAX);
    let missing = if matches!(end.outcome, Outcome::Complete) { collector.missing() } else { Vec::new() };
    Ok(Read { end, counts, scope, missing, is_first })
}

/// Loads or stages what came.
async fn keep(
    app: &App,
    context: &Context,
    mapped: Vec<Mapped>,
    is_first: bool,
    mut counts: RunCounts,
) -> Result<RunCounts, AppError> {
    let context = context.clone();
    app.store()
        .write(move |conn| {
            Box::pin(async move {
                context.fence(conn).await?;
                let mut staged = Vec::with_capacity(mapped.len());
                for one in mapped {
                    for (digest, content) in &one.pictures {
                        picture::put(conn, digest, content).await?;
                    }
                    staged.push(one.staged);
                }
                if is_first {
                    chunk::apply(conn, &context, staged, &mut counts).await?;
                    run::save_counts(conn, context.run, &counts).await?;
                } else {
                    // Of two entries with one id the later one counts; one statement may not touch a row twice.
                    stage::put_many(conn, context.run, &latest(staged)).await?;
                }
                Ok(counts)
            })
        })
        .await
}

/// The last entry of each id, in their order.
pub(super) fn latest(staged: Vec<stage::Staged>) -> Vec<stage::Staged> {
    let mut met = std::collections::HashSet::new();
    let mut kept: Vec<stage::Staged> =
        staged.into_iter().rev().filter(|one| met.insert(one.external_id.clone())).collect();
    kept.reverse();
    kept
}

/// The word for how reading ended, as it is stored while a run applies or is held.
pub(super) fn outcome_word(outcome: &Outcome) -> &'static str {
    if matches!(outcome, Outcome::Complete) { "complete" } else { "partial" }
}

/// The phase after reading.
pub(super) const NEXT: Phase = Phase::Apply;

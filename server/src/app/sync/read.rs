//! Reading a source: one thread receives the directory's entries, another maps them, and meanwhile they are loaded at once (the first time)
//! or staged. The three hand bounded chunks on, so the directory waits when the database is the slowest.

use std::{sync::Arc, time::Duration};

use domain::api::RunCounts;

use super::{
    Context, apply, chunk,
    collect::{self, Collector, Missing},
    finish,
    map::{Mapped, Mapper},
    preview, weigh,
};
use crate::{
    app::{App, AppError},
    source::{Outcome, Progress, RunEnd, read_full},
    store::{Conn, entry, picture, run, run::Phase, stage},
};

/// Chunks that may wait between two threads.
const WAITING: usize = 4;

/// About how many entries share one transaction: enough that the pages of indexes are not written anew for each few hundred of them, few
/// enough that nobody who saves meanwhile notices the wait.
const TOGETHER: usize = 5000;

/// How long an open transaction waits for the next chunk.
const PATIENCE: Duration = Duration::from_millis(20);

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
    let is_first = !entry::any(&mut app.store().read().await?, context.source).await?;
    let (raw, received) = async_channel::bounded(WAITING);
    let (mapped, ready) = async_channel::bounded::<Vec<Mapped>>(WAITING);
    let (known, knows) = async_channel::bounded(1);
    let loading = tokio::spawn(collect::load(app.store().clone(), context.source, known));
    let mut collector = Collector::new(knows, Mapper::new(&context.catalogue, connection).salt(), raw);
    let (ldap, request) = (connection.ldap.clone(), connection.request.clone());
    let reader = tokio::task::spawn_blocking(move || {
        let end = read_full(&ldap, &request, &mut collector, &progress);
        collector.close();
        (collector, end)
    });
    let (app_there, context_there) = (app.clone(), context.clone());
    tokio::task::spawn_blocking(move || {
        let Some(connection) = app_there.connection(&context_there.source_name) else { return };
        let mapper = Mapper::new(&context_there.catalogue, connection);
        while let Ok(entries) = received.recv_blocking() {
            if mapped.send_blocking(entries.into_iter().map(|entry| mapper.map(entry)).collect()).is_err() {
                return;
            }
        }
    });
    let mut counts = RunCounts::default();
    while let Ok(first) = ready.recv().await {
        counts = keep(app, context, (first, ready.clone()), is_first, counts).await?;
    }
    loading.await.map_err(|error| AppError::Internal(error.to_string()))??;
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
    let scope = collector.scope();
    Ok(Read { end, counts, scope, missing, is_first })
}

/// Loads or stages a first chunk and those that follow it closely, in one transaction.
async fn keep(
    app: &App,
    context: &Context,
    (first, next): (Vec<Mapped>, async_channel::Receiver<Vec<Mapped>>),
    is_first: bool,
    mut counts: RunCounts,
) -> Result<RunCounts, AppError> {
    let context = context.clone();
    app.store()
        .write(move |conn| {
            Box::pin(async move {
                context.fence(conn).await?;
                let (mut chunk, mut kept) = (first, 0);
                loop {
                    kept += chunk.len();
                    keep_chunk(conn, &context, chunk, is_first, &mut counts).await?;
                    if kept >= TOGETHER {
                        break;
                    }
                    let Ok(Ok(more)) = tokio::time::timeout(PATIENCE, next.recv()).await else { break };
                    chunk = more;
                }
                if is_first {
                    run::save_counts(conn, context.run, &counts).await?;
                }
                Ok(counts)
            })
        })
        .await
}

async fn keep_chunk(
    conn: &mut Conn,
    context: &Context,
    mapped: Vec<Mapped>,
    is_first: bool,
    counts: &mut RunCounts,
) -> Result<(), AppError> {
    let mut staged = Vec::with_capacity(mapped.len());
    for one in mapped {
        for (digest, content) in &one.pictures {
            picture::put(conn, digest, content).await?;
        }
        staged.push(one.staged);
    }
    if is_first {
        return chunk::apply(conn, context, staged, counts).await;
    }
    // Of two entries with one id the later one counts; one statement may not touch a row twice.
    Ok(stage::put_many(conn, context.run, &latest(staged)).await?)
}

/// The last entry of each id, in their order.
pub(super) fn latest(staged: Vec<stage::Staged>) -> Vec<stage::Staged> {
    let mut met = std::collections::HashSet::new();
    let mut kept: Vec<stage::Staged> =
        staged.into_iter().rev().filter(|one| met.insert(one.found.id.clone())).collect();
    kept.reverse();
    kept
}

/// The word for how reading ended, as it is stored while a run applies or is held.
pub(super) fn outcome_word(outcome: &Outcome) -> &'static str {
    if matches!(outcome, Outcome::Complete) { "complete" } else { "partial" }
}

/// The phase after reading.
pub(super) const NEXT: Phase = Phase::Apply;

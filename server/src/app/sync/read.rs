//! A run from its beginning: what is read, what follows from how the reading ended, and where the next run goes on.

use std::sync::Arc;

use domain::api::{RunCounts, RunKind};

use super::{
    Context, Scope, apply,
    collect::Missing,
    confirm, dry_run, finish,
    map::Doubt,
    preview,
    take_in::{Outside, Taken, take_in},
    weigh,
};
use crate::{
    app::{App, AppError},
    clock,
    source::{Cursor, Delta, News, Outcome, Progress, RunEnd, Trouble},
    store::{entry, run::Phase, source, stranger},
};

/// How the reading of a run ended, and what it leaves to be done.
#[derive(Clone)]
pub(super) struct Read {
    pub(super) end: Box<RunEnd>,
    pub(super) counts: RunCounts,
    /// Linked people before the run.
    pub(super) scope: i64,
    /// People whom the run did not find, where it can tell.
    pub(super) missing: Vec<Missing>,
    /// Whether the source had no entry before.
    pub(super) is_first: bool,
    /// Whether the ids of everybody were compared.
    pub(super) compared_ids: bool,
    /// Why everything was compared though less was asked for.
    pub(super) started_over: Option<String>,
    /// Entries out of scope that are listed.
    pub(super) left_out: Arc<[Outside]>,
    /// What entries leave unclear, as far as it is listed.
    pub(super) doubts: Arc<[Doubt]>,
}

/// Reads a source, or what of it the run is about, to the end, and does what follows from how that was.
pub(super) async fn read(app: &App, context: &Context, progress: Arc<Progress>) -> Result<(), AppError> {
    let mut context = context.clone();
    match scope(app, &context, progress.clone()).await? {
        Ok(scope) => context.scope = scope,
        Err(trouble) => return finish::failed(app, &context, RunCounts::default(), trouble.to_string()).await,
    }
    let read = take(app, &mut context, progress.clone()).await?;
    let context = &context;
    match &read.end.outcome {
        Outcome::Failed { reason } => {
            // A refused password is never tried again by itself: the directory would lock the account.
            let hint = if reason.may_pass() { "; it may pass, try again in a while" } else { "" };
            let reason = format!("{reason}{hint}");
            finish::failed(app, context, read.counts, reason).await
        }
        Outcome::Cancelled => finish::cancelled(app, context, read.counts).await,
        Outcome::Complete | Outcome::Partial { .. } if context.dry => dry_run::tell(app, context, &read).await,
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

/// Who is in scope for this run.
async fn scope(app: &App, context: &Context, progress: Arc<Progress>) -> Result<Result<Arc<Scope>, Trouble>, AppError> {
    let sources = source::all(&mut app.store().read().await?).await?;
    let stored = sources.into_iter().find(|one| one.id == context.source).ok_or(AppError::NotFound)?;
    let selection = context.selection.as_deref().cloned().unwrap_or(stored.selection);
    Scope::load(context.connection()?, selection, stored.leaving, progress).await
}

/// Reads what the run is about; where the directory cannot say what is new, everything.
async fn take(app: &App, context: &mut Context, progress: Arc<Progress>) -> Result<Read, AppError> {
    // A first load streams straight in, unless somebody wants to see first what it would bring.
    let is_first = !context.dry && !entry::any(&mut app.store().read().await?, context.source).await?;
    context.compares = !is_first || stranger::anybody(&mut app.store().read().await?).await?;
    let news = match context.kind {
        RunKind::Full => None,
        RunKind::Delta | RunKind::Person => Some(news(app, context).await?),
    };
    let mut compared_ids = matches!(&news, Some(Ok(News::Since { compares_ids: true, .. })));
    let (taken, started_over) = match news {
        None => (None, None),
        Some(Err(reason)) => (None, Some(reason)),
        Some(Ok(news)) => match take_in(app, context, Some(news), is_first, progress.clone()).await? {
            Taken { delta: Delta::StartOver(reason), .. } => (None, Some(reason)),
            taken => (Some(taken), None),
        },
    };
    if let Some(reason) = &started_over {
        tracing::info!(run = context.run.0, reason, "run.starts_over");
        context.kind = RunKind::Full;
        finish::starts_over(app, context, reason.clone()).await?;
    }
    let taken = match taken {
        Some(taken) => taken,
        None => take_in(app, context, None, is_first, progress).await?,
    };
    let Taken { delta, collector, mut counts, left_out, doubts } = taken;
    let Delta::Read(mut end) = delta else {
        return Err(AppError::Internal("a full reading has nothing to start over from".to_owned()));
    };
    tracing::info!(
        run = context.run.0,
        kind = context.kind.as_str(),
        seen = end.seen,
        pages = end.pages,
        received_bytes = end.bytes,
        referrals_not_followed = end.referrals,
        "run.read"
    );
    counts.seen = i64::try_from(end.seen).unwrap_or(i64::MAX);
    counts.unchanged = collector.unchanged();
    counts.skipped += i64::try_from(end.undecodable_count).unwrap_or(i64::MAX);
    let missing = match (&end.outcome, context.kind) {
        // Fewer than half of last time are not looked up one by one: the brake holds such a run.
        (Outcome::Complete, RunKind::Full) if counts.seen.saturating_mul(2) >= expected_scope(app, context).await? => {
            confirm::confirm(app, context, &collector, &mut end).await?
        }
        (Outcome::Complete, _) => collector.missing(context.leaving.when_gone),
        _ => Vec::new(),
    };
    counts.seen = i64::try_from(end.seen).unwrap_or(i64::MAX);
    let scope = match context.kind {
        RunKind::Full => collector.scope(),
        // How many there were when everybody was looked at last: counting them anew would cost more than the delta.
        RunKind::Delta | RunKind::Person => expected_scope(app, context).await?,
    };
    compared_ids |= context.kind == RunKind::Full;
    Ok(Read {
        end,
        counts,
        scope,
        missing,
        is_first,
        compared_ids,
        started_over,
        left_out: left_out.into(),
        doubts: doubts.into(),
    })
}

async fn expected_scope(app: &App, context: &Context) -> Result<i64, AppError> {
    let sources = source::all(&mut app.store().read().await?).await?;
    Ok(sources.into_iter().find(|one| one.id == context.source).and_then(|one| one.complete_seen).unwrap_or(0))
}

/// What a run that does not read everything asks for; the error says why it has to read everything after all.
async fn news(app: &App, context: &Context) -> Result<Result<News, String>, AppError> {
    if !context.only.is_empty() {
        let id = |id: &String| hex::decode(id).map_err(|_| AppError::Internal(format!("entry id {id} cannot be read")));
        return Ok(Ok(News::Of(context.only.iter().map(id).collect::<Result<_, _>>()?)));
    }
    let sources = source::all(&mut app.store().read().await?).await?;
    let stored = sources.into_iter().find(|one| one.id == context.source).ok_or(AppError::NotFound)?;
    let Some(cursor) = stored.read_on.as_deref().and_then(|text| serde_json::from_str::<Cursor>(text).ok()) else {
        return Ok(Err("it is not known any more where the last run ended".to_owned()));
    };
    let pause = context.connection()?.compare_ids_after;
    let is_due = stored.ids_compared_at.is_none_or(|at| at.plus(pause) <= clock::now());
    Ok(Ok(News::Since { compares_ids: !cursor.tells_deletions() && is_due, cursor }))
}

/// The word for how reading ended, as it is stored while a run applies or is held.
pub(super) fn outcome_word(outcome: &Outcome) -> &'static str {
    if matches!(outcome, Outcome::Complete) { "complete" } else { "partial" }
}

/// The phase after reading.
pub(super) const NEXT: Phase = Phase::Apply;

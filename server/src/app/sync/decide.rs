//! Stopping a run, and deciding on one that a brake holds.

use domain::{
    api::{Held, ReleaseRun, Run, RunCounts, RunState, SourceState},
    id::{RunId, SourceId},
    moment::Moment,
};

use super::{Context, removals};
use crate::{
    app::{App, AppError, asker::Actor},
    store::{
        Conn,
        run::{self, Phase},
        source, stage,
    },
};

impl App {
    /// Asks a run to stop; it does within a second.
    pub(crate) async fn cancel_run(&self, id: RunId, actor: Actor, now: Moment) -> Result<Run, AppError> {
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    run::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    if !run::ask_to_cancel(conn, id, now).await? {
                        return Err(AppError::Conflict("this run is not running".to_owned()));
                    }
                    let mut row = actor.audit(now, "run.cancel");
                    row.detail = serde_json::json!({ "run": id });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        if let Some(progress) = self.reading(id) {
            progress.cancel();
        }
        self.run(id).await
    }

    /// Lets a held run do exactly what it has staged, but for blocking people in the containers that are spared.
    pub(crate) async fn release_run(
        &self,
        id: RunId,
        release: ReleaseRun,
        actor: Actor,
        now: Moment,
    ) -> Result<Run, AppError> {
        let catalogue = self.present_catalogue().await?;
        let (holder, until) = (self.holder().to_owned(), now.plus(self.lease_milliseconds()));
        let (run, token) = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut held = held(conn, id).await?;
                    if matches!(held.run.held, Some(Held::DryRun { preview: true, .. })) {
                        return Err(AppError::Conflict(
                            "it told what settings that are not saved would come to; save them, then run the source"
                                .to_owned(),
                        ));
                    }
                    may_apply(conn, held.run.source).await?;
                    let token = source::lease(conn, held.run.source, &holder, now, until)
                        .await?
                        .ok_or_else(|| AppError::Conflict("this source is being worked on".to_owned()))?;
                    held.run.state = RunState::Running;
                    held.run.held = None;
                    held.run.reason = (held.outcome.as_deref() != Some("complete")).then(|| {
                        "not everything was read; what was read is applied, and nobody is blocked for being absent"
                            .to_owned()
                    });
                    held.run.counts.waited += waited(&held, now);
                    held.run.ended_at = None;
                    // What would happen is told anew as it happens.
                    run::clear_would(conn, id).await?;
                    removals::spare(conn, &held, &release.spare).await?;
                    held.run.counts = happened(held.run.counts);
                    held.phase = Phase::Apply;
                    held.lease_token = token;
                    run::save(conn, &held).await?;
                    let mut row = actor.audit(now, "run.release");
                    row.detail = serde_json::json!({ "run": id, "spare": release.spare });
                    conn.audit(row);
                    Ok((held.run, token))
                })
            })
            .await?;
        self.spawn_apply(Context::of(&run, token, catalogue));
        self.run(id).await
    }

    /// Gives a held run up; it has changed nobody.
    pub(crate) async fn discard_run(&self, id: RunId, actor: Actor, now: Moment) -> Result<Run, AppError> {
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut held = held(conn, id).await?;
                    discard(conn, &mut held, &actor, now).await
                })
            })
            .await?;
        self.run(id).await
    }
}

/// The dry run of a source that waits for a decision.
pub(in crate::app) async fn held_dry_run(conn: &mut Conn, source: SourceId) -> Result<Option<RunId>, AppError> {
    Ok(waiting_dry_run(conn, source).await?.map(|stored| stored.run.id))
}

async fn waiting_dry_run(conn: &mut Conn, source: SourceId) -> Result<Option<run::Stored>, AppError> {
    Ok(held_run(conn, source).await?.filter(|stored| stored.run.dry))
}

/// Gives the held dry run of a source up, if there is one, in the caller's transaction.
pub(in crate::app) async fn discard_dry_run(
    conn: &mut Conn,
    source: SourceId,
    actor: &Actor,
    now: Moment,
) -> Result<(), AppError> {
    match waiting_dry_run(conn, source).await? {
        Some(mut held) => discard(conn, &mut held, actor, now).await,
        None => Ok(()),
    }
}

/// Gives the held run of a source up, dry or not, in the caller's transaction: it was planned with what is not so any more.
pub(in crate::app) async fn discard_held_run(
    conn: &mut Conn,
    source: SourceId,
    actor: &Actor,
    now: Moment,
) -> Result<(), AppError> {
    match held_run(conn, source).await? {
        Some(mut held) => discard(conn, &mut held, actor, now).await,
        None => Ok(()),
    }
}

/// The run of a source that waits for a decision.
pub(in crate::app) async fn held_run(conn: &mut Conn, source: SourceId) -> Result<Option<run::Stored>, AppError> {
    let is_it = |stored: &run::Stored| stored.run.source == source && stored.run.state == RunState::Held;
    Ok(run::unfinished(conn).await?.into_iter().find(is_it))
}

/// Nothing is done for a source that is not read: its set-up is not finished, or it is retired (S4.16).
async fn may_apply(conn: &mut Conn, source: SourceId) -> Result<(), AppError> {
    let stored = source::all(conn).await?.into_iter().find(|one| one.id == source).ok_or(AppError::NotFound)?;
    let why = match stored.state {
        _ if stored.retired_at.is_some() => "is retired",
        SourceState::Draft => "is still being set up; finish its set-up, then release the run",
        SourceState::Active | SourceState::Paused => return Ok(()),
    };
    Err(AppError::Conflict(format!("source {} {why}", stored.name)))
}

/// Gives a held run up, in the caller's transaction.
pub(super) async fn discard(
    conn: &mut Conn,
    held: &mut run::Stored,
    actor: &Actor,
    now: Moment,
) -> Result<(), AppError> {
    give_up(conn, held, actor, serde_json::json!({ "run": held.run.id }), now).await
}

/// The same for one in whose place another run is coming.
pub(super) async fn overtake(
    conn: &mut Conn,
    held: &mut run::Stored,
    actor: &Actor,
    now: Moment,
) -> Result<(), AppError> {
    let detail = serde_json::json!({ "run": held.run.id, "overtaken": true });
    give_up(conn, held, actor, detail, now).await
}

async fn give_up(
    conn: &mut Conn,
    held: &mut run::Stored,
    actor: &Actor,
    detail: serde_json::Value,
    now: Moment,
) -> Result<(), AppError> {
    held.run.state = RunState::Discarded;
    held.run.counts.waited += waited(held, now);
    held.run.ended_at = Some(now);
    held.phase = Phase::Over;
    run::save(conn, held).await?;
    stage::clear(conn, held.run.id).await?;
    let mut row = actor.audit(now, "run.discard");
    row.detail = detail;
    conn.audit(row);
    Ok(())
}

/// The figures without what has not happened yet.
fn happened(counts: RunCounts) -> RunCounts {
    let RunCounts { seen, unchanged, left_out, frozen, waited, .. } = counts;
    RunCounts { seen, unchanged, left_out, frozen, waited, ..RunCounts::default() }
}

/// How long a held run has waited for its decision.
fn waited(held: &run::Stored, now: Moment) -> i64 {
    held.run.ended_at.map_or(0, |since| now.since(since).max(0))
}

async fn held(conn: &mut Conn, id: RunId) -> Result<run::Stored, AppError> {
    let stored = run::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
    if stored.run.state != RunState::Held {
        return Err(AppError::Conflict("this run is not held".to_owned()));
    }
    Ok(stored)
}

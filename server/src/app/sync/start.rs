//! Starting a run, stopping it, and deciding on one that is held.

use domain::{
    api::{ReportKind, Run, RunState},
    id::{RunId, SourceId},
    moment::Moment,
};

use super::Context;
use crate::{
    app::{App, AppError, asker::Actor},
    store::{
        run::{self, Phase},
        source, stage,
    },
};

impl App {
    /// Starts a run of a source, or joins the one that is going. A held run has to be decided on first.
    pub(crate) async fn start_run(&self, id: SourceId, actor: Actor, now: Moment) -> Result<Run, AppError> {
        let catalogue = self.present_catalogue().await?;
        let source_name = catalogue.sources.get(&id).cloned().ok_or(AppError::NotFound)?;
        if self.connection(&source_name).is_none() {
            return Err(AppError::Conflict(format!(
                "source {source_name} is no longer in the settings; add it again or leave its people as they are"
            )));
        }
        let (holder, until) = (self.holder().to_owned(), now.plus(self.lease_milliseconds()));
        let begun = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let unfinished = run::unfinished(conn).await?;
                    if let Some(going) = unfinished.into_iter().find(|stored| stored.run.source == id) {
                        return if going.run.state == RunState::Held {
                            let which = going.run.id;
                            Err(AppError::Conflict(format!("run {which} is held; release or discard it first")))
                        } else {
                            Ok((going.run, None))
                        };
                    }
                    let Some(token) = source::lease(conn, id, &holder, now, until).await? else {
                        return Err(AppError::Conflict("another server is about to finish a run of this source".to_owned()));
                    };
                    let stored = source::all(conn).await?.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)?;
                    let run = run::begin(conn, id, token, actor.name.as_deref(), now, stored.complete_seen).await?;
                    let mut row = actor.audit(now, "run.start");
                    row.detail = serde_json::json!({ "run": run, "source": stored.name });
                    conn.audit(row);
                    let begun = run::by_id(conn, run).await?.ok_or(AppError::NotFound)?;
                    Ok((begun.run, Some(token)))
                })
            })
            .await?;
        let (run, token) = begun;
        if let Some(token) = token {
            let context = Context { run: run.id, source: id, source_name, token, began_at: now, catalogue };
            self.spawn_run(context);
        }
        Ok(run)
    }

    /// How long a lease lasts without a sign of life.
    pub(super) fn lease_milliseconds(&self) -> i64 {
        i64::try_from(self.config().lease().as_millis()).unwrap_or(i64::MAX)
    }

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

    /// Lets a held run do exactly what it has staged.
    pub(crate) async fn release_run(&self, id: RunId, actor: Actor, now: Moment) -> Result<Run, AppError> {
        let catalogue = self.present_catalogue().await?;
        let (holder, until) = (self.holder().to_owned(), now.plus(self.lease_milliseconds()));
        let (run, token) = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut held = held(conn, id).await?;
                    let token = source::lease(conn, held.run.source, &holder, now, until)
                        .await?
                        .ok_or_else(|| AppError::Conflict("this source is being worked on".to_owned()))?;
                    held.run.state = RunState::Running;
                    held.run.held = None;
                    held.run.reason = None;
                    held.run.ended_at = None;
                    // The lines of who would be blocked are written anew as it happens.
                    run::clear_lines(conn, id, ReportKind::Blocked).await?;
                    held.run.counts.blocked = 0;
                    held.phase = Phase::Apply;
                    held.lease_token = token;
                    run::save(conn, &held).await?;
                    let mut row = actor.audit(now, "run.release");
                    row.detail = serde_json::json!({ "run": id });
                    conn.audit(row);
                    Ok((held.run, token))
                })
            })
            .await?;
        let source_name = run.source_name.clone();
        let context = Context { run: id, source: run.source, source_name, token, began_at: run.started_at, catalogue };
        self.spawn_apply(context);
        self.run(id).await
    }

    /// Gives a held run up; it has changed nobody.
    pub(crate) async fn discard_run(&self, id: RunId, actor: Actor, now: Moment) -> Result<Run, AppError> {
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut held = held(conn, id).await?;
                    held.run.state = RunState::Discarded;
                    held.run.ended_at = Some(now);
                    held.phase = Phase::Over;
                    run::save(conn, &held).await?;
                    stage::clear(conn, id).await?;
                    let mut row = actor.audit(now, "run.discard");
                    row.detail = serde_json::json!({ "run": id });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        self.run(id).await
    }
}

async fn held(conn: &mut crate::store::Conn, id: RunId) -> Result<run::Stored, AppError> {
    let stored = run::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
    if stored.run.state != RunState::Held {
        return Err(AppError::Conflict("this run is not held".to_owned()));
    }
    Ok(stored)
}

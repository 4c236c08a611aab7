//! Runs that nobody works on any more: a server stopped in the middle. What was being applied goes on; what was being read is closed, since it
//! has changed nobody.

use domain::{
    api::{RunState, SourceState, StartRun},
    moment::Moment,
};

use super::Context;
use crate::{
    app::{App, AppError, notices},
    calendar,
    store::{
        run::{self, Phase},
        source, stage,
    },
};

impl App {
    /// Takes up unfinished runs whose lease ran out, and starts runs that are due.
    pub(crate) async fn tend_runs(&self, now: Moment) -> Result<(), AppError> {
        let unfinished = run::unfinished(&mut self.store().read().await?).await?;
        for stored in unfinished.into_iter().filter(|stored| stored.run.state == RunState::Running) {
            if self.reading(stored.run.id).is_none() {
                self.take_up(stored, now).await?;
            }
        }
        self.start_due(now).await
    }

    async fn take_up(&self, stored: run::Stored, now: Moment) -> Result<(), AppError> {
        let (holder, until) = (self.holder().to_owned(), now.plus(self.lease_milliseconds()));
        let (id, source, can_send) = (stored.run.id, stored.run.source, self.can_send());
        let taken = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let Some(token) = source::lease(conn, source, &holder, now, until).await? else { return Ok(None) };
                    let Some(mut fresh) = run::by_id(conn, id).await? else { return Ok(None) };
                    if fresh.run.state != RunState::Running {
                        source::release(conn, source, token).await?;
                        return Ok(None);
                    }
                    fresh.lease_token = token;
                    if fresh.phase == Phase::Read {
                        fresh.run.state = RunState::Failed;
                        fresh.run.ended_at = Some(now);
                        fresh.run.reason = Some(
                            "the server stopped while it was reading; start it again, nobody was blocked".to_owned(),
                        );
                        fresh.phase = Phase::Over;
                        notices::of_run(conn, can_send, &fresh, now).await?;
                        stage::clear(conn, id).await?;
                        source::release(conn, source, token).await?;
                    }
                    run::save(conn, &fresh).await?;
                    Ok((fresh.phase == Phase::Apply).then_some(token))
                })
            })
            .await?;
        if let Some(token) = taken {
            tracing::info!(run = id.0, "run.taken_up");
            let catalogue = self.present_catalogue().await?;
            self.spawn_apply(Context::of(&stored.run, token, catalogue));
        }
        Ok(())
    }

    async fn start_due(&self, now: Moment) -> Result<(), AppError> {
        let sources = source::all(&mut self.store().read().await?).await?;
        for due in sources {
            let is_due = due.retired_at.is_none()
                && due.state == SourceState::Active
                && due.next_run_at.is_some_and(|at| at <= now);
            if !is_due {
                continue;
            }
            let next = calendar::next(&due.schedule, due.next_run_at, now).unwrap_or_else(|reason| {
                tracing::warn!(source = due.name, reason, "source.schedule_not_understood");
                None
            });
            let id = due.id;
            self.store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move { Ok(source::schedule(conn, id, next).await?) })
                })
                .await?;
            match self.start_run(id, StartRun::default(), crate::app::asker::Actor::default(), now).await {
                Ok(_) => {}
                Err(AppError::Conflict(reason)) => tracing::info!(source = due.name, reason, "run.not_started"),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

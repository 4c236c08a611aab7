//! What agents do about work, whichever server they call: take it, say that they are alive, send what they read piece by piece, and say that this was
//! all. Only the agent of the source that has taken a piece of work is heard about it.

use std::time::{Duration, Instant};

use domain::{
    api::{AgentWork, AskWork, EndWork, NextWork, PieceTaken, WorkAlive, WorkLookUps, WorkWanted},
    moment::Moment,
};
use xxhash_rust::xxh3::xxh3_128;

use super::caller::Caller;
use crate::{
    app::{App, AppError},
    clock,
    store::{
        agent, agent_told,
        agent_work::{self, Given, Held, Put},
    },
};

/// The longest that an answer is held back.
const LONGEST: u32 = 25;
/// Between two looks at the database: work may have been asked for at another server.
const LOOK: Duration = Duration::from_millis(500);
/// An agent that stands by looks more often whether it is its turn.
const STANDS_BY: Duration = Duration::from_secs(3);

impl App {
    /// Something to do for an agent, as soon as there is something.
    pub(crate) async fn next_work(&self, caller: &Caller, ask: &AskWork) -> Result<NextWork, AppError> {
        let wait = Duration::from_secs(u64::from(ask.wait_seconds.min(LONGEST)));
        let until = Instant::now() + if caller.is_active { wait } else { wait.min(STANDS_BY) };
        loop {
            let known = agent::by_id(&mut self.store().read().await?, caller.agent).await?;
            let rotate = known.is_some_and(|known| known.rotate_asked_at.is_some());
            let nothing = NextWork { is_active: caller.is_active, rotate, work: None };
            let rest = if rotate { Duration::ZERO } else { until.saturating_duration_since(Instant::now()) };
            let look = async { if caller.is_active { self.take_work(caller).await } else { Ok(None) } };
            if let Some(Given { work, token, errand, .. }) = self.bell().wait_unless(look, LOOK.min(rest)).await? {
                tracing::info!(agent = caller.agent.0, source = caller.source.0, work, "agent.takes_work");
                return Ok(NextWork { work: Some(AgentWork { id: work, token, errand }), ..nothing });
            }
            if rotate || Instant::now() >= until {
                return Ok(nothing);
            }
        }
    }

    async fn take_work(&self, caller: &Caller) -> Result<Option<Given>, AppError> {
        let now = clock::now();
        let (source, id) = (caller.source, caller.agent);
        if !agent_work::is_waiting(&mut self.store().read().await?, source, now).await? {
            return Ok(None);
        }
        let until = self.work_until(now);
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let given = agent_work::take(conn, source, id, now, until).await?;
                    if let Some(given) = &given {
                        agent_told::note_lag(conn, id, now.since(given.asked_at).max(0)).await?;
                    }
                    Ok(given)
                })
            })
            .await
    }

    fn work_until(&self, now: Moment) -> Moment {
        now.plus(self.config().agents.work())
    }

    /// A sign of life; whether the work is still wanted.
    pub(crate) async fn work_alive(
        &self,
        caller: &Caller,
        work: i64,
        alive: WorkAlive,
    ) -> Result<WorkWanted, AppError> {
        let held = Held { work, agent: caller.agent, token: alive.token };
        let now = clock::now();
        let until = self.work_until(now);
        let is_wanted = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { Ok(agent_work::alive(conn, held, alive.seen.max(0), now, until).await?) })
            })
            .await?;
        Ok(WorkWanted { is_wanted })
    }

    /// Keeps a piece of what was read.
    pub(crate) async fn take_piece(
        &self,
        caller: &Caller,
        (work, sequence, token): (i64, i64, i64),
        body: Vec<u8>,
    ) -> Result<PieceTaken, AppError> {
        let held = Held { work, agent: caller.agent, token };
        let digest = format!("{:032x}", xxh3_128(&body));
        let now = clock::now();
        let until = self.work_until(now);
        let put = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { Ok(agent_work::put(conn, held, (sequence, &digest, body), now, until).await?) })
            })
            .await?;
        match put {
            Put::Next(next) => {
                self.bell().ring();
                Ok(PieceTaken { next })
            }
            Put::OutOfOrder(next) => Err(AppError::OutOfOrder { next }),
            Put::Full => Err(AppError::TooMany(1)),
            Put::NotWanted => Err(AppError::WorkOver),
        }
    }

    /// What a delta is to look up, where it is known by now.
    pub(crate) async fn work_look_ups(
        &self,
        caller: &Caller,
        (work, token): (i64, i64),
    ) -> Result<WorkLookUps, AppError> {
        let held = Held { work, agent: caller.agent, token };
        let found = agent_work::look_ups(&mut self.store().read().await?, held, clock::now()).await?;
        match found.ok_or(AppError::WorkOver)? {
            Some(text) => serde_json::from_str(&text).map_err(|error| AppError::Internal(error.to_string())),
            None => Ok(WorkLookUps::default()),
        }
    }

    /// The agent has sent everything.
    pub(crate) async fn end_work(&self, caller: &Caller, work: i64, end: EndWork) -> Result<WorkWanted, AppError> {
        let held = Held { work, agent: caller.agent, token: end.token };
        let now = clock::now();
        let is_wanted = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { Ok(agent_work::end(conn, held, (end.pieces, &end.digest), now).await?) })
            })
            .await?;
        self.bell().ring();
        Ok(WorkWanted { is_wanted })
    }
}

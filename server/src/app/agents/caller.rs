//! Who is on the line: the signature of a request, its moment, and its place among what the agent has sent. All of it is compared in the database, so
//! that what one server has taken no other takes again (SEC8).

use domain::{
    api::{BeginAgent, BegunAgent},
    id::{AgentId, SourceId},
    moment::Moment,
};

use super::{
    enrol::{as_doer, must_be_short},
    must_be_wanted,
};
use crate::{
    app::{App, AppError},
    message_signature::{Received, is_by},
    store::{
        Conn,
        agent::{self, Stored},
        attribute,
    },
};

/// By how much clocks may differ, in milliseconds.
const SKEW: i64 = 60_000;
/// For how long a nonce is remembered: for as long as its moment is believed, and as long again for servers whose clocks differ.
const REMEMBERED: i64 = 4 * SKEW;
/// What is said to whoever signs as nobody that is known, or not with their key.
const NOT_KNOWN: AppError = AppError::AgentNotKnown(
    "no agent that is enrolled here has signed this request as it arrived; enrol the agent, or see whether a proxy changes its requests",
);
const REVOKED: AppError =
    AppError::AgentNotKnown("this agent was revoked; have a code made in the portal and enrol it anew");
/// What an agent tells of its settings has a limit.
const LONGEST_TOLD: usize = 64 << 10;

/// A request whose signature and moment are right, and whose place is not looked at yet.
pub(crate) struct Proven {
    pub(super) agent: Stored,
    pub(super) nonce: String,
    skew_ms: i64,
    /// The key that has signed it.
    pub(super) key: Vec<u8>,
}

/// An agent whose request was taken.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) agent: AgentId,
    pub(crate) name: String,
    pub(crate) source: SourceId,
    pub(crate) epoch: i64,
    /// Whether it is the one of its source that works.
    pub(crate) is_active: bool,
    /// Whether it is asked to make itself another key.
    pub(crate) rotate: bool,
}

impl App {
    /// Looks at the signature of a request and at its moment.
    pub(crate) async fn prove_agent(&self, received: &Received, now: Moment) -> Result<Proven, AppError> {
        let id = received.said.key.parse().map(AgentId).map_err(|_| NOT_KNOWN)?;
        let agent = agent::by_id(&mut self.store().read().await?, id).await?.ok_or(NOT_KNOWN)?;
        let key = agent.public_key.clone().ok_or(NOT_KNOWN)?;
        if !is_by(&key, &received.text, &received.bytes) {
            return Err(NOT_KNOWN);
        }
        if agent.revoked_at.is_some() {
            return Err(REVOKED);
        }
        // A signature tells whole seconds.
        let skew_ms = received.said.created.saturating_sub(now.0.div_euclid(1000)).saturating_mul(1000);
        if skew_ms.abs() > SKEW {
            let note = self.store().write::<_, AppError, _>(move |conn| {
                Box::pin(async move { Ok(agent::note_skew(conn, id, skew_ms).await?) })
            });
            note.await?;
            return Err(AppError::ClockDiffers { now, skew_ms });
        }
        Ok(Proven { agent, nonce: received.said.nonce.clone(), skew_ms, key })
    }

    /// Takes a request in its place: after all that were taken since the agent's last start.
    pub(crate) async fn take_agent(
        &self,
        proven: Proven,
        (epoch, sequence): (i64, i64),
        now: Moment,
    ) -> Result<Caller, AppError> {
        let lease = now.plus(self.lease_of_agents());
        let id = proven.agent.id;
        let taken = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let Proven { agent, nonce, skew_ms, .. } = proven;
                    take_nonce(conn, &agent, &nonce, now).await?;
                    must_be_wanted(&agent)?;
                    if !agent::go_on(conn, agent.id, (epoch, sequence), skew_ms, now).await? {
                        return Err(out_of_place(conn, agent.id, epoch).await?);
                    }
                    let is_active = agent::lease(conn, (agent.source, agent.id), now, lease).await?;
                    let rotate = agent.rotate_asked_at.is_some();
                    Ok(Caller { agent: agent.id, name: agent.name, source: agent.source, epoch, is_active, rotate })
                })
            })
            .await;
        if let Err(AppError::OtherProcess) = taken {
            tracing::warn!(agent = id.0, epoch, "agent.other_process_turned_away");
            let note = self.store().write::<_, AppError, _>(move |conn| {
                Box::pin(async move { Ok(agent::note_turned_away(conn, id, now).await?) })
            });
            note.await?;
        }
        taken
    }

    /// Takes the word of an agent that it has started: from now on, what a process says that started before is refused.
    pub(crate) async fn begin_agent(
        &self,
        proven: Proven,
        begin: BeginAgent,
        now: Moment,
    ) -> Result<BegunAgent, AppError> {
        must_be_short(&begin.version, &begin.host)?;
        if serde_json::to_string(&begin.told).map_or(usize::MAX, |text| text.len()) > LONGEST_TOLD {
            return Err(AppError::BadRequest(format!("`told`: has more than {LONGEST_TOLD} bytes")));
        }
        let lease = now.plus(self.lease_of_agents());
        let begun = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let Proven { agent, nonce, skew_ms, .. } = proven;
                    take_nonce(conn, &agent, &nonce, now).await?;
                    must_be_wanted(&agent)?;
                    let said = (begin.version.as_str(), begin.host.as_str(), &begin.told);
                    let epoch = agent::begin(conn, agent.id, said, skew_ms, now).await?.ok_or(REVOKED)?;
                    let is_active = agent::lease(conn, (agent.source, agent.id), now, lease).await?;
                    if agent.told.as_ref() != Some(&begin.told) {
                        attribute::move_catalogue(conn).await?;
                    }
                    let mut row = as_doer(&agent).audit(now, "agent.begin");
                    row.detail = serde_json::json!({
                        "source": agent.source_name, "agent": agent.id, "name": agent.name, "host": begin.host, "version": begin.version,
                        "start": epoch, "told": begin.told,
                    });
                    conn.audit(row);
                    Ok(BegunAgent { epoch, now, is_active, rotate: agent.rotate_asked_at.is_some() })
                })
            })
            .await?;
        Ok(begun)
    }

    fn lease_of_agents(&self) -> i64 {
        i64::try_from(self.config().agents.lease().as_millis()).unwrap_or(i64::MAX)
    }
}

pub(super) async fn take_nonce(conn: &mut Conn, agent: &Stored, nonce: &str, now: Moment) -> Result<(), AppError> {
    let is_new = agent::take_nonce(conn, agent.id, nonce, now.plus(REMEMBERED)).await?;
    if is_new { Ok(()) } else { Err(AppError::Replayed) }
}

/// Why a request is not the next one of its agent.
async fn out_of_place(conn: &mut Conn, id: AgentId, epoch: i64) -> Result<AppError, AppError> {
    let agent = agent::by_id(conn, id).await?.ok_or(NOT_KNOWN)?;
    Ok(match epoch {
        _ if agent.revoked_at.is_some() => REVOKED,
        _ if epoch < agent.epoch => AppError::OtherProcess,
        // The database was put back to an earlier day.
        _ if epoch > agent.epoch => AppError::NotBegun,
        _ => AppError::Replayed,
    })
}

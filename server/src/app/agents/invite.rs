//! Inviting, revoking, and asking for another key: what administrators do about agents.

use domain::{
    api::{Agent, InviteAgent, InvitedAgent},
    id::{AgentId, SourceId},
    moment::Moment,
};

use super::{super::open_session::hash, code, must_be_by_agent};
use crate::{
    app::{App, AppError, asker::Asker},
    store::{agent, source},
};

/// For how long a code is good, in milliseconds.
const GOOD_FOR: i64 = 600_000;
/// Letters of a name.
const LONGEST: usize = 63;

impl App {
    /// Makes an agent that may enrol with a code, or another code for one that has not enrolled yet. The code is told once.
    pub(crate) async fn invite_agent(
        &self,
        asker: &Asker,
        id: SourceId,
        invite: InviteAgent,
        now: Moment,
    ) -> Result<InvitedAgent, AppError> {
        let name = invite.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > LONGEST || name.chars().any(char::is_control) {
            return Err(AppError::BadRequest(format!(
                "`name`: is one to {LONGEST} letters; the machine's name is a good one"
            )));
        }
        let code = code::write(&crate::clock::random()?);
        let plain = code::read(&code).ok_or_else(|| AppError::Internal("a code cannot be read back".to_owned()))?;
        let (code_hash, code_until) = (hash(&plain), now.plus(GOOD_FOR));
        let (asker, told) = (asker.clone(), name.clone());
        let agent = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let sources = source::all(conn).await?;
                    let of = sources.into_iter().find(|source| source.id == id).ok_or(AppError::NotFound)?;
                    if of.retired_at.is_some() {
                        return Err(AppError::Conflict(format!("source {} is retired", of.name)));
                    }
                    must_be_by_agent(&of.name, of.via)?;
                    let known = agent::of_source(conn, id).await?;
                    let same = known.iter().find(|one| one.name == name && one.revoked_at.is_none());
                    let made = match same {
                        Some(one) if one.enrolled_at.is_some() => {
                            return Err(AppError::Conflict(format!(
                                "there is an agent {name} already; choose another name, or revoke that one first"
                            )));
                        }
                        Some(one) => {
                            agent::invite_again(conn, one.id, (&code_hash, code_until)).await?;
                            one.id
                        }
                        None => {
                            let by = (asker.who.account, asker.name.as_str());
                            agent::invite(conn, (id, &name), by, (&code_hash, code_until), now).await?
                        }
                    };
                    let mut row = asker.actor().audit(now, "agent.invite");
                    row.detail = serde_json::json!({ "source": of.name, "agent": made, "name": name });
                    conn.audit(row);
                    Ok(made)
                })
            })
            .await?;
        Ok(InvitedAgent { id: agent, name: told, code, code_until })
    }

    /// Takes nothing of an agent any more, from the next request on. Its row stays, as a record.
    pub(crate) async fn revoke_agent(
        &self,
        asker: &Asker,
        (source, id): (SourceId, AgentId),
        now: Moment,
    ) -> Result<(), AppError> {
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let known = agent::by_id(conn, id).await?.filter(|known| known.source == source);
                    let known = known.ok_or(AppError::NotFound)?;
                    if agent::revoke(conn, id, now).await? {
                        let mut row = actor.audit(now, "agent.revoke");
                        row.detail =
                            serde_json::json!({ "source": known.source_name, "agent": id, "name": known.name });
                        conn.audit(row);
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Asks an agent to make itself another key, which it does with its next start or word.
    pub(crate) async fn ask_agent_to_rotate(
        &self,
        asker: &Asker,
        (source, id): (SourceId, AgentId),
        now: Moment,
    ) -> Result<Agent, AppError> {
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let known = agent::by_id(conn, id).await?.filter(|known| known.source == source);
                    let known = known.ok_or(AppError::NotFound)?;
                    if known.revoked_at.is_some() || known.enrolled_at.is_none() {
                        return Err(AppError::Conflict(
                            "this agent has no key: it was revoked or has not enrolled yet; invite it".to_owned(),
                        ));
                    }
                    agent::ask_rotation(conn, id, now).await?;
                    let mut row = actor.audit(now, "agent.ask_rotation");
                    row.detail = serde_json::json!({ "source": known.source_name, "agent": id, "name": known.name });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        // Its question may be open.
        self.bell().ring();
        self.agents(source, now).await?.into_iter().find(|agent| agent.id == id).ok_or(AppError::NotFound)
    }
}

//! Agents beside directories: invited and revoked by administrators, enrolled by a code, and let in by the signature of each request (S4.4, S4.7).

pub(crate) mod caller;
mod code;
mod enrol;
mod invite;
mod key;
mod list;
mod work;

use domain::api::Via;

use super::AppError;
use crate::store::agent::Stored;

/// An agent works for a source that is read by agents and still there.
fn must_be_wanted(agent: &Stored) -> Result<(), AppError> {
    let name = &agent.source_name;
    if agent.source_retired_at.is_some() {
        return Err(AppError::Conflict(format!("source {name} is retired; there is nothing to do for this agent")));
    }
    must_be_by_agent(name, agent.via)
}

/// One directory is not read in both ways at once (S4.2).
fn must_be_by_agent(name: &str, via: Via) -> Result<(), AppError> {
    if via == Via::Agent {
        return Ok(());
    }
    Err(AppError::Conflict(format!(
        "source {name} is read directly; choose in its set-up that it is read by an agent, then this can go on"
    )))
}

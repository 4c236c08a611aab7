//! The calls about the agents of a source.

use domain::{
    api::{Agent, InviteAgent, InvitedAgent, paths},
    id::{AgentId, SourceId},
};
use serde::de::IgnoredAny;

use crate::http::{Ask, delete, get, post};

pub(crate) fn agents(source: SourceId) -> Ask<Vec<Agent>> {
    get(paths::fill(paths::AGENTS, &[&source.to_string()]))
}

pub(crate) fn invite_agent(source: SourceId, name: String) -> Ask<InvitedAgent> {
    post(paths::fill(paths::AGENTS, &[&source.to_string()]), &InviteAgent { name })
}

pub(crate) fn revoke_agent(source: SourceId, agent: AgentId) -> Ask<IgnoredAny> {
    delete(paths::fill(paths::AGENT, &[&source.to_string(), &agent.to_string()]))
}

pub(crate) fn rotate_agent(source: SourceId, agent: AgentId) -> Ask<Agent> {
    post(paths::fill(paths::ROTATE_AGENT, &[&source.to_string(), &agent.to_string()]), &())
}

//! What agents and the server say to each other about who the agent is. Keys and proofs are Ed25519 (RFC 8032) in base64; everything but the
//! enrolment is signed as HTTP message signatures are (RFC 9421).

use serde::{Deserialize, Serialize};

use super::AgentTold;
use crate::{
    id::{AgentId, SourceId},
    moment::Moment,
};

/// The header with the number of the agent's start.
pub const AGENT_EPOCH: &str = "amend-epoch";
/// The header with the number of the request since then.
pub const AGENT_SEQUENCE: &str = "amend-sequence";

/// Become the agent that the code was made for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    /// The code, as it was shown.
    pub code: String,
    /// The public half of the key that the agent has made.
    pub public_key: String,
    /// The signature of [`enrol_text`] by it.
    pub proof: String,
    /// The agent's version.
    #[cfg_attr(feature = "openapi", schema(max_length = 63))]
    pub version: String,
    /// The machine that it runs on.
    #[cfg_attr(feature = "openapi", schema(max_length = 255))]
    pub host: String,
}

/// An agent that has enrolled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Enrolled {
    /// Its id, which is the `keyid` of its signatures.
    pub agent: AgentId,
    /// Its name.
    pub name: String,
    /// The source that it reads for.
    pub source: SourceId,
    /// The source's name.
    pub source_name: String,
    /// The server's time.
    pub now: Moment,
}

/// An agent has started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginAgent {
    /// Its version.
    #[cfg_attr(feature = "openapi", schema(max_length = 63))]
    pub version: String,
    /// The machine that it runs on.
    #[cfg_attr(feature = "openapi", schema(max_length = 255))]
    pub host: String,
    /// What its own settings allow.
    pub told: AgentTold,
}

/// What it goes on with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BegunAgent {
    /// The number of this start; requests under an older one are refused.
    pub epoch: i64,
    /// The server's time.
    pub now: Moment,
    /// Whether it works; it stands by if not.
    pub is_active: bool,
    /// Whether it is asked to make itself another key.
    pub rotate: bool,
}

/// How an agent stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentStanding {
    /// The agent.
    pub agent: AgentId,
    /// Its name.
    pub name: String,
    /// The source that it reads for.
    pub source: SourceId,
    /// The number of its start.
    pub epoch: i64,
    /// The server's time.
    pub now: Moment,
    /// Whether it works; it stands by if not.
    pub is_active: bool,
    /// Whether it is asked to make itself another key.
    pub rotate: bool,
}

/// Another key in the place of the one that signs this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewAgentKey {
    /// The public half of the new key.
    pub public_key: String,
    /// The signature of [`rotate_text`] by it.
    pub proof: String,
}

/// What a new key signs to become an agent's.
#[must_use]
pub fn enrol_text(code: &str, public_key: &str) -> String {
    format!("amend agent enrol {code} {public_key}")
}

/// What a new key signs to take the place of an agent's key.
#[must_use]
pub fn rotate_text(agent: AgentId, public_key: &str) -> String {
    format!("amend agent key {agent} {public_key}")
}

// A code is not printed.
impl std::fmt::Debug for Enrol {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { code: _, public_key, proof: _, version, host } = self;
        formatter
            .debug_struct("Enrol")
            .field("public_key", public_key)
            .field("version", version)
            .field("host", host)
            .finish_non_exhaustive()
    }
}

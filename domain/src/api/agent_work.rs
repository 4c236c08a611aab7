//! What the server asks of agents, and how they answer. What an agent reads goes up in numbered pieces beside this; see ARCHITECTURE.md.

use serde::{Deserialize, Serialize};

/// Ask for something to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskWork {
    /// For how long the answer may be held back until there is something, 25 at most.
    #[cfg_attr(feature = "openapi", schema(maximum = 25))]
    pub wait_seconds: u32,
}

/// Something to do, or nothing yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NextWork {
    /// Whether the agent is the one of its source that works; it stands by if not.
    pub is_active: bool,
    /// Whether it is asked to make itself another key.
    pub rotate: bool,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<AgentWork>,
}

/// Something to do for an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentWork {
    /// Its number.
    pub id: i64,
    /// Shows whose it is, with everything that is said about it.
    pub token: i64,
    /// What is asked, as JSON.
    pub errand: String,
}

/// A sign of life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WorkAlive {
    /// The work's token.
    pub token: i64,
    /// Entries read so far.
    pub seen: i64,
}

/// What was answered to a sign of life, or to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkWanted {
    /// Whether somebody waits for it; the agent stops if not.
    pub is_wanted: bool,
}

/// A piece was kept, or was known already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PieceTaken {
    /// The number of the next one.
    pub next: i64,
}

/// The entries that a delta is to look up, by id in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkLookUps {
    /// Whether they are known yet; ask again if not.
    pub is_known: bool,
    /// These first.
    #[serde(default)]
    pub first: Vec<String>,
    /// These afterwards.
    #[serde(default)]
    pub then: Vec<String>,
}

/// Everything was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EndWork {
    /// The work's token.
    pub token: i64,
    /// How many pieces it was.
    pub pieces: i64,
    /// The fingerprint of them all.
    #[cfg_attr(feature = "openapi", schema(max_length = 64))]
    pub digest: String,
}

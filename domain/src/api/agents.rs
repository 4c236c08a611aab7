//! Agents as administrators see them: programs beside a directory that read it for Amend and call from there, so that nobody has to call in.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AgentId, SourceId},
    moment::Moment,
};

/// How a source is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// The server connects to the directory, with an address and an account that it keeps.
    #[default]
    Direct,
    /// An agent beside the directory calls the server. Address, account and password stay there.
    Agent,
}

impl Via {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Direct, Self::Agent];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Agent => "agent",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|via| via.as_str() == text)
    }
}

/// An agent of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Agent {
    /// The agent.
    pub id: AgentId,
    /// The source whose directory it reads.
    pub source: SourceId,
    /// Its name, which no other agent of the source has.
    pub name: String,
    /// Where it is.
    pub state: AgentState,
    /// Who invited it, by name.
    pub created_by: String,
    /// When.
    pub created_at: Moment,
    /// Until when its code is good, where it has not enrolled yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_until: Option<Moment>,
    /// When it enrolled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolled_at: Option<Moment>,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Moment>,
    /// When it was heard of last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_contact_at: Option<Moment>,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The machine that it runs on, as it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// By how many milliseconds its clock is ahead of the server's; behind it, where negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_skew_ms: Option<i64>,
    /// Set while it is asked to make itself another key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotate_asked_at: Option<Moment>,
    /// When it made itself another key last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotated_at: Option<Moment>,
    /// How often it has started.
    pub starts: i64,
    /// How often a process was turned away because another one had started under the same identity: two of them, if it goes on.
    pub turned_away: i64,
    /// When last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turned_away_at: Option<Moment>,
    /// What it told of its own settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<AgentTold>,
    /// Attributes that the last run asked for and that its own settings do not let out.
    #[serde(default)]
    pub refused: Vec<String>,
    /// What it read last for a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<AgentRead>,
    /// For how many milliseconds what it was asked for last had waited when it took it up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lag_ms: Option<i64>,
}

/// What an agent has read for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentRead {
    /// When it was through.
    pub at: Moment,
    /// How many entries it sent: all who match, or only what had changed.
    pub entries: i64,
    /// How many milliseconds it took.
    pub milliseconds: i64,
}

/// Where an agent is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AgentState {
    /// It has a code and has not enrolled.
    Invited,
    /// Its code has run out before it enrolled.
    Expired,
    /// It works.
    Active,
    /// It is there and takes over when the active one is gone.
    Standby,
    /// It has not been heard of for a while, or never since it enrolled.
    Away,
    /// Nothing of it is taken any more.
    Revoked,
}

/// What an agent tells of its own settings, which nobody can widen from here. It never tells where the directory is, nor an account.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AgentTold {
    /// Where its searches start.
    pub base: String,
    /// Which entries it sends.
    pub filter: String,
    /// The attributes that it sends.
    pub attributes: Vec<String>,
    /// The attributes that it writes; it writes nothing if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write: Option<AgentWrites>,
}

/// What an agent writes.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AgentWrites {
    /// The attributes.
    pub attributes: Vec<String>,
    /// How many entries in an hour at most.
    pub per_hour: u32,
}

/// Invite an agent. The name of one that has not enrolled yet gives that one another code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InviteAgent {
    /// Its name, such as the machine's.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 63))]
    pub name: String,
}

/// An agent that was just invited. The code is told once: whoever has it becomes this agent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitedAgent {
    /// The agent.
    pub id: AgentId,
    /// Its name.
    pub name: String,
    /// The code.
    pub code: String,
    /// Until when it is good.
    pub code_until: Moment,
}

// A code is not printed.
impl std::fmt::Debug for InvitedAgent {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id, name, code: _, code_until } = self;
        formatter
            .debug_struct("InvitedAgent")
            .field("id", id)
            .field("name", name)
            .field("code_until", code_until)
            .finish_non_exhaustive()
    }
}

//! What the owners of a source are told by e-mail, and what became of it (S2.17).

use serde::{Deserialize, Serialize};

use crate::moment::Moment;

/// Whether the owners of a source can be told anything, and what became of the last notice to each.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SourceNotices {
    /// Sending mail is set up in the settings.
    pub can_send: bool,
    /// The last notice to each owner who has had one.
    pub last: Vec<LastNotice>,
}

/// What became of a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastNotice {
    /// The address that it goes to.
    pub to: String,
    /// What it is about.
    pub about: NoticeAbout,
    /// Where it is.
    pub state: NoticeState,
    /// When it was made, delivered, or tried last.
    pub at: Moment,
    /// Why it could not be delivered the last time, in the mail server's words or ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it is tried next, where that is by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Moment>,
}

/// What the owners of a source are told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoticeAbout {
    /// A run failed, and the one before had worked.
    Failed,
    /// A brake holds a run.
    Held,
    /// A run blocked people.
    Blocked,
    /// Values have waited for export for more than a day.
    Waiting,
    /// Somebody wanted to know whether mail arrives.
    Test,
}

impl NoticeAbout {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Failed, Self::Held, Self::Blocked, Self::Waiting, Self::Test];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Held => "held",
            Self::Blocked => "blocked",
            Self::Waiting => "waiting",
            Self::Test => "test",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|about| about.as_str() == text)
    }
}

/// Where a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// On its way, or tried again by itself later.
    Waiting,
    /// The mail server has taken it.
    Sent,
    /// Given up until somebody sends it again.
    Parked,
}

impl NoticeState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Sent, Self::Parked];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Parked => "parked",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Whose notices are sent again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendAgain {
    /// The owner's address.
    pub to: String,
}

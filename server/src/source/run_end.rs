//! How a run ended. Only a run without any irregularity is complete, because only a complete run may conclude that
//! somebody is no longer there.

use serde::{Deserialize, Serialize};

use super::{Cursor, Progress, written::WrittenTrouble};
use crate::ldap::LdapError;

/// What is wrong with a run.
#[derive(Debug, Clone, thiserror::Error, Serialize, Deserialize)]
#[serde(into = "WrittenTrouble", from = "WrittenTrouble")]
pub(crate) enum Trouble {
    #[error(transparent)]
    Ldap(#[from] LdapError),
    #[error("the server keeps sending the same page")]
    Looping,
    #[error("the server had sent {0} pages and still more to come, which is the limit")]
    TooManyPages(u64),
    #[error("the server stopped paging without saying that it was done")]
    PagingLost,
    #[error("{0} entries could not be used; their names are in the report")]
    Undecodable(u64),
    #[error("reading broke off because of a fault in this program: {0}")]
    Fault(String),
    /// Somebody else has read, and this is what they tell of theirs.
    #[error("{text}")]
    Told { text: String, is_no_such_entry: bool, may_pass: bool },
}

impl Trouble {
    /// The same in changed words, as far as they matter.
    pub(super) fn with_text(self, change: &dyn Fn(&str) -> String) -> Self {
        match self {
            Self::Undecodable(count) => Self::Undecodable(count),
            other => Self::Told {
                text: change(&other.to_string()),
                is_no_such_entry: other.is_no_such_entry(),
                may_pass: other.may_pass(),
            },
        }
    }

    /// Whether there is nothing where was looked (RFC 4511 section 4.1.9, noSuchObject).
    pub(crate) fn is_no_such_entry(&self) -> bool {
        matches!(self, Self::Ldap(LdapError::Answered { code: 32, .. }) | Self::Told { is_no_such_entry: true, .. })
    }

    /// Whether trying again later may help without anybody doing something. A refused password must not be tried
    /// again by itself: the directory would lock the account.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Ldap(error) => match error {
                LdapError::Answered { code, .. } | LdapError::Disconnected { code, .. } => {
                    matches!(code, 1 | 3 | 51 | 52 | 80)
                }
                LdapError::NameLookup { .. }
                | LdapError::Refused { .. }
                | LdapError::ConnectTimeout { .. }
                | LdapError::Unreachable { .. }
                | LdapError::Silent { .. }
                | LdapError::SilentHandshake { .. }
                | LdapError::Closed { .. }
                | LdapError::Broken { .. } => true,
                _ => false,
            },
            Self::Told { may_pass, .. } => *may_pass,
            _ => false,
        }
    }
}

/// How complete a run was.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// The server said that this was everything, and all of it was understood.
    Complete,
    /// Something was read, but not surely everything: use what came, conclude nothing from what did not.
    Partial {
        /// What is missing or doubtful.
        reason: Trouble,
    },
    /// Nothing was read.
    Failed {
        /// Why.
        reason: Trouble,
    },
    /// Ended by [`super::Progress::cancel`] or by the sink.
    Cancelled,
}

/// The result of reading.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RunEnd {
    pub(crate) outcome: Outcome,
    /// Entries that the server sent, skipped and undecodable ones included.
    pub(crate) seen: u64,
    /// Name and reason of entries that could not be used; the first hundred.
    pub(crate) undecodable: Vec<(String, String)>,
    /// How many there were in all.
    pub(crate) undecodable_count: u64,
    pub(crate) pages: u64,
    /// Continuation references, which are never followed.
    pub(crate) referrals: u64,
    /// Bytes received, after decryption.
    pub(crate) bytes: u64,
    /// Where the next run goes on, if this one was complete and the server offers something to go on from.
    pub(crate) cursor: Option<Cursor>,
}

impl RunEnd {
    /// The end of a run that broke off because of a fault here.
    pub(super) fn fault(progress: &Progress, reason: String) -> Self {
        Self::broken_off(progress, Trouble::Fault(reason))
    }

    /// The end of a run that broke off for this reason.
    pub(crate) fn broken_off(progress: &Progress, reason: Trouble) -> Self {
        Self {
            outcome: Outcome::by_amount(progress.seen(), reason),
            seen: progress.seen(),
            undecodable: Vec::new(),
            undecodable_count: 0,
            pages: progress.pages(),
            referrals: 0,
            bytes: progress.bytes(),
            cursor: None,
        }
    }
}

impl Outcome {
    /// Partial where something was read, else failed.
    pub(crate) fn by_amount(seen: u64, reason: Trouble) -> Self {
        if seen == 0 { Self::Failed { reason } } else { Self::Partial { reason } }
    }
}

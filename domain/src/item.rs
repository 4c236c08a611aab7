//! The states of an item in the export queue.

use serde::{Deserialize, Serialize};

/// Where an item is. What goes by file is done at the file's first download, what Amend writes itself when the directory has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Approved; no export has taken it. Written in the same commit as the approval.
    Waiting,
    /// An export took it, or it was asked to be written once more.
    Queued,
    /// A worker holds its lease and is delivering it.
    Sending,
    /// Delivered, with a receipt.
    Done,
    /// Delivery failed and will be tried again.
    Failed,
    /// Delivery failed for good; it holds nobody else up.
    Parked,
    /// No longer to be delivered.
    Cancelled,
}

impl ItemState {
    /// All states, for tables and tests.
    pub const ALL: [Self; 7] =
        [Self::Waiting, Self::Queued, Self::Sending, Self::Done, Self::Failed, Self::Parked, Self::Cancelled];

    /// Whether an item may go from here to `next` in one step.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        use ItemState::{Cancelled, Done, Failed, Parked, Queued, Sending, Waiting};
        matches!(
            (self, next),
            (Waiting, Queued | Sending | Cancelled)
                | (Queued, Sending | Done | Waiting | Cancelled)
                | (Sending, Done | Failed | Parked | Queued | Waiting | Cancelled)
                | (Failed, Sending | Queued | Parked | Waiting | Cancelled)
                | (Parked, Queued | Waiting | Cancelled)
        )
    }

    /// Whether it still may reach the target.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Done | Self::Cancelled)
    }

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Parked => "parked",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

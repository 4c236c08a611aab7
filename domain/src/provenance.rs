//! Where a value comes from, so that every value on a page can say it (X2).

use serde::{Deserialize, Serialize};

use crate::{
    api::Step,
    id::{ChangeId, RunId},
    moment::Moment,
};

/// Where an effective value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Provenance {
    /// A source said so in a run.
    Directory {
        /// The source's name.
        source: String,
        /// The run that first read this value.
        run: RunId,
        /// When that run began.
        at: Moment,
    },
    /// A person proposed it and it was approved.
    Change {
        /// The change.
        change: ChangeId,
        /// Who proposed it, by name.
        author: String,
        /// Whether the author is the person themselves.
        own: bool,
        /// When it was proposed.
        at: Moment,
        /// Who approved it, by name, if somebody had to.
        approver: Option<String>,
        /// The steps that it took, oldest first: who decided when, and how far it has come.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        steps: Vec<Step>,
        /// The name of the file that it came from, if it came from one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<String>,
    },
    /// An administrator holds it in place, whatever the directory says (X10).
    Pinned {
        /// Who, by name.
        by: String,
        /// Since when.
        at: Moment,
        /// Until when.
        until: Moment,
        /// Why; only for administrators.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Nobody has said anything yet.
    Nobody,
}

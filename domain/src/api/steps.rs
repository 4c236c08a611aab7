//! The steps of a change, as its author follows them.

use serde::{Deserialize, Serialize};

use crate::{change::ChangeState, moment::Moment};

/// One step of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Step {
    /// The state that the step led to.
    pub state: ChangeState,
    /// When.
    pub at: Moment,
    /// Who, by name; `None` if a run or the policy did it.
    pub by: Option<String>,
    /// The level of approval that was passed, where others were still to be asked, or that nobody decided at in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u32>,
    /// How it was handed over, of the last time that it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_over: Option<HandedOver>,
    /// In whose place it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
}

/// How a directory is given a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HandedOver {
    /// In a file that somebody fetched.
    File,
    /// Amend wrote it.
    Written,
}

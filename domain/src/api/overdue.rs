//! What was approved a while ago and is not in the directory yet: where each value is stuck, and after how long that is told.

use serde::{Deserialize, Serialize};

use crate::{
    change::ChangeState,
    id::{ChangeId, ExportId, ItemId, PersonId, TargetId},
    moment::Moment,
    name::AttributeKey,
    value::Value,
};

/// When a target's values are overdue, and how many are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OverdueAlarm {
    /// Days after the approval; 0: never.
    pub days: i64,
    /// The target's version, which is the `ETag` of what is set about it.
    pub version: i64,
    /// Values that are overdue now.
    pub values: i64,
}

/// Set after how many days values are overdue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetOverdue {
    /// Days after the approval, to 365; 0: never.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 365))]
    pub days: i64,
}

/// Where an approved value is stuck on its way into the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stuck {
    /// Nobody has made a file of it.
    NoFile,
    /// It is in a file that nobody has downloaded.
    NotDownloaded,
    /// Amend writes the directory, and has not written it yet.
    NotWritten,
    /// It stopped: the directory cannot be given it as it is.
    Stopped,
    /// It was handed over, and no run has read the directory since.
    NotRead,
    /// It was handed over and read since, and the directory says something else.
    NotShown,
    /// It was handed over, and after its time the directory still has not taken it.
    NotTaken,
}

impl Stuck {
    /// All of them, in the order of the way.
    pub const ALL: [Self; 7] = [
        Self::NoFile,
        Self::NotDownloaded,
        Self::NotWritten,
        Self::Stopped,
        Self::NotRead,
        Self::NotShown,
        Self::NotTaken,
    ];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoFile => "no_file",
            Self::NotDownloaded => "not_downloaded",
            Self::NotWritten => "not_written",
            Self::Stopped => "stopped",
            Self::NotRead => "not_read",
            Self::NotShown => "not_shown",
            Self::NotTaken => "not_taken",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stuck| stuck.as_str() == text)
    }
}

/// A value that was approved a while ago and is not in the directory yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Overdue {
    /// The item that carries it to the target.
    pub item: ItemId,
    /// The target.
    pub target: TargetId,
    /// The target's name.
    pub target_name: String,
    /// The person.
    pub person: PersonId,
    /// The person's name.
    pub person_name: String,
    /// The attribute.
    pub attribute: AttributeKey,
    /// The change.
    pub change: ChangeId,
    /// Where the change is.
    pub change_state: ChangeState,
    /// What was approved; `null` clears.
    pub new: Option<Value>,
    /// What the directory says, as far as it was read; `null` if it is blank or was not read.
    pub says: Option<Value>,
    /// When it was approved.
    pub approved_at: Moment,
    /// Where it is stuck.
    pub stuck: Stuck,
    /// Exports leave it out until an administrator keeps or withdraws it, or a conflict in its group is settled.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    /// Exports leave it out: its row of the template is switched off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
    /// It is part of the name of the person's entry: it needs a rename in the directory.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub needs_rename: bool,
    /// The export that it is in, or was handed over with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export: Option<ExportId>,
    /// The name of its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// When the file was made, if nobody has downloaded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_at: Option<Moment>,
    /// When it was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_over_at: Option<Moment>,
    /// When it is tried next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Moment>,
    /// Why it is not written: what the directory said, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Which overdue values are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct OverdueQuery {
    /// Only of this target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetId>,
    /// Only what is stuck there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub stuck: Option<Stuck>,
    /// Part of a person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Where to go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

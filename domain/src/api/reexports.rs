//! Looks at what a target would be given, and the jobs that become of them.

use serde::{Deserialize, Serialize};

use crate::{
    id::{MappingId, PersonId, ReexportId, TargetId},
    moment::Moment,
    name::AttributeKey,
    reexport::{RowAction, RowState, Which},
    rights::Part,
    value::{Theirs, Value},
};

/// Ask what a target would be given. Nothing is queued by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskReexport {
    /// Only these rows of the template; all that are on if absent. An empty list is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_items = 1))]
    pub mappings: Option<Vec<MappingId>>,
    /// Only these people; an empty list is refused, and unknown ones are named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 10000))]
    pub people: Option<Vec<PersonId>>,
    /// Only people who are found so; everybody if neither `people` nor this is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<PeopleFilter>,
    /// Which values; those that differ if absent.
    #[serde(default)]
    pub which: Which,
}

/// What a person may name of people at most.
pub const PASTED_PEOPLE: usize = 10_000;

/// People by what lists of people are filtered by; all of it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PeopleFilter {
    /// Part of a name, user name or e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Whoever has no value of this attribute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^[a-z][a-z0-9_]{0,62}$"))]
    pub missing: Option<AttributeKey>,
    /// Whoever lies in a container or is in a group, by its distinguished name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Part>,
}

/// Where such a look is, or the job that became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReexportState {
    /// What everybody would be given is being worked out.
    Looking,
    /// It can be looked at and executed.
    Ready,
    /// It was left for too long to be executed.
    Expired,
    /// Its rows are being put in the queue.
    Queueing,
    /// They wait to be handed over.
    Queued,
    /// They are being handed over.
    Running,
    /// All that was queued was handed over.
    Done,
    /// It could not be worked out, or the target takes some of it no more.
    Failed,
    /// Somebody cancelled it.
    Cancelled,
}

impl ReexportState {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Looking,
        Self::Ready,
        Self::Expired,
        Self::Queueing,
        Self::Queued,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Whether somebody works on it at this moment.
    #[must_use]
    pub fn is_busy(self) -> bool {
        matches!(self, Self::Looking | Self::Queueing)
    }

    /// Whether it moves without anybody's doing.
    #[must_use]
    pub fn moves(self) -> bool {
        matches!(self, Self::Looking | Self::Queueing | Self::Queued | Self::Running)
    }
}

/// As what a look is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CarriedOutAs {
    /// Its rows go into the queue.
    Queue,
    /// Its values count as given (S3.15); nothing is written.
    Given,
}

impl CarriedOutAs {
    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Given => "given",
        }
    }
}

/// A look at what a target would be given, or the job that became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reexport {
    /// The look.
    pub id: ReexportId,
    /// The target.
    pub target: TargetId,
    /// Where it is.
    pub state: ReexportState,
    /// What was asked.
    pub asked: AskReexport,
    /// Who asked, by name.
    pub made_by: String,
    /// When.
    pub made_at: Moment,
    /// Until when it can be executed.
    pub expires_at: Moment,
    /// People who are looked at in all.
    pub people: i64,
    /// People who were looked at so far.
    pub looked_at: i64,
    /// Its rows so far, by what is done.
    pub rows: RowCounts,
    /// Who had it carried out, and what became of its rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub executed: Option<Executed>,
    /// What it has in the queue.
    pub items: JobItems,
    /// Why it failed or was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Rows by what is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowCounts {
    /// Values that the target does not hold, or may not.
    pub set: i64,
    /// Values that are removed there.
    pub clear: i64,
    /// Values that it should hold already.
    pub same: i64,
    /// Values of which nothing can be given.
    pub error: i64,
}

impl RowCounts {
    /// Those that can be carried out.
    #[must_use]
    pub fn to_do(self) -> i64 {
        self.set + self.clear + self.same
    }
}

/// Who had a look carried out, and what became of its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Executed {
    /// By name.
    pub by: String,
    /// When.
    pub at: Moment,
    /// As what.
    pub done_as: CarriedOutAs,
    /// Rows that were put in the queue.
    pub queued: i64,
    /// Rows that were in it already.
    pub merged: i64,
    /// Rows that moved since they were shown, and wait for somebody to look.
    pub moved: i64,
    /// Rows that count as given.
    pub given: i64,
}

/// What a job has in the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobItems {
    /// Waits for a file or for its turn, or stands in a file that nobody has had.
    pub waiting: i64,
    /// Is being written, or is tried again.
    pub running: i64,
    /// Was handed over.
    pub done: i64,
    /// Is not taken by the target.
    pub failed: i64,
    /// Was cancelled, or replaced by something newer.
    pub cancelled: i64,
}

/// One value of one person, as it was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReexportRow {
    /// Its number in the look.
    pub number: i64,
    /// The person.
    pub person: PersonId,
    /// The person's name then.
    pub person_name: String,
    /// What names the person in the target.
    pub key: Option<String>,
    /// The row of the template.
    pub mapping: MappingId,
    /// The attribute, where it is written as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<AttributeKey>,
    /// What it is called in the target.
    pub name: String,
    /// What the target held as far as was known.
    pub known: Theirs,
    /// What it would be given; `null` clears.
    pub value: Option<Value>,
    /// What is done.
    pub action: RowAction,
    /// What became of it.
    pub state: RowState,
    /// Why nothing can be given, or why it was left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Since when the value is approved, where a change says that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Moment>,
    /// What it would be now, where it moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_now: Option<Value>,
    /// For `If-Match`, where it moved.
    pub version: i64,
}

/// Which rows, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct ReexportRowQuery {
    /// The person's id, as in the address of the profile. What is no id finds nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Part of the person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// An attribute, by its key or by its name in the target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// What is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub action: Option<RowAction>,
    /// What became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub state: Option<RowState>,
    /// In which order; by id if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub sort: Option<RowSort>,
    /// The other way round.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub descending: bool,
    /// The `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows on a page, 1 to 200; 50 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    pub limit: Option<u32>,
}

/// By what rows are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RowSort {
    /// The person's id.
    #[default]
    Id,
    /// The person's name.
    Name,
    /// The name in the target.
    Attribute,
    /// What is done.
    Action,
}

impl RowSort {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Id, Self::Name, Self::Attribute, Self::Action];

    /// The word in JSON and in statements.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::Attribute => "attribute",
            Self::Action => "action",
        }
    }
}

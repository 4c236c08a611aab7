//! Where values came from and went: conflicts as the person whom they are about settles them, a person's history, and setting back what was done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    change::ChangeState,
    id::{ChangeId, PersonId, RunId, SourceId},
    moment::Moment,
    name::AttributeKey,
    problem::Problem,
    value::Value,
};

/// Where and when a value was first read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadFrom {
    /// The source's name.
    pub source: String,
    /// The run that read it first.
    pub run: RunId,
    /// When that run began.
    pub at: Moment,
}

/// What the person whom a change in conflict describes chooses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Settle {
    /// The version that was looked at.
    pub version: i64,
    /// The choice.
    pub choice: Settlement,
}

/// Whose value is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// The proposed one; it is decided on again.
    KeepMine,
    /// The directory's.
    TakeTheirs,
}

/// Which changes in conflict.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct ConflictsQuery {
    /// Only of this attribute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, pattern = "^[a-z][a-z0-9_]{0,62}$"))]
    pub attribute: Option<AttributeKey>,
    /// Only where this source has the word.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<i64>))]
    pub source: Option<SourceId>,
    /// The `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows on a page, 1 to 200; 50 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    pub limit: Option<u32>,
}

/// Which events of a person's history.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct HistoryQuery {
    /// Only what is about this attribute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, pattern = "^[a-z][a-z0-9_]{0,62}$"))]
    pub attribute: Option<AttributeKey>,
    /// The `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Events on a page, 1 to 200; 50 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    pub limit: Option<u32>,
}

/// Something that happened to a person, as far as the reader may know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryEvent {
    /// When; of what a run did, when the run began.
    pub at: Moment,
    /// Who, by name; `None` if a run or the policy did it.
    pub by: Option<String>,
    /// What, as a stable word: one of the audit log's actions, or `run.created`, `run.changed`, `run.renamed`, `run.blocked`, `run.returned`,
    /// `run.adopted` and so on for what a run did.
    pub action: String,
    /// The values that moved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<MovedValue>,
    /// The name of the source, of what a run did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The run that did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
    /// The change that took a step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeId>,
    /// Where the change was after the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ChangeState>,
    /// Somebody's own words: the comment of a proposal, the reason of a rejection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

/// A value that became another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovedValue {
    /// The attribute.
    pub attribute: AttributeKey,
    /// The attribute's labels by language.
    pub labels: BTreeMap<String, String>,
    /// What it was.
    pub old: Option<Value>,
    /// `old` in words, where its text is not for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_shown: Option<String>,
    /// What it became.
    pub new: Option<Value>,
    /// `new` in words, where its text is not for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_shown: Option<String>,
}

/// What is to be set back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum UndoWhat {
    /// Every value that a run has changed.
    Run(RunId),
    /// A person, to what was shown at a moment.
    Person {
        /// The person.
        person: PersonId,
        /// The moment.
        to: Moment,
    },
}

/// Asks what setting back would come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskUndo {
    /// What is to be set back.
    pub what: UndoWhat,
    /// Only this attribute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<AttributeKey>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// One value that would be set back, or is left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UndoRow {
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub person_name: String,
    /// The value now, and what it would be.
    pub value: MovedValue,
    /// What would become of it.
    pub outcome: UndoOutcome,
    /// Why it is left, where something is wrong with the earlier value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

/// What becomes of a value that is to be set back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UndoOutcome {
    /// It is set back.
    SetBack,
    /// The earlier value stands already, or is on its way.
    Stands,
    /// It moved on since, and is left.
    Moved,
    /// The earlier value may not be set now: `problems` says why.
    Refused,
}

/// Sets values back that were looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Undo {
    /// What is to be set back.
    pub what: UndoWhat,
    /// The values, as the preview has shown them; 1 to 200.
    pub rows: Vec<UndoSeen>,
    /// Why; whoever is concerned reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What became of values that were to be set back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Undone {
    /// Of each, in the order in which they were sent.
    pub outcomes: Vec<UndoOutcome>,
}

/// A value as it was seen in a preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UndoSeen {
    /// Whose.
    pub person: PersonId,
    /// The attribute.
    pub attribute: AttributeKey,
    /// What it was then.
    pub now: Option<Value>,
    /// What it is to become.
    pub back: Option<Value>,
}

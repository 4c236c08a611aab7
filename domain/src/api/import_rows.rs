//! What a file of people comes to, row by row: whom it means, what it changes, and what is wrong with it.

use serde::{Deserialize, Serialize};

use crate::{id::PersonId, name::AttributeKey, problem::Problem, value::Value};

/// A row of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportRow {
    /// The line in the file; below 1 where somebody is not in it.
    pub line: i64,
    /// What becomes of it.
    pub act: ImportAct,
    /// Whom it is about; `None` for somebody who is not added yet, and for most that is refused.
    pub person: Option<PersonId>,
    /// The name, or what stands in the key column.
    pub name: String,
    /// What would change.
    pub values: Vec<ImportValue>,
    /// Why it is refused, or was left alone.
    pub problems: Vec<RowProblem>,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ImportOutcome>,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportAct {
    /// Somebody is added.
    Add,
    /// Values change.
    Change,
    /// Nothing changes.
    Same,
    /// It cannot be used.
    Refuse,
    /// Somebody who is not in the file is blocked.
    Block,
}

impl ImportAct {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Add, Self::Change, Self::Same, Self::Refuse, Self::Block];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Change => "change",
            Self::Same => "same",
            Self::Refuse => "refuse",
            Self::Block => "block",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.as_str() == text)
    }
}

/// What came of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// It was carried out.
    Done,
    /// It was left alone: somebody was faster.
    Moved,
    /// It was taken back.
    Undone,
    /// It was not taken back, or in part: somebody has gone on from there.
    Kept,
}

impl ImportOutcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Done, Self::Moved, Self::Undone, Self::Kept];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Moved => "moved",
            Self::Undone => "undone",
            Self::Kept => "kept",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// One attribute's value before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportValue {
    /// The attribute.
    pub attribute: AttributeKey,
    /// What stands there; `null` if it is blank.
    pub old: Option<Value>,
    /// What the file says; `null` clears.
    pub new: Option<Value>,
    /// It is taken as it is, but cannot be understood as what it should be: no phone number (P24).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub doubtful: bool,
}

/// Something that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowProblem {
    /// What is wrong.
    pub code: RowCode,
    /// The heading of the column, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What is wrong with the value, where that is it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// The text that the sentence must quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What is wrong with a row. The text of a code never changes once it is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RowCode {
    /// It has more or fewer cells than the first line; `detail` says how many there are and should be.
    WrongColumns,
    /// A cell has letters that are none in this encoding.
    Unreadable,
    /// A cell is longer than anything that can be stored.
    TooLong,
    /// The key column is blank.
    NoKey,
    /// Another row has the same key; `detail` is its line.
    SameKey,
    /// Another row adds somebody with the same e-mail address; `detail` is its line.
    SameMail,
    /// Several people have this key.
    SeveralPeople,
    /// Nobody has this key, and nobody is added by it.
    Nobody,
    /// Somebody else has this e-mail address; `detail` is their name.
    MailTaken,
    /// Somebody else has this user name.
    UsernameTaken,
    /// The user name of somebody who is there already stays as it is.
    UsernameStays,
    /// It is the profile of whoever imports.
    Own,
    /// The value cannot be used; `problem` tells why.
    Value,
    /// Something of it was changed since the preview.
    Moved,
    /// Somebody has gone on from there; `detail` is the attribute.
    ChangedSince,
    /// It has been exported or seen in a directory, or they have signed in: they are blocked by hand, if they are to go.
    InUse,
}

/// Which rows of an import.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct ImportRowsQuery {
    /// Only rows of which this becomes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<ImportAct>,
    /// Only rows of which this came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ImportOutcome>,
    /// Part of the name or of what stands in the key column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// The `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows on a page, 1 to 200; 50 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

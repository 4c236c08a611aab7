//! What a run did to whom, line by line.

use serde::{Deserialize, Serialize};

use super::BlockReason;
use crate::{id::PersonId, name::AttributeKey, value::Theirs};

/// Which lines of a report.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct ReportQuery {
    /// Only lines of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ReportKind>,
    /// The `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Lines on a page, 1 to 200; 50 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What a run did to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportLine {
    /// What happened.
    pub kind: ReportKind,
    /// To whom; `None` for an entry that became nobody.
    pub person: Option<PersonId>,
    /// The name, or the entry's distinguished name.
    pub name: String,
    /// The person's user name, held or wished for by the directory: it tells two people of one name apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Old and new value of each attribute that moved.
    pub values: Vec<ReportValue>,
    /// Why somebody is blocked, where the line is about that; `reason` says the same in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<BlockReason>,
    /// Why, in words, where the kind does not say it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What happened to a person in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// A profile was made.
    Created,
    /// Values changed.
    Changed,
    /// User name or place in the directory changed.
    Renamed,
    /// Blocked, or would be if the run is held.
    Blocked,
    /// Back again.
    Returned,
    /// Left alone, with a reason (collision, unreadable entry).
    Skipped,
    /// A change was confirmed by the directory.
    Confirmed,
    /// A change collided with the directory.
    Conflict,
    /// A new entry resembles somebody who is missing (S2.9).
    Duplicate,
    /// Somebody who had been added by hand was given their entry (S4.21).
    Adopted,
}

impl ReportKind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::Created,
        Self::Changed,
        Self::Renamed,
        Self::Blocked,
        Self::Returned,
        Self::Skipped,
        Self::Confirmed,
        Self::Conflict,
        Self::Duplicate,
        Self::Adopted,
    ];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Renamed => "renamed",
            Self::Blocked => "blocked",
            Self::Returned => "returned",
            Self::Skipped => "skipped",
            Self::Confirmed => "confirmed",
            Self::Conflict => "conflict",
            Self::Duplicate => "duplicate",
            Self::Adopted => "adopted",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One attribute's old and new value in a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportValue {
    /// The attribute.
    pub attribute: AttributeKey,
    /// What the directory said before.
    pub old: Theirs,
    /// What it says now.
    pub new: Theirs,
}

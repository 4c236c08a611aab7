//! What runs could not take in or are unsure about, kept until the cause is gone or somebody has decided (T14, X17).

use serde::{Deserialize, Serialize};

use super::{Blocked, ProblemDetails, Run};
use crate::{
    id::{FindingId, PersonId, SourceId},
    likeness::Likeness,
    moment::Moment,
    selection::LeftOut,
};

/// Something to sort out about one entry of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// The finding.
    pub id: FindingId,
    /// Moves with every change of it.
    pub version: i64,
    /// What it is about.
    pub kind: FindingKind,
    /// Where it is.
    pub state: FindingState,
    /// The source of the entry.
    pub source: SourceId,
    /// The source's name.
    pub source_name: String,
    /// The entry's distinguished name.
    pub dn: String,
    /// The user name that the entry has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The person who was made of the entry; `None` while it is nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Candidate>,
    /// The other one: who holds the user name, or whom the entry resembles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<Candidate>,
    /// What the two share.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<Likeness>,
    /// Why it is out of scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<LeftOut>,
    /// Why, in words with the remedy.
    pub reason: String,
    /// When a run found it first.
    pub first_seen_at: Moment,
    /// When a run found it last.
    pub last_seen_at: Moment,
    /// Who ignored or refused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Moment>,
    /// What the asker can do about it.
    pub acts: Vec<FindingAct>,
}

/// One of the two people that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Candidate {
    /// The person.
    pub id: PersonId,
    /// The name to show.
    pub display_name: String,
    /// The user name that they hold, or that the directory gave them last.
    pub username: Option<String>,
    /// Set while blocked.
    pub blocked: Option<Blocked>,
    /// Their changes, open and ended.
    pub changes: i64,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Somebody else holds the entry's user name (S2.6).
    UsernameTaken,
    /// A new entry resembles somebody whom its source does not know: an account that was made anew, or the same person in two directories
    /// (S2.9, P12, P14).
    Resembles,
    /// The entry could not be read.
    Unreadable,
    /// An expression of the mapping brought nothing for the entry; what was known before stays.
    NotWorkedOut,
    /// The attributes that hold the entry's country name different ones; the two letters count (P26).
    CountryDiffers,
    /// Who comes in from the source leaves the entry out (S4.18). Listed only where asked for: it may be meant so.
    OutOfScope,
}

impl FindingKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::UsernameTaken,
        Self::Resembles,
        Self::Unreadable,
        Self::NotWorkedOut,
        Self::CountryDiffers,
        Self::OutOfScope,
    ];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UsernameTaken => "username_taken",
            Self::Resembles => "resembles",
            Self::Unreadable => "unreadable",
            Self::NotWorkedOut => "not_worked_out",
            Self::CountryDiffers => "country_differs",
            Self::OutOfScope => "out_of_scope",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Where a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// Somebody should look.
    #[default]
    Open,
    /// Somebody said to leave it, until the entry changes.
    Ignored,
    /// Somebody said that these are two people; that is not asked again.
    Refused,
}

impl FindingState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Open, Self::Ignored, Self::Refused];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Ignored => "ignored",
            Self::Refused => "refused",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What somebody does about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FindingAct {
    /// Read the entry anew.
    Retry,
    /// Leave it until the entry changes.
    Ignore,
    /// Look at it again.
    Reopen,
    /// They are one: the person who was there keeps everything and has this entry from now on.
    Accept,
    /// They are two.
    Refuse,
    /// Bring the entry into scope: the source's selection names it from now on.
    Include,
}

/// Which findings.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct FindingsQuery {
    /// Only of this kind; all but `out_of_scope` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<FindingKind>,
    /// `open` (the default), `ignored` or `refused`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<FindingState>,
    /// The `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows on a page, 1 to 200; 50 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    pub limit: Option<u32>,
}

/// Do something about findings, one or many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SortOut {
    /// What.
    pub act: FindingAct,
    /// About which, 1 to 1000 of them.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 1000))]
    pub findings: Vec<SeenFinding>,
}

/// A finding as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SeenFinding {
    /// The finding.
    pub finding: FindingId,
    /// The version that was seen.
    pub version: i64,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SortedOut {
    /// One for each finding, in their order.
    pub results: Vec<FindingResult>,
    /// The runs that read entries anew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<Run>,
}

/// What came of one finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FindingResult {
    /// The finding.
    pub finding: FindingId,
    /// Why nothing was done; `None` if all went well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemDetails>,
}

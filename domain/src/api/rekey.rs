//! Re-keying a source: how its people are recognised when their entries have other ids now, looked at before it is done (P13).

use serde::{Deserialize, Serialize};

use super::{ProblemDetails, Run};
use crate::{
    id::{PersonId, RunId},
    rekey::{Doubt, RekeyBy},
};

/// By which id a source's people are to be known from now on, and by what they are recognised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TryRekey {
    /// The attribute that holds an entry's id: the present one where the ids themselves have changed, or another one.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub id_attribute: String,
    /// What a person and an entry have in common.
    pub by: RekeyBy,
}

/// Do what a preview has shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rekey {
    /// As in the preview.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub id_attribute: String,
    /// As in the preview.
    pub by: RekeyBy,
    /// The preview's digest; if anybody would get another id by now, nothing is done.
    pub digest: String,
}

/// What re-keying would come to: the directory was read, nothing was changed. Each list has the first rows; its number counts all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RekeyPreview {
    /// Stands for exactly these matches.
    pub digest: String,
    /// The attribute by which people would be known.
    pub id_attribute: String,
    /// The attribute by which they are known now.
    pub known_by: String,
    /// By what they were recognised.
    pub by: RekeyBy,
    /// How many of each.
    pub counts: RekeyCounts,
    /// People whose entry has another id now.
    pub matched: Vec<RekeyMatch>,
    /// People whose id is the same.
    pub same: Vec<RekeyPerson>,
    /// People and entries that are left alone.
    pub unclear: Vec<RekeyUnclear>,
    /// People for whom there is no entry: the next run would find them missing.
    pub missing: Vec<RekeyPerson>,
    /// Entries of which the next run would make somebody new.
    pub new: Vec<RekeyEntry>,
    /// A held run that is given up with the re-keying, since it was planned with the ids of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<RunId>,
}

/// How many there are of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RekeyCounts {
    /// Entries that were read.
    pub read: i64,
    /// Entries without an id that can be used.
    pub without_id: i64,
    /// People who get another id.
    pub matched: i64,
    /// Of these, people who are missing now and return with the next run.
    pub returning: i64,
    /// People whose id is the same.
    pub same: i64,
    /// People who are left alone because of a doubt.
    pub unclear: i64,
    /// People without an entry.
    pub missing: i64,
    /// Entries without a person.
    pub new: i64,
}

/// A person and their entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RekeyMatch {
    /// The person.
    pub person: RekeyPerson,
    /// The entry that is theirs.
    pub entry: RekeyEntry,
}

/// Somebody of the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RekeyPerson {
    /// The person.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// The id by which they are known now: a UUID, a text, or hexadecimal digits; `None` where the asker may not see it.
    pub entry_id: Option<String>,
    /// What they are recognised by; `None` if nothing is known, or the asker may not see it.
    pub key: Option<String>,
    /// No run finds their entry any more; if they are recognised, they return with the next one.
    pub is_away: bool,
}

/// An entry as the directory has it now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RekeyEntry {
    /// Its id: a UUID, a text, or hexadecimal digits; `None` where the asker may not see it.
    pub entry_id: Option<String>,
    /// Its distinguished name.
    pub dn: String,
    /// What it is recognised by; `None` if it has nothing, or the asker may not see it.
    pub key: Option<String>,
}

/// People and entries that are left alone, the first fifty of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RekeyUnclear {
    /// Why.
    pub doubt: Doubt,
    /// All people who come into question.
    pub people: Vec<RekeyPerson>,
    /// All entries that come into question.
    pub entries: Vec<RekeyEntry>,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rekeyed {
    /// People who have another id now.
    pub people: i64,
    /// The run that reads everything anew.
    pub run: Option<Run>,
    /// Why none was started, where none was: the next run does the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_run: Option<String>,
}

/// 409: why it was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RekeyProblemDetails {
    /// The problem.
    #[serde(flatten)]
    pub problem: ProblemDetails,
    /// What it would come to now, where the directory or the people moved since the preview.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<RekeyPreview>,
}

/// Why a source is not read: its people are known by another id attribute than the one it is set to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RekeyDue {
    /// The attribute by which its people are known.
    pub known_by: String,
    /// The attribute that it is set to.
    pub id_attribute: String,
}

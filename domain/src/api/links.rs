//! Which entries of which directories a person is followed by, and changing that (S2.8).

use serde::{Deserialize, Serialize};

use super::Candidate;
use crate::{
    id::{RunId, SourceId},
    moment::Moment,
    name::AttributeKey,
    value::{Theirs, Value},
};

/// An entry that a person is, or was, followed by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonLink {
    /// The source.
    pub source: SourceId,
    /// The source's name.
    pub source_name: String,
    /// The entry's immutable id, in hexadecimal digits.
    pub id: String,
    /// Its distinguished name, as it was read last.
    pub dn: String,
    /// Whether it is followed.
    pub state: LinkState,
    /// Since when it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Moment>,
    /// What it said last of every attribute that is read. What is not mapped is never kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<SaidValue>,
}

/// What an entry said last of an attribute (S3.18).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaidValue {
    /// The attribute.
    pub attribute: AttributeKey,
    /// The directory's attribute or the expression that it comes from; absent where it is mapped no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it said.
    pub said: Theirs,
    /// The run that read that first.
    pub run: RunId,
    /// When that run began.
    pub at: Moment,
}

/// Whether an entry is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// Runs read it.
    Followed,
    /// A complete run no longer found it.
    Away,
    /// Somebody took the person off it: runs leave both alone.
    Detached,
}

/// Take a person off a source: they keep what they have, and runs leave them alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Detach {
    /// The source.
    pub source: SourceId,
}

/// Say which entry a person is followed by from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Attach {
    /// The source.
    pub source: SourceId,
    /// The entry: its distinguished name, or the user name that it has.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub entry: String,
    /// The id that the preview had; if the entry is another one by now, nothing is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// What linking a person to an entry would come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachPreview {
    /// The entry's immutable id, in hexadecimal digits.
    pub id: String,
    /// Its distinguished name.
    pub dn: String,
    /// Its user name.
    pub username: Option<String>,
    /// Whether the account is disabled: the person would be blocked.
    pub disabled: bool,
    /// The entry that the person had of this source, which is not followed any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// Somebody else who holds the user name: the person would keep the one that they have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username_held_by: Option<Candidate>,
    /// What would be shown in place of what is shown now, where that differs.
    pub values: Vec<AttachedValue>,
    /// Changes of the person that stay.
    pub changes: i64,
}

/// A value that linking would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachedValue {
    /// The attribute.
    pub attribute: AttributeKey,
    /// What is shown now.
    pub now: Option<Value>,
    /// What would be shown.
    pub then: Option<Value>,
}

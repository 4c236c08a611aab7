//! Attribute definitions and locks.

use serde::{Deserialize, Serialize};

use std::collections::BTreeMap;

use crate::{
    approval::Level,
    attribute::{Approval, Attribute, Authority, Blank, Family, Kind, Rules},
    id::PersonId,
    name::AttributeKey,
};

/// An attribute as administrators see it. `version` is also the answer's `ETag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttributeView {
    /// The definition.
    #[serde(flatten)]
    pub attribute: Attribute,
    /// Moves with every change of it.
    pub version: i64,
    /// The source attribute that it is read from, by source; empty if it is not mapped.
    pub mapped_from: Vec<String>,
    /// The target attribute that it is written to; `None` if no target writes it.
    pub written_to: Option<String>,
    /// Changes of it that wait for a decision or for their export.
    pub pending: i64,
    /// The names of people whom its levels ask.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<NamedPerson>,
}

/// A person with their name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedPerson {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
}

/// A new attribute. It begins locked and hidden if it is read from a directory, open and seen if it is Amend's own; both can be set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewAttribute {
    /// The key; it never changes.
    pub key: AttributeKey,
    /// The label per language tag; English is needed.
    pub labels: BTreeMap<String, String>,
    /// What a text in it means.
    pub kind: Kind,
    /// Whether it holds several values.
    #[serde(default)]
    pub many: bool,
    /// Where it belongs: `custom` or `product_only`.
    pub family: Family,
    /// The section of the page that it stands in.
    #[serde(default = "first_section")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64))]
    pub section: String,
    /// What may stand in it.
    #[serde(default)]
    pub rules: Rules,
}

fn first_section() -> String {
    "work".to_owned()
}

/// New settings for an attribute; what is absent stays.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SetAttribute {
    /// Lock or unlock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<bool>,
    /// Show to or hide from employees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visible: Option<bool>,
    /// Who decides on a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
    /// Whose word counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
    /// Whether it must not be blank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandatory: Option<bool>,
    /// What a blank in a directory means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blank: Option<Blank>,
    /// What it means that a person empties the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emptied: Option<Blank>,
    /// The name of the group that it is decided on with as one; an empty text for none (P43).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub together: Option<String>,
    /// Who decides, level by level, where `approval` is `levels`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels: Option<Vec<Level>>,
    /// Whether a phone number that cannot be understood is refused rather than kept as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict_phone: Option<bool>,
    /// The country whose phone numbers are written without `+`; an empty text for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_country: Option<String>,
    /// What becomes of changes that wait for a decision or for their export when the attribute is locked or hidden; needed if there are
    /// any (S1.4, P7).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<PendingOnLock>,
}

/// What becomes of waiting changes of an attribute that is being locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PendingOnLock {
    /// They stay: they can still be decided on, and approved ones are exported.
    Keep,
    /// They are withdrawn, with notice to their authors.
    Withdraw,
}

/// Lock or unlock all attributes at once (S1.11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetLocks {
    /// Lock (`true`) or unlock (`false`).
    pub locked: bool,
    /// What becomes of waiting changes; needed for locking if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<PendingOnLock>,
}

/// What `SetLocks` did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocksSet {
    /// Attributes whose lock moved.
    pub attributes: i64,
    /// Waiting changes that were withdrawn.
    pub withdrawn: i64,
}

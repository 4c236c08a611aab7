//! Editing what an attribute is, looking first at what would no longer fit, and the order in which the form shows attributes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    attribute::{Kind, Rules},
    id::PersonId,
    name::AttributeKey,
    problem::Problem,
    value::Value,
};

/// An attribute's definition as it is to be. Key, family and policy stay; they are set elsewhere, or never.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Define {
    /// The label per language tag; English is needed.
    pub labels: BTreeMap<String, String>,
    /// A sentence beside the field, per language tag.
    #[serde(default)]
    pub help: BTreeMap<String, String>,
    /// The section of the page that it stands in.
    pub section: String,
    /// What a text in it means.
    pub kind: Kind,
    /// Whether it holds several values.
    pub many: bool,
    /// What may stand in it.
    #[serde(default)]
    pub rules: Rules,
    /// How many values would not fit, as the preview showed; if it is more by now, the answer is 409.
    #[serde(default)]
    pub accepts: i64,
}

/// What a definition would come to. Values that would not fit stay as they are; whoever changes them next is told.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DefinitionEffect {
    /// People who have a value.
    pub people: i64,
    /// People whose value would not fit, and changes that are not exported yet whose new value would not.
    pub failing: i64,
    /// Those of them that are changes.
    pub changes: i64,
    /// Active people who have no value, where there has to be one.
    pub blank: i64,
    /// Some of the people.
    pub sample: Vec<FailingValue>,
}

/// A value that would not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FailingValue {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The value.
    pub value: Value,
    /// What would be wrong with it.
    pub problems: Vec<Problem>,
}

/// The form: its sections in their order, with their attributes in theirs. `version` is also the answer's `ETag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FormOrder {
    /// Moves with every change of attributes and rules.
    pub version: i64,
    /// The sections.
    pub sections: Vec<FormSection>,
}

/// A section of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FormSection {
    /// Its name, the same in every language.
    pub name: String,
    /// What it is called, per language tag; empty where it is called by its name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Its attributes.
    pub attributes: Vec<AttributeKey>,
}

/// The form as it is to be: every attribute stands in it once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetFormOrder {
    /// The sections.
    pub sections: Vec<FormSection>,
}

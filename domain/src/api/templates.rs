//! What targets are given: the rows of their templates, how they are edited, tried and looked back at.

use serde::{Deserialize, Serialize};

use crate::{
    id::{MappingId, PersonId, SourceId, TargetId},
    moment::Moment,
    name::AttributeKey,
    problem::Problem,
    template::{MappingFormat, TargetKind},
    value::Value,
};

/// A target's template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TargetTemplate {
    /// The target.
    pub target: TargetId,
    /// Its name.
    pub name: String,
    /// What kind of system it is.
    pub kind: TargetKind,
    /// Whose people it is given.
    pub source: SourceId,
    /// That source's name.
    pub source_name: String,
    /// Changes with every edit.
    pub version: i64,
    /// In the order of columns.
    pub rows: Vec<TemplateRow>,
}

/// A row of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TemplateRow {
    /// The row.
    pub id: MappingId,
    /// The attribute that it writes as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<AttributeKey>,
    /// Or the expression whose result it writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// What it is called in the target.
    pub name: String,
    /// The form in which it is written.
    pub format: MappingFormat,
    /// Whether it is written at all.
    pub on: bool,
    /// Whether its attribute and its name follow the mapping of the directory, which is where they are changed.
    pub fixed: bool,
    /// When a value of it was handed over last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exported_at: Option<Moment>,
    /// Its values that are on their way.
    pub waiting: i64,
    /// How it stands.
    pub state: TemplateRowState,
    /// Why it brings nothing for anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flaw: Option<String>,
}

/// How a row of a template stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TemplateRowState {
    /// It is switched off.
    Off,
    /// Nothing of it was ever handed over, and nothing is on its way.
    NeverExported,
    /// Values of it are on their way.
    Waiting,
    /// What was to be handed over was.
    Given,
}

/// A target to make: files for another system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MakeTarget {
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100))]
    pub name: String,
    /// Whose people it is given; that of the other target if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceId>,
    /// The target whose rows it begins with; with none if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<TargetId>,
}

/// Another name for a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RenameTarget {
    /// The new name.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100))]
    pub name: String,
}

/// How a target is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct RetireQuery {
    /// Whether what waits for it may be cancelled.
    pub confirmed: bool,
}

/// What a row of a template says: an attribute or an expression, under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutRow {
    /// The attribute that it writes as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<AttributeKey>,
    /// Or an expression over attributes, as in `{{ given_name }} {{ surname | upper }}`; a constant is one without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub expression: Option<String>,
    /// What it is called in the target.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 255))]
    pub name: String,
    /// The form in which it is written.
    #[serde(default)]
    pub format: MappingFormat,
    /// Whether it is written at all.
    #[serde(default = "yes")]
    pub on: bool,
    /// Whether the sender knows that people sign in or get their mail by what it writes.
    #[serde(default)]
    pub confirmed: bool,
}

fn yes() -> bool {
    true
}

/// All rows of a template in another order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OrderRows {
    /// The rows, first to last; each once.
    pub rows: Vec<MappingId>,
}

/// A row that is not saved, or that says something else than it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TriedRow {
    /// The row that it is in the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingId>,
    /// The attribute that it writes as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<AttributeKey>,
    /// Or an expression over attributes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// What it is called in the target.
    #[serde(default)]
    pub name: String,
    /// The form in which it is written.
    #[serde(default)]
    pub format: MappingFormat,
}

/// What rows come to for a person. Nothing is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TryTemplate {
    /// The person.
    pub person: PersonId,
    /// Rows as they might be; those of the template if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<TriedRow>>,
}

/// What they come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TriedTemplate {
    /// The person.
    pub person: PersonId,
    /// The person's name.
    pub person_name: String,
    /// Whether the target is given anything about them.
    pub taken: bool,
    /// In the order of the rows.
    pub rows: Vec<TriedValue>,
}

/// Whom a template may be tried on.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct TryOnQuery {
    /// Part of a name, user name or e-mail; case and accents do not matter. Nobody is found by nothing.
    pub search: String,
    /// The `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows on a page, 1 to 200; 50 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    pub limit: Option<u32>,
}

/// Somebody whom a template may be tried on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TryOn {
    /// The person.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// The user name, which tells those apart who have the same name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

/// What one row comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TriedValue {
    /// The row, where it is one of the template's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingId>,
    /// The value; absent clears, or is not known for the problems' sake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Why there is no value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
    /// Whether it is known what the target holds.
    pub known: bool,
    /// What it holds then; absent is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<Value>,
}

/// What a row that is not saved yet would come to for everybody.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowEffect {
    /// People whom the target is given.
    pub people: i64,
    /// Those of them for whom it would say something else than it does now.
    pub would_change: i64,
    /// Those of them for whom it would say nothing any more.
    pub would_clear: i64,
    /// Those of them for whom it brings nothing because it fails.
    pub errors: i64,
    /// Some of those.
    pub examples: Vec<EffectExample>,
    /// Whether everybody was looked at; else the figures are of those whom there was time for.
    pub whole: bool,
}

/// Somebody for whom a row fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EffectExample {
    /// The person.
    pub person: PersonId,
    /// The person's name.
    pub person_name: String,
    /// Why.
    pub reason: String,
}

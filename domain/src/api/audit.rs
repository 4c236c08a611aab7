//! The audit log.

use serde::{Deserialize, Serialize};

use crate::{id::PersonId, moment::Moment, name::AttributeKey};

/// Which rows of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct AuditQuery {
    /// Only rows about this person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<i64>))]
    pub person: Option<PersonId>,
    /// Only what people did, or only what went by itself (S2.20).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Doer>,
    /// Only what was done by somebody whose name has this in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Only rows about this attribute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, pattern = "^[a-z][a-z0-9_]{0,62}$"))]
    pub attribute: Option<AttributeKey>,
    /// Only rows from this moment on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Moment>,
    /// Only rows before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Moment>,
    /// Only rows with this in the names, the action or the details.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Only rows of this action.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows on a page, 1 to 200; 50 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    pub limit: Option<u32>,
}

/// Who does things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Doer {
    /// Somebody who is signed in.
    People,
    /// A run, the policy or the command line.
    System,
}

impl Doer {
    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "people" => Some(Self::People),
            "system" => Some(Self::System),
            _ => None,
        }
    }
}

/// One row of the audit log. Each row's hash covers the row and the hash before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditRow {
    /// Its place in the log; the order of events.
    pub sequence: i64,
    /// When.
    pub at: Moment,
    /// Who, by name; `None` if a run, the policy or the command line did it.
    pub by: Option<String>,
    /// What, as a stable word: `change.approve`, `attribute.set`, `session.refused`.
    pub action: String,
    /// About whom.
    pub person: Option<PersonId>,
    /// That person's name.
    pub person_name: Option<String>,
    /// About which attribute.
    pub attribute: Option<AttributeKey>,
    /// More, as JSON.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub detail: serde_json::Value,
    /// It is about an attribute that the reader may not see: which, and the details, are left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub masked: bool,
}

/// What a walk over the whole log has found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditCheck {
    /// Rows that fit their hash and follow the row before them.
    pub rows: i64,
    /// Whether all rows do, and none is missing at the end.
    pub whole: bool,
    /// The first row that does not; absent where rows are missing at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken_at: Option<i64>,
}

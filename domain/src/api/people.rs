//! Lists of people.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Blocked;
use crate::{id::PersonId, name::AttributeKey};

/// What to list. The same filters walk previous/next on a person's page (S1.10).
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct PeopleQuery {
    /// Part of a name, user name or e-mail; case and accents do not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Only people whose value of this attribute is blank.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, pattern = "^[a-z][a-z0-9_]{0,62}$"))]
    pub missing: Option<AttributeKey>,
    /// `active` (the default), `blocked` or `all`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PersonStatus>,
    /// The `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows on a page, 1 to 200; 50 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    pub limit: Option<u32>,
}

/// Which people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PersonStatus {
    /// Not blocked; these are the seats that count (S2.15).
    #[default]
    Active,
    /// Blocked by the directory or an administrator.
    Blocked,
    /// Both.
    All,
    /// Followed by no source, active or blocked (S4.18).
    Local,
}

/// A person in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonRow {
    /// The person.
    pub id: PersonId,
    /// The user name.
    pub username: Option<String>,
    /// The name to show.
    pub display_name: String,
    /// The e-mail address, if it may be shown.
    pub mail: Option<String>,
    /// Set while blocked.
    pub blocked: Option<Blocked>,
    /// Whether a source knows the person.
    pub in_directory: bool,
    /// Visible attributes that are blank.
    pub missing: Vec<AttributeKey>,
    /// Changes of this person that wait for a decision.
    pub pending: i64,
}

/// The rows next to a person in a list; positions are by person, not by index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Neighbours {
    /// The person before, if any.
    pub previous: Option<PersonId>,
    /// The person after, if any.
    pub next: Option<PersonId>,
}

/// How complete the active people's profiles are (S1.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fill {
    /// Active people.
    pub active: i64,
    /// Blocked people.
    pub blocked: i64,
    /// How many may be active, if there is a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seats: Option<i64>,
    /// Of the blocked ones, those who wait for a seat.
    #[serde(default)]
    pub waiting: i64,
    /// Active people who have a value, by visible attribute.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, i64>))]
    pub filled: BTreeMap<AttributeKey, i64>,
}

/// Block a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Why, for the others who look at the person.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 500))]
    pub note: String,
}

/// Let a blocked person back in (S2.14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Unblock {
    /// Stay in even if the directory says otherwise; else only until the next run.
    pub pin: bool,
}

/// Delete a blocked person for good (S2.11, S2.14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PurgePerson {
    /// Their name, typed as it is shown: it cannot be undone.
    pub name: String,
}

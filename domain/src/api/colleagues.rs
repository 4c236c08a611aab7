//! Finding another person by name, to name them as a value such as the manager: a small part of a profile that employees may know of each other.

use serde::{Deserialize, Serialize};

use crate::{id::PersonId, value::Value};

/// Whom to look for.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct ColleaguesQuery {
    /// Part of a name, user name or e-mail; case and accents do not matter. Nobody is found by nothing.
    pub search: String,
    /// Whose value it is to be: they are not offered, and who reports to them is marked. The asker if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<PersonId>,
    /// The `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows on a page, 1 to 20; 8 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 20))]
    pub limit: Option<u32>,
}

/// People who were found, in the order of their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleagues {
    /// The people.
    pub items: Vec<Colleague>,
    /// Where the next page begins; absent on the last one.
    pub next: Option<String>,
}

/// What employees may know of each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleague {
    /// The person; `person:<id>` is the value that names them.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// The job title, where employees see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The department, where employees see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The picture, where employees see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Value>,
    /// They report to the person that is asked for, directly or through others: as their manager they would close a circle (P27).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub below: bool,
}

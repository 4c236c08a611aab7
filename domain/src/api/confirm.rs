//! Asking people whether their details are still right, and the report of it (T9, X11).

use serde::{Deserialize, Serialize};

use crate::{id::PersonId, moment::Moment, name::AttributeKey};

/// What the owner of a profile is asked about, gently and only where something is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmAsked {
    /// The attributes that were not confirmed for long.
    pub attributes: Vec<AttributeKey>,
}

/// What the owner of a profile says is right as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmDetails {
    /// These attributes, as the profile of `If-Match` has them.
    pub attributes: Vec<AttributeKey>,
}

/// Which people a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConfirmState {
    /// Their details are due.
    Due,
    /// They have never confirmed anything.
    Never,
    /// They have confirmed, and nothing is due.
    Confirmed,
}

impl ConfirmState {
    /// Reads the word of an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "due" => Some(Self::Due),
            "never" => Some(Self::Never),
            "confirmed" => Some(Self::Confirmed),
            _ => None,
        }
    }
}

/// Which part of the report is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct ConfirmQuery {
    /// Due if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConfirmState>,
    /// Words of names, user names or addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// The `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows on a page, 1 to 200; 50 if absent.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Where somebody is with confirming.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmRow {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Since when Amend knows them.
    pub since: Moment,
    /// When they confirmed something last; absent if never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<Moment>,
    /// When they are, or were, to be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Moment>,
    /// When they were reminded last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminded_at: Option<Moment>,
    /// They want to be asked again only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Moment>,
}

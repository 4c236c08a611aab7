//! Deciding in the place of whoever is away, and who owns containers and groups.

use serde::{Deserialize, Serialize};

use crate::id::{OwnerId, PersonId, StandInId};

/// Which stand-ins to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct StandInQuery {
    /// Those of everybody, which only administrators of everybody see.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
    /// Those of this person on either side, which only administrators of everybody see of others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

/// Somebody who decides in the place of another, from a day up to and with another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StandInView {
    /// The entry.
    pub id: StandInId,
    /// Who is away.
    pub person: PersonId,
    /// That person's name.
    pub person_name: String,
    /// Who stands in.
    pub stand_in: PersonId,
    /// That person's name.
    pub stand_in_name: String,
    /// The first day, `YYYY-MM-DD`.
    pub from: String,
    /// The last day.
    pub until: String,
    /// Who set it, by name.
    pub by: Option<String>,
    /// Whether it holds today.
    pub holds: bool,
}

/// Names a stand-in. What is asked of somebody as a manager, an owner, a member of a group or by name is then asked of the stand-in too; roles
/// are not handed on, nor is what one stands in for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewStandIn {
    /// For whom; oneself if absent. Administrators of everybody do so for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The user name of whoever stands in.
    pub username: String,
    /// The first day, `YYYY-MM-DD`.
    pub from: String,
    /// The last day.
    pub until: String,
}

/// What somebody owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Owned {
    /// A container of a directory.
    Container,
    /// A group.
    Group,
}

/// An owner of a container or a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnerView {
    /// The entry.
    pub id: OwnerId,
    /// What it is.
    pub kind: Owned,
    /// Its distinguished name.
    pub name: String,
    /// Who owns it.
    pub person: PersonId,
    /// That person's name.
    pub person_name: String,
}

/// Names an owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewOwner {
    /// What it is.
    pub kind: Owned,
    /// Its distinguished name.
    pub name: String,
    /// The user name of whoever owns it.
    pub username: String,
}

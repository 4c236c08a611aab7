//! Who holds which role, and within which parts of the directories.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AccountId, PersonId},
    moment::Moment,
    rights::{Part, Role},
};

/// Everybody who holds a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Administrators {
    /// Whether the asker may grant roles and end them.
    pub may_set: bool,
    /// By name.
    pub items: Vec<Administrator>,
}

/// An account that holds roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Administrator {
    /// The account.
    pub account: AccountId,
    /// Moves whenever the account's roles do; the `ETag`.
    pub version: i64,
    /// The person behind it; a local administrator has none.
    pub person: Option<PersonId>,
    /// The name.
    pub name: String,
    /// The user name, while there is one.
    pub username: Option<String>,
    /// Whether they cannot sign in.
    pub is_blocked: bool,
    /// Whether it is the asker.
    pub is_self: bool,
    /// What it holds.
    pub roles: Vec<HeldRole>,
}

/// A role that is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldRole {
    /// The role.
    pub role: Role,
    /// Within which parts; none: everywhere.
    pub parts: Vec<Part>,
    /// Where it comes from.
    pub from: RoleFrom,
    /// Who granted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Since when it is as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// Whether the asker may say anew where it holds.
    pub may_change: bool,
    /// Whether the asker may end it.
    pub may_end: bool,
}

/// Where a role comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RoleFrom {
    /// It was granted on the page.
    Page,
    /// It was granted on the command line.
    CommandLine,
    /// The last sign-in by an identity provider brought it; it lasts as long as that session.
    IdentityProvider,
}

/// A role for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GrantRole {
    /// Who gets it.
    pub person: PersonId,
    /// The role.
    pub role: Role,
    /// Within which parts of the directories; none: everywhere.
    #[serde(default)]
    pub parts: Vec<Part>,
}

/// Where a role is to hold.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetRole {
    /// Within which parts of the directories; none: everywhere.
    #[serde(default)]
    pub parts: Vec<Part>,
}

/// What a role can be granted within.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopePlaces {
    /// The tree of what people lie in.
    pub containers: Vec<ContainerPlace>,
    /// The groups that rules and grants name already; any other can be named too.
    pub groups: Vec<String>,
}

/// Something that people lie in, after what it lies in itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContainerPlace {
    /// Its distinguished name.
    pub dn: String,
    /// The first part of that.
    pub name: String,
    /// How many of these it lies in.
    pub depth: usize,
    /// How many people lie in it, however deep.
    pub people: i64,
}

//! Signing in and out.

use serde::{Deserialize, Serialize};

use crate::{id::PersonId, rights::Role};

/// A name and a password. The password is checked by the directory (or, for a local administrator, here) and never kept.
#[derive(Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// The user name, upper and lower case alike.
    pub username: String,
    /// The password; an empty one is refused before the directory is asked.
    pub password: String,
}

/// How many changes each list of approvals has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApprovalLists {
    /// Proposed and not decided on.
    pub pending: i64,
    /// The directory got another value meanwhile.
    pub conflict: i64,
    /// Exported, and the directory did not take it.
    pub not_taken: i64,
    /// Could not be written.
    pub failed: i64,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// The name to greet with.
    pub name: String,
    /// The person behind the account; a local administrator has none.
    pub person: Option<PersonId>,
    /// The roles granted.
    pub roles: Vec<Role>,
    /// Whether people report to them, so that approvals may come.
    pub manages: bool,
    /// Changes that wait for them: to be decided on or, where they may export, to be sent out once more.
    pub approvals: i64,
    /// The changes that they see in each of the lists of approvals.
    #[serde(default)]
    pub lists: ApprovalLists,
    /// Findings that somebody should look at; none for those who may not see them.
    #[serde(default)]
    pub findings: i64,
    /// Whether this is a local administrator (break-glass).
    pub local: bool,
}

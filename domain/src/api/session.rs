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
    /// Changes that wait for their decision.
    pub approvals: i64,
    /// Whether this is a local administrator (break-glass).
    pub local: bool,
}

//! The calls about who holds which role.

use domain::{
    api::{Administrator, Administrators, GrantRole, ScopePlaces, SetRole, paths},
    id::AccountId,
    rights::Role,
};
use serde::de::IgnoredAny;

use crate::http::{Ask, delete_version, get, post, put};

/// Everybody who holds a role.
pub(crate) fn administrators() -> Ask<Administrators> {
    get(paths::ADMINISTRATORS.to_owned())
}

/// What a role can be granted within.
pub(crate) fn scope_places() -> Ask<ScopePlaces> {
    get(paths::SCOPE_PLACES.to_owned())
}

pub(crate) fn grant_role(wish: &GrantRole) -> Ask<Administrator> {
    post(paths::ADMINISTRATORS.to_owned(), wish)
}

pub(crate) fn set_role(account: AccountId, role: Role, version: i64, wish: &SetRole) -> Ask<Administrator> {
    put(role_of(account, role), version, wish)
}

pub(crate) fn end_role(account: AccountId, role: Role, version: i64) -> Ask<IgnoredAny> {
    delete_version(role_of(account, role), version)
}

fn role_of(account: AccountId, role: Role) -> String {
    paths::fill(paths::ROLE_OF, &[&account.to_string(), role.as_str()])
}

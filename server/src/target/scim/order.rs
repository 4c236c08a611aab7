//! What one person is to have in a SCIM service.

use domain::{
    attribute::Attribute,
    value::{Theirs, Value},
};

use super::path::ScimPath;

/// What one person is to have.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) whom: Whom,
    /// Each of them, or why it cannot be one.
    pub(crate) wishes: Vec<Result<Wish, String>>,
}

/// Whom a service knows by which names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Whom {
    /// Amend's own id for them, which never changes.
    pub(crate) external_id: String,
    /// What they sign in with there: now, and before if that is another.
    pub(crate) user_names: Vec<String>,
    /// What they are called, for who is to be made there.
    pub(crate) name: String,
}

/// What one place is to hold.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) path: ScimPath,
    /// What it was given last, if it was given anything.
    pub(crate) known: Theirs,
    pub(crate) new: New,
    /// The attribute that is written as it is, by whose kind values are compared.
    pub(crate) attribute: Option<Attribute>,
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum New {
    /// A value, or nothing any more.
    Value(Option<Value>),
    /// Somebody, by the id that the service has for them.
    Person(Whom),
}

//! The value to show for a person and attribute, and whose it is.

use super::{OpenChange, apply};
use crate::{
    attribute::{Attribute, Authority},
    change::ChangeState,
    equality::equivalent,
    id::ChangeId,
    value::{Theirs, Value},
};

/// The value to show, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// The value; `None` if it is blank.
    pub value: Option<Value>,
    /// Whose it is.
    pub from: Origin,
    /// Whether somebody has to choose between the directory's value and a proposed one.
    pub in_conflict: bool,
}

/// Whose a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The directory says so; a blank too.
    Directory,
    /// An approved change says so.
    Change(ChangeId),
    /// An administrator holds it in place; it is laid over what merging gives.
    Pin,
    /// Nobody has said anything.
    Nobody,
}

/// The effective value. `theirs` is what the primary source last said; `changes` are all open changes of this person and attribute, the
/// newest applied and the newest confirmed one, oldest first. Pending changes that were never approved do not count.
#[must_use]
pub fn effective(attribute: &Attribute, theirs: &Theirs, changes: &[OpenChange]) -> Effective {
    let (value, from) = match attribute.policy.authority {
        Authority::Local => local(attribute, changes),
        // Somebody who is in no directory has only what people entered.
        _ if *theirs == Theirs::NotRead => over(attribute, theirs, changes),
        Authority::Directory => (theirs.value().cloned(), Origin::Directory),
        Authority::Fill if theirs.value().is_some() => (theirs.value().cloned(), Origin::Directory),
        Authority::Fill | Authority::Shared => over(attribute, theirs, changes),
    };
    let in_conflict = changes.iter().any(|change| change.state == ChangeState::Conflict);
    Effective { value, from, in_conflict }
}

/// The newest change that was ever approved; its base is the value that it was proposed against.
fn local(attribute: &Attribute, changes: &[OpenChange]) -> (Option<Value>, Origin) {
    let decided =
        |change: &&OpenChange| change.counts() || matches!(change.state, ChangeState::Applied | ChangeState::Confirmed);
    match changes.iter().rev().find(decided) {
        Some(change) => (apply(attribute, &change.edit, change.base.value()), Origin::Change(change.id)),
        None => (None, Origin::Nobody),
    }
}

/// Theirs with every approved open change on top, oldest first.
fn over(attribute: &Attribute, theirs: &Theirs, changes: &[OpenChange]) -> (Option<Value>, Origin) {
    let (mut value, mut from) = settled(attribute, theirs, changes);
    for change in changes.iter().filter(|change| change.counts()) {
        value = apply(attribute, &change.edit, value.as_ref());
        from = Origin::Change(change.id);
    }
    (value, from)
}

/// What stands when no change is open: theirs, or the value of a change that nothing had to write, until the directory says something new.
pub(super) fn settled(attribute: &Attribute, theirs: &Theirs, changes: &[OpenChange]) -> (Option<Value>, Origin) {
    let newest =
        changes.iter().rev().find(|change| matches!(change.state, ChangeState::Applied | ChangeState::Confirmed));
    if let Some(change) = newest {
        let stands = match (theirs, change.state) {
            (Theirs::NotRead, _) => true,
            (_, ChangeState::Applied) => equivalent(attribute, theirs.value(), change.base.value()),
            _ => false,
        };
        if stands {
            return (apply(attribute, &change.edit, change.base.value()), Origin::Change(change.id));
        }
    }
    let from = if *theirs == Theirs::NotRead { Origin::Nobody } else { Origin::Directory };
    (theirs.value().cloned(), from)
}

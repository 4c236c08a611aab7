//! Somebody wants another value: what is stored, what it replaces, and whether a decision on it would still be about what was seen.

use super::{
    OpenChange, apply,
    effective::{effective, settled},
    standing::{Standing, standing},
};
use crate::{
    attribute::{Attribute, Authority},
    change::ChangeState,
    equality::{canonical, equivalent, identical, spelling},
    id::ChangeId,
    value::{Edit, Theirs, Value},
};

/// What becomes of a wish for another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposal {
    /// The value is there already, or proposed already: nothing to store.
    Nothing,
    /// A new change.
    Store {
        /// What it proposes.
        edit: Edit,
        /// Its base.
        base: Theirs,
        /// Open changes that it takes the place of; they step with `Supersede`, and their waiting items are cancelled.
        supersedes: Vec<ChangeId>,
    },
    /// Back to what stands without the changes that are not exported yet: they go, nothing is stored, no item is left (S3.1).
    Cancels {
        /// These step with `Withdraw`.
        withdraws: Vec<ChangeId>,
        /// These are in conflict, the directory's value is what is wanted: they step with `Supersede`.
        supersedes: Vec<ChangeId>,
    },
}

/// A person proposes `wanted` (cleaned and validated; `None` clears) while `open` changes exist: the same slice as for
/// [`effective`](super::effective()). The value is compared with what stands once everything in flight has landed.
#[must_use]
pub fn propose(attribute: &Attribute, theirs: &Theirs, open: &[OpenChange], wanted: Option<&Value>) -> Proposal {
    let (replaced, standing): (Vec<&OpenChange>, Vec<&OpenChange>) = open.iter().partition(|c| c.is_replaceable());
    let standing: Vec<OpenChange> = standing.into_iter().cloned().collect();
    let expected = expected(attribute, theirs, &standing);
    let Some(edit) = difference(attribute, expected.as_ref(), wanted) else {
        let (in_conflict, others): (Vec<_>, Vec<_>) =
            replaced.iter().partition(|change| change.state == ChangeState::Conflict);
        return if replaced.is_empty() {
            Proposal::Nothing
        } else {
            Proposal::Cancels { withdraws: ids(&others), supersedes: ids(&in_conflict) }
        };
    };
    if let Some(newest) = replaced.last() {
        let proposed = apply(attribute, &newest.edit, expected.as_ref());
        // A conflict that was never approved shows the directory's value: who types theirs again means it.
        let stands_already = newest.state != ChangeState::Conflict || newest.approved_once;
        if stands_already && difference(attribute, proposed.as_ref(), wanted).is_none() {
            return Proposal::Nothing;
        }
    }
    let base = match attribute.policy.authority {
        Authority::Local => expected.into(),
        Authority::Directory | Authority::Shared | Authority::Fill => theirs.clone(),
    };
    Proposal::Store { edit, base, supersedes: ids(&replaced) }
}

/// Whether the directory moved to a third value since the change was proposed, so that an approval would be about something that nobody
/// looked at (P6). A value that was not read is no news; one that is what the change wants is neither.
#[must_use]
pub fn is_stale(attribute: &Attribute, theirs: &Theirs, change: &OpenChange) -> bool {
    attribute.policy.authority != Authority::Local
        && *theirs != Theirs::NotRead
        && standing(attribute, &change.base, &change.edit, theirs.value()) == Standing::Third
}

fn ids(changes: &[&OpenChange]) -> Vec<ChangeId> {
    changes.iter().map(|change| change.id).collect()
}

/// What will stand once everything in flight has landed.
fn expected(attribute: &Attribute, theirs: &Theirs, standing: &[OpenChange]) -> Option<Value> {
    if attribute.policy.authority == Authority::Local {
        return effective(attribute, theirs, standing).value;
    }
    let (settled, _) = settled(attribute, theirs, standing);
    let in_flight = standing.iter().filter(|change| change.is_in_flight());
    in_flight.fold(settled, |value, change| apply(attribute, &change.edit, value.as_ref()))
}

/// The edit that leads from one value to the other; `None` if they are spelled alike. Of an attribute of many values only what joins and
/// leaves counts, and a respelled member does both.
fn difference<'a>(attribute: &Attribute, from: Option<&'a Value>, to: Option<&'a Value>) -> Option<Edit> {
    let is_ordered = attribute.many && attribute.rules.ordered;
    if identical(from, to) && (!is_ordered || equivalent(attribute, from, to)) {
        return None;
    }
    // Where the order says something, the list is one value.
    if !attribute.many || is_ordered {
        return Some(to.map_or(Edit::Clear, |value| Edit::Set(value.clone())));
    }
    let texts = |value: Option<&'a Value>| value.map(Value::texts).unwrap_or_default();
    let (mut add, mut remove, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    for text in texts(to).iter().chain(texts(from)) {
        let member = canonical(attribute, text);
        if seen.contains(&member) {
            continue;
        }
        let of = |texts: &[String]| -> Vec<String> {
            texts.iter().filter(|other| canonical(attribute, other) == member).cloned().collect()
        };
        let (old, new) = (of(texts(from)), of(texts(to)));
        // Two spellings of one member in the new list are one member, in its old spelling if that is among them.
        let kept = new.iter().find(|new| old.iter().any(|old| spelling(old) == spelling(new))).or(new.first());
        let leaving: Vec<String> =
            old.iter().filter(|old| kept.is_none_or(|kept| spelling(old) != spelling(kept))).cloned().collect();
        if let Some(kept) = kept.filter(|_| old.is_empty() || !leaving.is_empty()) {
            add.push(kept.clone());
        }
        remove.extend(leaving);
        seen.push(member);
    }
    (!add.is_empty() || !remove.is_empty()).then_some(Edit::Members { add, remove })
}

//! Attributes that are decided on as one (P43): nobody is left with half an address. What waits of one person in one group is approved and rejected
//! together, and while one of it is in conflict the others are neither approved nor exported.

use std::collections::BTreeSet;

use domain::{approval, change::ChangeState, id::ChangeId};

use super::{around::Wish, catalogue::Catalogue, standing::Standing};
use crate::store::change::Change;

/// The changes of the same person, among `all`, that are in the group of `change` and in a state.
fn in_group<'c>(
    catalogue: &'c Catalogue,
    all: &'c [Change],
    change: &'c Change,
    state: ChangeState,
) -> impl Iterator<Item = &'c Change> {
    let attribute = catalogue.attribute(&change.attribute).filter(|one| one.together.is_some());
    let is_with = move |other: &&Change| {
        other.person == change.person
            && other.state == state
            && attribute
                .is_some_and(|one| catalogue.attribute(&other.attribute).is_some_and(|two| one.is_decided_with(two)))
    };
    all.iter().filter(is_with)
}

/// The pending changes that are decided on with a pending one.
pub(super) fn pending_with<'c>(
    catalogue: &'c Catalogue,
    all: &'c [Change],
    change: &'c Change,
) -> impl Iterator<Item = &'c Change> {
    in_group(catalogue, all, change, ChangeState::Pending).filter(|_| change.state == ChangeState::Pending)
}

/// The change of its group that is in conflict, and so holds it.
pub(super) fn collides<'c>(catalogue: &'c Catalogue, all: &'c [Change], change: &'c Change) -> Option<&'c Change> {
    in_group(catalogue, all, change, ChangeState::Conflict).next()
}

/// Those of some changes that a conflict in their group holds back.
pub(super) fn held_by_conflict(catalogue: &Catalogue, standing: &Standing) -> BTreeSet<ChangeId> {
    let all = &standing.changes;
    let held = all.iter().filter(|change| collides(catalogue, all, change).is_some());
    held.map(|change| change.id).collect()
}

/// The groups of what is being saved in which somebody has to be asked: then nothing of them passes unasked.
pub(super) fn asked_groups(catalogue: &Catalogue, standing: &Standing, wishes: &[Wish]) -> BTreeSet<String> {
    let is_asked = |wish: &&Wish| {
        let old = standing.theirs(catalogue, &wish.attribute.key).value();
        wish.is_suggested || !approval::levels(&wish.attribute, old, wish.value.as_ref()).is_empty()
    };
    let asked = wishes.iter().filter(is_asked);
    let of_wishes = asked.filter_map(|wish| wish.attribute.together.clone());
    let pending = standing.changes.iter().filter(|change| change.state == ChangeState::Pending);
    let of_pending = pending.filter_map(|change| catalogue.attribute(&change.attribute)?.together.clone());
    of_wishes.chain(of_pending).collect()
}

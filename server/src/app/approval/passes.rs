//! Saying yes: which levels the asker's yes lets changes past that are decided on as one, and whether anybody is still to be asked.

use domain::{
    approval::Capacity,
    id::{ChangeId, PersonId},
};

use super::Approvals;
use crate::{
    app::catalogue::Catalogue,
    store::{change::Change, entry::Entry},
};

/// A level that was passed.
#[derive(Clone, Debug)]
pub(in crate::app) struct Pass {
    pub(in crate::app) change: ChangeId,
    /// Whom it asks, as levels are compared.
    pub(in crate::app) level: String,
    /// Its place and how many there are.
    pub(in crate::app) place: (usize, usize),
    /// In whose place it was said.
    pub(in crate::app) for_person: Option<PersonId>,
}

/// What a yes comes to.
#[derive(Clone, Debug)]
pub(in crate::app) struct Passed {
    pub(in crate::app) passes: Vec<Pass>,
    /// Nobody else is asked: all take effect.
    pub(in crate::app) is_all: bool,
}

/// A yes to these changes of one person, which are decided on as one. It counts for those that ask the asker; the others still wait for theirs.
/// `None`: none of them asks the asker.
pub(in crate::app) fn passes(
    approvals: &mut Approvals,
    catalogue: &Catalogue,
    changes: &[&Change],
    entries: &[Entry],
) -> Option<Passed> {
    let waits: Vec<_> = changes.iter().map(|change| (*change, approvals.waits(catalogue, change, entries))).collect();
    if waits.iter().all(|(_, waits)| waits.level.is_none()) {
        // The policy asks nobody any more; whoever it asks in such a case lets them pass.
        let may = waits.iter().any(|(change, waits)| approvals.may(change, waits).is_some());
        return may.then(|| Passed { passes: Vec::new(), is_all: true });
    }
    let mut passes = Vec::new();
    for (change, waits) in &waits {
        let Some(level) = &waits.level else { continue };
        let Some(capacity) = approvals.may(change, waits) else { continue };
        let for_person = match capacity {
            Capacity::For(person) => Some(person),
            Capacity::Oneself | Capacity::Admin => None,
        };
        passes.push(Pass { change: change.id, level: level.key(), place: waits.place, for_person });
    }
    if passes.is_empty() {
        return None;
    }
    for pass in &passes {
        approvals.pass(pass.change, pass.level.clone());
    }
    let is_all = changes.iter().all(|change| approvals.waits(catalogue, change, entries).level.is_none());
    Some(Passed { passes, is_all })
}

//! A newly read value meets the changes of one person and attribute. The order of the questions matters: does the reading count at all, is
//! it news for this change, and only then whose word counts.

use super::{
    Notice, OpenChange, apply,
    standing::{Standing, standing},
};
use crate::{
    attribute::{Attribute, Authority},
    change::{ChangeEvent, ChangeState},
    equality::{canonical, equivalent},
    id::ChangeId,
    moment::Moment,
    value::{Edit, Theirs},
};

/// What a run read.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The value that it read.
    pub theirs: &'a Theirs,
    /// When the run began.
    pub began_at: Moment,
}

/// What becomes of a change that met a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing.
    Nothing,
    /// Its base moves along with the change before it; its state stays.
    Rebase {
        /// The base to store.
        base: Theirs,
    },
    /// Its state moves, and people are told.
    Step {
        /// What happens to it.
        event: ChangeEvent,
        /// What its author is told, and the audit log.
        notice: Notice,
        /// Whether one export by itself follows at once: step again with `Reexport`, set `reexported`, queue an item.
        reexport: bool,
        /// What the directory says now; shown beside it in a conflict.
        theirs_now: Theirs,
        /// The base to store with the step, where it moved too.
        base: Option<Theirs>,
    },
}

/// What becomes of each change of one person and attribute when a run has read its value: `changes` as for
/// [`effective`](super::effective()), oldest first; `lag` in milliseconds is how long a target may take to show what it was given. Only
/// changes with an answer are returned, in their order.
#[must_use]
pub fn meet_all(
    attribute: &Attribute,
    reading: &Reading<'_>,
    changes: &[OpenChange],
    lag: i64,
    now: Moment,
) -> Vec<(ChangeId, Answer)> {
    let mut answers = Vec::new();
    if attribute.policy.authority == Authority::Local || *reading.theirs == Theirs::NotRead {
        return answers;
    }
    for (place, change) in changes.iter().enumerate() {
        let (before, after) = (&changes[..place], &changes[place + 1..]);
        let predecessor = before.iter().rev().find(|earlier| matters_to_successor(earlier, lag, now));
        let mut answer = meet(attribute, reading, change, predecessor, lag, now);
        if has_successor(after, change.id) {
            answer = give_way(change, answer, reading);
        }
        if answer != Answer::Nothing {
            answers.push((change.id, answer));
        }
    }
    answers
}

/// Whether a newer change is open or has come about. One that fails, or is not taken, then gives way to it (`Supersede`,
/// [`Notice::ReplacedByNewer`]) in place of having people look at it.
#[must_use]
pub fn has_successor(changes: &[OpenChange], id: ChangeId) -> bool {
    let stands = |state: ChangeState| state.is_open() || matches!(state, ChangeState::Confirmed | ChangeState::Applied);
    changes.iter().any(|newer| newer.id > id && stands(newer.state))
}

fn matters_to_successor(change: &OpenChange, lag: i64, now: Moment) -> bool {
    let was_exported = change.exported_at.is_some();
    was_exported && (change.state.is_open() || is_watched(change, lag, now))
}

/// A change with a newer one behind it does not wait for anybody: whatever would have people look at it lets the newer one stand instead.
fn give_way(change: &OpenChange, answer: Answer, reading: &Reading<'_>) -> Answer {
    let asks_people = match &answer {
        Answer::Step { event, .. } => matches!(event, ChangeEvent::NotTake | ChangeEvent::Collide),
        Answer::Nothing | Answer::Rebase { .. } => {
            matches!(change.state, ChangeState::NotTaken | ChangeState::Failed | ChangeState::Conflict)
        }
    };
    match (asks_people, change.state.is_open()) {
        (true, true) => step(ChangeEvent::Supersede, Notice::ReplacedByNewer, reading),
        // It was confirmed and went back, but somebody wants something newer anyway.
        (true, false) => Answer::Nothing,
        (false, _) => answer,
    }
}

/// A newly read value meets one change. `predecessor` is the change before it that the directory may still be busy with: in flight, or
/// confirmed within its window.
#[must_use]
pub fn meet(
    attribute: &Attribute,
    reading: &Reading<'_>,
    change: &OpenChange,
    predecessor: Option<&OpenChange>,
    lag: i64,
    now: Moment,
) -> Answer {
    let exported_at = change.exported_at.max(predecessor.and_then(|earlier| earlier.exported_at));
    let was_read_before_export = exported_at.is_some_and(|at| reading.began_at <= at);
    if attribute.policy.authority == Authority::Local || *reading.theirs == Theirs::NotRead || was_read_before_export {
        return Answer::Nothing;
    }
    // What has landed does not stand behind anything any more.
    let predecessor = predecessor.filter(|_| change.state.is_open());
    let stands = match predecessor.and_then(|earlier| behind(attribute, reading, earlier, change)) {
        Some(Behind::Wait) => return Answer::Nothing,
        Some(Behind::NothingNew) => Standing::Base,
        None => standing(attribute, &change.base, &change.edit, reading.theirs.value()),
    };
    match stands {
        Standing::Mine => mine(change, reading),
        Standing::Base => base(attribute, change, reading, lag, now),
        // A blank that stays blank, or becomes blank again, is what may be filled.
        Standing::Third if attribute.policy.authority == Authority::Fill && *reading.theirs == Theirs::Empty => {
            base(attribute, change, reading, lag, now)
        }
        Standing::Third => third(attribute, change, reading),
    }
}

/// How a reading looks to a change that stands behind another.
enum Behind {
    /// The one before has not landed on the members that both touch: wait.
    Wait,
    /// The reading is the one before's base or value: as good as the own base.
    NothingNew,
}

fn behind(attribute: &Attribute, reading: &Reading<'_>, earlier: &OpenChange, change: &OpenChange) -> Option<Behind> {
    let of_earlier = standing(attribute, &earlier.base, &earlier.edit, reading.theirs.value());
    if let (Edit::Members { .. }, Edit::Members { .. }) = (&earlier.edit, &change.edit) {
        // Sets merge: only where both touch the same member does the one before matter.
        let own = touched(attribute, &change.edit);
        let shares = touched(attribute, &earlier.edit).iter().any(|member| own.contains(member));
        return (shares && of_earlier != Standing::Mine).then_some(Behind::Wait);
    }
    (of_earlier != Standing::Third).then_some(Behind::NothingNew)
}

fn touched(attribute: &Attribute, edit: &Edit) -> Vec<String> {
    match edit {
        Edit::Members { add, remove } => add.iter().chain(remove).map(|text| canonical(attribute, text)).collect(),
        Edit::Set(_) | Edit::Clear => Vec::new(),
    }
}

/// Rule 1: the directory holds it.
fn mine(change: &OpenChange, reading: &Reading<'_>) -> Answer {
    let notice = if change.approved_once { Notice::Confirmed } else { Notice::ConfirmedUnapproved };
    if change.state.is_open() { step(ChangeEvent::Confirm, notice, reading) } else { Answer::Nothing }
}

/// Rules 2 and 4: the directory has not moved, or went back.
fn base(attribute: &Attribute, change: &OpenChange, reading: &Reading<'_>, lag: i64, now: Moment) -> Answer {
    let moved = !equivalent(attribute, change.base.value(), reading.theirs.value());
    let rebased = (moved && change.state.is_open() && !matches!(change.edit, Edit::Members { .. }))
        .then(|| reading.theirs.clone());
    let is_overdue = change.exported_at.is_some_and(|at| reading.began_at.since(at) >= lag);
    let answer = match change.state {
        ChangeState::Exported if is_overdue => step(ChangeEvent::NotTake, Notice::NotTaken, reading),
        ChangeState::Conflict if change.state.after(ChangeEvent::Reconcile, change.before_conflict).is_ok() => {
            step(ChangeEvent::Reconcile, Notice::ConflictOver, reading)
        }
        ChangeState::Confirmed if is_watched(change, lag, now) => went_back(change, reading),
        _ => Answer::Nothing,
    };
    match (answer, rebased) {
        (Answer::Step { event, notice, reexport, theirs_now, .. }, base) => {
            Answer::Step { event, notice, reexport, theirs_now, base }
        }
        (_, Some(base)) => Answer::Rebase { base },
        (answer, None) => answer,
    }
}

/// Whether a confirmed change is still watched: what nobody approved is not, because nobody may export it again.
fn is_watched(change: &OpenChange, lag: i64, now: Moment) -> bool {
    change.state == ChangeState::Confirmed
        && change.approved_once
        && change.confirmed_at.is_some_and(|at| now.since(at) <= lag)
}

fn went_back(change: &OpenChange, reading: &Reading<'_>) -> Answer {
    let notice = if change.reexported { Notice::WentBackAgain } else { Notice::WentBack };
    Answer::Step {
        event: ChangeEvent::NotTake,
        notice,
        reexport: !change.reexported,
        theirs_now: reading.theirs.clone(),
        base: None,
    }
}

/// Rule 3: the directory says something else. Whose word counts?
fn third(attribute: &Attribute, change: &OpenChange, reading: &Reading<'_>) -> Answer {
    match (attribute.policy.authority, change.state) {
        (_, state) if !state.is_open() => Answer::Nothing,
        (Authority::Shared, ChangeState::Conflict) | (Authority::Local, _) => Answer::Nothing,
        (Authority::Shared, _) => step(ChangeEvent::Collide, Notice::Conflict, reading),
        (Authority::Directory, _) => step(ChangeEvent::Supersede, Notice::DirectorySaysOtherwise, reading),
        (Authority::Fill, _) => step(ChangeEvent::Supersede, Notice::FilledByDirectory, reading),
    }
}

fn step(event: ChangeEvent, notice: Notice, reading: &Reading<'_>) -> Answer {
    Answer::Step { event, notice, reexport: false, theirs_now: reading.theirs.clone(), base: None }
}

/// Whether the author of the newest confirmed or applied change is told that the directory moved on from its value: once, when what the
/// directory said `was` that value (or, applied, its base) and `is` something else now. Ask only where [`meet_all`] has no answer for it.
#[must_use]
pub fn moved_on(attribute: &Attribute, change: &OpenChange, was: &Theirs, is: &Theirs) -> Option<Notice> {
    if attribute.policy.authority == Authority::Local || *is == Theirs::NotRead {
        return None;
    }
    let mine = apply(attribute, &change.edit, change.base.value());
    let stood = match change.state {
        ChangeState::Confirmed => standing(attribute, &change.base, &change.edit, was.value()) == Standing::Mine,
        ChangeState::Applied => equivalent(attribute, was.value(), change.base.value()),
        _ => false,
    };
    let stands = match change.state {
        ChangeState::Applied => {
            equivalent(attribute, is.value(), change.base.value()) || equivalent(attribute, is.value(), mine.as_ref())
        }
        _ => standing(attribute, &change.base, &change.edit, is.value()) == Standing::Mine,
    };
    (stood && !stands).then_some(Notice::MovedOn)
}

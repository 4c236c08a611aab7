//! What must hold in every history, whatever the model says.

use amend_domain::{
    attribute::Authority,
    change::ChangeState,
    merge::{Notice, Origin, has_successor},
    moment::Moment,
};
use proptest::prelude::*;

use crate::{
    cell::{Cell, Told, members},
    directory::Directory,
};

const FINAL: [ChangeState; 4] =
    [ChangeState::Rejected, ChangeState::Withdrawn, ChangeState::Superseded, ChangeState::Applied];

/// I1: every accepted edit stays, in exactly one state, word for word; it moves only along the arrows and never without somebody being
/// told; what is over does not come back; and besides the one in flight at most one waits.
pub(crate) fn nothing_is_lost(before: &Cell, after: &Cell, told: &Told, by_run: bool) -> Result<(), TestCaseError> {
    prop_assert!(after.changes.len() >= before.changes.len(), "a change is gone");
    for (was, is) in before.changes.iter().zip(&after.changes) {
        prop_assert_eq!((was.id, &was.edit), (is.id, &is.edit));
        let was_told = told.iter().any(|(id, _)| *id == is.id.0);
        prop_assert!(
            was.state == is.state || was_told,
            "{} went silently from {:?} to {:?}",
            is.id,
            was.state,
            is.state
        );
        prop_assert!(was.state == is.state || !FINAL.contains(&was.state), "{} came back from {:?}", is.id, was.state);
        prop_assert!(!was.approved_once || is.approved_once);
        prop_assert!(!by_run || is.approved_once == was.approved_once, "a run approved {}", is.id);
    }
    let waiting = after.changes.iter().filter(|change| change.is_replaceable()).count();
    prop_assert!(waiting <= 1, "{} changes wait", waiting);
    Ok(())
}

/// I4: a run never takes away what people want. Where their word counts a change stays open, is confirmed by the directory holding it, or
/// gives way to a newer one of theirs; and an approved value stays the effective one.
pub(crate) fn no_run_clobbers(before: &Cell, after: &Cell, told: &Told) -> Result<(), TestCaseError> {
    for (was, is) in before.changes.iter().zip(&after.changes) {
        if !was.state.is_open() || is.state.is_open() {
            continue;
        }
        let word = told.iter().find(|(id, _)| *id == is.id.0).map(|(_, word)| *word);
        let newer_stands = has_successor(&before.changes, was.id);
        let directory_decides = matches!(after.attribute.policy.authority, Authority::Directory | Authority::Fill);
        match is.state {
            ChangeState::Confirmed => {
                let held = members(after.theirs.value());
                prop_assert!(after.outcome(is).keys().eq(held.keys()), "{} is not there: {:?}", is.id, held);
            }
            ChangeState::Superseded if word == Some(Notice::ReplacedByNewer.as_str()) => prop_assert!(newer_stands),
            ChangeState::Superseded => prop_assert!(directory_decides, "{} lost to the directory", is.id),
            other => prop_assert!(false, "a run made {} {:?}", is.id, other),
        }
    }
    let newest_approved = |cell: &Cell| {
        cell.changes.iter().rev().find(|change| change.state.is_open() && change.approved_once).map(|change| change.id)
    };
    let stands = newest_approved(before).is_some() && newest_approved(before) == newest_approved(after);
    if stands && !after.attribute.many && after.attribute.policy.authority == Authority::Shared {
        let (was, is) = (before.effective(), after.effective());
        prop_assert_eq!(was.value, is.value, "a run changed an approved value");
        prop_assert_eq!(is.from, newest_approved(after).map_or(Origin::Nobody, Origin::Change));
    }
    Ok(())
}

/// I3, H2: once everything has arrived and the lag budget is over, nothing is in flight any more, and a run that reads the same again
/// changes nothing and tells nobody.
pub(crate) fn everything_settles(
    cell: &mut Cell,
    directory: &mut Directory,
    now: i64,
    lag: i64,
) -> Result<(), TestCaseError> {
    while directory.deliver(false) {}
    let mut now = now;
    for _ in 0..4 {
        now += 2 * lag;
        cell.sync(Some(&directory.now()), Moment(now), lag, Moment(now + 1));
    }
    let in_flight = cell.changes.iter().any(|change| change.state == ChangeState::Exported);
    prop_assert!(
        !in_flight || cell.attribute.policy.authority == Authority::Local,
        "something flies for ever: {:#?}",
        cell
    );
    let settled = cell.view();
    let told = cell.sync(Some(&directory.now()), Moment(now + 2 * lag), lag, Moment(now + 2 * lag + 1));
    prop_assert_eq!(told, Told::new());
    prop_assert_eq!(cell.view(), settled);
    Ok(())
}

//! What becomes of changes when the directory is read.

use super::*;

const STATES: [ChangeState; 6] = [
    ChangeState::Pending,
    ChangeState::Approved,
    ChangeState::Exported,
    ChangeState::NotTaken,
    ChangeState::Failed,
    ChangeState::Conflict,
];

/// P1: the directory's old value is no reason to drop an edit.
#[test]
fn p1_an_unmoved_directory_is_no_news() {
    for state in [ChangeState::Pending, ChangeState::Approved, ChangeState::NotTaken, ChangeState::Failed] {
        for authority in [Authority::Directory, Authority::Shared, Authority::Fill] {
            assert_eq!(alone(&attribute(authority), &change(1, state, "Clerk", "Boss"), "Clerk", 2), None, "{state:?}");
        }
    }
}

/// P2, X1, X10: a third value does what the authority says, and never without a notice.
#[test]
fn p2_a_third_value_goes_by_authority() {
    for state in STATES {
        let change = change(1, state, "Clerk", "Boss");
        let met = |authority| alone(&attribute(authority), &change, "Chief", 2);
        let collide = (state != ChangeState::Conflict).then_some((ChangeEvent::Collide, Notice::Conflict));
        assert_eq!(met(Authority::Shared), collide, "{state:?}");
        assert_eq!(met(Authority::Directory), Some((ChangeEvent::Supersede, Notice::DirectorySaysOtherwise)));
        assert_eq!(met(Authority::Fill), Some((ChangeEvent::Supersede, Notice::FilledByDirectory)));
        assert_eq!(met(Authority::Local), None);
    }
    // A blank is a third value too, but what may be filled stays to be filled.
    let correction = change(1, ChangeState::Pending, "Clerk", "Boss");
    assert_eq!(
        alone(&attribute(Authority::Shared), &correction, "", 2),
        Some((ChangeEvent::Collide, Notice::Conflict))
    );
    let rebased = met(&attribute(Authority::Fill), &[correction], &Theirs::Empty, 2);
    assert_eq!(rebased, [(1, Answer::Rebase { base: Theirs::Empty })]);
}

/// P3, S1.16: both came to the same value, in whatever spelling.
#[test]
fn p3_the_same_value_on_both_sides_confirms() {
    for state in STATES {
        for authority in [Authority::Directory, Authority::Shared, Authority::Fill] {
            let met = alone(&attribute(authority), &change(1, state, "Clerk", "Boss"), "BOSS ", 2);
            let notice = if state == ChangeState::Pending { Notice::ConfirmedUnapproved } else { Notice::Confirmed };
            assert_eq!(met, Some((ChangeEvent::Confirm, notice)), "{state:?}");
        }
    }
    let clears = change(1, ChangeState::Exported, "Clerk", "");
    assert_eq!(alone(&attribute(Authority::Shared), &clears, "", 2), Some((ChangeEvent::Confirm, Notice::Confirmed)));
}

/// P23: a change of spelling alone is confirmed by that spelling alone, and the old spelling is no third value.
#[test]
fn p23_a_respelling_is_confirmed_by_its_spelling() {
    let respelling = change(1, ChangeState::Exported, "oslo", "Oslo");
    let shared = attribute(Authority::Shared);
    assert_eq!(alone(&shared, &respelling, "oslo", 2), None);
    assert_eq!(alone(&shared, &respelling, "OSLO", 2), None);
    assert_eq!(alone(&shared, &respelling, "Oslo", 2), Some((ChangeEvent::Confirm, Notice::Confirmed)));
    assert_eq!(alone(&shared, &respelling, "oslo", 3), Some((ChangeEvent::NotTake, Notice::NotTaken)));
}

/// P4: the directory goes back after it had confirmed: one export by itself, then people are asked; later it is ordinary news.
#[test]
fn p4_going_back_is_answered_once() {
    let shared = attribute(Authority::Shared);
    let mut confirmed = change(1, ChangeState::Confirmed, "Clerk", "Boss");
    let again = |change: &OpenChange, day| match met(&shared, std::slice::from_ref(change), &theirs("Clerk"), day).pop()
    {
        Some((1, Answer::Step { event: ChangeEvent::NotTake, notice, reexport, .. })) => Some((notice, reexport)),
        _ => None,
    };
    assert_eq!(again(&confirmed, 3), Some((Notice::WentBack, true)));
    assert_eq!(again(&confirmed, 5), None);
    assert_eq!(alone(&shared, &confirmed, "Boss", 3), None);
    assert_eq!(alone(&shared, &confirmed, "Chief", 3), None);
    confirmed.reexported = true;
    assert_eq!(again(&confirmed, 3), Some((Notice::WentBackAgain, false)));
    // What nobody approved is never exported by itself.
    confirmed.approved_once = false;
    assert_eq!(again(&confirmed, 3), None);
}

/// P4, X1: outside the window the author is told that the directory moved on, once.
#[test]
fn p4_the_author_hears_that_the_directory_moved_on() {
    let shared = attribute(Authority::Shared);
    let confirmed = change(1, ChangeState::Confirmed, "Clerk", "Boss");
    let told = |change: &OpenChange, was: &str, is: &str| moved_on(&shared, change, &theirs(was), &theirs(is));
    assert_eq!(told(&confirmed, "Boss", "Chief"), Some(Notice::MovedOn));
    assert_eq!(told(&confirmed, "Boss", "boss"), None);
    assert_eq!(told(&confirmed, "Chief", "Clerk"), None);
    assert_eq!(moved_on(&shared, &confirmed, &theirs("Boss"), &Theirs::NotRead), None);
    let applied = change(1, ChangeState::Applied, "Clerk", "Boss");
    assert_eq!(told(&applied, "Clerk", "Chief"), Some(Notice::MovedOn));
    assert_eq!(told(&applied, "Clerk", "Boss"), None);
}

/// P5: a run that began before the export says nothing about it; until the lag budget is over neither does the old value.
#[test]
fn p5_a_lagging_directory_is_waited_for() {
    let shared = attribute(Authority::Shared);
    let exported = change(1, ChangeState::Exported, "Clerk", "Boss");
    for early in ["Clerk", "Boss", "Chief"] {
        assert_eq!(alone(&shared, &exported, early, 1), None, "{early}");
    }
    assert_eq!(alone(&shared, &exported, "Clerk", 2), None);
    assert_eq!(alone(&shared, &exported, "Clerk", 3), Some((ChangeEvent::NotTake, Notice::NotTaken)));
}

/// P6, X9: an approval of something that moved is refused.
#[test]
fn p6_an_approval_of_a_moved_value_is_stale() {
    let shared = attribute(Authority::Shared);
    let pending = change(1, ChangeState::Pending, "Clerk", "Boss");
    assert!(!is_stale(&shared, &theirs("clerk "), &pending));
    assert!(!is_stale(&shared, &theirs("Boss"), &pending));
    assert!(!is_stale(&shared, &Theirs::NotRead, &pending));
    assert!(is_stale(&shared, &theirs("Chief"), &pending));
    assert!(is_stale(&shared, &Theirs::Empty, &pending));
    assert!(is_stale(&attribute(Authority::Fill), &theirs("Chief"), &change(1, ChangeState::Pending, "", "Boss")));
    assert!(!is_stale(&attribute(Authority::Local), &theirs("Chief"), &pending));
}

/// P8: the authority in force when the value is read counts, also for a conflict from before.
#[test]
fn p8_a_new_authority_settles_an_old_conflict() {
    let conflict = change(1, ChangeState::Conflict, "Clerk", "Boss");
    let met = alone(&attribute(Authority::Directory), &conflict, "Chief", 2);
    assert_eq!(met, Some((ChangeEvent::Supersede, Notice::DirectorySaysOtherwise)));
}

/// P20, X15: what was not read is no news for anything; what was not read before counts as blank.
#[test]
fn p20_not_read_is_never_news() {
    let shared = attribute(Authority::Shared);
    for state in STATES {
        assert_eq!(met(&shared, &[change(1, state, "Clerk", "Boss")], &Theirs::NotRead, 9), []);
    }
    let unread = OpenChange { base: Theirs::NotRead, ..change(1, ChangeState::Pending, "", "Boss") };
    assert_eq!(alone(&shared, &unread, "", 2), None);
    assert_eq!(alone(&shared, &unread, "Chief", 2), Some((ChangeEvent::Collide, Notice::Conflict)));
}

/// A conflict is over when the directory goes back or comes along; the state before returns.
#[test]
fn a_conflict_ends_by_itself_when_the_directory_moves() {
    let shared = attribute(Authority::Shared);
    let conflict = change(1, ChangeState::Conflict, "Clerk", "Boss");
    assert_eq!(alone(&shared, &conflict, "Clerk", 2), Some((ChangeEvent::Reconcile, Notice::ConflictOver)));
    assert_eq!(conflict.state.after(ChangeEvent::Reconcile, conflict.before_conflict), Ok(ChangeState::Approved));
    assert_eq!(alone(&shared, &conflict, "Boss", 2), Some((ChangeEvent::Confirm, Notice::Confirmed)));
}

/// One in flight, one behind it: what the first brings about is no news for the second.
#[test]
fn a_successor_waits_for_what_is_in_flight() {
    let shared = attribute(Authority::Shared);
    // Clerk -> Boss is in flight, and back to Clerk is wanted already.
    let both = [change(1, ChangeState::Exported, "Clerk", "Boss"), change(2, ChangeState::Pending, "Clerk", "Clerk")];
    assert_eq!(met(&shared, &both, &theirs("Clerk"), 2), []);
    let landed = met(&shared, &both, &theirs("Boss"), 2);
    assert!(matches!(&landed[0], (1, Answer::Step { event: ChangeEvent::Confirm, .. })));
    assert_eq!(landed[1], (2, Answer::Rebase { base: theirs("Boss") }));
    // A third value concerns the newer one; the older one gives way with notice.
    let moved = met(&shared, &both, &theirs("Chief"), 2);
    assert!(matches!(
        &moved[0],
        (1, Answer::Step { event: ChangeEvent::Supersede, notice: Notice::ReplacedByNewer, .. })
    ));
    assert!(matches!(&moved[1], (2, Answer::Step { event: ChangeEvent::Collide, .. })));
    // So it does when it was not taken.
    let late = met(&shared, &both, &theirs("Clerk"), 3);
    assert!(matches!(
        &late[0],
        (1, Answer::Step { event: ChangeEvent::Supersede, notice: Notice::ReplacedByNewer, .. })
    ));
    assert_eq!(late.len(), 1);
}

/// P4 and a successor: it went back, but somebody wants something newer anyway, so nothing is exported by itself.
#[test]
fn a_successor_stops_the_export_by_itself() {
    let shared = attribute(Authority::Shared);
    let both = [change(1, ChangeState::Confirmed, "Clerk", "Boss"), change(2, ChangeState::Pending, "Boss", "Chief")];
    assert_eq!(met(&shared, &both, &theirs("Clerk"), 3), [(2, Answer::Rebase { base: theirs("Clerk") })]);
}

/// P18: several values merge as sets; only a respelling on both sides is a conflict.
#[test]
fn p18_sets_merge() {
    let skills = skills();
    let sets = |texts: &[&str]| Theirs::from(value(texts));
    let adds = OpenChange {
        base: sets(&["a", "b"]),
        edit: members(&["c"], &["b"]),
        ..change(1, ChangeState::Exported, "", "")
    };
    let met_by =
        |change: &OpenChange, texts: &[&str], day| match met(&skills, std::slice::from_ref(change), &sets(texts), day)
            .pop()
        {
            Some((_, Answer::Step { event, .. })) => Some(event),
            _ => None,
        };
    assert_eq!(met_by(&adds, &["a", "b", "z"], 2), None);
    assert_eq!(met_by(&adds, &["b", "c"], 2), None);
    assert_eq!(met_by(&adds, &["C", "z"], 2), Some(ChangeEvent::Confirm));
    assert_eq!(met_by(&adds, &["a", "b", "c"], 3), Some(ChangeEvent::NotTake));
    let respells = OpenChange { edit: members(&["B"], &["b"]), ..adds };
    assert_eq!(met_by(&respells, &["a", "b"], 2), None);
    assert_eq!(met_by(&respells, &["B"], 2), Some(ChangeEvent::Confirm));
    assert_eq!(met_by(&respells, &["a"], 2), Some(ChangeEvent::Collide));
}

/// P18: a member that is in flight and wanted away again is not taken for done.
#[test]
fn p18_a_member_in_flight_is_waited_for() {
    let sets = |texts: &[&str]| Theirs::from(value(texts));
    let first =
        OpenChange { base: sets(&["a"]), edit: members(&["c"], &[]), ..change(1, ChangeState::Exported, "", "") };
    let second =
        OpenChange { base: sets(&["a"]), edit: members(&["d"], &["c"]), ..change(2, ChangeState::Approved, "", "") };
    let both = [first, second];
    assert_eq!(met(&skills(), &both, &sets(&["a", "d"]), 2), []);
    let landed = met(&skills(), &both, &sets(&["a", "c"]), 2);
    assert!(matches!(landed.as_slice(), [(1, Answer::Step { event: ChangeEvent::Confirm, .. })]), "{landed:?}");
}

/// I1: whatever is answered can be done, in every state.
#[test]
fn every_answer_fits_the_state() {
    for authority in [Authority::Directory, Authority::Shared, Authority::Fill, Authority::Local] {
        for state in ChangeState::ALL {
            for read in ["Clerk", "Boss", "Chief", ""] {
                let change = change(1, state, "Clerk", "Boss");
                if let Some((event, _)) = alone(&attribute(authority), &change, read, 4) {
                    assert!(
                        state.after(event, change.before_conflict).is_ok(),
                        "{authority:?} {state:?} {read} {event:?}"
                    );
                }
            }
        }
    }
}

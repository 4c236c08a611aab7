//! The effective value.

use super::*;

/// X2, X10: whose value is shown, by authority and state.
#[test]
fn whose_value_is_shown() {
    use Authority::{Directory, Fill, Local, Shared};
    use ChangeState::{Applied, Approved, Confirmed, Exported, Failed, NotTaken, Pending};
    let mine = Origin::Change(ChangeId(1));
    let table = [
        (Shared, Pending, "Clerk", "Clerk", Origin::Directory),
        (Shared, Approved, "Clerk", "Boss", mine),
        (Shared, Exported, "Clerk", "Boss", mine),
        (Shared, NotTaken, "Clerk", "Boss", mine),
        (Shared, Failed, "Clerk", "Boss", mine),
        (Shared, Confirmed, "Boss", "Boss", Origin::Directory),
        (Shared, Applied, "Clerk", "Boss", mine),
        (Shared, Applied, "Chief", "Chief", Origin::Directory),
        (Directory, Approved, "Clerk", "Clerk", Origin::Directory),
        (Directory, Exported, "Clerk", "Clerk", Origin::Directory),
        (Fill, Approved, "", "Boss", mine),
        (Fill, Approved, "Clerk", "Clerk", Origin::Directory),
        (Local, Pending, "Clerk", "", Origin::Nobody),
        (Local, Approved, "Clerk", "Boss", mine),
        (Local, Applied, "Clerk", "Boss", mine),
    ];
    for (authority, state, read, expected, from) in table {
        let changes = [change(1, state, "Clerk", "Boss")];
        let expected = (!expected.is_empty()).then(|| expected.to_owned());
        assert_eq!(
            shown(&attribute(authority), &theirs(read), &changes),
            (expected, from),
            "{authority:?} {state:?} {read}"
        );
    }
}

/// S1.3, S2.25: who is in no directory has what people entered.
#[test]
fn somebody_without_a_directory_has_what_people_entered() {
    for authority in [Authority::Directory, Authority::Shared, Authority::Fill, Authority::Local] {
        let changes = [change(1, ChangeState::Applied, "", "Boss")];
        let shown = shown(&attribute(authority), &Theirs::NotRead, &changes);
        assert_eq!(shown, (Some("Boss".to_owned()), Origin::Change(ChangeId(1))), "{authority:?}");
    }
    assert_eq!(shown(&attribute(Authority::Shared), &Theirs::NotRead, &[]), (None, Origin::Nobody));
    assert_eq!(shown(&attribute(Authority::Shared), &Theirs::Empty, &[]), (None, Origin::Directory));
}

/// I4, X1: in a conflict what was approved stays, with a mark; what nobody approved does not show.
#[test]
fn a_conflict_keeps_what_was_approved() {
    let shared = attribute(Authority::Shared);
    let conflict = change(1, ChangeState::Conflict, "Clerk", "Boss");
    let value_in_conflict = effective(&shared, &theirs("Chief"), std::slice::from_ref(&conflict));
    assert_eq!(value_in_conflict.from, Origin::Change(ChangeId(1)));
    assert!(value_in_conflict.in_conflict);
    let unapproved = OpenChange { approved_once: false, ..conflict.clone() };
    assert_eq!(shown(&shared, &theirs("Chief"), &[unapproved]), (Some("Chief".to_owned()), Origin::Directory));
    // Kept against the directory, it waits for a decision again and still shows.
    let kept = OpenChange { state: ChangeState::Pending, before_conflict: None, base: theirs("Chief"), ..conflict };
    assert_eq!(shown(&shared, &theirs("Chief"), &[kept]), (Some("Boss".to_owned()), Origin::Change(ChangeId(1))));
}

/// P18: the directory's own additions stand beside the approved ones; both changes count in their order.
#[test]
fn p18_sets_are_shown_merged() {
    let read = Theirs::from(value(&["a", "B", "z"]));
    let first = OpenChange { edit: members(&["c"], &["b"]), ..change(1, ChangeState::Exported, "", "") };
    let second = OpenChange { edit: members(&["d", "A"], &["c"]), ..change(2, ChangeState::Approved, "", "") };
    let shown = shown(&skills(), &read, &[first, second]);
    assert_eq!(shown, (Some("a|z|d".to_owned()), Origin::Change(ChangeId(2))));
}

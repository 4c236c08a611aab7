//! What is stored when somebody wants another value.

use super::*;

fn stored(proposal: Proposal) -> Option<(Edit, Theirs, Vec<i64>)> {
    match proposal {
        Proposal::Store { edit, base, supersedes } => Some((edit, base, supersedes.iter().map(|id| id.0).collect())),
        Proposal::Nothing | Proposal::Cancels { .. } => None,
    }
}

fn cancels(proposal: Proposal) -> Option<(Vec<i64>, Vec<i64>)> {
    let ids = |ids: Vec<ChangeId>| ids.iter().map(|id| id.0).collect();
    match proposal {
        Proposal::Cancels { withdraws, supersedes } => Some((ids(withdraws), ids(supersedes))),
        Proposal::Nothing | Proposal::Store { .. } => None,
    }
}

fn wanted(open: &[OpenChange], text: &str) -> Proposal {
    propose(&attribute(Authority::Shared), &theirs("Clerk"), open, value(&[text]).as_ref())
}

#[test]
fn a_first_proposal_is_stored_on_what_the_directory_says() {
    assert_eq!(stored(wanted(&[], "Boss")), Some((set("Boss"), theirs("Clerk"), vec![])));
    assert_eq!(wanted(&[], "Clerk "), Proposal::Nothing);
    // P23: a new spelling is a change; P21: a blank clears.
    assert_eq!(stored(wanted(&[], "clerk")), Some((set("clerk"), theirs("Clerk"), vec![])));
    assert_eq!(stored(wanted(&[], "")), Some((Edit::Clear, theirs("Clerk"), vec![])));
}

/// S3.1: change and change back before an export leave nothing; after it, going back is a change of its own.
#[test]
fn going_back_cancels_what_is_not_exported() {
    for state in [ChangeState::Pending, ChangeState::Approved, ChangeState::NotTaken, ChangeState::Failed] {
        let open = [change(1, state, "Clerk", "Boss")];
        assert_eq!(cancels(wanted(&open, "Clerk")), Some((vec![1], vec![])), "{state:?}");
    }
    let in_conflict = [change(1, ChangeState::Conflict, "Boy", "Boss")];
    assert_eq!(cancels(wanted(&in_conflict, "Clerk")), Some((vec![], vec![1])));
    let in_flight = [change(1, ChangeState::Exported, "Clerk", "Boss")];
    assert_eq!(stored(wanted(&in_flight, "Clerk")), Some((set("Clerk"), theirs("Clerk"), vec![])));
}

#[test]
fn a_newer_proposal_replaces_the_one_that_is_not_exported() {
    for state in [ChangeState::Pending, ChangeState::Approved, ChangeState::NotTaken, ChangeState::Conflict] {
        let open = [change(1, state, "Clerk", "Boss")];
        assert_eq!(stored(wanted(&open, "Chief")), Some((set("Chief"), theirs("Clerk"), vec![1])), "{state:?}");
        assert_eq!(wanted(&open, "Boss"), Proposal::Nothing, "{state:?}");
    }
    // A conflict that nobody approved shows the directory's value: the same wish again is a new one.
    let unapproved = OpenChange { approved_once: false, ..change(1, ChangeState::Conflict, "Boy", "Boss") };
    assert_eq!(stored(wanted(&[unapproved], "Boss")), Some((set("Boss"), theirs("Clerk"), vec![1])));
}

#[test]
fn one_may_stand_behind_the_one_in_flight() {
    let open = [change(1, ChangeState::Exported, "Clerk", "Boss"), change(2, ChangeState::Approved, "Clerk", "Chief")];
    assert_eq!(wanted(&open, "Chief"), Proposal::Nothing);
    assert_eq!(cancels(wanted(&open, "Boss")), Some((vec![2], vec![])));
    assert_eq!(stored(wanted(&open, "Clerk")), Some((set("Clerk"), theirs("Clerk"), vec![2])));
}

/// X10: a local attribute is proposed against what is there, whatever a directory says.
#[test]
fn a_local_attribute_never_asks_the_directory() {
    let local = attribute(Authority::Local);
    let applied = [change(1, ChangeState::Applied, "", "Boss")];
    let wish = |text: &str| propose(&local, &theirs("Clerk"), &applied, value(&[text]).as_ref());
    assert_eq!(wish("Boss"), Proposal::Nothing);
    assert_eq!(stored(wish("Clerk")), Some((set("Clerk"), theirs("Boss"), vec![])));
    assert_eq!(stored(wish("")), Some((Edit::Clear, theirs("Boss"), vec![])));
}

/// P18, X20: of several values only what joins and leaves is proposed.
#[test]
fn p18_a_list_becomes_what_joins_and_leaves() {
    let read = Theirs::from(value(&["a", "b", "c"]));
    let wish = |open: &[OpenChange], texts: &[&str]| propose(&skills(), &read, open, value(texts).as_ref());
    assert_eq!(wish(&[], &["c", "a", "b"]), Proposal::Nothing);
    assert_eq!(stored(wish(&[], &["a", "d", "C"])), Some((members(&["d", "C"], &["c", "b"]), read.clone(), vec![])));
    assert_eq!(stored(wish(&[], &[])), Some((members(&[], &["a", "b", "c"]), read.clone(), vec![])));
    // What is in flight counts as there.
    let flying =
        OpenChange { base: read.clone(), edit: members(&["d"], &[]), ..change(1, ChangeState::Exported, "", "") };
    assert_eq!(wish(std::slice::from_ref(&flying), &["a", "b", "c", "d"]), Proposal::Nothing);
    let wished = stored(wish(std::slice::from_ref(&flying), &["a", "b", "c", "e"]));
    assert_eq!(wished, Some((members(&["e"], &["d"]), read.clone(), vec![])));
    // Going back cancels here too.
    let pending = OpenChange { edit: members(&["d"], &[]), ..change(1, ChangeState::Pending, "", "") };
    assert_eq!(cancels(wish(std::slice::from_ref(&pending), &["b", "a", "c"])), Some((vec![1], vec![])));
    assert_eq!(wish(&[pending], &["D", "b", "a", "c", "d"]), Proposal::Nothing);
}

/// P30: what a request does not name stays; what it names as null is cleared.
#[test]
fn p30_absent_and_null_are_told_apart() {
    let request: crate::api::Propose = serde_json::from_str(r#"{"values": {"mobile": null}}"#).unwrap();
    assert_eq!(request.values.get("mobile"), Some(&None));
    assert_eq!(request.values.get("title"), None);
}

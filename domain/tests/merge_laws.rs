//! The algebra of merging (H2), on values of many scripts and spellings where the histories use letters: what is read twice is read once,
//! sets merge in any order, and composition or case alone never makes a conflict.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use amend_domain::{
    attribute::{Attribute, Authority},
    catalogue,
    change::ChangeState,
    equality::{equivalent, identical},
    id::ChangeId,
    kind,
    merge::{Answer, OpenChange, Proposal, Reading, apply, effective, meet_all, propose},
    moment::Moment,
    value::{Edit, Theirs, Value},
};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

fn attribute(many: bool, authority: Authority) -> Attribute {
    let title = |attribute: &Attribute| attribute.key.as_str() == "title";
    let mut attribute = catalogue::default_attributes().into_iter().find(title).unwrap();
    attribute.many = many;
    attribute.policy.authority = authority;
    attribute
}

fn value(many: bool) -> impl Strategy<Value = Option<Value>> {
    let text = prop_oneof!["[a-cA-C]{1,2}", "[åÅéÉßñøØ]{1,2}", "(a\u{30A}|e\u{301}|[xyz ]){1,3}", "[мМиИ日本]{1,2}"];
    prop::collection::vec(text, 0..if many { 4 } else { 2 }).prop_map(Value::many)
}

fn authority() -> impl Strategy<Value = Authority> {
    prop::sample::select(vec![Authority::Shared, Authority::Directory, Authority::Fill])
}

fn state() -> impl Strategy<Value = ChangeState> {
    use ChangeState::{Approved, Exported, Failed, NotTaken, Pending};
    prop::sample::select(vec![Pending, Approved, Exported, NotTaken, Failed])
}

fn proposed(attribute: &Attribute, base: &Theirs, wanted: Option<&Value>, state: ChangeState) -> Option<OpenChange> {
    let Proposal::Store { edit, base, .. } = propose(attribute, base, &[], wanted) else { return None };
    Some(OpenChange {
        id: ChangeId(1),
        state,
        before_conflict: None,
        base,
        edit,
        approved_once: state != ChangeState::Pending,
        exported_at: (state == ChangeState::Exported).then_some(Moment(1)),
        confirmed_at: None,
        reexported: false,
    })
}

/// The change as it is after a run that read `theirs` at `at`.
fn after(attribute: &Attribute, change: &OpenChange, theirs: &Theirs, at: i64) -> OpenChange {
    let reading = Reading { theirs, began_at: Moment(at) };
    let answers = meet_all(attribute, &reading, std::slice::from_ref(change), 1_000, Moment(at));
    let mut change = change.clone();
    for (_, answer) in answers {
        match answer {
            Answer::Nothing => {}
            Answer::Rebase { base } => change.base = base,
            Answer::Step { event, base, .. } => {
                let next = change.state.after(event, change.before_conflict).unwrap();
                change.before_conflict = (next == ChangeState::Conflict).then_some(change.state);
                change.base = base.unwrap_or(change.base);
                change.state = next;
            }
        }
    }
    change
}

/// The same texts decomposed, with blanks around them, in another order.
fn respelled(value: Option<&Value>) -> Option<Value> {
    Value::many(value?.texts().iter().rev().map(|text| format!(" {} ", text.nfd().collect::<String>())))
}

fn joined(one: &[String], other: &[String]) -> bool {
    let title = attribute(true, Authority::Shared);
    let same = |a: &String, b: &String| equivalent(&title, Value::one(a).as_ref(), Value::one(b).as_ref());
    one.iter().any(|a| other.iter().any(|b| same(a, b)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn h2_what_is_read_twice_is_read_once(
        (many, base, wanted, read) in any::<bool>().prop_flat_map(|many| (Just(many), value(many), value(many), value(many))),
        authority in authority(),
        state in state(),
    ) {
        let attribute = attribute(many, authority);
        let Some(change) = proposed(&attribute, &base.into(), wanted.as_ref(), state) else { return Ok(()) };
        let read = Theirs::from(read);
        let once = after(&attribute, &change, &read, 10);
        let twice = after(&attribute, &once, &read, 11);
        prop_assert_eq!(&once, &twice);
        let shown = |change: &OpenChange| effective(&attribute, &read, std::slice::from_ref(change));
        prop_assert_eq!(shown(&once), shown(&twice));
    }

    #[test]
    fn h2_sets_merge_in_any_order(base in value(true), mine in value(true), theirs in value(true)) {
        let attribute = attribute(true, Authority::Shared);
        let edit = |wanted: Option<&Value>| match propose(&attribute, &base.clone().into(), &[], wanted) {
            Proposal::Store { edit: Edit::Members { add, remove }, .. } => (add, remove),
            _ => (Vec::new(), Vec::new()),
        };
        let ((my_add, my_remove), (their_add, their_remove)) = (edit(mine.as_ref()), edit(theirs.as_ref()));
        let mine_edit = Edit::Members { add: my_add.clone(), remove: my_remove.clone() };
        let their_edit = Edit::Members { add: their_add.clone(), remove: their_remove.clone() };
        // An edit makes of its base what was wanted.
        prop_assert!(equivalent(&attribute, apply(&attribute, &mine_edit, base.as_ref()).as_ref(), mine.as_ref()));
        let overlap = joined(&[my_add, my_remove].concat(), &[their_add, their_remove].concat());
        let one_way = apply(&attribute, &mine_edit, apply(&attribute, &their_edit, base.as_ref()).as_ref());
        let other_way = apply(&attribute, &their_edit, apply(&attribute, &mine_edit, base.as_ref()).as_ref());
        prop_assert!(overlap || identical(one_way.as_ref(), other_way.as_ref()), "{:?} {:?}", one_way, other_way);
        let again = apply(&attribute, &mine_edit, one_way.as_ref());
        prop_assert!(overlap || identical(again.as_ref(), one_way.as_ref()));
    }

    #[test]
    fn h2_spelling_alone_makes_no_conflict(
        (many, base, wanted) in any::<bool>().prop_flat_map(|many| (Just(many), value(many), value(many))),
        authority in authority(),
        state in state(),
    ) {
        let attribute = attribute(many, authority);
        // As saving does it: two spellings of one member are one.
        let wanted = wanted.and_then(|wanted| kind::clean(&attribute, &wanted));
        let Some(change) = proposed(&attribute, &base.clone().into(), wanted.as_ref(), state) else { return Ok(()) };
        let still = after(&attribute, &change, &respelled(base.as_ref()).into(), 10);
        prop_assert_eq!(&still.state, &change.state, "the directory did not move");
        let came = after(&attribute, &change, &respelled(wanted.as_ref()).into(), 10);
        prop_assert_eq!(came.state, ChangeState::Confirmed);
        // And proposing the other spelling of what is there is nothing.
        prop_assert_eq!(propose(&attribute, &base.clone().into(), &[], respelled(base.as_ref()).as_ref()), Proposal::Nothing);
    }
}

//! Plans as tables of situations, and the law that a plan carried out leaves nothing to do.

use proptest::prelude::*;

use super::*;
use crate::{leaving::WhenGone, value::Value};

fn key(key: &str) -> AttributeKey {
    AttributeKey::parse(key).unwrap()
}

fn found(id: &str, username: &str) -> Found {
    Found {
        id: id.to_owned(),
        dn: format!("uid={username},o=x"),
        username: (!username.is_empty()).then(|| username.to_owned()),
        disabled: false,
        values: [(key("title"), Theirs::from(Value::one("Clerk")))].into(),
    }
}

/// People as they are once `entries` were applied, in their order from 1.
fn linked(entries: &[Found]) -> BTreeMap<String, Linked> {
    entries
        .iter()
        .zip(1..)
        .map(|(entry, id)| {
            let linked = Linked {
                person: PersonId(id),
                dn: entry.dn.clone(),
                username: entry.username.clone().filter(|_| !entry.disabled),
                wanted_username: entry.username.clone(),
                blocked_by_directory: entry.disabled.then_some(BlockReason::DisabledInDirectory),
                is_away: false,
                values: entry.values.clone(),
            };
            (entry.id.clone(), linked)
        })
        .collect()
}

/// As the caller does it: the names of people whose entry moves away from them are free.
fn holders(linked: &BTreeMap<String, Linked>, found: &[Found], gone: WhenGone) -> BTreeMap<String, PersonId> {
    let stays = |id: &String, person: &Linked| {
        found.iter().rev().find(|entry| entry.id == *id).is_none_or(|entry| {
            let is_live = !entry.disabled || (person.username.is_some() && gone.keeps_username());
            is_live && folded(entry.username.as_ref()) == folded(person.username.as_ref())
        })
    };
    linked
        .iter()
        .filter(|(id, person)| stays(id, person))
        .filter_map(|(_, person)| Some((folded(person.username.as_ref())?, person.person)))
        .collect()
}

fn planned(before: &[Found], now: &[Found]) -> Vec<Step> {
    let linked = linked(before);
    plan(now, &linked, &holders(&linked, now, WhenGone::Block), Leaving::default())
}

fn username(step: &Step) -> Option<&str> {
    match step {
        Step::Create { username, .. } | Step::Update { username, .. } => username.as_deref(),
        Step::Unchanged { .. } | Step::Quarantine { .. } => None,
    }
}

/// S2.1, P23: nothing changed, nothing to write; order and the spelling of a DN are no change.
#[test]
fn an_unchanged_entry_is_no_work() {
    let mut before = found("a", "kari");
    before.values.insert(key("skills"), Value::many(["x".to_owned(), "y".to_owned()]).into());
    let mut now = before.clone();
    now.dn = "UID=Kari, O=X".to_owned();
    now.values.insert(key("skills"), Value::many(["y".to_owned(), "x".to_owned()]).into());
    assert_eq!(planned(&[before], &[now]), [Step::Unchanged { person: PersonId(1) }]);
}

/// P20, P22, X15: not read, empty and not asked for are three things.
#[test]
fn what_was_not_read_takes_nothing_away() {
    let before = found("a", "kari");
    let mut now = before.clone();
    now.values.insert(key("title"), Theirs::NotRead);
    assert_eq!(planned(std::slice::from_ref(&before), &[now.clone()]), [Step::Unchanged { person: PersonId(1) }]);
    now.values.remove(&key("title"));
    assert_eq!(planned(std::slice::from_ref(&before), &[now.clone()]), [Step::Unchanged { person: PersonId(1) }]);
    now.values.insert(key("title"), Theirs::Empty);
    let steps = planned(&[before], &[now]);
    let [Step::Update { values, renamed: None, .. }] = steps.as_slice() else { panic!("{steps:?}") };
    assert_eq!(values, &[(key("title"), Value::one("Clerk").into(), Theirs::Empty)]);
}

/// S2.7, P9: a rename or a move keeps the person.
#[test]
fn a_rename_keeps_the_person() {
    let steps = planned(&[found("a", "kari")], &[found("a", "kari.n")]);
    let [Step::Update { person: PersonId(1), renamed: Some(renamed), username, collides_with: None, .. }] =
        steps.as_slice()
    else {
        panic!("{steps:?}")
    };
    assert_eq!(renamed.new_username.as_deref(), Some("kari.n"));
    assert_eq!(renamed.old_dn, "uid=kari,o=x");
    assert_eq!(username.as_deref(), Some("kari.n"));
}

/// P16: a new spelling of a name is an update of the same person, not a rename.
#[test]
fn another_case_is_no_other_person() {
    let mut now = found("a", "kari");
    now.username = Some("Kari".to_owned());
    let steps = planned(&[found("a", "kari"), found("b", "ola")], &[now, found("b", "ola")]);
    assert!(matches!(&steps[0], Step::Update { renamed: None, collides_with: None, .. }), "{steps:?}");
    assert_eq!(username(&steps[0]), Some("Kari"));
    assert_eq!(steps[1], Step::Unchanged { person: PersonId(2) });
}

/// P10: exchanges and chains of names inside one run.
#[test]
fn names_are_exchanged_inside_one_run() {
    let before = [found("a", "x"), found("b", "y"), found("c", "z")];
    let steps = planned(&before, &[found("a", "y"), found("b", "x"), found("c", "w"), found("d", "z")]);
    assert_eq!(steps.iter().map(username).collect::<Vec<_>>(), [Some("y"), Some("x"), Some("w"), Some("z")]);
}

/// S2.6, P11, P15, X17: a name that somebody live holds is not given again; both candidates are named, the others go on.
#[test]
fn a_taken_name_is_quarantined() {
    let before = [found("a", "kari")];
    let steps = planned(&before, &[found("a", "kari"), found("b", "KARI"), found("c", "per"), found("d", "per")]);
    assert_eq!(steps[0], Step::Unchanged { person: PersonId(1) });
    let reason = Quarantined::UsernameTaken { username: "KARI".to_owned(), holder: Holder::Person(PersonId(1)) };
    assert_eq!(steps[1], Step::Quarantine { reason });
    assert_eq!(username(&steps[2]), Some("per"));
    let reason =
        Quarantined::UsernameTaken { username: "per".to_owned(), holder: Holder::Entry("uid=per,o=x".to_owned()) };
    assert_eq!(steps[3], Step::Quarantine { reason });
}

/// P10, P15: who cannot have the wanted name keeps the old one, also against somebody who counted on it.
#[test]
fn a_failed_rename_keeps_its_old_name() {
    let before = [found("a", "anna"), found("b", "berit"), found("c", "carl")];
    // Anna wants Berit's name, Berit stays; Carl wants Anna's.
    let steps = planned(&before, &[found("a", "berit"), found("c", "anna"), found("d", "carl")]);
    assert_eq!(username(&steps[0]), Some("anna"));
    assert_eq!(username(&steps[1]), Some("carl"));
    assert!(matches!(
        &steps[0],
        Step::Update { collides_with: Some(Holder::Person(PersonId(2))), renamed: Some(_), .. }
    ));
    assert!(matches!(&steps[1], Step::Update { collides_with: Some(Holder::Person(PersonId(1))), .. }));
    assert!(matches!(&steps[2], Step::Quarantine { .. }), "{steps:?}");
}

/// S2.11, S2.12, S2.22, X6: disabled is blocked, enabled again is returned, with everything else applied.
#[test]
fn a_disabled_account_is_blocked_and_comes_back() {
    let mut disabled = found("a", "kari");
    disabled.disabled = true;
    let steps = planned(&[found("a", "kari")], &[disabled.clone()]);
    assert!(matches!(&steps[0], Step::Update { block: Some(BlockReason::DisabledInDirectory), returned: false, .. }));
    assert_eq!(
        planned(std::slice::from_ref(&disabled), &[disabled.clone()]),
        [Step::Unchanged { person: PersonId(1) }]
    );
    let steps = planned(&[disabled.clone()], &[found("a", "kari")]);
    assert!(matches!(&steps[0], Step::Update { block: None, returned: true, .. }), "{steps:?}");
    // Somebody who left the scope and is found disabled is blocked for the other reason now.
    let mut gone = linked(&[found("a", "kari")]);
    gone.values_mut().for_each(|person| person.blocked_by_directory = Some(BlockReason::LeftScope));
    let steps = plan(&[disabled], &gone, &BTreeMap::new(), Leaving::default());
    assert!(matches!(&steps[0], Step::Update { block: Some(BlockReason::DisabledInDirectory), returned: false, .. }));
}

/// P11, P12: who is blocked holds no name against the living, and finds it taken when they return.
#[test]
fn the_blocked_hold_no_name() {
    let mut old = found("a", "kari");
    old.disabled = true;
    let steps = planned(std::slice::from_ref(&old), &[old.clone(), found("b", "kari")]);
    assert_eq!(username(&steps[1]), Some("kari"));
    assert_eq!(username(&steps[0]), None);
    let back = planned(&[old, found("b", "kari")], &[found("a", "kari"), found("b", "kari")]);
    assert!(matches!(&back[0], Step::Update { returned: true, collides_with: Some(Holder::Person(PersonId(2))), .. }));
    assert_eq!(username(&back[0]), None);
}

/// A name that was taken is had as soon as it is free.
#[test]
fn a_name_is_had_when_it_becomes_free() {
    let mut people = linked(&[found("a", "kari")]);
    people.values_mut().for_each(|person| person.username = None);
    let taken = [("kari".to_owned(), PersonId(9))].into();
    assert_eq!(
        plan(&[found("a", "kari")], &people, &taken, Leaving::default()),
        [Step::Unchanged { person: PersonId(1) }]
    );
    let steps = plan(&[found("a", "kari")], &people, &BTreeMap::new(), Leaving::default());
    assert_eq!(username(&steps[0]), Some("kari"));
}

/// B1: the same entry on two pages counts once, the later one.
#[test]
fn an_entry_that_was_read_twice_counts_once() {
    let mut later = found("a", "kari");
    later.values.insert(key("title"), Value::one("Boss").into());
    let steps = planned(&[], &[found("a", "kari"), later, Found { id: String::new(), ..found("", "x") }]);
    assert_eq!(steps[0], Step::Quarantine { reason: Quarantined::ReadTwice });
    assert!(matches!(&steps[1], Step::Create { username: Some(_), block: None }));
    assert_eq!(steps[2], Step::Quarantine { reason: Quarantined::NoId });
}

fn leaving(when_gone: WhenGone, when_back: WhenBack) -> Leaving {
    Leaving { when_gone, when_back }
}

/// T16: each choice for who is gone.
#[test]
fn who_is_gone_fares_as_the_source_says() {
    let people = linked(&[found("a", "kari")]);
    let mut disabled = found("a", "kari");
    disabled.disabled = true;
    let run =
        |found: &[Found], gone| plan(found, &people, &holders(&people, found, gone), leaving(gone, WhenBack::LetIn));
    for gone in [WhenGone::Block, WhenGone::Suspend] {
        let steps = run(&[disabled.clone(), found("b", "kari")], gone);
        assert!(matches!(&steps[0], Step::Update { block: Some(BlockReason::DisabledInDirectory), .. }), "{steps:?}");
        assert_eq!(username(&steps[0]).is_some(), gone == WhenGone::Suspend);
        assert_eq!(
            username(&steps[1]).is_some(),
            gone == WhenGone::Block,
            "the name is free only where it is given up"
        );
    }
    let steps = run(&[disabled.clone(), found("b", "kari")], WhenGone::Nothing);
    assert_eq!(steps[0], Step::Unchanged { person: PersonId(1) });
    assert!(matches!(&steps[1], Step::Quarantine { .. }), "{steps:?}");
    // Who comes disabled is nobody yet who could go on as before.
    disabled.id = "new".to_owned();
    disabled.username = Some("ola".to_owned());
    for gone in WhenGone::ALL {
        let steps = run(std::slice::from_ref(&disabled), gone);
        let block = Some(BlockReason::DisabledInDirectory);
        assert_eq!(steps, [Step::Create { username: None, block }]);
    }
}

/// T16: each choice for who is back, whatever they were out for.
#[test]
fn who_is_back_fares_as_the_source_says() {
    for reason in [BlockReason::DisabledInDirectory, BlockReason::LeftScope, BlockReason::Returned] {
        let mut people = linked(&[found("a", "kari")]);
        for person in people.values_mut() {
            (person.blocked_by_directory, person.username) = (Some(reason), None);
            person.is_away = reason == BlockReason::LeftScope;
        }
        for gone in WhenGone::ALL {
            let run = |back| plan(&[found("a", "kari")], &people, &BTreeMap::new(), leaving(gone, back)).remove(0);
            let step = run(WhenBack::LetIn);
            assert!(matches!(step, Step::Update { returned: true, block: None, .. }), "{reason:?} {step:?}");
            let waits = match run(WhenBack::Ask) {
                Step::Update { returned: false, block: Some(BlockReason::Returned), .. } => true,
                Step::Unchanged { .. } => false,
                step => panic!("{reason:?} {step:?}"),
            };
            assert_eq!(waits, reason != BlockReason::Returned, "who waits already goes on waiting");
        }
    }
    // Who was only away, and never blocked for it, has nothing to wait for.
    let mut people = linked(&[found("a", "kari")]);
    people.values_mut().for_each(|person| person.is_away = true);
    let steps = plan(&[found("a", "kari")], &people, &BTreeMap::new(), leaving(WhenGone::Nothing, WhenBack::Ask));
    assert!(matches!(&steps[0], Step::Update { returned: true, block: None, .. }), "{steps:?}");
}

fn choices() -> impl Strategy<Value = Leaving> {
    (0..3_usize, 0..2_usize).prop_map(|(gone, back)| leaving(WhenGone::ALL[gone], WhenBack::ALL[back]))
}

fn directory() -> impl Strategy<Value = Vec<Found>> {
    let entry = (0..6_u8, 0..5_usize, any::<bool>(), 0..3_usize).prop_map(|(id, name, disabled, title)| {
        let mut entry = found(&id.to_string(), ["", "a", "A", "b", "c"][name]);
        entry.disabled = disabled && id % 2 == 0;
        entry.values.insert(key("title"), Value::one(["", "Clerk", "Boss"][title]).into());
        entry
    });
    proptest::collection::vec(entry, 0..7)
}

/// Carries out a plan as the store does.
fn carry_out(people: &mut BTreeMap<String, Linked>, found: &[Found], steps: &[Step], gone: WhenGone) {
    let mut next = people.values().map(|person| person.person.0).max().unwrap_or(0) + 1;
    for (entry, step) in found.iter().zip(steps) {
        let (given, block, returned) = match step {
            Step::Create { username, block } => (username.clone(), *block, false),
            Step::Update { username, block, returned, .. } => (username.clone(), *block, *returned),
            Step::Unchanged { .. } | Step::Quarantine { .. } => continue,
        };
        let before = people.get(&entry.id);
        let was = before.and_then(|known| known.blocked_by_directory).filter(|_| !returned);
        let mut person = linked(std::slice::from_ref(entry)).remove(&entry.id).unwrap();
        person.person = before.map_or(PersonId(next), |known| known.person);
        person.blocked_by_directory = block.or(was);
        person.username = given.filter(|_| person.blocked_by_directory.is_none() || gone == WhenGone::Suspend);
        next += 1;
        people.insert(entry.id.clone(), person);
    }
}

proptest! {
    /// H2: a run that is carried out leaves nothing to do for the next, no two live people ever share a name, and nobody's id moves.
    #[test]
    fn a_plan_carried_out_leaves_nothing_to_do(
        runs in proptest::collection::vec(directory(), 1..5),
        leaving in choices(),
    ) {
        let gone = leaving.when_gone;
        let mut people = BTreeMap::new();
        for found in runs {
            let ids: Vec<PersonId> = people.values().map(|person: &Linked| person.person).collect();
            let steps = plan(&found, &people, &holders(&people, &found, gone), leaving);
            prop_assert_eq!(steps.len(), found.len());
            carry_out(&mut people, &found, &steps, gone);
            let live: Vec<String> = people
                .values()
                .filter_map(|person| folded(person.username.as_ref()))
                .collect();
            let different: std::collections::BTreeSet<&String> = live.iter().collect();
            prop_assert_eq!(different.len(), live.len(), "two people share a name: {:?}", people);
            prop_assert!(ids.iter().all(|id| people.values().any(|person| person.person == *id)));
            let again = plan(&found, &people, &holders(&people, &found, gone), leaving);
            for step in again {
                let still = matches!(step, Step::Unchanged { .. } | Step::Quarantine { .. });
                prop_assert!(still, "{:?} after {:?}", step, found);
            }
        }
    }
}

//! Scopes against a naive model of them, on random trees, people and grants; and the laws that rights keep whatever was granted.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Act, Area, Grants, Part, Role, Scope, Who, Whose, authorize};
use crate::{
    dn,
    id::{AccountId, PersonId, SourceId},
    policy::{Facts, Place},
};

/// A place in a small tree, from its root: three names on each of up to four levels. One of them looks like the start of another, and one has
/// a comma in it.
type Spot = Vec<usize>;
const NAMES: [&str; 3] = ["Sales", "Sales North", "Nord, ou=Sales"];

fn spot() -> impl Strategy<Value = Spot> {
    proptest::collection::vec(0..NAMES.len(), 0..4)
}

/// Its name in one of several spellings.
fn spelled(spot: &Spot, loud: bool) -> String {
    let mut name: String = spot.iter().rev().map(|at| format!("ou={},", NAMES[*at].replace(',', "\\,"))).collect();
    name.push_str("dc=test");
    if loud { name.to_uppercase().replace(",OU", " , OU").replace("\\ ,", "\\,") } else { name }
}

#[derive(Clone, Debug)]
enum Given {
    Spot(Spot),
    Group(usize),
}

fn given() -> impl Strategy<Value = Vec<Given>> {
    let one = prop_oneof![3 => spot().prop_map(Given::Spot), 1 => (0..3_usize).prop_map(Given::Group)];
    proptest::collection::vec(one, 1..4)
}

fn parts(given: &[Given], loud: bool) -> Vec<Part> {
    let part = |one: &Given| match one {
        Given::Spot(spot) => Part::Ou(spelled(spot, loud)),
        Given::Group(at) => Part::Group(format!("cn=group {at},dc=test")),
    };
    given.iter().map(part).collect()
}

#[derive(Clone, Debug)]
struct Somebody {
    spots: Vec<Spot>,
    groups: BTreeSet<usize>,
}

fn somebody() -> impl Strategy<Value = Somebody> {
    (proptest::collection::vec(spot(), 0..3), proptest::collection::btree_set(0..3_usize, 0..3))
        .prop_map(|(spots, groups)| Somebody { spots, groups })
}

impl Somebody {
    fn facts(&self) -> Facts {
        let place = |spot: &Spot| {
            let path = dn::path(&format!("uid=somebody,{}", spelled(spot, false))).unwrap();
            Place { source: SourceId(1), path }
        };
        let group = |at: &usize| dn::normalize(&format!("CN=Group {at},DC=Test")).unwrap();
        Facts { places: self.spots.iter().map(place).collect(), groups: self.groups.iter().map(group).collect() }
    }

    /// The model: whoever sits at a spot is in every spot on the way to it.
    fn is_within(&self, given: &[Given]) -> bool {
        given.iter().any(|one| match one {
            Given::Spot(spot) => self.spots.iter().any(|own| own.starts_with(spot)),
            Given::Group(at) => self.groups.contains(at),
        })
    }
}

fn grants() -> impl Strategy<Value = Vec<(Role, Option<Vec<Given>>)>> {
    let role = (0..Role::ALL.len()).prop_map(|at| Role::ALL[at]);
    let scope = prop_oneof![1 => Just(None), 3 => given().prop_map(Some)];
    proptest::collection::vec((role, scope), 0..4)
}

fn who(granted: &[(Role, Option<Vec<Given>>)]) -> Who {
    let scope =
        |given: &Option<Vec<Given>>| given.as_ref().map_or(Scope::Everywhere, |given| Scope::of(&parts(given, false)));
    let grants: Grants = granted.iter().map(|(role, given)| (*role, scope(given))).collect();
    Who { account: AccountId(1), person: Some(PersonId(1)), grants }
}

/// What somebody may do about others for a role alone: whoever is described here finds others, whatever their roles.
fn act_by_role() -> impl Strategy<Value = Act> {
    let acts: Vec<Act> = Act::ALL.into_iter().filter(|act| *act != Act::FindColleagues).collect();
    prop::sample::select(acts)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 512, ..ProptestConfig::default() })]

    /// S1.21: a scope takes in whom the model takes in, however its parts are spelled.
    #[test]
    fn a_scope_takes_in_who_is_below(given in given(), somebody in somebody(), loud: bool) {
        let scope = Scope::of(&parts(&given, loud));
        prop_assert_eq!(scope.covers(&somebody.facts()), somebody.is_within(&given));
    }

    /// SEC4: whatever includes another scope takes in whoever that one takes in, and both together take in who is in either.
    #[test]
    fn what_includes_another_takes_in_as_much(one in given(), other in given(), somebody in somebody()) {
        let (one, other) = (Scope::of(&parts(&one, false)), Scope::of(&parts(&other, true)));
        let facts = somebody.facts();
        prop_assert!(!one.includes(&other) || !other.covers(&facts) || one.covers(&facts));
        prop_assert!(one.includes(&one.clone()) && Scope::Everywhere.includes(&one) && !one.includes(&Scope::Everywhere));
        let both = one.clone().join(&other);
        prop_assert_eq!(both.covers(&facts), one.covers(&facts) || other.covers(&facts));
        prop_assert!(both.includes(&one) && both.includes(&other));
    }

    /// SEC4, SEC9: about somebody else, nobody may what none of their roles allows where that somebody is; and what is asked of one person is
    /// what the reach says, which lists go by.
    #[test]
    fn rights_about_others_follow_from_the_reach(granted in grants(), somebody in somebody(), act in act_by_role()) {
        let who = who(&granted);
        let whose = Whose::person(PersonId(2)).at(somebody.facts());
        let model = granted.iter().enumerate().any(|(at, (role, given))| {
            let is_last = !granted[at + 1..].iter().any(|(later, _)| later == role);
            let is_in = given.as_ref().is_none_or(|given| act.has_parts() && somebody.is_within(given));
            is_last && is_in && act.holders().contains(role)
        });
        prop_assert_eq!(authorize(&who, act, Some(&whose)), model, "{:?}", act);
        prop_assert_eq!(who.reach(act).covers(&whose.facts), model, "{:?}", act);
        prop_assert!(!model || authorize(&who, act, None), "{:?}", act);
        prop_assert_eq!(authorize(&who, act, None), !who.reach(act).is_nowhere(), "{:?}", act);
    }

    /// SEC4: nobody grants more than they hold, and nobody but a system administrator grants at all.
    #[test]
    fn nobody_grants_more_than_they_hold(granted in grants(), role in 0..Role::ALL.len(), given in proptest::option::of(given())) {
        let (who, role) = (who(&granted), Role::ALL[role]);
        let scope = given.map_or(Scope::Everywhere, |given| Scope::of(&parts(&given, false)));
        let is_system = who.grants.get(&Role::SystemAdmin) == Some(&Scope::Everywhere);
        prop_assert_eq!(who.may_grant(role, &scope), is_system);
    }
}

/// A part that cannot be read takes nobody in, and never everybody.
#[test]
fn a_part_that_cannot_be_read_is_nowhere() {
    let scope = Scope::of(&[Part::Ou("nonsense".to_owned())]);
    assert!(scope.is_nowhere() && !scope.covers(&Facts::default()));
    assert!(Part::Ou("nonsense".to_owned()).check().is_err());
    assert_eq!(Scope::of(&[]), Scope::Everywhere);
    // Of somebody of whom it is not known where they are, only who may everything may anything.
    assert!(!Scope::Within([Area::Ou(Vec::new())].into()).covers(&Facts::default()));
}

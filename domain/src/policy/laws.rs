//! The deciding function against a naive model of it, on random rules and people; and that what is refused is what somebody could come to.

use proptest::prelude::*;

use super::{
    Because, Facts, Input, Outcome, Place, PolicyRule, RuleList, Sets, What, WhoRule, check_rules, explain, input_of,
    policy_for,
};
use crate::{
    approval::{Approver, Condition, Level, Reads, Side, Test},
    attribute::{Approval, Attribute, Authority, Family, Rules},
    catalogue, dn,
    id::{PersonId, RuleId, SourceId},
    name::AttributeKey,
};

const OUS: [&str; 3] = ["ou=Sales,dc=example", "OU=sales , DC=Example", "ou=Nord,ou=Sales,dc=example"];
const GROUPS: [&str; 2] = ["cn=vip,dc=example", "cn=staff,dc=example"];
const PEOPLE: [&str; 3] =
    ["uid=a,ou=Sales,dc=example", "uid=b,ou=Nord,ou=Sales,dc=example", "uid=c,ou=Works,dc=example"];

fn attribute() -> Attribute {
    catalogue::default_attributes().into_iter().find(|one| one.key.as_str() == "title").unwrap()
}

prop_compose! {
    fn who()(ou in proptest::option::of(0..OUS.len()), group in proptest::option::of(0..GROUPS.len()), source in proptest::option::of(1..3_i64)) -> WhoRule {
        WhoRule { ou: ou.map(|at| OUS[at].to_owned()), group: group.map(|at| GROUPS[at].to_owned()), source: source.map(SourceId) }
    }
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        4 => Just(What::Attribute(AttributeKey::parse("title").unwrap())),
        1 => Just(What::Attribute(AttributeKey::parse("room").unwrap())),
        2 => Just(What::Family(Family::Directory)),
        1 => Just(What::Family(Family::Custom)),
    ]
}

fn sets() -> impl Strategy<Value = Sets> {
    let approval =
        prop_oneof![Just(Approval::None), Just(Approval::Admins), Just(Approval::Manager), Just(Approval::Levels)];
    let authority = prop_oneof![Just(Authority::Directory), Just(Authority::Shared), Just(Authority::Fill)];
    let limits = (1..9_u32).prop_map(|most| Rules { max_chars: Some(most), ..Rules::default() });
    let flag = || proptest::option::of(any::<bool>());
    let all = (
        flag(),
        flag(),
        flag(),
        proptest::option::of(approval),
        proptest::option::of(authority),
        proptest::option::of(limits),
    );
    all.prop_map(|(locked, visible, mandatory, approval, authority, limits)| Sets {
        locked,
        visible,
        mandatory,
        approval,
        authority,
        limits,
    })
    .prop_filter("says something", |sets| sets.aspects().next().is_some())
}

fn rules() -> impl Strategy<Value = Vec<(RuleId, bool, PolicyRule)>> {
    let rule = (any::<bool>(), who(), what(), sets());
    proptest::collection::vec(rule, 0..6).prop_map(|all| {
        let with_id = |(at, (off, who, what, sets)): (usize, (bool, WhoRule, What, Sets))| {
            (RuleId(i64::try_from(at).unwrap() + 1), off, PolicyRule { who, what, sets })
        };
        all.into_iter().enumerate().map(with_id).collect()
    })
}

fn facts() -> impl Strategy<Value = Facts> {
    let places = proptest::collection::vec((1..3_i64, 0..PEOPLE.len()), 0..3);
    (places, proptest::collection::vec(0..GROUPS.len(), 0..2)).prop_map(|(places, groups)| Facts {
        places: places
            .into_iter()
            .map(|(source, at)| Place { source: SourceId(source), path: dn::path(PEOPLE[at]).unwrap() })
            .collect(),
        groups: groups.into_iter().map(|at| dn::normalize(GROUPS[at]).unwrap()).collect(),
    })
}

/// Whether managers, groups and places follow from the attribute.
fn follows() -> impl Strategy<Value = [bool; 3]> {
    proptest::array::uniform3(proptest::bool::weighted(0.3))
}

fn levels() -> impl Strategy<Value = Vec<Level>> {
    let group = || Just(Approver::Group(GROUPS[0].to_owned()));
    let approver = prop_oneof![
        Just(Approver::Manager),
        Just(Approver::ManagersManager),
        group(),
        Just(Approver::GroupOwner),
        Just(Approver::ContainerOwner),
        Just(Approver::Admins),
        Just(Approver::People(vec![PersonId(7)])),
    ];
    let when = proptest::option::of(Just(Condition { of: Side::New, is: Test::Blank, not: true }));
    let level = (when, proptest::collection::vec(approver, 1..3)).prop_map(|(when, approvers)| Level {
        when: when.into_iter().collect(),
        approvers,
        ..Level::admins()
    });
    proptest::collection::vec(level, 1..4)
}

/// Said once more, slowly: whether somebody who sets the attribute gets a value past its levels with the help of those alone whom they chose by it. A
/// level with a condition is got around by the value; any other needs one approver who is of their choosing.
fn may_pass(levels: &[Level], [managers, groups, places]: [bool; 3]) -> bool {
    let chosen: Vec<&str> = [(managers, "manager"), (groups, "group"), (places, "container")]
        .iter()
        .filter_map(|(follows, what)| follows.then_some(*what))
        .collect();
    let is_chosen = |approver: &Approver| {
        let by = match approver {
            Approver::Manager | Approver::ManagersManager => "manager",
            Approver::Group(_) | Approver::GroupOwner => "group",
            Approver::ContainerOwner => "container",
            Approver::Admins | Approver::People(_) => "nothing",
        };
        chosen.contains(&by)
    };
    levels.iter().all(|level| !level.when.is_empty() || level.approvers.iter().any(is_chosen))
}

/// Said once more, slowly: whether a rule is about a person.
fn is_about(who: &WhoRule, facts: &Facts) -> bool {
    let names: Vec<(i64, String)> = facts.places.iter().map(|place| (place.source.0, place.path.join(","))).collect();
    let wanted = who.ou.as_deref().map(|ou| format!(",{}", dn::normalize(ou).unwrap()));
    let fits = |(source, name): &(i64, String)| {
        who.source.is_none_or(|wanted| wanted.0 == *source) && wanted.as_ref().is_none_or(|ou| name.ends_with(ou))
    };
    let by_place = who.source.is_none() && who.ou.is_none() || names.iter().any(fits);
    let by_group = who.group.as_deref().is_none_or(|group| facts.groups.contains(&dn::normalize(group).unwrap()));
    by_place && by_group
}

fn list(all: &[(RuleId, bool, PolicyRule)]) -> RuleList {
    RuleList::new(all.iter().map(|(id, off, rule)| (*id, *off, rule))).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// X14, T3: for each side the first rule that is on, is about the person and the attribute and says something of it.
    #[test]
    fn the_first_rule_that_says_something_decides(all in rules(), facts in facts()) {
        let attribute = attribute();
        let decided = policy_for(&facts, &attribute, &list(&all));
        let first = |says: &dyn Fn(&Sets) -> bool| {
            all.iter().find(|(_, off, rule)| !off && rule.what.means(&attribute) && is_about(&rule.who, &facts) && says(&rule.sets))
        };
        let locked = first(&|sets| sets.locked.is_some());
        prop_assert_eq!(decided.policy.locked, locked.map_or(attribute.policy.locked, |(_, _, rule)| rule.sets.locked.unwrap()));
        prop_assert_eq!(decided.because.locked, locked.map(|(id, _, _)| *id));
        let visible = first(&|sets| sets.visible.is_some());
        prop_assert_eq!(decided.policy.visible, visible.map_or(attribute.policy.visible, |(_, _, rule)| rule.sets.visible.unwrap()));
        prop_assert_eq!(decided.because.visible, visible.map(|(id, _, _)| *id));
        let mandatory = first(&|sets| sets.mandatory.is_some());
        prop_assert_eq!(decided.mandatory, mandatory.map_or(attribute.rules.mandatory, |(_, _, rule)| rule.sets.mandatory.unwrap()));
        prop_assert_eq!(decided.because.mandatory, mandatory.map(|(id, _, _)| *id));
        let approval = first(&|sets| sets.approval.is_some());
        prop_assert_eq!(decided.policy.approval, approval.map_or(attribute.policy.approval, |(_, _, rule)| rule.sets.approval.unwrap()));
        let authority = first(&|sets| sets.authority.is_some());
        prop_assert_eq!(decided.policy.authority, authority.map_or(attribute.policy.authority, |(_, _, rule)| rule.sets.authority.unwrap()));
        let limits = first(&|sets| sets.limits.is_some());
        let of_rule = limits.and_then(|(_, _, rule)| rule.sets.limits.as_ref()?.max_chars);
        let own = decided.of(&attribute);
        prop_assert_eq!(own.rules.max_chars, of_rule.or(attribute.rules.max_chars));
        prop_assert_eq!(decided.because.limits, limits.map(|(id, _, _)| *id));
        // What a rule leaves open of the limits stays the attribute's own.
        prop_assert_eq!(own.rules.min_chars, attribute.rules.min_chars);
        prop_assert_eq!(own.policy, decided.policy);
        prop_assert_eq!(own.rules.mandatory, decided.mandatory);
    }

    /// X14: the explanation names each rule once, in order, and no other rule as deciding than the one that decided.
    #[test]
    fn the_explanation_is_of_the_decision(all in rules(), facts in facts()) {
        let attribute = attribute();
        let rules = list(&all);
        let because = policy_for(&facts, &attribute, &rules).because;
        let told = explain(&facts, &attribute, &rules);
        prop_assert_eq!(told.iter().map(|one| one.rule).collect::<Vec<_>>(), all.iter().map(|(id, _, _)| *id).collect::<Vec<_>>());
        let mut retold = Because::default();
        for (one, (id, off, rule)) in told.iter().zip(&all) {
            prop_assert_eq!(one.outcome == Outcome::Off, *off);
            let Outcome::Holds { decides, too_late } = &one.outcome else { continue };
            prop_assert!(is_about(&rule.who, &facts));
            prop_assert_eq!(decides.len() + too_late.len(), rule.sets.aspects().count());
            for aspect in decides {
                prop_assert_eq!(because.of(*aspect), Some(*id));
                match aspect {
                    super::Aspect::Locked => retold.locked = Some(*id),
                    super::Aspect::Visible => retold.visible = Some(*id),
                    super::Aspect::Mandatory => retold.mandatory = Some(*id),
                    super::Aspect::Approval => retold.approval = Some(*id),
                    super::Aspect::Authority => retold.authority = Some(*id),
                    super::Aspect::Limits => retold.limits = Some(*id),
                }
            }
        }
        prop_assert_eq!(retold, because);
    }

    /// SEC4, SEC5, S1.5: rules that were not refused lead nobody to a policy that is refused, whoever they are. What says who approves, who is in a
    /// group or where an entry lies is looked at in every case by somebody who does not follow from it.
    #[test]
    fn nobody_comes_to_what_is_refused(all in rules(), facts in facts(), decides in any::<bool>(), follows in follows(), levels in levels()) {
        let attribute = Attribute { levels: levels.clone(), ..attribute() };
        let rules = list(&all);
        let [managers, groups, places] = follows;
        let input = Input { decides: decides || managers || groups || places, managers, groups, places };
        if check_rules(&attribute, input, &rules).is_ok() {
            let decided = policy_for(&facts, &attribute, &rules);
            prop_assert!(decided.policy.visible || !decided.mandatory);
            let is_looked_at = match decided.policy.approval {
                Approval::None => false,
                Approval::Admins => true,
                Approval::Manager => !managers,
                Approval::Levels => !may_pass(&levels, follows),
            };
            prop_assert!(!input.decides || super::closes(&decided.policy) || is_looked_at);
        }
    }

    /// Whoever has the same print is decided on alike: the preview counts on it.
    #[test]
    fn the_same_print_is_the_same_decision(all in rules(), one in facts(), other in facts()) {
        let rules = list(&all);
        if rules.print(&one) == rules.print(&other) {
            prop_assert_eq!(policy_for(&one, &attribute(), &rules), policy_for(&other, &attribute(), &rules));
        }
    }
}

/// SEC4, SEC5: who could name their own manager would choose who approves; which of the rules leads there does not matter.
#[test]
fn what_rules_follow_from_is_not_opened() {
    let manager = catalogue::default_attributes().into_iter().find(|one| one.key.as_str() == "manager").unwrap();
    let key = manager.key.clone();
    let open = Sets {
        locked: Some(false),
        authority: Some(Authority::Shared),
        approval: Some(Approval::None),
        ..Sets::default()
    };
    let who = WhoRule { group: Some(GROUPS[0].to_owned()), ..WhoRule::default() };
    let rule = |sets| PolicyRule { who: who.clone(), what: What::Family(Family::Directory), sets };
    let ready = |rule: &PolicyRule| RuleList::new([(RuleId(1), false, rule)]).unwrap();
    let opens = ready(&rule(open.clone()));
    let none = Reads::default();
    let input = input_of(&key, [], &opens, none);
    assert!(input.decides && input.managers);
    assert!(check_rules(&manager, input, &opens).is_err_and(|why| why.contains("lock it")));
    let looked_at = ready(&rule(Sets { approval: Some(Approval::Admins), ..open.clone() }));
    assert_eq!(check_rules(&manager, input, &looked_at), Ok(()));
    let by_manager = ready(&rule(Sets { approval: Some(Approval::Manager), ..open.clone() }));
    assert!(check_rules(&manager, input, &by_manager).is_err(), "the manager follows from it");
    let mail = Input { managers: false, ..input };
    assert_eq!(check_rules(&manager, mail, &by_manager), Ok(()), "of the address the manager knows");
    let own = AttributeKey::parse("team").unwrap();
    assert!(input_of(&own, ["memberOf"], &opens, none).groups, "a rule asks about groups");
    assert!(!input_of(&own, ["memberOf"], &RuleList::default(), none).decides, "no rule does");
    let level = Reads { groups: true, places: true };
    assert!(input_of(&own, ["memberOf"], &RuleList::default(), level).groups, "a level does");
    assert!(input_of(&own, ["entryDN"], &RuleList::default(), level).places, "a level asks the container's owner");
    assert!(!input_of(&own, ["entryDN"], &opens, none).decides, "no rule asks where anybody lies");

    // In levels: one that is asked in every case, and whose people do not follow from it.
    let in_levels = ready(&rule(Sets { approval: Some(Approval::Levels), ..open }));
    let with = |levels: Vec<Level>| Attribute { levels, ..manager.clone() };
    let blank = Condition { of: Side::New, is: Test::Blank, not: false };
    let hr = Level { approvers: vec![Approver::Group("cn=hr,dc=example".to_owned())], ..Level::admins() };
    assert!(check_rules(&with(vec![Level::manager()]), input, &in_levels).is_err());
    let sometimes = Level { when: vec![blank], ..hr.clone() };
    assert!(check_rules(&with(vec![sometimes]), input, &in_levels).is_err(), "not in every case");
    assert_eq!(check_rules(&with(vec![Level::manager(), hr.clone()]), input, &in_levels), Ok(()));
    let groups = Input { groups: true, ..Input { managers: false, ..input } };
    assert!(check_rules(&with(vec![hr]), groups, &in_levels).is_err(), "who is in it would choose who is asked");
}

#[test]
fn a_rule_that_means_nothing_is_refused() {
    let rule = |who: WhoRule, sets: Sets| PolicyRule { who, what: What::Family(Family::Custom), sets }.check();
    let locks = Sets { locked: Some(true), ..Sets::default() };
    assert_eq!(rule(WhoRule::default(), locks.clone()), Ok(()));
    assert!(rule(WhoRule::default(), Sets::default()).is_err_and(|why| why.contains("`sets`")));
    let nowhere = WhoRule { ou: Some("Sales".to_owned()), ..WhoRule::default() };
    assert!(rule(nowhere, locks.clone()).is_err_and(|why| why.contains("`who.ou`")));
    let limits = Rules { min_chars: Some(3), max_chars: Some(2), ..Rules::default() };
    assert!(
        rule(WhoRule::default(), Sets { limits: Some(limits), ..locks }).is_err_and(|why| why.contains("min_chars"))
    );
}

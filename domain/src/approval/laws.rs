//! The levels against a naive model of them, on random policies, people and histories: no history lets a change take effect without the
//! decisions that its policy asked for (SEC4, SEC5), and somebody can always decide (P44).

use proptest::prelude::*;

use super::{
    Approver, Asked, Capacity, Circle, Circles, Condition, Level, Mine, Side, Test, asked, check, levels, stand,
};
use crate::{
    attribute::{Approval, Attribute},
    catalogue,
    id::PersonId,
    value::Value,
};

const PEOPLE: i64 = 7;
const TEXTS: [&str; 4] = ["", "Clerk", "Director", "clerk"];

/// Who is who.
#[derive(Clone, Debug)]
struct World {
    subject: i64,
    author: i64,
    manager: Option<i64>,
    managers_manager: Option<i64>,
    group: Vec<i64>,
    owners: Vec<i64>,
    admins: Vec<i64>,
    /// Who is away, and who stands in.
    away: Vec<(i64, i64)>,
}

impl World {
    fn barred(&self) -> Vec<PersonId> {
        vec![PersonId(self.subject), PersonId(self.author)]
    }

    fn mine(&self, person: i64) -> Mine {
        let groups = |person: i64| if self.group.contains(&person) { vec!["g".to_owned()] } else { Vec::new() };
        let absent = self.away.iter().filter(|(_, stand_in)| *stand_in == person);
        Mine {
            person: Some(PersonId(person)),
            is_admin: self.admins.contains(&person),
            groups: groups(person),
            stands_in_for: absent.map(|(away, _)| (PersonId(*away), groups(*away))).collect(),
        }
    }

    /// Said once more, slowly: everybody whom an approver means.
    fn named(&self, approver: &Approver) -> Vec<i64> {
        match approver {
            Approver::Admins => self.admins.clone(),
            Approver::Manager => self.manager.into_iter().collect(),
            Approver::ManagersManager => self.managers_manager.into_iter().collect(),
            Approver::Group(_) => self.group.clone(),
            Approver::ContainerOwner | Approver::GroupOwner => self.owners.clone(),
            Approver::People(people) => people.iter().map(|person| person.0).collect(),
        }
    }

    fn is_barred(&self, person: i64) -> bool {
        person == self.subject || person == self.author
    }

    /// Whether a yes of this person could ever count at a level.
    fn could_say_yes(&self, level: &Level, person: i64, timed_out: bool) -> bool {
        if self.is_barred(person) {
            return false;
        }
        let stands_for: Vec<i64> = self
            .away
            .iter()
            .filter(|(away, by)| *by == person && !self.is_barred(*away))
            .map(|(away, _)| *away)
            .collect();
        let others = level.approvers.iter().filter(|one| **one != Approver::Admins);
        let is_named =
            others.flat_map(|one| self.named(one)).any(|named| named == person || stands_for.contains(&named));
        let nobody = level.approvers.iter().all(|one| self.named(one).iter().all(|named| self.is_barred(*named)));
        let admins_asked = level.approvers.contains(&Approver::Admins) || nobody || timed_out;
        is_named || admins_asked && self.admins.contains(&person)
    }
}

impl Circles for World {
    fn of(&self, approver: &Approver) -> Circle {
        match approver {
            Approver::Admins => Circle::Admins,
            Approver::Group(_) => Circle::Group("g".to_owned()),
            other => Circle::People(self.named(other).into_iter().map(PersonId).collect()),
        }
    }

    fn has_others(&self, _: &str, than: &[PersonId]) -> bool {
        self.group.iter().any(|member| !than.contains(&PersonId(*member)))
    }
}

#[derive(Clone, Debug)]
enum Event {
    SayYes(i64),
    TimeOut,
    Manager(Option<i64>),
    Group(Vec<i64>),
    Away(Vec<(i64, i64)>),
    Levels(Vec<Level>),
}

fn person() -> impl Strategy<Value = i64> {
    1..=PEOPLE
}

fn condition() -> impl Strategy<Value = Condition> {
    let is = prop_oneof![
        Just(Test::Blank),
        Just(Test::Contains("direct".to_owned())),
        Just(Test::Equals("clerk".to_owned())),
        Just(Test::Matches("^D".to_owned())),
        Just(Test::OnlySpelling),
    ];
    (prop_oneof![Just(Side::Old), Just(Side::New)], is, any::<bool>()).prop_map(|(of, is, not)| Condition {
        of,
        is,
        not,
    })
}

fn level() -> impl Strategy<Value = Level> {
    let approver = prop_oneof![
        Just(Approver::Admins),
        Just(Approver::Manager),
        Just(Approver::ManagersManager),
        Just(Approver::Group("cn=g,dc=example".to_owned())),
        Just(Approver::ContainerOwner),
        proptest::collection::vec(person(), 1..3)
            .prop_map(|people| Approver::People(people.into_iter().map(PersonId).collect())),
    ];
    let when = proptest::collection::vec(condition(), 0..2);
    let days = proptest::option::of(1..9_u32);
    (when, proptest::collection::vec(approver, 1..4), any::<bool>(), days)
        .prop_map(|(when, approvers, any, days)| Level { when, approvers, any, days })
}

prop_compose! {
    fn world()(
        subject in person(), author in person(), manager in proptest::option::of(person()),
        managers_manager in proptest::option::of(person()), group in proptest::collection::vec(person(), 0..4),
        owners in proptest::collection::vec(person(), 0..2), admins in proptest::collection::vec(person(), 1..3),
    ) -> World {
        World { subject, author, manager, managers_manager, group, owners, admins, away: Vec::new() }
    }
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => person().prop_map(Event::SayYes),
        2 => Just(Event::TimeOut),
        1 => proptest::option::of(person()).prop_map(Event::Manager),
        1 => proptest::collection::vec(person(), 0..4).prop_map(Event::Group),
        1 => proptest::collection::vec((person(), person()), 0..3).prop_map(Event::Away),
        1 => proptest::collection::vec(level(), 0..3).prop_map(Event::Levels),
    ]
}

fn attribute(levels: Vec<Level>) -> Attribute {
    let mut title = catalogue::default_attributes().into_iter().find(|one| one.key.as_str() == "title").unwrap();
    title.policy.approval = Approval::Levels;
    title.levels = levels;
    title
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// SEC4, SEC5, T7: whatever happens, a change has a yes of the right people for each level that its policy asks for when it takes effect.
    #[test]
    fn nothing_takes_effect_without_its_decisions(
        start in world(), policy in proptest::collection::vec(level(), 0..4), old in 0..TEXTS.len(), new in 0..TEXTS.len(),
        events in proptest::collection::vec(event(), 0..25),
    ) {
        let (old, new) = (Value::one(TEXTS[old]), Value::one(TEXTS[new]));
        let mut world = start;
        let mut attribute = attribute(policy);
        let (mut given, mut timeouts) = (Vec::new(), 0_u32);
        // What the model remembers: whose yes could count for whom it was given, when it was given.
        let mut yeses: Vec<(Vec<Approver>, bool)> = Vec::new();
        for event in events {
            match event {
                Event::Manager(manager) => world.manager = manager,
                Event::Group(group) => world.group = group,
                Event::Away(away) => world.away = away,
                Event::Levels(levels) => (attribute.levels, timeouts) = (levels, 0),
                Event::TimeOut => {
                    let Some(at) = stand(levels(&attribute, old.as_ref(), new.as_ref()), &given) else { continue };
                    let goes_on = asked(&at.level, timeouts, &world.barred(), &world).goes_on;
                    timeouts += u32::from(at.level.days.is_some() && goes_on);
                }
                Event::SayYes(by) => {
                    let Some(at) = stand(levels(&attribute, old.as_ref(), new.as_ref()), &given) else { continue };
                    let now: Asked = asked(&at.level, timeouts, &world.barred(), &world);
                    if now.capacity(&world.mine(by)).is_none() {
                        continue;
                    }
                    prop_assert!(world.could_say_yes(&at.level, by, timeouts > 0), "{by} at {:?} in {world:?}", at.level);
                    yeses.push((at.level.approvers.clone(), at.level.any));
                    given.push(at.level.key());
                    timeouts = 0;
                    if stand(levels(&attribute, old.as_ref(), new.as_ref()), &given).is_some() {
                        continue;
                    }
                    // It takes effect now.
                    let wanted = attribute.levels.iter().filter(|level| {
                        level.when.iter().all(|one| one.holds(&attribute, old.as_ref(), new.as_ref()))
                    });
                    for level in wanted {
                        let is_same = |approvers: &Vec<Approver>| {
                            Level { approvers: approvers.clone(), ..level.clone() }.key() == level.key()
                        };
                        prop_assert!(yeses.iter().any(|(approvers, any)| *any == level.any && is_same(approvers)), "{level:?}");
                    }
                    return Ok(());
                }
            }
        }
    }

    /// P44: whoever is missing, somebody is asked, and nobody among them is barred.
    #[test]
    fn somebody_is_always_asked(world in world(), level in level(), timeouts in 0..5_u32) {
        let now = asked(&level, timeouts, &world.barred(), &world);
        prop_assert!(!now.circles.is_empty());
        for (_, circle) in &now.circles {
            match circle {
                Circle::Admins => {}
                Circle::People(people) => prop_assert!(!people.is_empty() && people.iter().all(|one| !world.is_barred(one.0))),
                Circle::Group(_) => prop_assert!(world.has_others("g", &world.barred())),
            }
        }
        prop_assert!(asked(&level, timeouts + 1, &world.barred(), &world).circles.len() >= now.circles.len(), "time only adds");
        let end = asked(&level, 99, &world.barred(), &world);
        prop_assert!(end.asks_admins() && !end.goes_on, "in the end the administrators are asked");
    }

    /// SEC5: a stand-in has what the absent one has, no more, and never hands it on.
    #[test]
    fn a_stand_in_decides_what_the_absent_one_would(world in world(), level in level(), absent in person(), by in person(), third in person()) {
        let mut world = World { admins: Vec::new(), ..world };
        let now = asked(&level, 0, &world.barred(), &world);
        let before = now.capacity(&world.mine(by));
        world.away = vec![(absent, by), (by, third)];
        let could = now.capacity(&Mine { stands_in_for: Vec::new(), ..world.mine(absent) }).is_some();
        match now.capacity(&world.mine(by)) {
            Some(Capacity::For(one)) => prop_assert!(before.is_none() && could && one.0 == absent && !world.is_barred(by)),
            other => prop_assert!(other == before && (before.is_some() || !could || world.is_barred(by))),
        }
        let of_third = now.capacity(&world.mine(third));
        if third != by && of_third == Some(Capacity::For(PersonId(absent))) {
            prop_assert_eq!(absent, by, "what is stood in for is not handed on");
        }
    }
}

#[test]
fn levels_that_mean_nothing_are_refused() {
    let one = |approvers: Vec<Approver>| Level { approvers, ..Level::admins() };
    assert_eq!(check(&[Level::admins(), Level::manager()]), Ok(()));
    assert!(check(&[one(Vec::new())]).is_err_and(|why| why.contains("level 1: nobody is asked")));
    assert!(
        check(&[Level::admins(), one(vec![Approver::Group("HR".to_owned())])])
            .is_err_and(|why| why.contains("level 2"))
    );
    assert!(check(&[one(vec![Approver::People(Vec::new())])]).is_err());
    assert!(check(&[Level { days: Some(0), ..Level::admins() }]).is_err_and(|why| why.contains("`days`")));
    assert!(check(&vec![Level::admins(); 21]).is_err());
}

//! At which level a change stands, and who may decide there. Whom nobody could be is passed over: no manager, an empty group, or only people
//! whom the change describes or who proposed it (P44); in the end the administrators are asked.

use std::borrow::Cow;

use super::{Approver, Level};
use crate::id::PersonId;

/// Who an approver is, for one person: those who are blocked left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Circle {
    /// The people administrators.
    Admins,
    /// These people, maybe none.
    People(Vec<PersonId>),
    /// The members of a group, by its normalised name.
    Group(String),
}

/// What is known of the people around the one whom a change describes.
pub trait Circles {
    /// Who an approver is.
    fn of(&self, approver: &Approver) -> Circle;
    /// Whether a group has a member other than these.
    fn has_others(&self, group: &str, than: &[PersonId]) -> bool;
}

/// Where a change stands among the levels that are asked about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand<'a> {
    /// The level that waits.
    pub level: Cow<'a, Level>,
    /// Its place among those that are asked, from 1.
    pub place: usize,
    /// How many are asked.
    pub of: usize,
}

/// The first level that nobody has said yes at; `given` are the keys of those that somebody has. `None`: nobody is asked any more.
#[must_use]
pub fn stand<'a>(levels: Vec<Cow<'a, Level>>, given: &[String]) -> Option<Stand<'a>> {
    let of = levels.len();
    let waits = |level: &Cow<'_, Level>| !given.contains(&level.key());
    let (place, level) = levels.into_iter().enumerate().find(|(_, level)| waits(level))?;
    Some(Stand { level, place: place + 1, of })
}

/// Whom a level asks now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who may decide, each with what they are asked as.
    pub circles: Vec<(Approver, Circle)>,
    /// Whether others are asked too when the time runs out.
    pub goes_on: bool,
    /// Who never decides: whom the change describes, and who proposed it.
    pub barred: Vec<PersonId>,
}

/// Whom a level asks after so many time-outs. Somebody always is.
#[must_use]
pub fn asked(level: &Level, timeouts: u32, barred: &[PersonId], circles: &dyn Circles) -> Asked {
    let mut rungs: Vec<Vec<(Approver, Circle)>> = Vec::new();
    for approver in &level.approvers {
        let circle = match circles.of(approver) {
            Circle::People(mut people) => {
                people.retain(|person| !barred.contains(person));
                people.sort_unstable();
                people.dedup();
                Circle::People(people)
            }
            other => other,
        };
        let is_anybody = match &circle {
            Circle::Admins => true,
            Circle::People(people) => !people.is_empty(),
            Circle::Group(name) => circles.has_others(name, barred),
        };
        match rungs.first_mut() {
            _ if !is_anybody => {}
            Some(first) if level.any => first.push((approver.clone(), circle)),
            _ => rungs.push(vec![(approver.clone(), circle)]),
        }
    }
    if !rungs.iter().flatten().any(|(_, circle)| *circle == Circle::Admins) {
        rungs.push(vec![(Approver::Admins, Circle::Admins)]);
    }
    let reached = usize::try_from(timeouts).unwrap_or(usize::MAX).min(rungs.len() - 1);
    let goes_on = reached + 1 < rungs.len();
    Asked { circles: rungs.into_iter().take(reached + 1).flatten().collect(), goes_on, barred: barred.to_vec() }
}

/// Who somebody is in the eyes of a level.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Mine {
    /// The person behind the account.
    pub person: Option<PersonId>,
    /// Whether they administer people.
    pub is_admin: bool,
    /// The groups they are in.
    pub groups: Vec<String>,
    /// For whom they stand in today, each with the groups that they are in. It is not passed on: who stands in for a stand-in has nothing of it.
    pub stands_in_for: Vec<(PersonId, Vec<String>)>,
}

/// As what somebody decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// As whoever they are.
    Oneself,
    /// As an administrator.
    Admin,
    /// In the place of somebody who is away.
    For(PersonId),
}

impl Asked {
    /// As what somebody may decide; `None` if they may not. Nobody decides on what describes them or on what they proposed, whoever they stand
    /// in for.
    #[must_use]
    pub fn capacity(&self, mine: &Mine) -> Option<Capacity> {
        if mine.person.is_some_and(|person| self.barred.contains(&person)) {
            return None;
        }
        let is_asked = |person: PersonId, groups: &[String]| {
            !self.barred.contains(&person)
                && self.circles.iter().any(|(_, circle)| match circle {
                    Circle::Admins => false,
                    Circle::People(people) => people.contains(&person),
                    Circle::Group(name) => groups.contains(name),
                })
        };
        if mine.person.is_some_and(|person| is_asked(person, &mine.groups)) {
            return Some(Capacity::Oneself);
        }
        if mine.is_admin && self.asks_admins() {
            return Some(Capacity::Admin);
        }
        let for_whom = mine.stands_in_for.iter().find(|(person, groups)| is_asked(*person, groups));
        for_whom.map(|(person, _)| Capacity::For(*person))
    }

    /// Whether administrators are asked.
    #[must_use]
    pub fn asks_admins(&self) -> bool {
        self.circles.iter().any(|(_, circle)| *circle == Circle::Admins)
    }
}

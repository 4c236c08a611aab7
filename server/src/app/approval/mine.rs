//! Who the asker is in the eyes of a level: themselves, an administrator, a member of groups, and whoever they stand in for today.

use domain::{
    approval::{Asked, Circle, Mine},
    id::PersonId,
    moment::Moment,
};

use crate::{
    app::{AppError, asker::Asker, catalogue::Catalogue},
    clock,
    store::{Conn, stand_in},
};

/// Who the asker is today. Of whom they are an administrator is asked for each change.
pub(in crate::app) async fn mine(conn: &mut Conn, catalogue: &Catalogue, asker: &Asker) -> Result<Mine, AppError> {
    let mut mine = Mine { person: asker.person(), ..Mine::default() };
    let Some(person) = mine.person else { return Ok(mine) };
    mine.groups = catalogue.policies.groups_of(person);
    for absent in stand_in::absent(conn, person, &day(clock::now())).await? {
        mine.stands_in_for.push((absent, catalogue.policies.groups_of(absent)));
    }
    Ok(mine)
}

/// The day of a moment, `YYYY-MM-DD`, everywhere the same.
pub(in crate::app) fn day(now: Moment) -> String {
    now.to_rfc3339().chars().take(10).collect()
}

/// Words by which changes are found that ask somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::app) struct Tokens(pub(in crate::app) Vec<String>);

const ADMINS: &str = "a";

/// The word for somebody who is asked as who they are.
pub(super) fn person_token(person: PersonId) -> String {
    format!("p:{person}")
}

/// Whether a word stands for one person.
pub(super) fn is_of_person(token: &str) -> bool {
    token.starts_with("p:")
}

fn group_token(group: &str) -> String {
    format!("g:{group}")
}

impl Tokens {
    /// Those of what asks the asker as who they are, or whoever they stand in for.
    pub(in crate::app) fn of(mine: &Mine) -> Self {
        let of = |person: PersonId, groups: &[String]| {
            let groups: Vec<String> = groups.iter().map(|group| group_token(group)).collect();
            std::iter::once(person_token(person)).chain(groups)
        };
        let own = mine.person.iter().flat_map(|person| of(*person, &mine.groups));
        let others = mine.stands_in_for.iter().flat_map(|(person, groups)| of(*person, groups));
        Self(own.chain(others).collect())
    }
}

/// The words for whom a change asks.
pub(in crate::app) fn tokens(asked: &Asked) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for (_, circle) in &asked.circles {
        match circle {
            Circle::Admins => all.push(ADMINS.to_owned()),
            Circle::People(people) => all.extend(people.iter().map(|person| person_token(*person))),
            Circle::Group(name) => all.push(group_token(name)),
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

//! Who is asked to decide on a change: the one answer that telling approvers goes by. Whether somebody may decide is still asked of
//! [`domain::rights::authorize`], here and again when they do.

use std::collections::BTreeSet;

use domain::{
    approval::Circle,
    id::{AccountId, PersonId},
    rights::{Act, Grants, Who, Whose, authorize},
};

use super::{AppError, approval::Approvals, catalogue::Catalogue};
use crate::store::{Conn, change::Change, entry::Entry, grant, person};

/// Everybody who holds a role that can decide, looked up once for several changes.
pub(super) struct Staff(Vec<Who>);

impl Staff {
    /// Those who hold a role somewhere, granted or brought by their last sign-in, and may sign in.
    pub(super) async fn load(conn: &mut Conn) -> Result<Self, AppError> {
        let rows = grant::staff(conn).await?;
        let who =
            |(person, account, grants): (PersonId, AccountId, Grants)| Who { account, person: Some(person), grants };
        Ok(Self(rows.into_iter().map(who).collect()))
    }
}

/// The people who are asked to decide on a change of a person with these entries: whoever its level asks as who they are, else whoever
/// administers people. Nobody is asked about their own change or about what they proposed.
pub(super) async fn asked(
    conn: &mut Conn,
    catalogue: &Catalogue,
    staff: &Staff,
    change: &Change,
    entries: &[Entry],
) -> Result<Vec<PersonId>, AppError> {
    let around = [(change.person, entries)].into();
    let approvals = Approvals::load(conn, catalogue, None, std::iter::once(change), &around).await?;
    let waits = approvals.waits(catalogue, change, entries);
    let mut people: BTreeSet<PersonId> = BTreeSet::new();
    for (_, circle) in &waits.asked.circles {
        match circle {
            Circle::Admins => {}
            Circle::People(asked) => people.extend(asked),
            Circle::Group(name) => {
                // Of one who may not sign in, nobody would hear.
                let members: Vec<PersonId> = catalogue.policies.members_of(name).into_iter().take(MOST_TOLD).collect();
                let there = person::by_ids(conn, &members).await?.into_iter().filter(|one| one.blocked().is_none());
                people.extend(there.map(|one| one.id).filter(|one| !waits.asked.barred.contains(one)));
            }
        }
    }
    if !people.is_empty() {
        return Ok(people.into_iter().collect());
    }
    let facts = catalogue.policies.facts(change.person, entries);
    let whose = Whose { author: Some(change.author), ..Whose::person(change.person).at(facts) };
    let may = |who: &&Who| authorize(who, Act::Decide, Some(&whose));
    let people: BTreeSet<PersonId> = staff.0.iter().filter(may).filter_map(|who| who.person).collect();
    Ok(people.into_iter().collect())
}

/// Members of a group who are told that something waits for one of them.
const MOST_TOLD: usize = 200;

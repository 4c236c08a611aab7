//! Who is asked to decide on a change: the one answer that telling approvers goes by. Whether somebody may decide is still asked of
//! [`domain::rights::authorize`], here and again when they do.

use std::collections::{BTreeMap, BTreeSet, btree_map};

use domain::{
    approval::{Circle, Level},
    id::{AccountId, ChangeId, PersonId},
    moment::Moment,
    rights::{Act, Grants, Who, Whose, authorize},
};

use super::{
    AppError,
    approval::{Approvals, day},
    catalogue::Catalogue,
};
use crate::store::{Conn, change::Change, entry::Entry, grant, person, stand_in};

/// The people who are asked to decide on each of these changes, of people with these entries: whoever its level asks as who they are, whoever
/// stands in for one of them today, and the administrators of people where it asks them or nobody else. Nobody is asked about their own change or
/// about what they proposed.
pub(super) async fn asked(
    conn: &mut Conn,
    catalogue: &Catalogue,
    entries: &BTreeMap<PersonId, &[Entry]>,
    changes: &[&Change],
    now: Moment,
) -> Result<BTreeMap<ChangeId, BTreeSet<PersonId>>, AppError> {
    let mut all = BTreeMap::new();
    if changes.is_empty() {
        return Ok(all);
    }
    let approvals = Approvals::load(conn, catalogue, None, changes.iter().copied(), entries).await?;
    let mut there: BTreeMap<String, Vec<PersonId>> = BTreeMap::new();
    let mut by_name = Vec::with_capacity(changes.len());
    for change in changes {
        let own = entries.get(&change.person).copied().unwrap_or_default();
        let waits = approvals.waits(catalogue, change, own);
        // Where the policy says no more than that the manager decides, administrators may, but need not be told.
        let leaves_admins_alone = waits.level.is_none_or(|level| level == Level::manager());
        let asked = waits.asked;
        let mut people: BTreeSet<PersonId> = BTreeSet::new();
        for (_, circle) in &asked.circles {
            match circle {
                Circle::Admins => {}
                Circle::People(asked) => people.extend(asked),
                Circle::Group(name) => {
                    if let btree_map::Entry::Vacant(place) = there.entry(name.clone()) {
                        // Of one who may not sign in, nobody would hear.
                        let members = catalogue.policies.members_of(name);
                        let members: Vec<PersonId> = members.into_iter().take(MOST_TOLD).collect();
                        let known = person::by_ids(conn, &members).await?;
                        place.insert(known.iter().filter(|one| one.blocked().is_none()).map(|one| one.id).collect());
                    }
                    people.extend(there.get(name).into_iter().flatten().filter(|one| !asked.barred.contains(one)));
                }
            }
        }
        by_name.push((*change, asked, leaves_admins_alone, people));
    }
    let absent: BTreeSet<PersonId> = by_name.iter().flat_map(|(.., people)| people.iter().copied()).collect();
    let mut others: BTreeMap<PersonId, Vec<PersonId>> = BTreeMap::new();
    for (absent, other) in stand_in::of(conn, &absent.into_iter().collect::<Vec<_>>(), &day(now)).await? {
        others.entry(absent).or_default().push(other);
    }
    let mut staff: Option<Vec<Who>> = None;
    for (change, asked, leaves_admins_alone, mut people) in by_name {
        let own = entries.get(&change.person).copied().unwrap_or_default();
        let stand_in: Vec<PersonId> = people.iter().filter_map(|one| others.get(one)).flatten().copied().collect();
        people.extend(stand_in.into_iter().filter(|one| !asked.barred.contains(one)));
        let asks_admins = asked.circles.iter().any(|(_, circle)| *circle == Circle::Admins);
        if people.is_empty() || asks_admins && !leaves_admins_alone {
            if staff.is_none() {
                staff = Some(administrators(conn).await?);
            }
            let facts = catalogue.policies.facts(change.person, own);
            let whose = Whose { author: Some(change.author), ..Whose::person(change.person).at(facts) };
            let may = |who: &&Who| authorize(who, Act::Decide, Some(&whose));
            people.extend(staff.iter().flatten().filter(may).filter_map(|who| who.person));
        }
        all.insert(change.id, people);
    }
    Ok(all)
}

/// Those who hold a role somewhere, granted or brought by their last sign-in, and may sign in.
pub(super) async fn administrators(conn: &mut Conn) -> Result<Vec<Who>, AppError> {
    let who = |(person, account, grants): (PersonId, AccountId, Grants)| Who { account, person: Some(person), grants };
    Ok(grant::staff(conn).await?.into_iter().map(who).collect())
}

/// Members of a group who are told that something waits for one of them.
const MOST_TOLD: usize = 200;

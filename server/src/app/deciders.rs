//! Who is asked to decide on a change: the one answer that telling approvers goes by. Whether somebody may decide is still asked of
//! [`domain::rights::authorize`], here and again when they do.

use std::collections::BTreeSet;

use domain::{
    attribute::Approval,
    id::{AccountId, PersonId},
    rights::{Act, Grants, Who, authorize},
};

use super::{AppError, catalogue::Catalogue, reports};
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

/// The people who are asked to decide on a change of a person with these entries: the manager where it is theirs to decide on and the directory
/// names one, else whoever administers people. Nobody is asked about their own change or about what they proposed.
pub(super) async fn asked(
    conn: &mut Conn,
    catalogue: &Catalogue,
    staff: &Staff,
    change: &Change,
    entries: &[Entry],
) -> Result<Vec<PersonId>, AppError> {
    let Some(attribute) = catalogue.attribute(&change.attribute) else { return Ok(Vec::new()) };
    let approval = catalogue.own(change.person, entries, attribute).policy.approval;
    let manager = match approval {
        Approval::Manager => reports::manager_of(conn, entries).await?,
        Approval::Admins | Approval::None => None,
    };
    // Of one who may not sign in, nobody would hear.
    let manager = match manager {
        Some(id) => person::by_ids(conn, &[id]).await?.pop().filter(|one| one.blocked().is_none()).map(|one| one.id),
        None => None,
    };
    let whose = reports::whose(catalogue, change, entries, manager);
    if let Some(manager) = manager
        && change.author_person != Some(manager)
        && manager != change.person
    {
        return Ok(vec![manager]);
    }
    let may = |who: &&Who| authorize(who, Act::Decide, Some(&whose));
    let people: BTreeSet<PersonId> = staff.0.iter().filter(may).filter_map(|who| who.person).collect();
    Ok(people.into_iter().collect())
}

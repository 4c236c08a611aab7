//! The people around those whom changes describe: managers, owners, members of groups. All of it comes from directories and administrators,
//! nothing from what people typed themselves.

use std::collections::{BTreeMap, BTreeSet, btree_map};

use domain::{
    approval::{Approver, Circle, Circles},
    attribute::Attribute,
    dn,
    id::PersonId,
};

use crate::{
    app::{AppError, catalogue::Catalogue, names::Names, reports::manager_name},
    store::{
        Conn,
        entry::{self, Entry},
        person, policy_group,
    },
};

/// Whom approvers could be, for some people.
#[derive(Debug, Default)]
pub(in crate::app) struct Around {
    managers: BTreeMap<PersonId, PersonId>,
    /// The managers of those managers.
    above: BTreeMap<PersonId, PersonId>,
    /// The names of those of them who are there; who is blocked is not.
    there: BTreeMap<PersonId, String>,
    /// Some members of each group that is asked, who are there: enough to find one who is not concerned.
    members: BTreeMap<String, Vec<PersonId>>,
}

impl Around {
    /// Loads it for these people, as far as the levels of these attributes ask for it.
    pub(in crate::app) async fn load(
        conn: &mut Conn,
        catalogue: &Catalogue,
        attributes: &[&Attribute],
        entries: &BTreeMap<PersonId, &[Entry]>,
    ) -> Result<Self, AppError> {
        let approvers: Vec<&Approver> =
            attributes.iter().flat_map(|one| &one.levels).flat_map(|level| &level.approvers).collect();
        let names: BTreeSet<String> = entries.values().copied().flatten().filter_map(manager_name).collect();
        let found = Names::load(conn, &names).await?;
        let manager_of = |entries: &[Entry]| entries.iter().find_map(manager_name).and_then(|name| found.person(&name));
        let managers: BTreeMap<PersonId, PersonId> =
            entries.iter().filter_map(|(person, entries)| Some((*person, manager_of(entries)?))).collect();
        let above = match approvers.contains(&&Approver::ManagersManager) {
            true => above(conn, &managers).await?,
            false => BTreeMap::new(),
        };
        let named = approvers.iter().flat_map(|approver| match approver {
            Approver::People(people) => people.clone(),
            _ => Vec::new(),
        });
        let owners = catalogue.policies.owners.iter().map(|owner| owner.person);
        let candidates: BTreeSet<PersonId> =
            managers.values().chain(above.values()).copied().chain(named).chain(owners).collect();
        let candidates: Vec<PersonId> = candidates.into_iter().collect();
        let people = if candidates.is_empty() { Vec::new() } else { person::by_ids(conn, &candidates).await? };
        let is_there = |one: &person::Person| one.blocked().is_none();
        let there = people.into_iter().filter(is_there).map(|one| (one.id, one.display_name)).collect();
        let mut members = BTreeMap::new();
        for approver in approvers {
            let Approver::Group(name) = approver else { continue };
            let name = dn::normalize(name).unwrap_or_else(|| name.clone());
            if let btree_map::Entry::Vacant(place) = members.entry(name) {
                let some = policy_group::some_members(conn, place.key()).await?;
                place.insert(some);
            }
        }
        Ok(Self { managers, above, there, members })
    }

    /// These people, for one person with these entries.
    pub(in crate::app) fn of<'a>(
        &'a self,
        catalogue: &'a Catalogue,
        person: PersonId,
        entries: &'a [Entry],
    ) -> One<'a> {
        One { around: self, catalogue, person, entries }
    }

    /// The name of somebody who is there.
    pub(in crate::app) fn name(&self, person: PersonId) -> Option<&str> {
        self.there.get(&person).map(String::as_str)
    }
}

/// The managers of some managers.
async fn above(
    conn: &mut Conn,
    managers: &BTreeMap<PersonId, PersonId>,
) -> Result<BTreeMap<PersonId, PersonId>, AppError> {
    let ids: BTreeSet<PersonId> = managers.values().copied().collect();
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let named: Vec<(PersonId, String)> =
        entry::of_people(conn, &ids).await?.iter().filter_map(|one| Some((one.person, manager_name(one)?))).collect();
    let names = named.iter().map(|(_, name)| name.clone()).collect();
    let found = Names::load(conn, &names).await?;
    Ok(named.into_iter().filter_map(|(person, name)| Some((person, found.person(&name)?))).collect())
}

/// The people around one.
pub(in crate::app) struct One<'a> {
    around: &'a Around,
    catalogue: &'a Catalogue,
    person: PersonId,
    entries: &'a [Entry],
}

impl One<'_> {
    /// The owners of the innermost container that has one.
    fn container_owners(&self) -> Vec<PersonId> {
        let followed = self.entries.iter().filter(|entry| entry.detached_at.is_none());
        let paths: Vec<Vec<String>> = followed.filter_map(|entry| dn::path(&entry.dn)).collect();
        let lies_in = |container: &Vec<String>| {
            paths.iter().any(|path| path.len() > container.len() && path.ends_with(container))
        };
        let owners = &self.catalogue.policies.owners;
        let owned = owners.iter().filter_map(|one| Some((one.container.as_ref()?, one.person)));
        let around: Vec<_> = owned.filter(|(container, _)| lies_in(container)).collect();
        let innermost = around.iter().map(|(container, _)| container.len()).max().unwrap_or(0);
        around.into_iter().filter(|(path, _)| path.len() == innermost).map(|(_, person)| person).collect()
    }

    fn group_owners(&self) -> Vec<PersonId> {
        let groups = self.catalogue.policies.groups_of(self.person);
        let owners = &self.catalogue.policies.owners;
        owners
            .iter()
            .filter(|one| one.container.is_none() && groups.contains(&one.normal))
            .map(|one| one.person)
            .collect()
    }
}

impl Circles for One<'_> {
    fn of(&self, approver: &Approver) -> Circle {
        let manager = self.around.managers.get(&self.person);
        let people: Vec<PersonId> = match approver {
            Approver::Admins => return Circle::Admins,
            Approver::Group(name) => return Circle::Group(dn::normalize(name).unwrap_or_else(|| name.clone())),
            Approver::Manager => manager.copied().into_iter().collect(),
            Approver::ManagersManager => {
                manager.and_then(|one| self.around.above.get(one)).copied().into_iter().collect()
            }
            Approver::ContainerOwner => self.container_owners(),
            Approver::GroupOwner => self.group_owners(),
            Approver::People(people) => people.clone(),
        };
        Circle::People(people.into_iter().filter(|one| self.around.there.contains_key(one)).collect())
    }

    fn has_others(&self, group: &str, than: &[PersonId]) -> bool {
        self.around.members.get(group).is_some_and(|some| some.iter().any(|member| !than.contains(member)))
    }
}

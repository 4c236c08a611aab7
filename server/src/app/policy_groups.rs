//! Who is in the groups that policy rules, granted roles, levels of approval and owners name: read when one names a new group, and by every run. What has not moved is not written, and a
//! group whose members' names are as last time costs no look-up.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
};

use domain::{
    approval::{Approver, Level},
    dn,
    id::{PersonId, SourceId},
    moment::Moment,
    policy::PolicyRule,
};
use xxhash_rust::xxh3::xxh3_64;

use super::{App, AppError, catalogue::Catalogue, connection::Connection, names, policies::Policies};
use crate::{
    source::{Members, Progress},
    store::{Conn, grant, policy_group},
};

/// A group of a source with the names of its members, in the form in which names are compared.
pub(super) struct ReadGroup {
    pub(super) source: SourceId,
    pub(super) name: String,
    pub(super) members: HashSet<String>,
}

impl ReadGroup {
    /// Sums up the names; in which order a server tells them says nothing.
    pub(super) fn names_hash(&self) -> i64 {
        let sum = self.members.iter().fold(0_u64, |sum, name| sum.wrapping_add(xxh3_64(name.as_bytes())));
        sum.cast_signed()
    }

    /// The people of the source who are in it.
    pub(super) async fn people(&self, conn: &mut Conn) -> Result<BTreeSet<PersonId>, AppError> {
        let keys: Vec<i64> = self.members.iter().map(|name| xxh3_64(name.as_bytes()).cast_signed()).collect();
        let found = policy_group::candidates(conn, self.source, &keys).await?;
        let is_member = |(_, name): &(PersonId, String)| self.members.contains(&names::normal(name));
        Ok(found.into_iter().filter(is_member).map(|(person, _)| person).collect())
    }

    /// Keeps who is in it; says whether anybody came or went.
    pub(super) async fn keep(&self, conn: &mut Conn, now: Moment) -> Result<bool, AppError> {
        let people = self.people(conn).await?;
        Ok(policy_group::set(conn, (self.source, &self.name), self.names_hash(), &people, now).await?)
    }
}

/// A group that a rule, a grant, a level of approval or an owner names, of one source or of all.
pub(super) type Named = (Option<SourceId>, String);

/// The groups that rules name.
pub(super) fn of_rules<'r>(rules: impl IntoIterator<Item = &'r PolicyRule>) -> Vec<Named> {
    rules.into_iter().filter_map(|rule| Some((rule.who.source, rule.who.group.clone()?))).collect()
}

/// The groups that levels of approval name.
pub(super) fn of_levels<'l>(levels: impl Iterator<Item = &'l Level>) -> Vec<Named> {
    let approvers = levels.flat_map(|level| &level.approvers);
    let name = |approver: &Approver| match approver {
        Approver::Group(name) => Some((None, name.clone())),
        _ => None,
    };
    approvers.filter_map(name).collect()
}

/// Everything in the catalogue that names groups: rules, levels of approval, and owners.
fn of_catalogue(catalogue: &Catalogue) -> Vec<Named> {
    let policies = &catalogue.policies;
    let mut all = of_rules(policies.stored.iter().map(|one| &one.rule));
    all.extend(of_levels(catalogue.attributes.iter().flat_map(|stored| &stored.attribute.levels)));
    let owned = policies.owners.iter().filter(|owner| owner.container.is_none());
    all.extend(owned.map(|owner| (None, owner.name.clone())));
    all
}

/// Those for a source, as they are written.
fn named(all: &[Named], source: SourceId) -> Vec<String> {
    let meant = all.iter().filter(|(of, _)| of.is_none_or(|one| one == source));
    let by_name: BTreeMap<String, &String> = meant.filter_map(|(_, name)| Some((dn::normalize(name)?, name))).collect();
    by_name.into_values().cloned().collect()
}

impl App {
    /// The groups that a role is to be granted within and that nobody has read yet.
    pub(super) async fn read_groups_of_parts(
        &self,
        catalogue: &Catalogue,
        groups: Vec<String>,
    ) -> Result<Vec<ReadGroup>, AppError> {
        let groups: Vec<Named> = groups.into_iter().map(|name| (None, name)).collect();
        self.read_new_groups(catalogue, &groups, "parts").await
    }

    /// Those of these groups that nobody has read yet, with their members as the directories have them now; `field` is where they are named.
    pub(super) async fn read_new_groups(
        &self,
        catalogue: &Catalogue,
        wanted: &[Named],
        field: &str,
    ) -> Result<Vec<ReadGroup>, AppError> {
        let mut read = Vec::new();
        let is_known = |source: SourceId, name: &str, policies: &Policies| {
            let normal = dn::normalize(name).unwrap_or_default();
            policies.groups.iter().any(|group| group.source == source && group.name == normal)
        };
        let mut absent: BTreeMap<String, bool> = BTreeMap::new();
        let mut unasked = None;
        for (source, reached) in catalogue.reached_sources() {
            let mut groups = named(wanted, source);
            groups.retain(|name| !is_known(source, name, &catalogue.policies));
            if groups.is_empty() {
                continue;
            }
            let name = catalogue.sources.get(&source).cloned().unwrap_or_default();
            let unreadable = |why: &dyn std::fmt::Display| {
                AppError::Conflict(format!(
                    "who is in a group could not be read from {name}: {why}; name another, or try again later"
                ))
            };
            // One that is still being set up, or lacks its password, is read by its first run; the others tell whether there is such a group.
            let connection = match reached {
                Ok(connection) => connection,
                Err(why) => {
                    unasked.get_or_insert(unreadable(why));
                    continue;
                }
            };
            let members =
                members(connection, &groups, Arc::default()).await?.map_err(|trouble| unreadable(&trouble))?;
            for (group, found) in groups.into_iter().zip(members) {
                let is_absent = !found.absent.is_empty();
                *absent.entry(group.clone()).or_insert(true) &= is_absent;
                let name = dn::normalize(&group).unwrap_or(group);
                read.push(ReadGroup { source, name, members: found.names });
            }
        }
        match (absent.iter().find(|(_, is_absent)| **is_absent), unasked) {
            (None, Some(why)) if absent.is_empty() => Err(why),
            (Some((group, _)), _) => Err(AppError::BadRequest(format!(
                "`{field}`: no directory has a group {group}, or the account that reads may not see it; check the name"
            ))),
            (None, _) => Ok(read),
        }
    }

    /// Brings the groups of a source up to date. Where the directory does not answer, what was known stays.
    pub(super) async fn refresh_groups(
        &self,
        source: SourceId,
        connection: &Connection,
        people_moved: bool,
        progress: Arc<Progress>,
        now: Moment,
    ) -> Result<(), AppError> {
        let catalogue = self.present_catalogue().await?;
        let mut all = of_catalogue(&catalogue);
        all.extend(grant::groups(&mut self.store().read().await?).await?.into_iter().map(|name| (None, name)));
        let groups = named(&all, source);
        let names: BTreeSet<String> = groups.iter().filter_map(|name| dn::normalize(name)).collect();
        let unnamed: Vec<i64> = catalogue
            .policies
            .groups
            .iter()
            .filter(|group| group.source == source && !names.contains(&group.name))
            .map(|group| group.id)
            .collect();
        let mut moved = Vec::new();
        if !groups.is_empty() {
            let read = match members(connection, &groups, progress).await? {
                Ok(read) => read,
                Err(trouble) => {
                    tracing::warn!(source = source.0, %trouble, "policy.groups_not_read");
                    return Ok(());
                }
            };
            let mut conn = self.store().read().await?;
            for (group, found) in groups.iter().zip(read) {
                let name = dn::normalize(group).unwrap_or_default();
                let found_there = found.absent.is_empty();
                let group = ReadGroup { source, name, members: found.names };
                let known = policy_group::names_hash(&mut conn, source, &group.name).await?;
                if !found_there && known.is_some_and(|hash| hash != 0) {
                    // It was deleted, renamed or hidden from the account: what it locks stays locked until somebody has changed the rule.
                    tracing::warn!(source = source.0, group = group.name, "policy.group_is_gone");
                    continue;
                }
                if people_moved || known != Some(group.names_hash()) {
                    moved.push(group);
                }
            }
        }
        if moved.is_empty() && unnamed.is_empty() {
            return Ok(());
        }
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut news = false;
                    for group in &moved {
                        news |= group.keep(conn, now).await?;
                    }
                    for id in unnamed {
                        policy_group::forget(conn, id).await?;
                    }
                    if news {
                        crate::store::attribute::move_catalogue(conn).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}

/// The members of each of these groups, as the directory has them now.
async fn members(
    connection: &Connection,
    groups: &[String],
    progress: Arc<Progress>,
) -> Result<Result<Vec<Members>, crate::source::Trouble>, AppError> {
    let (reach, request, groups) = (connection.reach.clone(), connection.request.clone(), groups.to_vec());
    let read = tokio::task::spawn_blocking(move || reach.read_members_of_each(&request, &groups, &progress));
    read.await.map_err(|error| AppError::Internal(error.to_string()))
}

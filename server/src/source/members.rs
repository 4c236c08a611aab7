//! Who is in a group, worked out here: members of groups inside groups too, however many there are. What a directory says of a person's groups by
//! itself (`memberOf`) is not used: OpenLDAP fills it only sometimes, and Active Directory leaves the primary group out.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::{dn, selection::Judge};

use super::{
    Looked, Progress, ReadRequest, Trouble,
    feed::{Asking, NoFeed, One, one, pages},
    read_full::{block_on, on_thread, open},
};
use crate::ldap::{Filter, LdapError, LdapSettings, Scope, Search};

/// Object classes of groups, and where each keeps its members.
const CLASSES: [&str; 5] = ["group", "groupOfNames", "groupOfUniqueNames", "groupOfMembers", "posixGroup"];
/// Attributes that hold members by their distinguished names.
const BY_NAME: [&str; 2] = ["member", "uniqueMember"];
/// Members by user name (RFC 2307).
const BY_UID: &str = "memberUid";
/// Groups that are read, and pieces of one long list; more than any directory has, so that a server that goes in circles comes to an end.
const MOST: usize = 100_000;

/// The members of groups.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Members {
    /// Distinguished names in the form in which two are compared.
    pub(crate) names: HashSet<String>,
    /// Chosen groups that are not there, or may not be seen.
    pub(crate) absent: Vec<String>,
}

/// Reads the members of `groups`; `judge` says of each group found on the way whether its members count.
pub(crate) fn read_members(
    settings: &LdapSettings,
    request: &ReadRequest,
    groups: &[String],
    judge: &Judge,
    progress: &Progress,
) -> Result<Members, Trouble> {
    ask(settings, request, progress, async |asking| {
        let inside = all_groups(asking, groups).await?;
        walk(asking, &inside, groups, &judge.group_attributes(), &|group| judge.takes_group(group)).await
    })
}

/// Reads the members of each of `groups` for itself.
pub(crate) fn read_members_of_each(
    settings: &LdapSettings,
    request: &ReadRequest,
    groups: &[String],
    progress: &Progress,
) -> Result<Vec<Members>, Trouble> {
    ask(settings, request, progress, async |asking| {
        let inside = all_groups(asking, groups).await?;
        let mut all = Vec::with_capacity(groups.len());
        for group in groups {
            all.push(walk(asking, &inside, std::slice::from_ref(group), &[], &|_| true).await?);
        }
        Ok(all)
    })
}

/// Asks on a connection of its own.
fn ask<T: Send>(
    settings: &LdapSettings,
    request: &ReadRequest,
    progress: &Progress,
    what: impl AsyncFnOnce(&mut Asking<'_>) -> Result<T, NoFeed> + Send,
) -> Result<T, Trouble> {
    on_thread(|| {
        block_on(async {
            let mut connection = open(settings, progress).await?;
            let mut asking = Asking { connection: &mut connection, settings, request, progress };
            let answer = what(&mut asking).await;
            connection.close().await;
            answer.map_err(|error| match error {
                NoFeed::Trouble(trouble) => trouble,
                NoFeed::StartOver(reason) => Trouble::Fault(reason),
            })
        })
        .and_then(|answer| answer)
    })
    .unwrap_or_else(|reason| Err(Trouble::Fault(reason)))
}

async fn walk(
    asking: &mut Asking<'_>,
    inside: &BTreeMap<String, String>,
    groups: &[String],
    attributes: &[String],
    takes: &(dyn Fn(&Looked<'_>) -> bool + Sync),
) -> Result<Members, NoFeed> {
    let mut members = Members::default();
    let mut open: Vec<String> = groups.to_vec();
    // Groups that contain each other are met once.
    let mut met = BTreeSet::new();
    while let Some(name) = open.pop() {
        let Some(normal) = dn::normalize(&name) else { continue };
        if met.len() >= MOST || !met.insert(normal) {
            continue;
        }
        let Some(found) = group(asking, &name, attributes).await? else {
            if groups.contains(&name) {
                members.absent.push(name);
            }
            continue;
        };
        if !takes(&Looked::group(&name, &found.clone().into_attributes())) {
            continue;
        }
        for member in BY_NAME.iter().flat_map(|attribute| found.texts(attribute)) {
            let Some(normal) = dn::normalize(&member) else { continue };
            if inside.contains_key(&normal) {
                open.push(member);
            }
            members.names.insert(normal);
        }
        let mut others: Vec<Filter> =
            found.texts(BY_UID).iter().map(|uid| Filter::equals("uid", uid.as_bytes())).collect();
        others.extend(primary(&found));
        for some in others.chunks(100) {
            names(asking, Filter::any(some.iter().cloned()), &mut members.names).await?;
        }
    }
    Ok(members)
}

/// Everybody whose primary group this is: Active Directory does not list them among its members ([MS-ADTS] section 3.1.1.4.5).
fn primary(group: &One) -> Option<Filter> {
    let sid = group.first_bytes("objectSid")?;
    // The last four bytes, least first, are the number within the domain ([MS-DTYP] section 2.4.2.2).
    let last: [u8; 4] = sid.get(sid.len().checked_sub(4)?..)?.try_into().ok()?;
    Some(Filter::equals("primaryGroupID", u32::from_le_bytes(last).to_string().as_bytes()))
}

/// Adds the names of people below the base whom a filter finds.
async fn names(asking: &mut Asking<'_>, filter: Filter, into: &mut HashSet<String>) -> Result<(), NoFeed> {
    let people = Filter::all([Filter::written(&asking.request.filter), filter]).into_text();
    let search = Search {
        base: asking.request.base.clone(),
        scope: Scope::Subtree,
        filter: people,
        attributes: vec!["1.1".to_owned()],
    };
    pages(asking, &search, &[], |seen| {
        into.extend(dn::normalize(seen.name));
        Ok(())
    })
    .await
}

/// Every group of the naming contexts that the chosen ones lie in, by its normal name.
async fn all_groups(asking: &mut Asking<'_>, chosen: &[String]) -> Result<BTreeMap<String, String>, NoFeed> {
    let root = one(asking, "", &["namingContexts"], &[]).await?.unwrap_or_default();
    let lies_in = |context: &String| chosen.iter().any(|group| dn::is_below(group, context));
    let mut groups = BTreeMap::new();
    for context in root.texts("namingContexts").into_iter().filter(lies_in) {
        let search = Search {
            base: context,
            scope: Scope::Subtree,
            filter: Filter::any(CLASSES.map(|class| Filter::equals("objectClass", class.as_bytes()))).into_text(),
            attributes: vec!["1.1".to_owned()],
        };
        pages(asking, &search, &[], |seen| {
            groups.extend(dn::normalize(seen.name).map(|normal| (normal, seen.name.to_owned())));
            Ok(())
        })
        .await?;
    }
    Ok(groups)
}

/// A group with all its members: a long list comes in pieces (`member;range=0-1499`, [MS-ADTS] section 3.1.1.3.1.3.3).
async fn group(asking: &mut Asking<'_>, name: &str, attributes: &[String]) -> Result<Option<One>, NoFeed> {
    let mut wanted: Vec<&str> = BY_NAME.to_vec();
    wanted.extend([BY_UID, "objectSid"]);
    wanted.extend(attributes.iter().map(String::as_str));
    let Some(mut found) = one(asking, name, &wanted, &[]).await? else { return Ok(None) };
    for attribute in BY_NAME {
        let mut next = found.range_goes_on(attribute);
        while let Some(from) = next {
            let more = format!("{attribute};range={from}-*");
            match one(asking, name, &[more.as_str()], &[]).await {
                Ok(Some(piece)) => {
                    // Who does not get on is done.
                    next = piece.range_goes_on(attribute).filter(|after| *after > from);
                    found.join(piece);
                }
                Ok(None) => return Ok(None),
                // operationsError: nothing begins there any more.
                Err(NoFeed::Trouble(Trouble::Ldap(LdapError::Answered { code: 1, .. }))) => next = None,
                Err(error) => return Err(error),
            }
        }
    }
    Ok(Some(found))
}

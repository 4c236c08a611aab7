//! Containers whose name moved: no directory tells the people below them, so everybody below is looked at anew.

use std::collections::{BTreeSet, HashSet};

use domain::dn;

use super::{
    Asking, MOST, NoFeed, answered,
    inbox::{FeedInbox, Seen, no_info},
    too_many,
};
use crate::{
    ldap::{Filter, LdapError, RawControl, Scope, Search},
    source::{EntryId, Trouble},
};

/// What holds people in directories: these and whatever stands below the base.
const CLASSES: [&str; 6] =
    ["organizationalUnit", "organization", "container", "builtinDomain", "domain", "nsContainer"];

/// Finds containers by their class and what `since` asks.
pub(in crate::source) fn containers(since: Option<Filter>) -> Filter {
    let by_class = Filter::any(CLASSES.map(|class| Filter::equals("objectClass", class.as_bytes())));
    Filter::all([by_class].into_iter().chain(since))
}

/// Containers that changed.
#[derive(Debug, Default)]
pub(in crate::source) struct Containers {
    /// Those at or below the base of the request.
    inside: BTreeSet<String>,
    /// Whether there are others: one of them may have been inside before, with everybody below it.
    pub(in crate::source) are_outside: bool,
}

/// The containers in a naming context that `since` finds.
pub(super) async fn changed_containers(
    asking: &mut Asking<'_>,
    context: &str,
    since: Filter,
) -> Result<Containers, NoFeed> {
    let base = asking.request.base.clone();
    let mut found = Containers::default();
    let search = Search {
        base: context.to_owned(),
        scope: Scope::Subtree,
        filter: containers(Some(since)).into_text(),
        attributes: vec!["1.1".to_owned()],
    };
    pages(asking, &search, &[], |seen| {
        if dn::is_below(seen.name, &base) && !dn::is_below(context, seen.name) {
            found.inside.insert(seen.name.to_owned());
        } else if !dn::is_below(&base, seen.name) {
            found.are_outside = true;
        }
        // What the base lies in has not moved, or the base would not be found any more; nor can a naming context move.
        Ok(())
    })
    .await?;
    Ok(found)
}

/// The ids of everybody in scope below these containers.
pub(in crate::source) async fn container_entries(
    asking: &mut Asking<'_>,
    containers: &Containers,
) -> Result<HashSet<Vec<u8>>, NoFeed> {
    let mut ids = HashSet::new();
    let containers = &containers.inside;
    for container in containers {
        let inside = containers.iter().any(|other| other != container && dn::is_below(container, other));
        if inside {
            continue;
        }
        let request = asking.request.ids_only();
        let search = Search {
            base: container.clone(),
            scope: Scope::Subtree,
            filter: request.filter.clone(),
            attributes: request.requested(),
        };
        let read = pages(asking, &search, &[], |seen| {
            ids.extend(seen.id.map(<[u8]>::to_vec));
            Ok(())
        })
        .await;
        match read {
            // noSuchObject: it has gone in the meantime, and the next run is told.
            Err(NoFeed::Trouble(Trouble::Ldap(LdapError::Answered { code: 32, .. }))) => {}
            read => read?,
        }
        if ids.len() > MOST {
            return Err(too_many());
        }
    }
    Ok(ids)
}

/// The ids of everybody in scope.
pub(in crate::source) async fn id_scan(asking: &mut Asking<'_>) -> Result<HashSet<EntryId>, NoFeed> {
    let request = asking.request.ids_only();
    let search = Search {
        base: request.base.clone(),
        scope: Scope::Subtree,
        filter: request.filter.clone(),
        attributes: request.requested(),
    };
    let mut ids = HashSet::new();
    pages(asking, &search, &[], |seen| {
        ids.extend(seen.id.map(EntryId::from));
        Ok(())
    })
    .await?;
    Ok(ids)
}

/// The ids of all that a search finds, unless these are so many that everything had better be read.
pub(super) async fn ids(
    asking: &mut Asking<'_>,
    search: &Search,
    controls: &[RawControl],
) -> Result<BTreeSet<Vec<u8>>, NoFeed> {
    let (mut found, mut is_too_much) = (BTreeSet::new(), false);
    let read = pages(asking, search, controls, |seen| {
        found.extend(seen.id.map(<[u8]>::to_vec));
        is_too_much = found.len() > MOST;
        if is_too_much { Err(LdapError::Stopped) } else { Ok(()) }
    })
    .await;
    if is_too_much { Err(too_many()) } else { read.map(|()| found) }
}

/// Reads all pages of a search. Entries of a page that has to be asked for again in smaller ones come twice.
pub(in crate::source) async fn pages(
    asking: &mut Asking<'_>,
    search: &Search,
    controls: &[RawControl],
    take: impl FnMut(&Seen<'_>) -> Result<(), LdapError> + Send,
) -> Result<(), NoFeed> {
    let patience = asking.long_patience();
    let limits = asking.settings.limits;
    let Asking { connection, request, progress, .. } = asking;
    let mut inbox = FeedInbox::new(&request.id, progress, take, no_info);
    let (mut size, mut refused) = (limits.page_size.max(1), None);
    let (mut cookie, mut met) = (Vec::new(), HashSet::new());
    for _ in 0..limits.pages {
        let end = connection.search_with(search, controls, Some((size, &cookie)), patience, &mut inbox).await?;
        let content = inbox.content();
        match (end.answer.code, end.cookie) {
            (0, None) if cookie.is_empty() => return Ok(()),
            (0, Some(next)) if next.is_empty() => return Ok(()),
            // A cookie may stay the same for a whole search; cookie and content may not, or it would go round for ever.
            (0, Some(next)) if met.insert((xxhash_rust::xxh3::xxh3_128(&next), content)) => {
                (cookie, refused) = (next, None);
            }
            (0, _) => return Err(NoFeed::StartOver("the server's paging could not be followed".to_owned())),
            // The first refusal says what is wrong; what follows a smaller page is often only its consequence.
            (code @ (4 | 11), _) if size > 1 => {
                refused.get_or_insert((code, end.answer.text));
                size /= 2;
            }
            (code, _) => {
                let (code, text) = refused.unwrap_or((code, end.answer.text));
                return Err(answered(code, text));
            }
        }
    }
    Err(NoFeed::StartOver("the server's list of changes has no end".to_owned()))
}

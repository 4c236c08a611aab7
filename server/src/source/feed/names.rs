//! Containers whose name moved: no directory tells the people below them, so everybody below is looked at anew.

use std::collections::{BTreeSet, HashSet};

use domain::dn;

use super::{
    Asking, MOST, NoFeed, answered,
    inbox::{FeedInbox, Seen, no_info},
    too_many,
};
use crate::ldap::{Filter, LdapError, RawControl, Scope, Search};

/// What holds people in directories: these and whatever stands below the base.
const CLASSES: [&str; 6] =
    ["organizationalUnit", "organization", "container", "builtinDomain", "domain", "nsContainer"];

/// Finds containers by their class and what `since` asks.
pub(in crate::source) fn containers(since: Option<Filter>) -> Filter {
    let by_class = Filter::any(CLASSES.map(|class| Filter::equals("objectClass", class.as_bytes())));
    Filter::all([by_class].into_iter().chain(since))
}

/// The names of containers below the base of the request that `since` finds.
pub(super) async fn changed_containers(asking: &mut Asking<'_>, since: Filter) -> Result<BTreeSet<String>, NoFeed> {
    let mut names = BTreeSet::new();
    let search = Search {
        base: asking.request.base.clone(),
        scope: Scope::Subtree,
        filter: containers(Some(since)).into_text(),
        attributes: vec!["1.1".to_owned()],
    };
    pages(asking, &search, &[], |seen| {
        names.insert(seen.name.to_owned());
        Ok(())
    })
    .await?;
    Ok(names)
}

/// The ids of everybody in scope below these containers.
pub(in crate::source) async fn container_entries(
    asking: &mut Asking<'_>,
    containers: &BTreeSet<String>,
) -> Result<HashSet<Vec<u8>>, NoFeed> {
    let mut ids = HashSet::new();
    let base = asking.request.base.clone();
    for container in containers {
        let inside = containers.iter().any(|other| other != container && dn::is_below(container, other));
        if inside {
            continue;
        }
        // A container above the base moved everybody.
        let start = if dn::is_below(container, &base) { container } else { &base };
        let request = asking.request.ids_only();
        let search = Search {
            base: start.clone(),
            scope: Scope::Subtree,
            filter: request.filter.clone(),
            attributes: request.requested(),
        };
        pages(asking, &search, &[], |seen| {
            ids.extend(seen.id.map(<[u8]>::to_vec));
            Ok(())
        })
        .await?;
        if ids.len() > MOST {
            return Err(too_many());
        }
    }
    Ok(ids)
}

/// The ids of everybody in scope.
pub(in crate::source) async fn id_scan(asking: &mut Asking<'_>) -> Result<HashSet<Vec<u8>>, NoFeed> {
    let request = asking.request.ids_only();
    let search = Search {
        base: request.base.clone(),
        scope: Scope::Subtree,
        filter: request.filter.clone(),
        attributes: request.requested(),
    };
    let mut ids = HashSet::new();
    pages(asking, &search, &[], |seen| {
        ids.extend(seen.id.map(<[u8]>::to_vec));
        Ok(())
    })
    .await?;
    Ok(ids)
}

/// Reads all pages of a search. A container that has gone in the meantime has nobody below it.
pub(in crate::source) async fn pages(
    asking: &mut Asking<'_>,
    search: &Search,
    controls: &[RawControl],
    take: impl FnMut(&Seen<'_>) -> Result<(), LdapError> + Send,
) -> Result<(), NoFeed> {
    let patience = asking.long_patience();
    let size = asking.settings.limits.page_size.max(1);
    let Asking { connection, request, progress, .. } = asking;
    let mut inbox = FeedInbox { id: &request.id, progress, take, info: no_info };
    let (mut cookie, mut met) = (Vec::new(), HashSet::new());
    loop {
        let end = connection.search_with(search, controls, Some((size, &cookie)), patience, &mut inbox).await?;
        match (end.answer.code, end.cookie) {
            (0, None) if cookie.is_empty() => return Ok(()),
            (0, Some(next)) if next.is_empty() => return Ok(()),
            // A cookie that comes again would go round for ever.
            (0, Some(next)) if met.insert(next.clone()) || met.len() == 1 => cookie = next,
            (0, _) => return Err(NoFeed::StartOver("the server's paging could not be followed".to_owned())),
            (32, _) => return Ok(()),
            (code, _) => return Err(answered(code, end.answer.text)),
        }
    }
}

//! What the two ways of asking Active Directory have in common: which domain controller it is and how far it has counted, and the controls
//! that show what was deleted.

use domain::dn;

use super::{
    Asking, NoFeed, answered,
    names::{Containers, changed_containers},
};
use crate::{
    ldap::{Entry, Filter, Inbox, LdapError, RawControl, Scope, Search, value},
    source::{Attributes, cursor::Place},
};

/// Shows deleted and recycled objects ([MS-ADTS] section 3.1.1.3.4.1.19).
const SHOW_RECYCLED: &str = "1.2.840.113556.1.4.2064";
/// Shows deleted objects ([MS-ADTS] section 3.1.1.3.4.1.14).
const SHOW_DELETED: &str = "1.2.840.113556.1.4.417";
/// No referrals to other domains ([MS-ADTS] section 3.1.1.3.4.1.4).
const DOMAIN_SCOPE: &str = "1.2.840.113556.1.4.1339";

/// Controls for a search that is to find what was deleted too.
pub(super) fn with_deleted() -> Vec<RawControl> {
    [SHOW_RECYCLED, SHOW_DELETED, DOMAIN_SCOPE].map(|kind| plain(kind, false)).to_vec()
}

fn plain(kind: &str, crit: bool) -> RawControl {
    RawControl { ctype: kind.to_owned(), crit, val: None }
}

/// The domain controller as it is now.
pub(in crate::source) struct Controller {
    pub(in crate::source) place: Place,
    /// The naming context that the base lies in.
    pub(in crate::source) context: String,
}

/// Asks the domain controller who it is and how far it has counted. To be asked before a search, so that what changes meanwhile comes next time.
pub(in crate::source) async fn controller(asking: &mut Asking<'_>) -> Result<Controller, NoFeed> {
    let root = one(asking, "", &["highestCommittedUSN", "dsServiceName", "namingContexts"], &[]).await?;
    let root = root.ok_or_else(|| NoFeed::StartOver("the server does not say how far it has counted".to_owned()))?;
    let usn = root
        .texts("highestCommittedUSN")
        .first()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| NoFeed::StartOver("the server does not say how far it has counted".to_owned()))?;
    let service = root.texts("dsServiceName").into_iter().next().unwrap_or_default();
    let settings = one(asking, &service, &["invocationId"], &[]).await.unwrap_or_default();
    let invocation = settings.and_then(|found| found.first_bytes("invocationId"));
    let server = invocation.map_or(service, hex::encode);
    let base = asking.request.base.clone();
    let context = context(&root, &base).unwrap_or(base);
    let bin = format!("CN=Deleted Objects,{context}");
    // Its mere name is shown to everybody, at least by Samba; what stands in it tells whether what lies in it is shown too.
    let bin = one(asking, &bin, &["isDeleted"], &with_deleted()).await?;
    let sees_deleted = bin.is_some_and(|bin| !bin.texts("isDeleted").is_empty());
    Ok(Controller { place: Place { server, usn, sees_deleted }, context })
}

/// Whether a place can still be gone on from.
pub(super) fn check(before: &Place, now: &Place) -> Result<(), NoFeed> {
    let why = if before.server != now.server {
        "another domain controller answered than last time, or this one was restored"
    } else if now.usn < before.usn {
        "the domain controller has counted back, as after a restored backup"
    } else if now.sees_deleted != before.sees_deleted {
        "what the account may see of deleted objects has changed"
    } else {
        return Ok(());
    };
    Err(NoFeed::StartOver(why.to_owned()))
}

/// Changed since a place.
pub(super) fn after(place: &Place) -> Filter {
    Filter::at_least("uSNChanged", (place.usn + 1).to_string().as_bytes())
}

/// Containers that changed since a place.
pub(super) async fn containers(asking: &mut Asking<'_>, context: &str, since: &Place) -> Result<Containers, NoFeed> {
    changed_containers(asking, context, after(since)).await
}

/// The naming context that the base lies in, of those that the root names.
pub(super) fn context(root: &One, base: &str) -> Option<String> {
    let contexts = root.texts("namingContexts").into_iter().filter(|context| dn::is_below(base, context));
    contexts.max_by_key(String::len)
}

/// A single entry's attributes.
#[derive(Clone, Default)]
pub(in crate::source) struct One(Attributes);

impl One {
    /// The values of an attribute that are text, those of all its pieces.
    pub(in crate::source) fn texts(&self, name: &str) -> Vec<String> {
        let is_it = |known: &str| known.split(';').next().is_some_and(|base| base.eq_ignore_ascii_case(name));
        let found = self.0.iter().filter(|(known, _)| is_it(known)).flat_map(|(_, values)| values);
        found.filter_map(|bytes| String::from_utf8(bytes.clone()).ok()).collect()
    }

    /// Where the next piece of a long list begins, if this was not the last one.
    pub(in crate::source) fn range_goes_on(&self, name: &str) -> Option<u64> {
        let lower = format!("{};range=", name.to_ascii_lowercase());
        let range =
            self.0.iter().find_map(|(known, _)| known.to_ascii_lowercase().strip_prefix(&lower).map(str::to_owned))?;
        range.split_once('-')?.1.parse::<u64>().ok()?.checked_add(1)
    }

    /// Adds what another answer about the same entry brought.
    pub(in crate::source) fn join(&mut self, piece: Self) {
        self.0.extend(piece.0);
    }

    /// Everything, as bytes.
    pub(in crate::source) fn into_attributes(self) -> Attributes {
        self.0
    }

    pub(in crate::source) fn first_bytes(&self, name: &str) -> Option<Vec<u8>> {
        self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?.1.first().cloned()
    }
}

/// Reads one entry by its name; `None` if it is not there or may not be seen.
pub(in crate::source) async fn one(
    asking: &mut Asking<'_>,
    name: &str,
    attributes: &[&str],
    controls: &[RawControl],
) -> Result<Option<One>, NoFeed> {
    struct Keep(Option<One>);
    impl Inbox for Keep {
        fn entry(&mut self, content: &[u8]) -> Result<(), LdapError> {
            let mut kept = One::default();
            let mut attributes = Entry::read(content)?.attributes();
            while let Some((name, mut values)) = attributes.next()? {
                let mut all = Vec::new();
                while let Some(bytes) = value(&mut values)? {
                    all.push(bytes.to_vec());
                }
                kept.0.push((String::from_utf8_lossy(name).into_owned(), all));
            }
            self.0 = Some(kept);
            Ok(())
        }
        fn reference(&mut self) {}
        fn received(&mut self, _bytes: usize) {}
        fn is_cancelled(&self) -> bool {
            false
        }
    }
    let search = Search {
        base: name.to_owned(),
        scope: Scope::Base,
        filter: "(objectClass=*)".to_owned(),
        attributes: attributes.iter().map(|name| (*name).to_owned()).collect(),
    };
    let mut keep = Keep(None);
    let patience = asking.patience();
    let end = asking.connection.search_with(&search, controls, None, patience, &mut keep).await?;
    match end.answer.code {
        0 => Ok(keep.0),
        // noSuchObject, insufficientAccessRights
        32 | 50 => Ok(None),
        code => Err(answered(code, end.answer.text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(attributes: &[(&str, &[&str])]) -> One {
        let bytes = |values: &[&str]| values.iter().map(|value| value.as_bytes().to_vec()).collect();
        One(attributes.iter().map(|(name, values)| ((*name).to_owned(), bytes(values))).collect())
    }

    /// P19: a long list comes beside an empty one, in pieces, and the last piece says so.
    #[test]
    fn a_list_in_pieces_is_one_list() {
        let mut group = one(&[("member", &[]), ("Member;Range=0-1", &["a", "b"])]);
        assert_eq!(group.range_goes_on("member"), Some(2));
        let last = one(&[("member;range=2-*", &["c"])]);
        assert_eq!(last.range_goes_on("member"), None);
        group.join(last);
        assert_eq!(group.texts("member"), ["a", "b", "c"]);
        assert_eq!(one(&[("member;range=0-", &[])]).range_goes_on("member"), None);
        assert_eq!(one(&[("memberOf", &["x"])]).texts("member"), [""; 0]);
    }
}

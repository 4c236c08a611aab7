//! Changes by Active Directory's DirSync control ([MS-ADTS] section 3.1.1.3.4.1.3). It names what changed in the attributes that are asked for,
//! so these are the ones that are read; the values it brings are not used.

use std::collections::{BTreeSet, HashSet};

use ldap3::asn1::{ASNTag as _, Integer, OctetString, Sequence, Tag, write};

use super::{
    Asking, Feed, MOST, NoFeed,
    active_directory::{check, containers, controller},
    answered,
    inbox::{FeedInbox, no_info},
    refuses_cookie, too_many,
};
use crate::{
    ldap::{Damage, Elements, Filter, LdapError, RawControl, Scope, Search, small_number},
    source::cursor::{Place, Position},
};

const DIR_SYNC: &str = "1.2.840.113556.1.4.841";
/// Only what the account may read anyway; needs no right to replicate.
const OBJECT_SECURITY: i64 = 1;
/// Bytes of values in one answer; the server may send less.
const AT_ONCE: i64 = 1 << 20;
/// Answers to one question, after which something is wrong.
const ROUNDS: usize = 100_000;

pub(super) async fn feed(asking: &mut Asking<'_>, cookie: &[u8], at: &Place) -> Result<(Feed, Position), NoFeed> {
    let now = controller(asking).await?;
    check(at, &now.place)?;
    let containers = containers(asking, &now.context, at).await?;
    let mut touched = BTreeSet::new();
    let cookie = drain(asking, &now.context, cookie, Some(&mut touched)).await?;
    Ok((
        Feed { touched, containers, references_follow: true, ..Feed::default() },
        Position::DirSync { cookie, at: now.place },
    ))
}

/// Asks until there is nothing more; gives the cookie to go on with. With the right to replicate, or without.
pub(super) async fn drain(
    asking: &mut Asking<'_>,
    context: &str,
    from: &[u8],
    mut touched: Option<&mut BTreeSet<Vec<u8>>>,
) -> Result<Vec<u8>, NoFeed> {
    // `name` and `parentGUID` tell renames and moves; the naming attribute itself is not tracked.
    let mut attributes = asking.request.requested();
    attributes.extend(["name", "parentGUID", "isDeleted"].map(str::to_owned));
    // Who begins or stops to fit the filter is told by the attributes that it asks about.
    attributes.extend(Filter::attributes_of(&asking.request.filter));
    let search =
        Search { base: context.to_owned(), scope: Scope::Subtree, filter: "(objectClass=*)".to_owned(), attributes };
    let (mut cookie, mut flags, mut met) = (from.to_vec(), 0, HashSet::new());
    let patience = asking.long_patience();
    for _ in 0..ROUNDS {
        let mut is_too_much = false;
        let end = {
            let Asking { connection, request, progress, .. } = asking;
            let take = |seen: &super::inbox::Seen<'_>| {
                if let Some(touched) = touched.as_deref_mut() {
                    touched.extend(seen.id.map(<[u8]>::to_vec));
                    is_too_much = touched.len() > MOST;
                }
                if is_too_much { Err(LdapError::Stopped) } else { Ok(()) }
            };
            let mut inbox = FeedInbox::new(&request.id, progress, take, no_info);
            connection.search_with(&search, &[question(flags, &cookie)], None, patience, &mut inbox).await
        };
        if is_too_much {
            return Err(too_many());
        }
        let end = end?;
        match end.answer.code {
            0 => {}
            // insufficientAccessRights: the account may not replicate, so only what it may read is asked for.
            50 if flags == 0 => {
                flags = OBJECT_SECURITY;
                continue;
            }
            code if refuses_cookie(code) && !from.is_empty() => {
                return Err(NoFeed::StartOver(format!("the server no longer knows the last position ({code})")));
            }
            code => return Err(answered(code, end.answer.text)),
        }
        let Some(value) = end.control(DIR_SYNC) else {
            return Err(NoFeed::StartOver("the server gave no position to go on from".to_owned()));
        };
        let (more, next) = answer(value).map_err(LdapError::from)?;
        // Where a position comes again, so does what follows it.
        if next.is_empty() || more && (next == from || !met.insert(next.clone())) {
            return Err(NoFeed::StartOver("the server gave no position to go on from".to_owned()));
        }
        cookie = next;
        if !more {
            return Ok(cookie);
        }
    }
    Err(NoFeed::StartOver("the server's list of changes has no end".to_owned()))
}

/// Asks for everything that replicates, from the beginning: only who may replicate is answered.
pub(in crate::source) fn first_question() -> RawControl {
    question(0, &[])
}

/// `SEQUENCE { flags INTEGER, maxBytes INTEGER, cookie OCTET STRING }`, critical: a server that does not know it must not answer with all.
fn question(flags: i64, cookie: &[u8]) -> RawControl {
    let parts = vec![
        Tag::Integer(Integer { inner: flags, ..Default::default() }),
        Tag::Integer(Integer { inner: AT_ONCE, ..Default::default() }),
        Tag::OctetString(OctetString { inner: cookie.to_vec(), ..Default::default() }),
    ];
    let mut bytes = bytes::BytesMut::new();
    // Writing into memory cannot fail.
    let _ =
        write::encode_into(&mut bytes, Tag::Sequence(Sequence { inner: parts, ..Default::default() }).into_structure());
    RawControl { ctype: DIR_SYNC.to_owned(), crit: true, val: Some(bytes.to_vec()) }
}

/// `SEQUENCE { more INTEGER, unused INTEGER, cookie OCTET STRING }`.
fn answer(value: &[u8]) -> Result<(bool, Vec<u8>), Damage> {
    const INTEGER: u8 = 0x02;
    let mut parts = Elements(Elements(value).expect(0x30, "DirSync control")?);
    let more = small_number(parts.expect(INTEGER, "DirSync control")?, "DirSync control")?;
    parts.expect(INTEGER, "DirSync control")?;
    Ok((more != 0, parts.expect(0x04, "DirSync cookie")?.to_vec()))
}

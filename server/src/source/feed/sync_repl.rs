//! Changes by content synchronisation, refresh only (RFC 4533): what OpenLDAP's syncprov tells. Neither of its two ways to name the gone is
//! believed by itself: a server that lost its log names everybody who is there, and some have named nobody.

use std::collections::{BTreeSet, HashSet};

use ldap3::controls::{RefreshMode, SyncRequest};

use super::{
    Asking, Feed, MOST, NoFeed,
    active_directory::{context, one},
    answered,
    inbox::{FeedInbox, Seen},
    names::{Containers, changed_containers},
    refuses_cookie, too_many,
};
use crate::{
    ldap::{Damage, Elements, Filter, LdapError, RawControl, Scope, Search, small_number},
    source::{EntryId, cursor::Position},
};

const SYNC_STATE: &[u8] = b"1.3.6.1.4.1.4203.1.9.1.2";
const SYNC_DONE: &str = "1.3.6.1.4.1.4203.1.9.1.3";
const SYNC_INFO: &[u8] = b"1.3.6.1.4.1.4203.1.9.1.4";

/// Above this a list of everybody is read page by page like all others: it seems to have no end.
const MOST_PRESENT: usize = 1_000_000;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const BOOLEAN: u8 = 0x01;
const OCTETS: u8 = 0x04;
const ENUMERATED: u8 = 0x0a;

/// What the messages of one refresh named.
#[derive(Debug, Default)]
struct Named {
    touched: BTreeSet<Vec<u8>>,
    /// Named as still there.
    present: HashSet<EntryId>,
    /// The server said that the ones it did not name are gone.
    is_present_phase: bool,
    is_too_much: bool,
}

pub(super) async fn feed(asking: &mut Asking<'_>, cookie: &[u8]) -> Result<(Feed, Position), NoFeed> {
    let search = Search {
        base: asking.request.base.clone(),
        scope: Scope::Subtree,
        filter: asking.request.filter.clone(),
        attributes: vec!["1.1".to_owned()],
    };
    let asked = SyncRequest { mode: RefreshMode::RefreshOnly, cookie: Some(cookie.to_vec()), reload_hint: false };
    let mut control: RawControl = asked.into();
    control.crit = true;
    let patience = asking.long_patience();
    let named = std::sync::Mutex::new(Named::default());
    let end = {
        let Asking { connection, request, progress, .. } = asking;
        let take = |seen: &Seen<'_>| lock(&named).entry(seen.controls);
        let info = |content: &[u8]| lock(&named).info(content);
        let mut inbox = FeedInbox::new(&request.id, progress, take, info);
        connection.search_with(&search, &[control], None, patience, &mut inbox).await
    };
    let named = named.into_inner().unwrap_or_default();
    if named.is_too_much {
        return Err(too_many());
    }
    let end = end?;
    match end.answer.code {
        0 => {}
        code if refuses_cookie(code) => {
            return Err(NoFeed::StartOver(format!("the server no longer knows the last position ({code})")));
        }
        code => return Err(answered(code, end.answer.text)),
    }
    let (next, refresh_deletes) = match end.control(SYNC_DONE) {
        Some(value) => sync_done(value).map_err(LdapError::from)?,
        None => return Err(NoFeed::StartOver("the server did not finish its list of changes".to_owned())),
    };
    let next = match next {
        // Nothing happened.
        None => cookie.to_vec(),
        Some(next) if next.is_empty() => {
            return Err(NoFeed::StartOver("the server did not understand the last position".to_owned()));
        }
        Some(next) => next,
    };
    let names_everybody = !refresh_deletes && (named.is_present_phase || !named.present.is_empty());
    let present = names_everybody.then(|| {
        let mut present = named.present;
        present.extend(named.touched.iter().map(|id| EntryId::from(&**id)));
        present
    });
    let containers = match last_change(cookie) {
        Some(csn) => {
            let later = Filter::at_least("entryCSN", csn.as_bytes());
            let same = Filter::equals("entryCSN", csn.as_bytes());
            let root = one(asking, "", &["namingContexts"], &[]).await?.unwrap_or_default();
            let context = context(&root, &asking.request.base).unwrap_or_else(|| asking.request.base.clone());
            changed_containers(asking, &context, Filter::all([later, Filter::not(&same)])).await?
        }
        None => Containers::default(),
    };
    Ok((Feed { touched: named.touched, present, containers, ..Feed::default() }, Position::SyncRepl { cookie: next }))
}

fn lock(named: &std::sync::Mutex<Named>) -> std::sync::MutexGuard<'_, Named> {
    named.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The earliest change sequence number in a cookie such as `rid=000,csn=A;B`: one for each server that takes changes.
fn last_change(cookie: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(cookie).ok()?;
    let list = text.split(',').find_map(|part| part.strip_prefix("csn="))?;
    list.split(';').filter(|csn| !csn.is_empty()).min().map(str::to_owned)
}

impl Named {
    /// An entry's Sync State control: `SEQUENCE { state ENUMERATED, entryUUID OCTET STRING, cookie OPTIONAL }`.
    fn entry(&mut self, controls: &[u8]) -> Result<(), LdapError> {
        let mut list = match controls {
            [] => return Err(Damage::Part("sync state of an entry").into()),
            bytes => Elements(Elements(bytes).expect(0xa0, "control list")?),
        };
        while list.peek().is_some() {
            let mut control = Elements(list.expect(SEQUENCE, "control")?);
            if control.expect(OCTETS, "control type")? != SYNC_STATE {
                continue;
            }
            if control.peek() == Some(BOOLEAN) {
                control.expect(BOOLEAN, "criticality")?;
            }
            let mut value = Elements(control.expect(OCTETS, "sync state")?);
            let mut parts = Elements(value.expect(SEQUENCE, "sync state")?);
            let state = small_number(parts.expect(ENUMERATED, "sync state")?, "sync state")?;
            let id = uuid(parts.expect(OCTETS, "entryUUID")?)?;
            return match state {
                0 => self.named_present(EntryId::from(&*id)),
                _ => self.touch(id),
            };
        }
        Err(Damage::Part("sync state of an entry").into())
    }

    fn named_present(&mut self, id: EntryId) -> Result<(), LdapError> {
        self.present.insert(id);
        self.is_too_much = self.present.len() > MOST_PRESENT;
        if self.is_too_much { Err(LdapError::Stopped) } else { Ok(()) }
    }

    fn touch(&mut self, id: Vec<u8>) -> Result<(), LdapError> {
        self.touched.insert(id);
        self.is_too_much = self.touched.len() > MOST;
        if self.is_too_much { Err(LdapError::Stopped) } else { Ok(()) }
    }

    /// A Sync Info message: `SEQUENCE { [0] name, [1] value }`.
    fn info(&mut self, content: &[u8]) -> Result<(), LdapError> {
        let mut parts = Elements(content);
        if parts.expect(0x80, "name of an intermediate answer")? != SYNC_INFO {
            return Ok(());
        }
        let mut value = Elements(parts.expect(0x81, "sync info")?);
        match value.next()? {
            // A refresh that ends with the deleted ones named, or with all who are there named.
            Some((0xa2, _)) => self.is_present_phase = true,
            Some((0xa3, set)) => self.ids(set)?,
            // A new cookie comes again at the end; a delete phase needs nothing.
            Some((0x80 | 0xa1, _)) => {}
            Some(_) | None => return Err(Damage::Part("sync info").into()),
        }
        Ok(())
    }

    /// `[3] SEQUENCE { cookie OPTIONAL, refreshDeletes BOOLEAN DEFAULT FALSE, syncUUIDs SET OF OCTET STRING }`.
    fn ids(&mut self, set: &[u8]) -> Result<(), LdapError> {
        let mut parts = Elements(set);
        if parts.peek() == Some(OCTETS) {
            parts.expect(OCTETS, "cookie")?;
        }
        let deletes = match parts.peek() {
            Some(BOOLEAN) => is_true(parts.expect(BOOLEAN, "refreshDeletes")?),
            _ => false,
        };
        let mut ids = Elements(parts.expect(SET, "set of ids")?);
        while ids.peek().is_some() {
            let id = uuid(ids.expect(OCTETS, "entryUUID")?)?;
            if deletes {
                self.touch(id)?;
            } else {
                self.named_present(EntryId::from(&*id))?;
            }
        }
        Ok(())
    }
}

/// RFC 4533 section 2.1.1: sixteen bytes.
fn uuid(content: &[u8]) -> Result<Vec<u8>, Damage> {
    if content.len() == 16 { Ok(content.to_vec()) } else { Err(Damage::Part("entryUUID")) }
}

fn is_true(content: &[u8]) -> bool {
    content.iter().any(|byte| *byte != 0)
}

/// `SEQUENCE { cookie OPTIONAL, refreshDeletes BOOLEAN DEFAULT FALSE }`.
fn sync_done(value: &[u8]) -> Result<(Option<Vec<u8>>, bool), Damage> {
    let mut parts = Elements(Elements(value).expect(SEQUENCE, "sync done")?);
    let cookie = match parts.peek() {
        Some(OCTETS) => Some(parts.expect(OCTETS, "cookie")?.to_vec()),
        _ => None,
    };
    let deletes = match parts.peek() {
        Some(BOOLEAN) => is_true(parts.expect(BOOLEAN, "refreshDeletes")?),
        _ => false,
    };
    Ok((cookie, deletes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_server_counts() {
        let cookie =
            b"rid=000,sid=001,csn=20260102000000.000000Z#000000#001#000000;20260101000000.000000Z#000000#002#000000";
        assert_eq!(last_change(cookie).as_deref(), Some("20260101000000.000000Z#000000#002#000000"));
        assert_eq!(last_change(b"rid=000"), None);
        assert_eq!(last_change(b"\xff"), None);
    }

    /// P31, B2: both ways of naming the gone; a set that does not say which it is names who is there.
    #[test]
    fn id_sets_name_the_gone_or_the_present() {
        let id = [7_u8; 16];
        let uuids = [&[SET, 18, OCTETS, 16][..], &id].concat();
        let info = |inside: &[u8]| {
            let value = [&[0xa3, u8::try_from(inside.len()).unwrap()][..], inside].concat();
            let name = [&[0x80, u8::try_from(SYNC_INFO.len()).unwrap()][..], SYNC_INFO].concat();
            [&name[..], &[0x81, u8::try_from(value.len()).unwrap()], &value].concat()
        };
        let mut named = Named::default();
        named.info(&info(&[&[BOOLEAN, 1, 0xff][..], &uuids].concat())).unwrap();
        assert!(named.touched.contains(&id[..]) && named.present.is_empty());
        let mut endless = Named {
            present: (0..MOST_PRESENT).map(|n| EntryId::from(&n.to_be_bytes()[..])).collect(),
            ..Named::default()
        };
        assert!(endless.info(&info(&uuids)).is_err() && endless.is_too_much);
        let mut named = Named::default();
        named.info(&info(&uuids)).unwrap();
        assert!(named.touched.is_empty() && named.present.contains(&id[..]));
        assert!(named.info(b"nonsense").is_err());
        assert!(named.entry(b"").is_err(), "an entry must say how it is meant");
    }
}

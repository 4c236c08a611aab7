//! Turns what arrives into calls of the sink. The usual entry is unchanged: for it the id is found, a hash is taken,
//! and nothing is copied.

use super::request::ReadRequest;
use super::{Attributes, Cursor, Expected, LookUps, Meeting, Outcome, Progress, RawEntry, RunEnd, Sink, Stop, Trouble};
use crate::ldap::{Damage, Entry, Inbox, LdapError, clean, value};

/// Entries per call of [`Sink::take`].
const CHUNK: usize = 500;

/// Bytes of entries per call of [`Sink::take`], because photos are large.
const CHUNK_BYTES: usize = 4 << 20;

/// Names of undecodable entries that are kept.
const NAMES_KEPT: usize = 100;

/// The receiving end of one run.
pub(super) struct Receiver<'a> {
    sink: &'a mut dyn Sink,
    progress: &'a Progress,
    request: &'a ReadRequest,
    chunk: Vec<RawEntry>,
    chunk_bytes: usize,
    pub(super) referrals: u64,
    pub(super) undecodable: Vec<(String, String)>,
    pub(super) undecodable_count: u64,
    /// Entries of finished pages.
    before: u64,
    /// Entries of an earlier, larger attempt that have not come again yet.
    earlier: u64,
    page: u64,
    page_hash: u128,
    undecodable_before: u64,
}

impl<'a> Receiver<'a> {
    pub(super) fn new(sink: &'a mut dyn Sink, progress: &'a Progress, request: &'a ReadRequest) -> Self {
        Self {
            sink,
            progress,
            request,
            chunk: Vec::new(),
            chunk_bytes: 0,
            referrals: 0,
            undecodable: Vec::new(),
            undecodable_count: 0,
            before: 0,
            earlier: 0,
            page: 0,
            page_hash: 0,
            undecodable_before: 0,
        }
    }

    /// Entries that the server sent; those of a page that was asked for again count once.
    pub(super) fn seen(&self) -> u64 {
        self.before + self.page.max(self.earlier)
    }

    /// A page is done; gives a fingerprint of its entries.
    pub(super) fn end_page(&mut self) -> u128 {
        self.before += self.page;
        self.earlier = self.earlier.saturating_sub(self.page);
        self.page = 0;
        self.undecodable_before = self.undecodable_count;
        self.progress.add_page();
        self.progress.set_seen(self.seen());
        std::mem::take(&mut self.page_hash)
    }

    /// The same page will be asked for again.
    pub(super) fn repeat_page(&mut self) {
        self.earlier = self.earlier.max(self.page);
        (self.page, self.page_hash) = (0, 0);
        self.undecodable_count = self.undecodable_before;
        self.undecodable.truncate(usize::try_from(self.undecodable_before).unwrap_or(NAMES_KEPT).min(NAMES_KEPT));
    }

    /// Hands over what was collected.
    pub(super) fn flush(&mut self) -> Result<(), Stop> {
        self.chunk_bytes = 0;
        if self.chunk.is_empty() {
            return Ok(());
        }
        self.sink.take(std::mem::take(&mut self.chunk))
    }

    /// The end of a run whose conversation ended like this.
    pub(super) fn end(mut self, result: Result<Option<Cursor>, Trouble>) -> RunEnd {
        let mut result = result;
        // What was read before a failure is still news.
        if !matches!(result, Err(Trouble::Ldap(LdapError::Stopped))) && self.flush().is_err() {
            result = Err(LdapError::Stopped.into());
        }
        let seen = self.seen();
        self.progress.set_seen(seen);
        let (outcome, cursor) = match result {
            Ok(cursor) if self.undecodable_count == 0 => (Outcome::Complete, cursor),
            Ok(_) => (Outcome::Partial { reason: Trouble::Undecodable(self.undecodable_count) }, None),
            Err(Trouble::Ldap(LdapError::Stopped)) => (Outcome::Cancelled, None),
            Err(reason) => (Outcome::by_amount(seen, reason), None),
        };
        RunEnd {
            outcome,
            seen,
            undecodable: self.undecodable,
            undecodable_count: self.undecodable_count,
            pages: self.progress.pages(),
            referrals: self.referrals,
            bytes: self.progress.bytes(),
            cursor,
        }
    }

    /// Tells the sink what a delta is about to look up; gives the ids to look up.
    pub(super) fn expect(&mut self, expected: Expected) -> Result<LookUps, LdapError> {
        self.sink.expect(expected).map_err(|Stop| LdapError::Stopped)
    }

    fn refuse(&mut self, name: &[u8], why: impl Into<String>) {
        self.undecodable_count += 1;
        if self.undecodable.len() < NAMES_KEPT {
            self.undecodable.push((clean(name), why.into()));
        }
    }
}

/// The one value of the id attribute.
fn id_value<'a>(entry: &Entry<'a>, name: &str) -> Result<Result<&'a [u8], &'static str>, Damage> {
    let Some(mut values) = entry.attribute(name)? else {
        return Ok(Err("it has no id"));
    };
    let Some(first) = value(&mut values)? else {
        return Ok(Err("it has no id"));
    };
    if value(&mut values)?.is_some() {
        return Ok(Err("it has several ids"));
    }
    Ok(Ok(first))
}

/// The requested attributes; spellings that differ in letter case only are one attribute.
fn attributes(entry: &Entry<'_>, requested: &[String]) -> Result<Result<Attributes, String>, Damage> {
    let mut read: Attributes = Vec::with_capacity(requested.len());
    let mut walk = entry.attributes();
    while let Some((found, mut values)) = walk.next()? {
        let Some(name) = requested.iter().find(|name| name.as_bytes().eq_ignore_ascii_case(found)) else {
            match ranged(found, requested) {
                Some(name) => {
                    return Ok(Err(format!("{name} has more values than the server gives at once")));
                }
                None => continue,
            }
        };
        let place = read.iter().position(|(known, _)| known.eq_ignore_ascii_case(name)).unwrap_or_else(|| {
            // As the server spells it, which is ASCII as the name asked for is.
            read.push((String::from_utf8_lossy(found).into_owned(), Vec::new()));
            read.len() - 1
        });
        while let Some(bytes) = value(&mut values)? {
            read[place].1.push(bytes.to_vec());
        }
    }
    Ok(Ok(read))
}

/// Active Directory sends `member;range=0-1499` beside an empty `member`: taken for empty, it would lose everybody.
fn ranged<'a>(found: &[u8], requested: &'a [String]) -> Option<&'a str> {
    let end = found.iter().position(|byte| *byte == b';')?;
    let (name, options) = found.split_at(end);
    if !options.to_ascii_lowercase().starts_with(b";range=") {
        return None;
    }
    requested.iter().find(|known| known.as_bytes().eq_ignore_ascii_case(name)).map(String::as_str)
}

impl Inbox for Receiver<'_> {
    fn entry(&mut self, content: &[u8]) -> Result<(), LdapError> {
        let entry = Entry::read(content)?;
        let mut room = [0; 16];
        let value = id_value(&entry, self.request.id.name())?;
        let hash = entry.hash();
        self.page += 1;
        self.page_hash = self.page_hash.rotate_left(1) ^ hash;
        let Ok(dn) = std::str::from_utf8(entry.name) else {
            self.refuse(entry.name, "its name is not valid UTF-8");
            return Ok(());
        };
        let id = match value.and_then(|value| self.request.id.id(value, &mut room)) {
            Ok(id) => id,
            Err(why) => {
                self.refuse(entry.name, why);
                return Ok(());
            }
        };
        if self.sink.meet(id, dn, hash) == Meeting::Skip {
            return Ok(());
        }
        match attributes(&entry, &self.request.attributes)? {
            Ok(attributes) => self.chunk.push(RawEntry { id: id.to_vec(), dn: dn.to_owned(), hash, attributes }),
            Err(why) => {
                self.refuse(entry.name, why);
                return Ok(());
            }
        }
        self.chunk_bytes += content.len();
        if self.chunk.len() >= CHUNK || self.chunk_bytes >= CHUNK_BYTES {
            self.flush().map_err(|Stop| LdapError::Stopped)?;
        }
        Ok(())
    }

    fn reference(&mut self) {
        self.referrals += 1;
    }

    fn received(&mut self, bytes: usize) {
        self.progress.add_bytes(bytes as u64);
        self.progress.set_seen(self.seen());
    }

    fn is_cancelled(&self) -> bool {
        self.progress.is_cancelled()
    }
}

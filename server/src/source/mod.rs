//! Reads people out of a directory. Nothing here can write to one: the connection underneath stops every operation
//! that is not a sign-in or a search.

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

mod containers;
mod cursor;
mod entry_id;
mod errand;
mod examine;
mod feed;
mod looked;
mod members;
mod message;
mod probe;
mod progress;
mod read_delta;
mod read_full;
mod receive;
mod request;
mod run_end;
mod written;

pub(crate) use containers::read_containers;
pub(crate) use cursor::Cursor;
pub(crate) use entry_id::EntryId;
pub(crate) use errand::{Errand, Told};
pub(crate) use examine::{
    Failure, Sample, Server, examine_account, examine_address, examine_base, examine_people, missing_rights,
    read_sample, read_schema,
};
pub(crate) use looked::Looked;
pub(crate) use members::{Members, read_members, read_members_of_each};
pub(crate) use message::{Assembly, Message, Sum};
pub(crate) use probe::{Count, Facts, probe};
// What a caller needs to say where a directory is; the caller itself never speaks LDAP.
pub(crate) use crate::ldap::{Account, Address, Fingerprint, LdapSettings, Limits, Tls, Trust};
pub(crate) use progress::Progress;
pub(crate) use read_delta::{Delta, News, read_delta};
pub(crate) use read_full::read_full;
pub(crate) use request::{IdAttribute, ReadRequest};
pub(crate) use run_end::{Outcome, RunEnd, Trouble};

pub(crate) use crate::ldap::Attributes;

/// The attributes that a filter looks at.
pub(crate) fn attributes_of_filter(filter: &str) -> Vec<String> {
    crate::ldap::Filter::attributes_of(filter)
}

/// What a filter asks beyond one that is known.
pub(crate) fn beyond_filter<'f>(known: &str, filter: &'f str) -> &'f str {
    crate::ldap::Filter::beyond(known, filter)
}

/// One object as read. Values are bytes exactly as the directory holds them, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "written::WrittenEntry", try_from = "written::WrittenEntry")]
pub(crate) struct RawEntry {
    /// The immutable id: 16 bytes for entryUUID and objectGUID.
    pub(crate) id: Vec<u8>,
    /// The distinguished name as sent.
    pub(crate) dn: String,
    /// What [`Sink::meet`] was given.
    pub(crate) hash: u128,
    /// Requested attributes that the entry has, spelled as the server does; one that is missing is empty in the directory
    /// (or hidden from the account).
    pub(crate) attributes: Attributes,
}

/// What to do with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meeting {
    /// It is unchanged: decode nothing.
    Skip,
    /// Decode it and hand it over.
    Take,
}

/// The receiver wants no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop;

/// What a delta is about to look up.
#[derive(Debug, Default)]
pub(crate) struct Expected {
    /// Ids of entries that may have changed, or are gone.
    pub(crate) touched: BTreeSet<Vec<u8>>,
    /// The ids of everybody in scope, where they were compared: who is known and not among them may be gone.
    pub(crate) present: Option<HashSet<EntryId>>,
    /// Where somebody is renamed or gone, the entries that refer to them have changed too, though the server does not say so.
    pub(crate) references_follow: bool,
}

/// The entries that a delta looks up, by id.
#[derive(Debug, Default)]
pub(crate) struct LookUps {
    /// Those that refer to others who may be renamed or gone. Were they looked up together and reading broke off between, the next run could not
    /// tell any more who they are.
    pub(crate) first: Vec<Vec<u8>>,
    pub(crate) then: Vec<Vec<u8>>,
}

/// Receives a run. All methods are called on the reading thread.
pub(crate) trait Sink: Send {
    /// Told before the look-ups of a delta; gives the ids to look up: the touched ones, known ones that are not present, and
    /// present ones that are not known.
    fn expect(&mut self, expected: Expected) -> Result<LookUps, Stop> {
        Ok(LookUps { first: Vec::new(), then: expected.touched.into_iter().collect() })
    }

    /// Called once for each entry that has an id, in server order, with its distinguished name. `hash` is XXH3-128 over name and
    /// attributes as sent. An entry that the server sends twice is met twice.
    fn meet(&mut self, id: &[u8], dn: &str, hash: u128) -> Meeting;

    /// Entries to take, about 500 at a time and never many megabytes. May block, which slows the server down.
    fn take(&mut self, entries: Vec<RawEntry>) -> Result<(), Stop>;
}

#[cfg(test)]
mod tests;

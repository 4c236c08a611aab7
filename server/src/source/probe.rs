//! Looks a directory over before it is relied upon: what kind of server it is, a few entries as they would be read,
//! and how many there are.

use super::examine::read_root;
use super::receive::Receiver;
use super::{Meeting, Progress, RawEntry, ReadRequest, Sink, Stop};
use crate::ldap::{Connection, LdapError, LdapSettings, Patience, Scope, Search};
use domain::mapping::ServerKind;
use serde::{Deserialize, Serialize};

/// Entries shown.
const SAMPLE: u16 = 5;

/// Counting ends here: a test must answer while somebody waits.
const COUNT_LIMIT: u64 = 10_000;

/// How many entries there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Count {
    Exactly(u64),
    /// Counting stopped here.
    AtLeast(u64),
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exactly(count) => count.fmt(f),
            Self::AtLeast(count) => write!(f, "{count} or more"),
        }
    }
}

/// What a test of a connection found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Facts {
    pub(crate) kind: ServerKind,
    /// Vendor and version, where the server says so.
    pub(crate) vendor: Option<String>,
    /// Distinguished names that a base can lie below.
    pub(crate) naming_contexts: Vec<String>,
    /// Object identifiers.
    pub(crate) controls: Vec<String>,
    /// Up to five entries, decoded as a run would.
    pub(crate) sample: Vec<RawEntry>,
    pub(crate) count: Count,
    /// The result code with which the server cut the count short, if it did.
    pub(crate) limited: Option<u32>,
    /// Name and reason of entries that a run could not use; among the sampled and counted ones, at most a hundred.
    pub(crate) undecodable: Vec<(String, String)>,
}

/// Connects, signs in and looks. An error is a sentence for the person who is setting the directory up.
pub(crate) async fn probe(settings: &LdapSettings, request: &ReadRequest) -> Result<Facts, LdapError> {
    let mut connection = Connection::open_as_account(settings).await?;
    let facts = look(&mut connection, settings, request).await;
    connection.close().await;
    facts
}

async fn look(connection: &mut Connection, settings: &LdapSettings, request: &ReadRequest) -> Result<Facts, LdapError> {
    let patience = Patience { operation: "search", limit: settings.limits.operation_timeout };
    let root = read_root(connection, patience).await?;

    let progress = Progress::default();
    let mut sample = Sample::of(usize::from(SAMPLE));
    let mut receiver = Receiver::new(&mut sample, &progress, request);
    let end = connection.page(&people(request), SAMPLE, &[], patience, &mut receiver).await?;
    if end.answer.code != 0 {
        return Err(LdapError::Answered { operation: "search", code: end.answer.code, text: end.answer.text });
    }
    receiver.flush().map_err(|Stop| LdapError::Stopped)?;
    let mut undecodable = receiver.undecodable;

    // Asking for the id alone is the cheapest search that still shows who has none.
    let ids = request.ids_only();
    let search = people(&ids);
    let mut nobody = Sample::of(0);
    let mut counter = Receiver::new(&mut nobody, &progress, &ids);
    let mut cookie = Vec::new();
    let mut limited = None;
    let count = loop {
        let size = settings.limits.page_size.max(1);
        let end = connection.page(&search, size, &cookie, patience, &mut counter).await?;
        counter.end_page();
        match (end.answer.code, end.cookie) {
            (0, None) => break Count::Exactly(counter.seen()),
            (0, Some(next)) if next.is_empty() => break Count::Exactly(counter.seen()),
            (0, Some(next)) if counter.seen() < COUNT_LIMIT && progress.pages() < COUNT_LIMIT => {
                cookie = next;
            }
            (code, _) => {
                limited = Some(code).filter(|code| *code != 0);
                break Count::AtLeast(counter.seen());
            }
        }
    };
    for entry in counter.undecodable {
        if !undecodable.contains(&entry) {
            undecodable.push(entry);
        }
    }
    Ok(Facts {
        kind: root.kind(),
        vendor: root.vendor(),
        naming_contexts: root.texts("namingContexts"),
        controls: root.texts("supportedControl"),
        sample: sample.entries,
        count,
        limited,
        undecodable,
    })
}

fn people(request: &ReadRequest) -> Search {
    Search {
        base: request.base.clone(),
        scope: Scope::Subtree,
        filter: request.filter.clone(),
        attributes: request.requested(),
    }
}

/// Keeps the first few entries.
struct Sample {
    entries: Vec<RawEntry>,
    /// How many more to keep.
    room: usize,
}

impl Sample {
    fn of(room: usize) -> Self {
        Self { entries: Vec::new(), room }
    }
}

impl Sink for Sample {
    fn meet(&mut self, _id: &[u8], _dn: &str, _hash: u128) -> Meeting {
        if self.room == 0 {
            return Meeting::Skip;
        }
        self.room -= 1;
        Meeting::Take
    }

    fn take(&mut self, entries: Vec<RawEntry>) -> Result<(), Stop> {
        self.entries.extend(entries);
        Ok(())
    }
}

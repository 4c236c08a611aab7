//! Looks a directory over before it is relied upon: what kind of server it is, a few entries as they would be read,
//! and how many there are.

use super::receive::Receiver;
use super::{Meeting, Progress, RawEntry, ReadRequest, Sink, Stop};
use crate::ldap::{Connection, Entry, Inbox, LdapError, LdapSettings, Patience, Scope, Search, clean, value};

/// Entries shown.
const SAMPLE: u16 = 5;

/// Counting ends here: a test must answer while somebody waits.
const COUNT_LIMIT: u64 = 10_000;

/// What the root of the server says (RFC 4512 section 5.1).
const ROOT_ATTRIBUTES: [&str; 6] =
    ["objectClass", "namingContexts", "supportedControl", "supportedCapabilities", "vendorName", "vendorVersion"];

/// Says that a server is Active Directory (LDAP_CAP_ACTIVE_DIRECTORY_OID).
const ACTIVE_DIRECTORY: &str = "1.2.840.113556.1.4.800";

/// The make of a server, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    OpenLdap,
    ActiveDirectory,
    Other,
}

impl Kind {
    /// The attribute that usually keeps the immutable id.
    pub(crate) fn usual_id(self) -> &'static str {
        match self {
            Self::ActiveDirectory => "objectGUID",
            Self::OpenLdap | Self::Other => "entryUUID",
        }
    }
}

/// How many entries there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    Exactly(u64),
    /// Counting stopped here.
    AtLeast(u64),
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::OpenLdap => "OpenLDAP",
            Self::ActiveDirectory => "Active Directory",
            Self::Other => "an LDAP server",
        })
    }
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
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) kind: Kind,
    /// Vendor and version, where the server says so.
    pub(crate) vendor: Option<String>,
    /// Distinguished names that a base can lie below.
    pub(crate) naming_contexts: Vec<String>,
    /// Object identifiers.
    pub(crate) controls: Vec<String>,
    /// Up to five entries, decoded as a run would.
    pub(crate) sample: Vec<RawEntry>,
    pub(crate) count: Count,
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
    let mut root = Root::default();
    connection.search(&root_search(), patience, &mut root).await?;

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
            _ => break Count::AtLeast(counter.seen()),
        }
    };
    for entry in counter.undecodable {
        if !undecodable.contains(&entry) {
            undecodable.push(entry);
        }
    }
    Ok(root.facts(sample.entries, count, undecodable))
}

fn root_search() -> Search {
    Search {
        base: String::new(),
        scope: Scope::Base,
        filter: "(objectClass=*)".into(),
        attributes: ROOT_ATTRIBUTES.map(String::from).to_vec(),
    }
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

/// The root entry, as text.
#[derive(Default)]
struct Root(Vec<(String, Vec<String>)>);

impl Inbox for Root {
    fn entry(&mut self, content: &[u8]) -> Result<(), LdapError> {
        let mut attributes = Entry::read(content)?.attributes();
        while let Some((name, mut values)) = attributes.next()? {
            let mut texts = Vec::new();
            while let Some(bytes) = value(&mut values)? {
                texts.push(clean(bytes));
            }
            self.0.push((clean(name), texts));
        }
        Ok(())
    }

    fn reference(&mut self) {}

    fn received(&mut self, _bytes: usize) {}

    fn is_cancelled(&self) -> bool {
        false
    }
}

impl Root {
    fn texts(&self, name: &str) -> Vec<String> {
        let mut found = self.0.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.next().map(|(_, texts)| texts.clone()).unwrap_or_default()
    }

    fn facts(&self, sample: Vec<RawEntry>, count: Count, undecodable: Vec<(String, String)>) -> Facts {
        let has = |name, text: &str| self.texts(name).iter().any(|known| known == text);
        let kind = if has("supportedCapabilities", ACTIVE_DIRECTORY) {
            Kind::ActiveDirectory
        } else if has("objectClass", "OpenLDAProotDSE") {
            Kind::OpenLdap
        } else {
            Kind::Other
        };
        let vendor = [self.texts("vendorName"), self.texts("vendorVersion")].concat();
        Facts {
            kind,
            vendor: (!vendor.is_empty()).then(|| vendor.join(" ")),
            naming_contexts: self.texts("namingContexts"),
            controls: self.texts("supportedControl"),
            sample,
            count,
            undecodable,
        }
    }
}

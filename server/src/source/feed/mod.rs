//! What may have changed since a position, by immutable id. A feed never says what an entry is now: whoever it names is looked up afterwards
//! in the very search that a full reading makes, so scope, filter and decoding are the same, and a deletion counts only when the look-up
//! finds nobody.

mod active_directory;
mod dir_sync;
mod inbox;
mod names;
mod sync_repl;
mod timestamp;
mod usn;
mod watermark;

use std::collections::{BTreeSet, HashSet};

pub(super) use active_directory::{One, controller, one};
pub(super) use dir_sync::first_question;
pub(super) use names::{Containers, container_entries, containers, id_scan, pages};
pub(super) use watermark::watermark;

use super::{EntryId, ReadRequest, Trouble, cursor::Position};
use crate::ldap::{Connection, LdapError, LdapSettings, Patience};

/// Above this it is cheaper to read and compare everything.
pub(super) const MOST: usize = 10_000;

/// What a feed brought.
#[derive(Debug, Default)]
pub(super) struct Feed {
    /// Entries that are new, changed, moved or gone.
    pub(super) touched: BTreeSet<Vec<u8>>,
    /// Everybody in scope, where the server named them all: who is not among them may be gone.
    pub(super) present: Option<HashSet<EntryId>>,
    /// Containers that changed, perhaps their name: what lies below them is not told by itself.
    pub(super) containers: Containers,
    /// The server itself corrects references to entries that are renamed or deleted, and does not tell whose.
    pub(super) references_follow: bool,
}

/// Why there is no feed.
#[derive(Debug)]
pub(super) enum NoFeed {
    /// The position is of no use any more; everything has to be compared. The reason is for the report.
    StartOver(String),
    /// Reading failed.
    Trouble(Trouble),
}

impl From<Trouble> for NoFeed {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<LdapError> for NoFeed {
    fn from(error: LdapError) -> Self {
        Self::Trouble(error.into())
    }
}

/// What a feed asks with.
pub(super) struct Asking<'a> {
    pub(super) connection: &'a mut Connection,
    pub(super) settings: &'a LdapSettings,
    pub(super) request: &'a ReadRequest,
    pub(super) progress: &'a super::Progress,
}

impl Asking<'_> {
    fn patience(&self) -> Patience {
        Patience { operation: "search", limit: self.settings.limits.operation_timeout }
    }

    /// For what a server may have to work out over its whole content before it answers.
    fn long_patience(&self) -> Patience {
        Patience { operation: "search", limit: self.settings.limits.first_page_timeout }
    }
}

/// What may have changed since `position`, and the position after it.
pub(super) async fn feed(asking: &mut Asking<'_>, position: &Position) -> Result<(Feed, Position), NoFeed> {
    match position {
        Position::SyncRepl { cookie } => sync_repl::feed(asking, cookie).await,
        Position::DirSync { cookie, at } => dir_sync::feed(asking, cookie, at).await,
        Position::Usn { at } => usn::feed(asking, at).await,
        Position::Timestamp { since } => timestamp::feed(asking, since).await,
    }
}

/// An answer that says that a cookie is damaged, foreign or too old, where one was sent.
fn refuses_cookie(code: u32) -> bool {
    // operationsError, protocolError, unavailableCriticalExtension, unwillingToPerform, e-syncRefreshRequired (RFC 4533 section 2.6).
    matches!(code, 1 | 2 | 12 | 53 | 4096)
}

fn answered(code: u32, text: String) -> NoFeed {
    LdapError::Answered { operation: "search", code, text }.into()
}

pub(super) fn too_many() -> NoFeed {
    NoFeed::StartOver(format!("more than {MOST} entries have changed, so everything was compared"))
}

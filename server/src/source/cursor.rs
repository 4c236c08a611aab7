//! Where reading goes on: what a server calls the state up to which everything is known. A cursor is only good for the question that it was
//! made for, so it carries a fingerprint of that question.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::ReadRequest;
use crate::config::Incremental;

/// A server's own name for a state of its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "lowercase")]
pub(crate) enum Position {
    /// The cookie as OpenLDAP sends it.
    SyncRepl {
        #[serde(with = "hex::serde")]
        cookie: Vec<u8>,
    },
    /// The cookie, and the update sequence number that goes with it.
    DirSync {
        #[serde(with = "hex::serde")]
        cookie: Vec<u8>,
        at: Place,
    },
    /// Everything up to this number of this server.
    Usn { at: Place },
    /// Everything changed before this GeneralizedTime (RFC 4517 section 3.3.13).
    Timestamp { since: String },
}

/// A place in the history of one domain controller. Another one counts differently, and one that was restored from a backup counts anew under
/// a new `invocationId`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// `invocationId` in hexadecimal digits, or the server's name where that cannot be read.
    pub(crate) server: String,
    /// `highestCommittedUSN` before the reading began.
    pub(crate) usn: i64,
    /// Whether the account may see what was deleted.
    pub(crate) sees_deleted: bool,
}

/// A position, and the fingerprint of the question that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cursor {
    position: Position,
    question: i64,
}

impl Cursor {
    /// A cursor for this question.
    pub(crate) fn new(position: Position, request: &ReadRequest) -> Self {
        Self { position, question: fingerprint(request) }
    }

    /// The position, if it belongs to this question and to this way of asking.
    pub(crate) fn position(&self, request: &ReadRequest, how: Incremental) -> Option<&Position> {
        let fits = matches!(
            (how, &self.position),
            (Incremental::Auto, _)
                | (Incremental::SyncRepl, Position::SyncRepl { .. })
                | (Incremental::DirSync, Position::DirSync { .. })
                | (Incremental::Usn, Position::Usn { .. })
                | (Incremental::Timestamp, Position::Timestamp { .. })
        );
        // No cookie asks for everything as if it were news, and never says who is gone.
        let is_blank = match &self.position {
            Position::SyncRepl { cookie } | Position::DirSync { cookie, .. } => cookie.is_empty(),
            Position::Usn { .. } | Position::Timestamp { .. } => false,
        };
        (fits && !is_blank && self.question == fingerprint(request)).then_some(&self.position)
    }

    /// Whether deletions come with the changes; where they do not, the ids of everybody have to be compared from time to time.
    pub(crate) fn tells_deletions(&self) -> bool {
        match &self.position {
            Position::SyncRepl { .. } => true,
            Position::DirSync { at, .. } | Position::Usn { at } => at.sees_deleted,
            Position::Timestamp { .. } => false,
        }
    }
}

/// An attribute that is added, a wider filter: what was skipped before would never be news.
fn fingerprint(request: &ReadRequest) -> i64 {
    let mut text = format!("{}\n{}\n{}\n{:x}\n", request.base, request.filter, request.id.name(), request.depends_on);
    text.push_str(&request.attributes.join("\n"));
    xxh3_64(text.as_bytes()).cast_signed()
}

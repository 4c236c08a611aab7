//! What the server says when it is asked for what is new, rightly or wrongly: by content synchronisation (RFC 4533), by DirSync or by update
//! sequence numbers ([MS-ADTS]). People go by their numbers.

/// The way of asking that the server knows, and what it answers on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum News {
    /// It knows none.
    #[default]
    Unknown,
    /// Content synchronisation: these messages, one after the other.
    Sync(Vec<Say>),
    /// DirSync, of a domain controller.
    DirSync {
        /// Who answers.
        controller: Controller,
        /// Whether an account without the right to replicate asks.
        refuses_replication: bool,
        /// One answer after the other; the last one again and again.
        rounds: Vec<Round>,
    },
    /// Update sequence numbers, of a domain controller: these entries have changed.
    Counted {
        /// Who answers.
        controller: Controller,
        /// Who has changed; who is not there is a tombstone.
        touched: Vec<usize>,
    },
}

/// One message of a refresh, or what comes instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Say {
    /// An entry with a Sync State control: 0 present, 1 added, 2 modified, 3 deleted.
    Entry(usize, u8),
    /// An entry with these bytes as its controls.
    EntryWith(usize, Vec<u8>),
    /// A set of ids that says of itself whether they are deleted; `None` leaves that out, which means present.
    Ids(Option<bool>, Vec<usize>),
    /// An intermediate answer of content synchronisation with this value.
    Info(Vec<u8>),
    /// An intermediate answer of another kind.
    OtherInfo,
    /// The end of a phase in which everybody who is there was named.
    RefreshPresent,
    /// The end of a phase in which everybody who is gone was named.
    RefreshDelete,
    /// These bytes.
    Bytes(Vec<u8>),
    /// Nothing any more, and the connection ends.
    HangUp,
    /// Nothing any more, and the connection stays.
    Silence,
    /// The end, with the new cookie and whether the gone were named.
    Done(Option<&'static str>, bool),
    /// The end without a Sync Done control.
    DoneWithout,
    /// The end with this value in its Sync Done control.
    DoneWith(Vec<u8>),
    /// The end with this code.
    Code(u32),
}

/// A domain controller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Controller {
    /// `highestCommittedUSN`; left out when absent.
    pub usn: Option<i64>,
    /// `invocationId`.
    pub invocation: Vec<u8>,
    /// Whether the account may see what was deleted.
    pub sees_deleted: bool,
}

/// An answer to DirSync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Who is named; who is not there is a tombstone.
    pub touched: Vec<usize>,
    /// Result code.
    pub code: u32,
    /// The value of the DirSync control; left out when absent.
    pub control: Option<Vec<u8>>,
}

impl Round {
    /// A proper answer.
    #[must_use]
    pub fn new(touched: &[usize], more: bool, cookie: &str) -> Self {
        let more = u8::from(more);
        let parts = [&[0x02, 1, more, 0x02, 1, 0, 0x04, short(cookie.len())], cookie.as_bytes()].concat();
        let control = [&[0x30, short(parts.len())], &parts[..]].concat();
        Self { touched: touched.to_vec(), code: 0, control: Some(control) }
    }

    /// A refusal.
    #[must_use]
    pub fn refused(code: u32) -> Self {
        Self { touched: Vec::new(), code, control: None }
    }
}

/// A length of one byte.
fn short(length: usize) -> u8 {
    u8::try_from(length).unwrap_or(0).min(127)
}

/// What a question is about; a fault may be in one kind of answer only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Anything but the root.
    Any,
    /// What is new.
    News,
    /// Containers that have changed.
    Containers,
    /// The ids of everybody.
    Ids,
    /// Certain entries, by id.
    LookUp,
    /// Everybody with everything.
    Everything,
}

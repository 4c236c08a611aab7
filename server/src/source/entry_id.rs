//! The immutable id of an entry, in little room: a hundred thousand of them are held at once.

use std::{
    borrow::Borrow,
    hash::{Hash, Hasher},
};

/// An entry's id. Mostly it has the length of a UUID (`entryUUID`, `objectGUID`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EntryId {
    Uuid([u8; 16]),
    Other(Box<[u8]>),
}

impl EntryId {
    /// The bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Uuid(bytes) => bytes,
            Self::Other(bytes) => bytes,
        }
    }

    /// The id that hexadecimal digits tell; nothing when they do not.
    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        let mut uuid = [0; 16];
        match hex::decode_to_slice(text, &mut uuid) {
            Ok(()) => Some(Self::Uuid(uuid)),
            Err(_) => hex::decode(text).ok().map(|bytes| Self::Other(bytes.into())),
        }
    }
}

impl From<&[u8]> for EntryId {
    fn from(bytes: &[u8]) -> Self {
        bytes.try_into().map_or_else(|_| Self::Other(bytes.into()), Self::Uuid)
    }
}

impl Borrow<[u8]> for EntryId {
    fn borrow(&self) -> &[u8] {
        self.bytes()
    }
}

impl Hash for EntryId {
    /// As that of the bytes, by which it is found.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes().hash(state);
    }
}

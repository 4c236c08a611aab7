//! What reading finds, in a form that travels in JSON: bytes in hexadecimal digits, troubles as what follows from them.

use serde::{Deserialize, Serialize};

use super::{Attributes, RawEntry, Trouble};

/// Attributes with their values in hexadecimal digits.
pub(super) type HexAttributes = Vec<(String, Vec<String>)>;

pub(super) fn to_hex(attributes: &Attributes) -> HexAttributes {
    attributes.iter().map(|(name, values)| (name.clone(), values.iter().map(hex::encode).collect())).collect()
}

pub(super) fn from_hex(attributes: HexAttributes) -> Result<Attributes, hex::FromHexError> {
    let bytes = |values: Vec<String>| values.iter().map(hex::decode).collect::<Result<_, _>>();
    attributes.into_iter().map(|(name, values)| Ok((name, bytes(values)?))).collect()
}

/// An entry.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WrittenEntry {
    #[serde(with = "hex::serde")]
    id: Vec<u8>,
    dn: String,
    #[serde(with = "hex::serde")]
    hash: [u8; 16],
    attributes: HexAttributes,
}

impl From<RawEntry> for WrittenEntry {
    fn from(entry: RawEntry) -> Self {
        let RawEntry { id, dn, hash, attributes } = entry;
        Self { id, dn, hash: hash.to_be_bytes(), attributes: to_hex(&attributes) }
    }
}

impl TryFrom<WrittenEntry> for RawEntry {
    type Error = hex::FromHexError;

    fn try_from(written: WrittenEntry) -> Result<Self, Self::Error> {
        let WrittenEntry { id, dn, hash, attributes } = written;
        Ok(Self { id, dn, hash: u128::from_be_bytes(hash), attributes: from_hex(attributes)? })
    }
}

/// A trouble, as far as anything follows from it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WrittenTrouble {
    text: String,
    #[serde(default)]
    is_no_such_entry: bool,
    #[serde(default)]
    may_pass: bool,
    #[serde(default)]
    undecodable: Option<u64>,
}

impl From<Trouble> for WrittenTrouble {
    fn from(trouble: Trouble) -> Self {
        Self {
            text: trouble.to_string(),
            is_no_such_entry: trouble.is_no_such_entry(),
            may_pass: trouble.may_pass(),
            undecodable: if let Trouble::Undecodable(count) = trouble { Some(count) } else { None },
        }
    }
}

impl From<WrittenTrouble> for Trouble {
    fn from(written: WrittenTrouble) -> Self {
        let WrittenTrouble { text, is_no_such_entry, may_pass, undecodable } = written;
        undecodable.map_or(Self::Told { text, is_no_such_entry, may_pass }, Self::Undecodable)
    }
}

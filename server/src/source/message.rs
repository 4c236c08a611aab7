//! What travels from whoever reads a directory to whoever keeps it: messages in order, each compressed and cut into pieces of bounded size.

use std::io::Read as _;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use xxhash_rust::xxh3::Xxh3;

use super::{EntryId, Expected, RawEntry, Told};

/// The most that one piece holds.
const PIECE: usize = 1 << 20;
/// The most that a message comes to; an entry is smaller by far (`Limits::message_bytes`), and lists of everybody's ids are too.
const LARGEST: u64 = 256 << 20;
/// What texts of directories gain most from for the time it takes.
const LEVEL: i32 = 3;

/// One message.
#[derive(Debug)]
pub(crate) enum Message {
    /// Entries as read.
    Entries(Vec<RawEntry>),
    /// What a delta is about to look up; the answer to this is awaited.
    Expected(Expected),
    /// The end.
    End {
        /// What came of the errand.
        told: Box<Told>,
        /// Attributes that were asked for and are not let out.
        refused: Vec<String>,
    },
}

/// A message that cannot be read; a sentence.
#[derive(Debug, Clone, thiserror::Error)]
#[error("what the agent sent cannot be read: {0}")]
pub(crate) struct Unreadable(String);

/// The form on the wire. Names of attributes stand once for all entries.
#[derive(Serialize, Deserialize)]
enum Form {
    Entries { names: Vec<String>, entries: Vec<Packed> },
    Expected { touched: Vec<Bytes>, present: Option<Vec<Bytes>>, references_follow: bool },
    End { json: Bytes },
}

#[derive(Serialize, Deserialize)]
struct Packed {
    id: Bytes,
    dn: String,
    hash: u128,
    /// Place of the name, and the values.
    attributes: Vec<(u32, Vec<Bytes>)>,
}

#[derive(Serialize, Deserialize)]
struct End {
    told: Box<Told>,
    #[serde(default)]
    refused: Vec<String>,
}

/// Bytes that are written as such and not one by one.
struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Bytes;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }
        deserializer.deserialize_bytes(Visitor)
    }
}

impl Message {
    /// The pieces that it is sent in.
    pub(crate) fn pieces(self) -> Result<Vec<Vec<u8>>, Unreadable> {
        let unreadable = |error: &dyn std::fmt::Display| Unreadable(error.to_string());
        let plain = postcard::to_stdvec(&self.into_form()?).map_err(|error| unreadable(&error))?;
        let packed = zstd::bulk::compress(&plain, LEVEL).map_err(|error| unreadable(&error))?;
        let mut parts = packed.chunks(PIECE - 1).peekable();
        let mut pieces = Vec::new();
        while let Some(part) = parts.next() {
            let mut piece = Vec::with_capacity(part.len() + 1);
            piece.push(u8::from(parts.peek().is_none()));
            piece.extend_from_slice(part);
            pieces.push(piece);
        }
        Ok(pieces)
    }

    fn into_form(self) -> Result<Form, Unreadable> {
        Ok(match self {
            Self::Entries(entries) => {
                let mut names: Vec<String> = Vec::new();
                let entries = entries.into_iter().map(|entry| pack(entry, &mut names)).collect();
                Form::Entries { names, entries }
            }
            Self::Expected(Expected { touched, present, references_follow }) => Form::Expected {
                touched: touched.into_iter().map(Bytes).collect(),
                present: present.map(|ids| ids.iter().map(|id| Bytes(id.bytes().to_vec())).collect()),
                references_follow,
            },
            Self::End { told, refused } => {
                let json = serde_json::to_vec(&End { told, refused });
                Form::End { json: Bytes(json.map_err(|error| Unreadable(error.to_string()))?) }
            }
        })
    }

    fn from_form(form: Form) -> Result<Self, Unreadable> {
        Ok(match form {
            Form::Entries { names, entries } => {
                Self::Entries(entries.into_iter().map(|packed| unpack(packed, &names)).collect::<Result<_, _>>()?)
            }
            Form::Expected { touched, present, references_follow } => Self::Expected(Expected {
                touched: touched.into_iter().map(|id| id.0).collect(),
                present: present.map(|ids| ids.iter().map(|id| EntryId::from(id.0.as_slice())).collect()),
                references_follow,
            }),
            Form::End { json } => {
                let end = serde_json::from_slice(&json.0);
                let End { told, refused } = end.map_err(|error| Unreadable(error.to_string()))?;
                Self::End { told, refused }
            }
        })
    }
}

fn pack(entry: RawEntry, names: &mut Vec<String>) -> Packed {
    let RawEntry { id, dn, hash, attributes } = entry;
    let mut place = |name: String| {
        let place = names.iter().position(|known| *known == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    };
    let attributes =
        attributes.into_iter().map(|(name, values)| (place(name), values.into_iter().map(Bytes).collect()));
    Packed { attributes: attributes.collect(), id: Bytes(id), dn, hash }
}

fn unpack(packed: Packed, names: &[String]) -> Result<RawEntry, Unreadable> {
    let Packed { id, dn, hash, attributes } = packed;
    let named = |(place, values): (u32, Vec<Bytes>)| {
        let name = names.get(usize::try_from(place).unwrap_or(usize::MAX));
        let name = name.ok_or_else(|| Unreadable("an attribute has no name".to_owned()))?;
        Ok((name.clone(), values.into_iter().map(|value| value.0).collect()))
    };
    Ok(RawEntry { id: id.0, dn, hash, attributes: attributes.into_iter().map(named).collect::<Result<_, _>>()? })
}

/// Puts messages together from their pieces.
#[derive(Default)]
pub(crate) struct Assembly {
    parts: Vec<u8>,
    sum: Sum,
}

impl Assembly {
    /// Takes the next piece; gives the message that it ends.
    pub(crate) fn take(&mut self, piece: &[u8]) -> Result<Option<Message>, Unreadable> {
        self.sum.add(piece);
        let (last, part) = piece.split_first().ok_or_else(|| Unreadable("a piece is empty".to_owned()))?;
        self.parts.extend_from_slice(part);
        if self.parts.len() as u64 > LARGEST {
            return Err(Unreadable("a message does not end".to_owned()));
        }
        if *last == 0 {
            return Ok(None);
        }
        let mut plain = Vec::new();
        zstd::stream::Decoder::new(self.parts.as_slice())
            .and_then(|decoder| decoder.take(LARGEST + 1).read_to_end(&mut plain))
            .map_err(|error| Unreadable(error.to_string()))?;
        self.parts.clear();
        if plain.len() as u64 > LARGEST {
            return Err(Unreadable("a message is too large".to_owned()));
        }
        let form = postcard::from_bytes(&plain).map_err(|error| Unreadable(error.to_string()))?;
        Message::from_form(form).map(Some)
    }

    /// How many pieces there were, and their fingerprint.
    pub(crate) fn sum(&self) -> (i64, String) {
        self.sum.told()
    }
}

/// The count and the fingerprint of all pieces so far, by which both sides know that they mean the same.
#[derive(Default)]
pub(crate) struct Sum {
    pieces: i64,
    hash: Xxh3,
}

impl Sum {
    /// One more.
    pub(crate) fn add(&mut self, piece: &[u8]) {
        self.pieces += 1;
        self.hash.update(&(piece.len() as u64).to_be_bytes());
        self.hash.update(piece);
    }

    /// As it is told.
    pub(crate) fn told(&self) -> (i64, String) {
        (self.pieces, format!("{:032x}", self.hash.digest128()))
    }
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;

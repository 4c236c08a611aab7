//! What a directory sent of somebody the last time that it was another than before (S3.18): attributes as the server wrote them, for people who look into a
//! trouble.

use serde::{Deserialize, Serialize};

use crate::{id::SourceId, moment::Moment};

/// An entry of a person as its directory sent it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivedEntry {
    /// The source.
    pub source: SourceId,
    /// Its name.
    pub source_name: String,
    /// The immutable id in hexadecimal digits.
    pub external_id: String,
    /// The distinguished name.
    pub dn: String,
    /// When the run began that read it; absent where nothing is kept yet.
    pub read_at: Option<Moment>,
    /// What it held.
    pub content: ReceivedContent,
}

/// The attributes of an entry in the server's order. Only those are asked for that are mapped or that a rule needs; passwords and what sounds like one are not kept.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivedContent {
    /// The attributes.
    pub attributes: Vec<ReceivedAttribute>,
    /// Whether there was more than is kept of one entry.
    pub truncated: bool,
}

/// An attribute with its values in the server's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivedAttribute {
    /// The name as the server writes it.
    pub name: String,
    /// The values.
    pub values: Vec<ReceivedValue>,
}

/// A value as far as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReceivedValue {
    /// Text, whole.
    Text(String),
    /// Bytes that are no text, in Base64.
    Base64(String),
    /// Text that is too long to be kept whole.
    Cut {
        /// Its beginning.
        text: String,
        /// How many bytes it has.
        bytes: u64,
    },
    /// Bytes that are too long to be kept.
    LeftOut {
        /// How many there are.
        bytes: u64,
        /// Their SHA-256 in hexadecimal digits.
        sha256: String,
    },
}

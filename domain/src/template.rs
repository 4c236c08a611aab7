//! What a target is given: the rows of its template, each of which says what is written under which name.

use serde::{Deserialize, Serialize};

/// What kind of system a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// The directory of its source: an approved change is followed until a run shows it there.
    #[default]
    Directory,
    /// Files that somebody feeds into another system.
    File,
    /// A service that speaks SCIM 2.0 (RFC 7644).
    Scim,
}

impl TargetKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Directory, Self::File, Self::Scim];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::File => "file",
            Self::Scim => "scim",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// In which form a mapping's value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MappingFormat {
    /// As it is.
    #[default]
    AsIs,
    /// In capital letters.
    Upper,
    /// In small letters.
    Lower,
    /// A phone number without blanks, as in `+4722123456` (E.164).
    E164,
    /// A phone number as it is dialled from abroad, as in `+47 22 12 34 56`.
    International,
}

impl MappingFormat {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::AsIs, Self::Upper, Self::Lower, Self::E164, Self::International];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AsIs => "as_is",
            Self::Upper => "upper",
            Self::Lower => "lower",
            Self::E164 => "e164",
            Self::International => "international",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }
}

//! What a target is given: the rows of its template, each of which says what is written under which name.

use serde::{Deserialize, Serialize};

use crate::{kind::phone, value::Value};

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

    /// Whether a directory that was given a value in this form of a phone number shows what is equivalent to the value itself.
    #[must_use]
    pub fn is_of_phones(self) -> bool {
        matches!(self, Self::E164 | Self::International)
    }

    /// A value in this form. Numbers without a country code are of `country`; what is no number stays as it is.
    #[must_use]
    pub fn apply(self, value: Option<Value>, country: Option<&str>) -> Option<Value> {
        let one = |text: &String| match self {
            Self::AsIs => text.clone(),
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::E164 => phone::e164(text, country).unwrap_or_else(|| text.clone()),
            Self::International => phone::international(text, country).unwrap_or_else(|| text.clone()),
        };
        match self {
            Self::AsIs => value,
            _ => Value::many(value?.texts().iter().map(one)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S3.13: a form changes how a value is written and loses none.
    #[test]
    fn forms_write_every_value() {
        let value = Value::many(["22 12 34 56".to_owned(), "extension Straße".to_owned()]);
        let texts = |format: MappingFormat| format.apply(value.clone(), Some("NO")).map(|value| value.texts().to_vec());
        assert_eq!(texts(MappingFormat::AsIs).unwrap(), ["22 12 34 56", "extension Straße"]);
        assert_eq!(texts(MappingFormat::Upper).unwrap(), ["22 12 34 56", "EXTENSION STRASSE"]);
        assert_eq!(texts(MappingFormat::E164).unwrap(), ["+4722123456", "extension Straße"]);
        assert_eq!(MappingFormat::Lower.apply(None, None), None);
        for format in MappingFormat::ALL {
            assert_eq!(MappingFormat::parse(format.as_str()), Some(format));
            assert_eq!(texts(format).unwrap().len(), 2);
        }
    }
}

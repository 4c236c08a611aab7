//! Names with rules: an attribute's key, a language. Each is made by a parsing constructor, so that holding one proves it is well formed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The key of an attribute: a lower-case letter, then at most 62 lower-case letters, digits or `_`. The same word stands in SQL, JSON
/// and addresses. Copying one is cheap: every value that a sync reads carries its key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[a-z][a-z0-9_]{0,62}$"))]
#[serde(try_from = "String", into = "String")]
pub struct AttributeKey(Arc<str>);

/// Why a text is no [`AttributeKey`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("an attribute key is a lower-case letter followed by at most 62 lower-case letters, digits or _")]
pub struct NotAnAttributeKey;

impl AttributeKey {
    /// Parses a key.
    pub fn parse(text: &str) -> Result<Self, NotAnAttributeKey> {
        let mut letters = text.bytes();
        let starts_well = letters.next().is_some_and(|first| first.is_ascii_lowercase());
        let goes_on_well = letters.all(|next| next.is_ascii_lowercase() || next.is_ascii_digit() || next == b'_');
        if starts_well && goes_on_well && text.len() <= 63 { Ok(Self(text.into())) } else { Err(NotAnAttributeKey) }
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AttributeKey {
    type Error = NotAnAttributeKey;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<AttributeKey> for String {
    fn from(key: AttributeKey) -> Self {
        key.0.as_ref().to_owned()
    }
}

impl std::fmt::Display for AttributeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for AttributeKey {
    type Err = NotAnAttributeKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::AttributeKey;

    #[test]
    fn a_key_is_a_plain_word() {
        for good in ["title", "mobile_phone", "x1"] {
            assert!(AttributeKey::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "Title", "1x", "a-b", "a b", "é", &"x".repeat(64)] {
            assert!(AttributeKey::parse(bad).is_err(), "{bad}");
        }
    }
}

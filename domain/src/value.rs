//! Values: what a directory said, what a person proposed. A value is what a directory holds, a list of texts that is never empty;
//! what the texts mean (a phone number, a date) is the attribute's kind, asked only where it matters.

use serde::{Deserialize, Serialize};

/// One or more texts, never none and none of them blank. On the wire a single text is a string, several are an array.
///
/// By kind a text is: what was typed (text, e-mail, phone, URL), `YYYY-MM-DD` (date), one of the choices (choice), `TRUE` or `FALSE`
/// as RFC 4517 has it (yes/no), an ISO 3166 alpha-2 code (country), `person:<id>` or a distinguished name (person), `sha256:<hex>`
/// of a stored picture (photo).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "Wire", into = "Wire")]
#[cfg_attr(feature = "openapi", schema(value_type = Wire))]
pub struct Value(Vec<String>);

#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
enum Wire {
    One(String),
    Many(Vec<String>),
}

/// A value was asked for and nothing but blanks was given.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a value holds at least one text, and no blank one; null clears an attribute")]
pub struct NoValue;

impl Value {
    /// A value of one text; `None` if it is blank.
    #[must_use]
    pub fn one(text: impl Into<String>) -> Option<Self> {
        Self::many([text.into()])
    }

    /// A value of the texts that are not blank, in their order; `None` if none is left.
    #[must_use]
    pub fn many(texts: impl IntoIterator<Item = String>) -> Option<Self> {
        let kept: Vec<String> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
        (!kept.is_empty()).then_some(Self(kept))
    }

    /// The texts, at least one.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.0
    }

    /// The first text.
    #[must_use]
    pub fn first(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }
}

impl TryFrom<Wire> for Value {
    type Error = NoValue;

    fn try_from(wire: Wire) -> Result<Self, Self::Error> {
        match wire {
            Wire::One(text) => Self::one(text),
            Wire::Many(texts) => Self::many(texts),
        }
        .ok_or(NoValue)
    }
}

impl From<Value> for Wire {
    fn from(mut value: Value) -> Self {
        if value.0.len() == 1 { Self::One(value.0.remove(0)) } else { Self::Many(value.0) }
    }
}

/// What a source last said of one attribute of one person: three different states (P20).
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Theirs {
    /// The source was not asked, or its answer could not be read. It never counts as news.
    #[default]
    NotRead,
    /// The source was asked and holds nothing.
    Empty,
    /// The source holds this.
    Value(Value),
}

impl Theirs {
    /// The value, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Value(value) => Some(value),
            Self::NotRead | Self::Empty => None,
        }
    }
}

impl From<Option<Value>> for Theirs {
    fn from(value: Option<Value>) -> Self {
        value.map_or(Self::Empty, Self::Value)
    }
}

/// What a person proposes for one attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// This value in place of what there is.
    Set(Value),
    /// No value: exported as the removal of the attribute (P21).
    Clear,
    /// For attributes of many values: these added and these removed, the rest untouched (P18).
    Members {
        /// Texts that join, in the order in which they were typed.
        add: Vec<String>,
        /// Texts that leave.
        remove: Vec<String>,
    },
}

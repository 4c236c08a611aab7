//! What is wrong with an input, as values keyed by attribute: a stable code that programs and the string catalogue know, and the figures
//! that the sentence needs. The words are chosen where they are shown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::name::AttributeKey;

/// One thing that is wrong with one attribute's proposed value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// What is wrong.
    pub code: ProblemCode,
    /// The limit that was passed, if the code has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The text that the sentence must quote: an allowed value, the offending part, a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What an administrator wants said, per language tag, in the place of the usual sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub messages: BTreeMap<String, String>,
}

impl Problem {
    /// A problem that its code says all about.
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        Self { code, limit: None, detail: None, messages: BTreeMap::new() }
    }

    /// The same with the limit that was passed.
    #[must_use]
    pub fn limit(mut self, limit: i64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// The same with a text to quote.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

/// Problems by attribute; empty means that all is well.
pub type Problems = BTreeMap<AttributeKey, Vec<Problem>>;

/// What is wrong. The text of a code never changes once it is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// There is no such attribute here; hidden ones answer the same (S1.8).
    UnknownAttribute,
    /// An administrator locked it.
    Locked,
    /// An administrator holds its value in place.
    Pinned,
    /// The directory's word counts for it.
    ManagedByDirectory,
    /// The directory already holds a value, and only blanks may be filled.
    FilledByDirectory,
    /// The directory has not told yet whether it holds a value.
    NotReadYet,
    /// It must not be blank.
    Mandatory,
    /// Fewer characters than `limit`.
    TooShort,
    /// More characters than `limit`.
    TooLong,
    /// More UTF-8 bytes than `limit`.
    TooManyBytes,
    /// More values than `limit`, or several where one is meant.
    TooManyValues,
    /// Does not match the pattern.
    Pattern,
    /// Is none of the choices.
    NotAChoice,
    /// Is a choice that is kept where it stands and offered no more.
    Retired,
    /// Is a choice that is not offered beside `detail`, which stands in the attribute that the list depends on.
    NotOfferedHere,
    /// It may be changed, but not emptied.
    NotEmptied,
    /// Is no number.
    NotANumber,
    /// Smaller than the smallest number, `detail`.
    TooSmall,
    /// Greater than the greatest number, `detail`.
    TooGreat,
    /// Is no e-mail address.
    NotAnEmail,
    /// Cannot be understood as a phone number.
    NotAPhone,
    /// Is no web address with http or https.
    NotAUrl,
    /// Is no day as `YYYY-MM-DD`.
    NotADate,
    /// Before the earliest day, `detail`.
    TooEarly,
    /// After the latest day, `detail`.
    TooLate,
    /// Neither `TRUE` nor `FALSE`.
    NotYesOrNo,
    /// No country of ISO 3166.
    NotACountry,
    /// There is no such person.
    NoSuchPerson,
    /// A person cannot be set as their own.
    OneselfNotAllowed,
    /// Is no picture that can be read.
    NotAPicture,
    /// The file has more than `limit` bytes.
    PictureTooLarge,
    /// The picture has more than `limit` million pixels.
    PictureTooManyPixels,
    /// The picture, or the part of it that was chosen, is narrower than `limit` pixels.
    PictureTooSmall,
    /// The value has characters that a directory cannot hold.
    BadCharacters,
    /// The request has this attribute twice.
    Duplicate,
    /// The directory knows no attribute `detail`.
    UnknownSourceAttribute,
    /// The directory's attribute `detail` holds passwords or keys, which are never read.
    NeverRead,
    /// It is an expression that cannot be understood: `detail` says why, and `limit` at which character, where that is known.
    NotAnExpression,
    /// The expression brings nothing for this entry: `detail` says why.
    ExpressionFailed,
    /// It holds no text, so no expression can bring it.
    NoTextHere,
    /// It is worked out from other attributes of the directory, and cannot be written back.
    WorkedOut,
    /// It is Amend's own and comes from no directory.
    ProductOnly,
    /// It must be mapped: people have no name without it.
    MustBeMapped,
    /// It is no longer read; `limit` people have a value, which would become Amend's own.
    WouldFreeze,
    /// The target's attribute `detail` holds passwords or keys, which are never written.
    NeverWritten,
    /// The directory's attribute `detail` names the entry itself, which only a rename in the directory changes.
    NeedsRename,
    /// People sign in or get their mail by the target's attribute `detail`; it is written only where the sender says that this is meant.
    DrivesSignIn,
    /// Another row, `detail`, writes the same attribute of the target.
    WrittenTwice,
    /// In this form it would not be the value any more that people wrote.
    AnotherForm,
    /// It is no name for an attribute or a column of a target.
    NotAName,
}

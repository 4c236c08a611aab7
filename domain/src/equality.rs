//! The two equalities of values. `identical` is spelling for spelling; `equivalent` is in meaning, by kind. Whether a directory moved is
//! asked in meaning, so that a phone number that only lost a blank is no news (P23).

use std::collections::BTreeSet;

use crate::{
    attribute::{Attribute, Kind},
    dn,
    kind::{country, date, number, phone, url},
    normal_form::nfc,
    text::fold,
    value::Value,
};

/// Whether two values are spelled alike, after Unicode composition (NFC) and trimming. Directories keep no order of several values, so
/// order does not count; nor does blank against blank.
#[must_use]
pub fn identical(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b || spellings(a) == spellings(b),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Whether two values mean the same for an attribute of this kind: phone numbers by what they ring, distinguished names by RFC 4514, names
/// without regard to case and blanks (P16), several values as a set (P18).
#[must_use]
pub fn equivalent(attribute: &Attribute, a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) if attribute.rules.ordered => a == b || in_order(attribute, a, b),
        (Some(a), Some(b)) => a == b || meanings(attribute, a) == meanings(attribute, b),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// The text that two texts of this attribute share if, and only if, they mean the same. For comparing alone, never for storing.
#[must_use]
pub fn canonical(attribute: &Attribute, text: &str) -> String {
    let text = spelling(text);
    match attribute.kind {
        Kind::Text | Kind::Email | Kind::Choice | Kind::YesNo | Kind::Photo => fold(&text),
        Kind::Phone => phone::canonical(&text, attribute.rules.default_country.as_deref()),
        Kind::Url => url::canonical(&text),
        Kind::Date => date::canonical(&text).unwrap_or_else(|| fold(&text)),
        Kind::Number => number::canonical(&text).unwrap_or_else(|| fold(&text)),
        Kind::Country => country::find(&text).map_or_else(|| fold(&text), |country| country.alpha2.to_owned()),
        Kind::Person => dn::normalize(&text).unwrap_or_else(|| fold(&text)),
    }
}

/// Whether two lists mean the same, one after the other.
fn in_order(attribute: &Attribute, a: &Value, b: &Value) -> bool {
    let (a, b) = (a.texts(), b.texts());
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| canonical(attribute, a) == canonical(attribute, b))
}

/// A text as `identical` sees it.
pub(crate) fn spelling(text: &str) -> String {
    if text.is_ascii() { text.trim().to_owned() } else { nfc(text).trim().to_owned() }
}

fn spellings(value: &Value) -> BTreeSet<String> {
    set_of(value, spelling)
}

fn meanings(attribute: &Attribute, value: &Value) -> BTreeSet<String> {
    set_of(value, |text| canonical(attribute, text))
}

/// One by one: `collect` would sort before, and a sort weighs several kilobytes in the widget.
fn set_of(value: &Value, form: impl Fn(&str) -> String) -> BTreeSet<String> {
    let mut set = BTreeSet::new();
    set.extend(value.texts().iter().map(|text| form(text)));
    set
}

#[cfg(test)]
mod tests;

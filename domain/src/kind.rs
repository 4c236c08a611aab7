//! What the texts of a value mean, by the attribute's kind: how typed text and a directory's bytes become the stored form, and how a
//! stored form is shown where it is not for people's eyes.

pub mod country;
pub mod date;
pub mod email;
pub mod number;
pub mod phone;
pub mod photo;
pub mod url;

use crate::{
    attribute::{Attribute, Kind},
    choice::Choice,
    dn, equality,
    text::{self, fold},
    value::{Theirs, Value},
};

/// The stored form of what a person typed; `None` if nothing is left, which clears the attribute. What makes no sense stays as it was
/// typed, so that `validate::check` can name it.
#[must_use]
pub fn clean(attribute: &Attribute, typed: &Value) -> Option<Value> {
    let mut kept: Vec<String> = Vec::new();
    for typed in typed.texts() {
        let cleaned = by_label(attribute, meant(attribute, text::clean(typed, false)));
        let again = attribute.many
            && kept
                .iter()
                .any(|known| equality::canonical(attribute, known) == equality::canonical(attribute, &cleaned));
        if !again {
            kept.push(cleaned);
        }
    }
    Value::many(kept)
}

/// What a directory's bytes mean. Bytes that are no UTF-8 tell nothing (`NotRead`); no value or only blank ones is `Empty`. Of an
/// attribute with one value all texts are kept, should the directory hold several.
#[must_use]
pub fn read(attribute: &Attribute, raw: &[Vec<u8>]) -> Theirs {
    let mut texts = Vec::with_capacity(raw.len());
    for bytes in raw {
        let Ok(held) = std::str::from_utf8(bytes) else { return Theirs::NotRead };
        let is_plain = held.bytes().all(|b| (b' '..=b'~').contains(&b));
        // Nearly every value of a large directory is plain, and a sync reads them all.
        let held = if is_plain { held.trim().to_owned() } else { text::clean(held, true) };
        texts.push(meant(attribute, held));
    }
    Value::many(texts).into()
}

/// A value as it is stored from now on: a phone number that only its own country knows gets its country code (P24). What of it stands in `known`
/// already stays as it is, so that touching a field changes nothing.
#[must_use]
pub fn settled(attribute: &Attribute, value: Value, known: &[String]) -> Value {
    if attribute.kind != Kind::Phone {
        return value;
    }
    let country = attribute.rules.default_country.as_deref();
    let settle = |text: &String| if known.contains(text) { text.clone() } else { phone::settled(text, country) };
    Value::many(value.texts().iter().map(settle)).unwrap_or(value)
}

/// Whether a value that is kept cannot be understood as what it should be: a text in the place of a phone number (P24).
#[must_use]
pub fn is_doubtful(attribute: &Attribute, value: Option<&Value>) -> bool {
    let country = attribute.rules.default_country.as_deref();
    let is_number = |text: &String| phone::e164(text, country).is_some();
    attribute.kind == Kind::Phone && value.is_some_and(|value| !value.texts().iter().all(is_number))
}

/// Text for people where the stored form is not: a country's name, a phone number as its country spaces it, a manager's name from a
/// distinguished name. `None` where the stored form itself is shown, or where the shower has its own words (yes and no, days).
#[must_use]
pub fn shown(attribute: &Attribute, value: &Value, language: &str) -> Option<String> {
    let in_words = |text: &String| match attribute.kind {
        Kind::Country => country::find(text).map(|country| country.name(language).to_owned()),
        Kind::Phone => phone::international(text, attribute.rules.default_country.as_deref()),
        Kind::Person => dn::common_name(text),
        Kind::Choice => {
            let choice = attribute.rules.choices.iter().find(|choice| choice.value == *text);
            choice.filter(|choice| !choice.labels.is_empty()).map(|choice| choice.label(language).to_owned())
        }
        Kind::Text | Kind::Email | Kind::Url | Kind::Date | Kind::Number | Kind::YesNo | Kind::Photo => None,
    };
    let shown: Vec<Option<String>> = value.texts().iter().map(in_words).collect();
    if shown.iter().all(Option::is_none) {
        return None;
    }
    let words = shown.into_iter().zip(value.texts()).map(|(words, text)| words.unwrap_or_else(|| text.clone()));
    Some(words.collect::<Vec<_>>().join(", "))
}

/// One cleaned text in the stored form of its kind, or as it is if it makes no sense.
fn meant(attribute: &Attribute, text: String) -> String {
    match attribute.kind {
        Kind::Country => match country::find(&text) {
            Some(country) => country.alpha2.to_owned(),
            None => text,
        },
        Kind::YesNo => match yes_or_no(&text) {
            Some(true) => "TRUE".to_owned(),
            Some(false) => "FALSE".to_owned(),
            None => text,
        },
        Kind::Date => date::canonical(&text).unwrap_or(text),
        Kind::Number => number::canonical(&text).unwrap_or(text),
        Kind::Choice => {
            let folded = fold(&text);
            let choices = &attribute.rules.choices;
            let exact = choices.iter().find(|choice| choice.value == text);
            let alike = || choices.iter().find(|choice| fold(&choice.value) == folded);
            exact.or_else(alike).map(|choice| choice.value.clone()).unwrap_or(text)
        }
        Kind::Phone => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Kind::Photo => text.to_ascii_lowercase(),
        Kind::Text | Kind::Email | Kind::Url | Kind::Person => text,
    }
}

/// The stored text of an option of which somebody wrote what people read.
fn by_label(attribute: &Attribute, text: String) -> String {
    if attribute.kind != Kind::Choice || attribute.rules.choices.iter().any(|choice| choice.value == text) {
        return text;
    }
    let folded = fold(&text);
    let named = |choice: &&Choice| choice.labels.values().any(|label| fold(label) == folded);
    attribute.rules.choices.iter().find(named).map_or(text, |choice| choice.value.clone())
}

/// What directories and people write for yes and no.
fn yes_or_no(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "true" | "yes" | "y" | "1" | "on" | "oui" | "ja" => Some(true),
        "false" | "no" | "n" | "0" | "off" | "non" | "nei" | "nein" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

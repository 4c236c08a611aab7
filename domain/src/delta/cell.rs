//! A value in a cell of a CSV file, and back. Quoting (RFC 4180) is the file's business; this is about what stands between the quotes.

use std::borrow::Cow;

use crate::{api::CsvProfile, value::Value};

/// Stands in a cell whose attribute is to be cleared; an empty cell means that nothing changes (P21).
pub const CLEAR: &str = "<clear>";

/// Between the values of an attribute of many values.
const SEPARATOR: char = '|';

/// What a cell holds for `value` (`None` clears). A single value stands there byte for byte, unless it looks like [`CLEAR`]; several are
/// joined by `|`, with `\` before a `|` or `\` of their own.
#[must_use]
pub fn write_cell(value: Option<&Value>, many: bool, profile: CsvProfile) -> String {
    let plain = match value {
        None => CLEAR.to_owned(),
        Some(value) if many => {
            let escaped: Vec<String> = value.texts().iter().map(|text| escape(text)).collect();
            shield(&escaped.join(&SEPARATOR.to_string())).into_owned()
        }
        // A directory may hold several values where Amend knows one: the first is what Amend shows.
        Some(value) => shield(value.first()).into_owned(),
    };
    match profile {
        CsvProfile::Machine => plain,
        CsvProfile::Spreadsheet => neutralise(&plain).into_owned(),
    }
}

/// What a cell says: `None` that nothing changes, `Some(None)` that the attribute is cleared, else the value.
#[must_use]
pub fn read_cell(cell: &str, many: bool, profile: CsvProfile) -> Option<Option<Value>> {
    let plain = match profile {
        CsvProfile::Machine => Cow::Borrowed(cell),
        CsvProfile::Spreadsheet => undo(cell),
    };
    if plain.trim().is_empty() {
        return None;
    }
    if plain == CLEAR {
        return Some(None);
    }
    let plain = unshield(&plain);
    Some(if many { Value::many(split(plain)) } else { Value::one(plain) })
}

/// An apostrophe before a text that a spreadsheet would take for a formula (OWASP, "CSV Injection"), also behind quotation marks that are
/// its own, and before a text that begins with an apostrophe, so that [`undo`] can tell them apart.
#[must_use]
pub fn neutralise(text: &str) -> Cow<'_, str> {
    if needs_apostrophe(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Takes away what [`neutralise`] added, and nothing else.
#[must_use]
pub fn undo(text: &str) -> Cow<'_, str> {
    match text.strip_prefix('\'') {
        Some(rest) if needs_apostrophe(rest) => Cow::Borrowed(rest),
        Some(_) | None => Cow::Borrowed(text),
    }
}

fn needs_apostrophe(text: &str) -> bool {
    // Programs skip blanks before they look for a formula.
    let starts = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠' | '\'');
    text.starts_with(starts) || text.trim_start().starts_with(starts)
}

/// A value that looks like the token, or like one that was shielded, gets a `\`.
fn shield(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches('\\') == CLEAR { Cow::Owned(format!("\\{text}")) } else { Cow::Borrowed(text) }
}

fn unshield(text: &str) -> &str {
    match text.strip_prefix('\\') {
        Some(rest) if rest.trim_start_matches('\\') == CLEAR => rest,
        Some(_) | None => text,
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, SEPARATOR | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn split(joined: &str) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut characters = joined.chars();
    while let Some(c) = characters.next() {
        match c {
            SEPARATOR => texts.push(String::new()),
            '\\' => push(&mut texts, characters.next().unwrap_or('\\')),
            c => push(&mut texts, c),
        }
    }
    texts
}

fn push(texts: &mut [String], c: char) {
    if let Some(text) = texts.last_mut() {
        text.push(c);
    }
}

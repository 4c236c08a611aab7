//! What a source said of somebody, as a row holds it: one text with everything, so that a first load writes two rows a person.

use std::collections::BTreeMap;

use serde::Serializer as _;

use domain::{
    name::AttributeKey,
    value::{Theirs, Value},
};

/// What a source said, by attribute. What is missing was not read.
pub(crate) type Said = BTreeMap<AttributeKey, Theirs>;

/// The stored form of what a source said: a list of texts per attribute, empty for empty.
pub(crate) fn said_to_text(said: &Said) -> String {
    let lists = said.iter().filter_map(|(key, theirs)| match theirs {
        Theirs::NotRead => None,
        Theirs::Empty => Some((key.as_str(), &[][..])),
        Theirs::Value(value) => Some((key.as_str(), value.texts())),
    });
    // A first load writes one for everybody, so it is written in one go: most of them have room.
    let mut text = Vec::with_capacity(1024);
    // Texts always are JSON.
    match serde_json::Serializer::new(&mut text).collect_map(lists) {
        Ok(()) => String::from_utf8(text).unwrap_or_else(|_| "{}".to_owned()),
        Err(_) => "{}".to_owned(),
    }
}

/// Reads the stored form back; `None` if it is not understood.
pub(crate) fn said_from_text(text: &str) -> Option<Said> {
    let lists: BTreeMap<AttributeKey, Vec<String>> = serde_json::from_str(text).ok()?;
    Some(lists.into_iter().map(|(key, texts)| (key, Theirs::from(Value::many(texts)))).collect())
}

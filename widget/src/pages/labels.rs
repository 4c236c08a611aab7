//! The labels of attributes, for pages whose rows name them only by key.

use domain::{
    api::{AttributeView, Item},
    name::AttributeKey,
    rights::Act,
};

use crate::{
    api,
    editor::label_in,
    parts::loading::{Load, load},
    session::SignedIn,
};

/// The attributes, as far as the reader may know them.
pub(super) type Labels = Vec<AttributeView>;

/// Whoever may not read the attributes sees their keys in words.
pub(super) fn labels() -> Load<Labels> {
    if SignedIn::here().may(Act::SeeAttributes) { load(api::attributes) } else { Load::known(Vec::new()) }
}

/// The label of `key`, else the key in words: `mobile_phone` becomes "Mobile phone".
pub(super) fn label_for(labels: Load<Labels>, key: &AttributeKey) -> String {
    let known = labels.with(|all| {
        let known = all.iter().find(|view| view.attribute.key == *key)?;
        Some(label_in(&known.attribute.labels, key).to_owned())
    });
    known.flatten().unwrap_or_else(|| in_words(key.as_str()))
}

/// What an item of the queue is about: an attribute, or something that only the target has a name for.
pub(super) enum Written {
    Attribute(AttributeKey),
    Named(String),
}

impl Written {
    pub(super) fn of(item: &Item) -> Self {
        let named = || Self::Named(item.name.clone().unwrap_or_default());
        item.attribute.clone().map_or_else(named, Self::Attribute)
    }

    pub(super) fn label(&self, labels: Load<Labels>) -> String {
        match self {
            Self::Attribute(key) => label_for(labels, key),
            Self::Named(name) => name.clone(),
        }
    }
}

fn in_words(key: &str) -> String {
    let mut letters = key.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters.map(|letter| if letter == '_' { ' ' } else { letter })).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_key_is_put_into_words() {
        assert_eq!(super::in_words("mobile_phone"), "Mobile phone");
        assert_eq!(super::in_words(""), "");
    }
}

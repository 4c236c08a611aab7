//! The labels of attributes, for pages whose rows name them only by key.

use domain::{api::AttributeView, name::AttributeKey, rights::Act};

use crate::{
    api,
    editor::label_in,
    parts::loading::{Load, load},
    session::SignedIn,
};

/// Labels by key, as far as the reader may know them.
pub(super) type Labels = Vec<(AttributeKey, String)>;

/// Whoever may not read the attributes sees their keys in words.
pub(super) fn labels() -> Load<Labels> {
    let may_know = SignedIn::here().may(Act::SeeAttributes);
    load(move || async move {
        let attributes = if may_know { api::attributes().await? } else { Vec::new() };
        let label = |view: AttributeView| {
            let label = label_in(&view.attribute.labels, &view.attribute.key).to_owned();
            (view.attribute.key, label)
        };
        Ok(attributes.into_iter().map(label).collect())
    })
}

/// The label of `key`, else the key in words: `mobile_phone` becomes "Mobile phone".
pub(super) fn label_for(labels: Load<Labels>, key: &AttributeKey) -> String {
    let known = labels.get().and_then(|labels| labels.into_iter().find(|(known, _)| known == key));
    known.map_or_else(|| in_words(key.as_str()), |(_, label)| label)
}

fn in_words(key: &str) -> String {
    let mut letters = key.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.map(|letter| if letter == '_' { ' ' } else { letter })).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_key_is_put_into_words() {
        assert_eq!(super::in_words("mobile_phone"), "Mobile phone");
        assert_eq!(super::in_words(""), "");
    }
}

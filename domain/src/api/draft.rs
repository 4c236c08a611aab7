//! What the owner of a profile typed and did not save: kept on the server, so that a reload loses nothing where the browser keeps nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{id::FillSetId, moment::Moment, name::AttributeKey, value::Value};

/// What was typed into one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Typed {
    /// The texts as they stand in the inputs.
    pub texts: Vec<String>,
    /// The text that stands beside them, of a field of many values, and was not added yet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub next: String,
    /// The set that filled it in, where the field itself is locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filled_by: Option<FillSetId>,
    /// What stood there when the typing began; `null` if the field was blank.
    pub base: Option<Value>,
}

/// All that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Draft {
    /// What was typed, by attribute; of those alone that the reader sees.
    pub fields: BTreeMap<AttributeKey, Typed>,
    /// The word to the approver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The version of the profile on which the oldest of it was typed; absent if nothing is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// When the newest of it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_at: Option<Moment>,
}

/// What to keep and what to forget. Fields that are not named stay as they are, so that two open pages do not write over each other.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KeepDraft {
    /// The version of the profile on which it was typed.
    pub version: i64,
    /// What was typed, by attribute.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<AttributeKey, Typed>,
    /// Attributes of which nothing is kept any more.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub forget: BTreeSet<AttributeKey>,
    /// The word to the approver; a blank one forgets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Draft {
    /// The draft with what was sent to be kept and forgotten.
    pub fn take(&mut self, sent: KeepDraft) {
        self.fields.retain(|key, _| !sent.forget.contains(key));
        self.fields.extend(sent.fields);
        if let Some(comment) = sent.comment {
            self.comment = Some(comment).filter(|comment| !comment.trim().is_empty());
        }
    }
}

impl KeepDraft {
    /// What has to be sent to somebody who keeps `kept`, so that `fields` and `comment` are what is kept.
    #[must_use]
    pub fn between(kept: &Draft, version: i64, fields: &BTreeMap<AttributeKey, Typed>, comment: &str) -> Self {
        let differs = |(key, typed): &(&AttributeKey, &Typed)| kept.fields.get(*key) != Some(*typed);
        // A word to the approver belongs to what it is about.
        let comment = if fields.is_empty() { "" } else { comment.trim() };
        let is_new_comment = kept.comment.as_deref().unwrap_or_default() != comment;
        Self {
            version,
            fields: fields.iter().filter(differs).map(|(key, typed)| (key.clone(), typed.clone())).collect(),
            forget: kept.fields.keys().filter(|key| !fields.contains_key(*key)).cloned().collect(),
            comment: is_new_comment.then(|| comment.to_owned()),
        }
    }

    /// Whether it would change nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.forget.is_empty() && self.comment.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(texts: &[(&str, &str)]) -> BTreeMap<AttributeKey, Typed> {
        let typed =
            |text: &str| Typed { texts: vec![text.to_owned()], next: String::new(), filled_by: None, base: None };
        texts.iter().map(|(key, text)| (AttributeKey::parse(key).unwrap(), typed(text))).collect()
    }

    /// M3: whatever was kept before, what is sent makes it what was typed, and then there is nothing more to send.
    #[test]
    fn what_is_sent_makes_it_the_same() {
        let states = [
            (fields(&[]), ""),
            (fields(&[("room", "1")]), "why"),
            (fields(&[("room", "2"), ("title", "a")]), ""),
            (fields(&[("title", "a")]), " other "),
        ];
        for (before, said_before) in &states {
            for (typed, said) in &states {
                let mut kept = Draft::default();
                kept.take(KeepDraft::between(&Draft::default(), 1, before, said_before));
                let sent = KeepDraft::between(&kept, 1, typed, said);
                assert_eq!(sent.is_empty(), before == typed && said == said_before);
                kept.take(sent);
                assert_eq!((&kept.fields, kept.comment.as_deref().unwrap_or_default()), (typed, said.trim()));
                assert!(KeepDraft::between(&kept, 1, typed, said).is_empty());
            }
        }
    }

    #[test]
    fn a_word_about_nothing_is_not_kept() {
        assert!(KeepDraft::between(&Draft::default(), 1, &BTreeMap::new(), "why").is_empty());
    }
}

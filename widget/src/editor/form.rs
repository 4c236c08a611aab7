//! What was typed into a profile and not saved, as plain values: what counts as a change, what is wrong with it, what is sent, and what
//! becomes of it when the profile moved meanwhile.

use std::collections::BTreeMap;

use domain::{
    api::{Field, Profile},
    change::ChangeState,
    name::AttributeKey,
    problem::Problems,
    value::Value,
};
use serde::{Deserialize, Serialize};

use super::check::{check, meant};

/// What was typed into one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Edit {
    /// The texts as they stand in the inputs.
    texts: Vec<String>,
    /// What stood there when the typing began.
    base: Option<Value>,
}

/// What was typed, by attribute. It is also the draft that survives a reload.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Edits(BTreeMap<AttributeKey, Edit>);

/// What a field says before anything is typed: what its owner last proposed, while that is on its way; else the effective value.
pub(crate) fn standing(field: &Field) -> Option<&Value> {
    match &field.change {
        Some(change) if is_on_its_way(change.state) => change.new.as_ref(),
        _ => field.value.as_ref(),
    }
}

fn is_on_its_way(state: ChangeState) -> bool {
    matches!(state, ChangeState::Pending | ChangeState::Approved | ChangeState::Exported)
}

impl Edits {
    /// The texts to show in the inputs of `field`.
    pub(crate) fn texts(&self, field: &Field) -> Vec<String> {
        match self.0.get(&field.key) {
            Some(edit) => edit.texts.clone(),
            None => standing(field).map(|value| value.texts().to_vec()).unwrap_or_default(),
        }
    }

    /// Takes what was typed; typing the old value again is no change.
    pub(crate) fn type_in(&mut self, field: &Field, texts: Vec<String>) {
        if meant(field, &texts).as_ref() == standing(field) {
            self.0.remove(&field.key);
            return;
        }
        let base = standing(field).cloned();
        self.0.entry(field.key.clone()).or_insert_with(|| Edit { texts: Vec::new(), base }).texts = texts;
    }

    /// Takes back what was typed into one field.
    pub(crate) fn drop_field(&mut self, key: &AttributeKey) {
        self.0.remove(key);
    }

    /// Whether something is typed into the field.
    pub(crate) fn has(&self, key: &AttributeKey) -> bool {
        self.0.contains_key(key)
    }

    /// Fields with something typed.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is typed.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the field's value moved since the typing began, so that the reader should look again.
    pub(crate) fn has_moved(&self, field: &Field) -> bool {
        self.0.get(&field.key).is_some_and(|edit| edit.base.as_ref() != standing(field))
    }

    /// What is wrong with what was typed, by the same rules as the server's.
    pub(crate) fn problems(&self, fields: &[Field]) -> Problems {
        let typed = fields.iter().filter_map(|field| Some((field, self.0.get(&field.key)?)));
        let mut problems = Problems::new();
        for (field, edit) in typed {
            let found = check(field, meant(field, &edit.texts).as_ref());
            if !found.is_empty() {
                problems.insert(field.key.clone(), found);
            }
        }
        problems
    }

    /// What is sent to the server.
    pub(crate) fn proposal(&self) -> BTreeMap<String, Option<Value>> {
        let mut values = BTreeMap::new();
        values.extend(self.0.iter().map(|(key, edit)| (key.as_str().to_owned(), value_of(&edit.texts))));
        values
    }

    /// Fits what was typed to a profile read anew: what is there already, or cannot be changed any more, is no change.
    pub(crate) fn fit(&mut self, profile: &Profile) {
        self.0.retain(|key, edit| {
            let field = profile.fields.iter().find(|field| field.key == *key && field.lock.is_none());
            field.is_some_and(|field| meant(field, &edit.texts).as_ref() != standing(field))
        });
    }

    /// Takes out what was sent, where nothing else was typed since.
    pub(crate) fn subtract(&mut self, sent: &Self) {
        self.0.retain(|key, edit| sent.0.get(key).is_none_or(|sent| sent.texts != edit.texts));
    }

    /// The reader has seen what stands in the field now and keeps what was typed.
    pub(crate) fn accept_base(&mut self, field: &Field) {
        if let Some(edit) = self.0.get_mut(&field.key) {
            edit.base = standing(field).cloned();
        }
    }
}

/// The typed texts as a value; nothing but blanks is no value.
pub(crate) fn value_of(texts: &[String]) -> Option<Value> {
    Value::many(texts.iter().map(|text| domain::text::clean(text, false)))
}

#[cfg(test)]
mod tests;

//! What was typed into a profile and not saved, as plain values: what counts as a change, what is wrong with it, what is sent, and what
//! becomes of it when the profile moved meanwhile.

use std::collections::BTreeMap;

use domain::{
    api::{Field, FillOffer, Profile, Typed},
    attribute::Kind,
    change::ChangeState,
    id::FillSetId,
    name::AttributeKey,
    problem::{ProblemCode, Problems},
    validate::Beside,
    value::Value,
};

use super::check::{check, is_there, meant};
use crate::parts::values::{chosen_in_words, in_words};

/// What was typed, by attribute.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Edits(BTreeMap<AttributeKey, Typed>);

/// What a field says before anything is typed: what its owner last proposed, while that is on its way; else the effective value.
pub(crate) fn standing(field: &Field) -> Option<&Value> {
    match &field.change {
        Some(change) if is_on_its_way(change.state) => change.new.as_ref(),
        _ => field.value.as_ref(),
    }
}

/// A value of a field in words, where its text is not for people.
pub(crate) fn shown(field: &Field, value: Option<&Value>) -> Option<String> {
    value.and_then(|value| chosen_in_words(&field.rules.choices, value)).or_else(|| field.shown.clone())
}

fn is_on_its_way(state: ChangeState) -> bool {
    matches!(state, ChangeState::Pending | ChangeState::Approved | ChangeState::Exported)
}

impl Edits {
    /// What was typed before.
    pub(crate) fn of(typed: BTreeMap<AttributeKey, Typed>) -> Self {
        Self(typed)
    }

    /// All of it, by attribute.
    pub(crate) fn typed(&self) -> &BTreeMap<AttributeKey, Typed> {
        &self.0
    }

    /// The texts to show in the inputs of `field`.
    pub(crate) fn texts(&self, field: &Field) -> Vec<String> {
        match self.0.get(&field.key) {
            Some(edit) => edit.texts.clone(),
            None => standing(field).map(|value| value.texts().to_vec()).unwrap_or_default(),
        }
    }

    /// Takes what was typed; typing the old value again is no change.
    pub(crate) fn type_in(&mut self, field: &Field, texts: Vec<String>) {
        self.begun(field).texts = texts;
        self.end_if_idle(field);
    }

    /// The text that stands beside the values of a field of many and was not added yet.
    pub(crate) fn next(&self, key: &AttributeKey) -> String {
        self.0.get(key).map(|edit| edit.next.clone()).unwrap_or_default()
    }

    /// Takes what was typed beside the values.
    pub(crate) fn type_next(&mut self, field: &Field, text: String) {
        self.begun(field).next = text;
        self.end_if_idle(field);
    }

    /// Adds what stands beside the values to them; what is among them already is not added twice.
    pub(crate) fn add_next(&mut self, field: &Field) {
        let Some(edit) = self.0.get_mut(&field.key) else { return };
        let next = std::mem::take(&mut edit.next);
        let text = next.trim();
        if !text.is_empty() && is_there(field, &edit.texts, text).is_none() {
            edit.texts.push(text.to_owned());
        }
        self.end_if_idle(field);
    }

    fn begun(&mut self, field: &Field) -> &mut Typed {
        self.0.entry(field.key.clone()).or_insert_with(|| {
            let base = standing(field).cloned();
            let texts = base.as_ref().map(|base| base.texts().to_vec()).unwrap_or_default();
            Typed { texts, next: String::new(), filled_by: None, base }
        })
    }

    /// What has come back to what stands there is no edit.
    fn end_if_idle(&mut self, field: &Field) {
        if self.0.get(&field.key).is_some_and(|edit| is_idle(field, edit)) {
            self.0.remove(&field.key);
        }
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
        let mut problems = Problems::new();
        for field in fields {
            let parent = field.rules.depends_on.as_ref().and_then(|key| fields.iter().find(|other| other.key == *key));
            let held = parent.and_then(|parent| self.says(parent));
            let beside = Beside { standing: standing(field), parent: held.as_ref() };
            let found = match self.0.get(&field.key) {
                // While a value is being typed beside the others, they are not complete.
                Some(edit) if edit.next.is_empty() => check(field, meant(field, &edit.texts).as_ref(), beside),
                // What was right may no longer go with what was typed elsewhere.
                None if field.lock.is_none() && parent.is_some_and(|parent| self.has(&parent.key)) => {
                    let found = check(field, standing(field), beside).into_iter();
                    found.filter(|problem| problem.code == ProblemCode::NotOfferedHere).collect()
                }
                _ => Vec::new(),
            };
            if !found.is_empty() {
                let quoted = held.as_ref().zip(parent).map(|(held, parent)| {
                    in_words(Some(parent.kind), Some(held), shown(parent, Some(held)).as_deref())
                });
                let mut found = found;
                for problem in found.iter_mut().filter(|problem| problem.code == ProblemCode::NotOfferedHere) {
                    problem.detail.clone_from(&quoted);
                }
                problems.insert(field.key.clone(), found);
            }
        }
        problems
    }

    /// What a field says with what was typed.
    pub(crate) fn says(&self, field: &Field) -> Option<Value> {
        match self.0.get(&field.key) {
            Some(edit) => meant(field, &edit.texts),
            None => standing(field).cloned(),
        }
    }

    /// The fields that have to be filled in before anything is saved, by the same rule as the server's (T1).
    pub(crate) fn missing(&self, fields: &[Field]) -> Vec<AttributeKey> {
        let is_demanded = |field: &&Field| {
            field.rules.mandatory && field.lock.is_none() && !matches!(field.kind, Kind::Photo | Kind::Person)
        };
        // What is being typed beside the values will be one of them.
        let is_blank = |field: &&Field| self.says(field).is_none() && self.next(&field.key).trim().is_empty();
        let blank = fields.iter().filter(is_demanded).filter(is_blank);
        blank.map(|field| field.key.clone()).collect()
    }

    /// Those of the fields that something is typed into and that are locked: it is suggested (X21).
    pub(crate) fn suggested<'f>(&self, fields: &'f [Field]) -> impl Iterator<Item = &'f Field> {
        // What a set fills in is not the reader's own suggestion.
        let is_typed = |field: &&Field| self.0.get(&field.key).is_some_and(|edit| edit.filled_by.is_none());
        fields.iter().filter(|field| field.lock.is_some()).filter(is_typed)
    }

    /// What is sent to the server.
    pub(crate) fn proposal(&self) -> BTreeMap<String, Option<Value>> {
        let mut values = BTreeMap::new();
        values.extend(self.0.iter().map(|(key, edit)| (key.as_str().to_owned(), value_of(&edit.texts))));
        values
    }

    /// By which set each value is filled in that stands in a locked field.
    pub(crate) fn filled(&self) -> BTreeMap<String, FillSetId> {
        let mut filled = BTreeMap::new();
        filled.extend(self.0.iter().filter_map(|(key, edit)| Some((key.as_str().to_owned(), edit.filled_by?))));
        filled
    }

    /// Fills in what a set says for the value that was chosen; gives what stood there before, to put it back.
    pub(crate) fn fill_in(&mut self, offer: &FillOffer, fields: &[Field]) -> Vec<(AttributeKey, Option<Typed>)> {
        let mut before = Vec::new();
        for fill in &offer.fills {
            let Some(field) = fields.iter().find(|field| field.key == fill.attribute) else { continue };
            let was = self.0.get(&field.key).cloned();
            self.type_in(field, fill.value.texts().to_vec());
            if let (true, Some(edit)) = (fill.asks, self.0.get_mut(&field.key)) {
                edit.filled_by = Some(offer.id);
            }
            if was.as_ref() != self.0.get(&field.key) {
                before.push((field.key.clone(), was));
            }
        }
        before
    }

    /// Puts back what stood there before something was filled in.
    pub(crate) fn put_back(&mut self, before: Vec<(AttributeKey, Option<Typed>)>) {
        for (key, was) in before {
            match was {
                Some(was) => self.0.insert(key, was),
                None => self.0.remove(&key),
            };
        }
    }

    /// Fits what was typed to a profile read anew: what is there already, or can neither be changed nor suggested any more, is no change.
    pub(crate) fn fit(&mut self, profile: &Profile) {
        self.0.retain(|key, edit| {
            let is_open = |field: &&Field| field.lock.is_none() || field.may_suggest || edit.filled_by.is_some();
            let field = profile.fields.iter().find(|field| field.key == *key).filter(is_open);
            field.is_some_and(|field| !is_idle(field, edit))
        });
    }

    /// Takes out what was sent, where nothing else was typed since.
    pub(crate) fn subtract(&mut self, sent: &Self) {
        self.0.retain(|key, edit| sent.0.get(key).is_none_or(|sent| sent.texts != edit.texts || !edit.next.is_empty()));
    }

    /// The reader has seen what stands in the field now and keeps what was typed.
    pub(crate) fn accept_base(&mut self, field: &Field) {
        if let Some(edit) = self.0.get_mut(&field.key) {
            edit.base = standing(field).cloned();
        }
    }
}

fn is_idle(field: &Field, edit: &Typed) -> bool {
    edit.next.is_empty() && meant(field, &edit.texts).as_ref() == standing(field)
}

/// The typed texts as a value; nothing but blanks is no value.
pub(crate) fn value_of(texts: &[String]) -> Option<Value> {
    Value::many(texts.iter().map(|text| domain::text::clean(text, false)))
}

#[cfg(test)]
mod tests;

//! What a save is checked against beyond each value by itself: what stands in the other fields of the form, with everything that is saved
//! together. So a city goes with its country whichever of the two was changed, and nothing mandatory is left blank (T1, T2).

use std::collections::BTreeMap;

use domain::{
    attribute::{Attribute, Kind},
    name::AttributeKey,
    policy::{self, Editor},
    problem::{Problem, ProblemCode, Problems},
    validate::{Beside, check_beside},
    value::Value,
};

use super::{catalogue::Catalogue, standing::Standing};

/// A checked wish: this attribute is to have this value.
pub(super) struct Wish {
    pub(super) attribute: Attribute,
    pub(super) value: Option<Value>,
    /// It is locked for whoever wishes it: a suggestion, or what a set fills in there (X21, T4).
    pub(super) is_suggested: bool,
}

/// Around which form a save is checked.
pub(super) struct Around<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) standing: &'a Standing,
    pub(super) editor: Editor,
}

impl Around<'_> {
    /// What is wrong with wishes where they are to stand, and with other fields once they stand there. `named` are all attributes that were
    /// sent, those with other problems too.
    pub(super) fn problems(&self, wishes: &[Wish], named: &dyn Fn(&AttributeKey) -> bool) -> Problems {
        let sent: BTreeMap<&AttributeKey, Option<&Value>> =
            wishes.iter().map(|wish| (&wish.attribute.key, wish.value.as_ref())).collect();
        let mut problems = Problems::new();
        for wish in wishes {
            let found = self.beside(&wish.attribute, wish.value.as_ref(), &sent);
            if !found.is_empty() {
                problems.insert(wish.attribute.key.clone(), found);
            }
        }
        for stored in &self.catalogue.attributes {
            let attribute = self.standing.own(self.catalogue, &stored.attribute);
            if !named(&attribute.key)
                && let Some(problem) = self.left_over(&attribute, &sent)
            {
                problems.insert(attribute.key.clone(), vec![problem]);
            }
        }
        problems
    }

    /// What is wrong with a field that is not saved with the others.
    fn left_over(&self, attribute: &Attribute, sent: &BTreeMap<&AttributeKey, Option<&Value>>) -> Option<Problem> {
        let moved = |parent: &AttributeKey| sent.contains_key(parent);
        let depends = attribute.kind == Kind::Choice && attribute.rules.depends_on.as_ref().is_some_and(moved);
        if !depends && !attribute.rules.mandatory {
            return None;
        }
        let theirs = self.standing.theirs(self.catalogue, &attribute.key);
        let mapped = self.standing.mapped(self.catalogue, &attribute.key);
        let held = self.standing.said(self.catalogue, attribute);
        if held.is_none() {
            let is_missing = self.editor == Editor::Oneself && policy::is_demanded(attribute, theirs, mapped);
            return is_missing.then(|| Problem::new(ProblemCode::Mandatory));
        }
        // Who cannot mend it is not kept from saving the other.
        let may_mend = depends && policy::may_edit(attribute, theirs, mapped, self.editor).is_ok();
        let found = if may_mend { self.beside(attribute, held.as_ref(), sent) } else { Vec::new() };
        found.into_iter().find(|problem| problem.code == ProblemCode::NotOfferedHere)
    }

    fn beside(
        &self,
        attribute: &Attribute,
        value: Option<&Value>,
        sent: &BTreeMap<&AttributeKey, Option<&Value>>,
    ) -> Vec<Problem> {
        let standing = self.standing.said(self.catalogue, attribute);
        let parent = attribute.rules.depends_on.as_ref().and_then(|key| match sent.get(key) {
            Some(value) => value.cloned(),
            None => self.seen(key),
        });
        let mut found = check_beside(attribute, value, Beside { standing: standing.as_ref(), parent: parent.as_ref() });
        // An administrator may empty what its owner may not.
        found.retain(|problem| self.editor == Editor::Oneself || problem.code != ProblemCode::NotEmptied);
        found
    }

    /// What another field says, if the editor sees it: what is hidden narrows nothing, since that would tell what it is (I7).
    fn seen(&self, key: &AttributeKey) -> Option<Value> {
        let attribute = self.standing.own(self.catalogue, self.catalogue.attribute(key)?);
        let is_seen = self.editor == Editor::Admin || attribute.policy.visible;
        if is_seen { self.standing.said(self.catalogue, &attribute) } else { None }
    }
}

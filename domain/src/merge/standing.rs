//! How a value that was read stands to one change: is it the change's own value, still its base, or a third?

use std::collections::BTreeSet;

use crate::{
    attribute::Attribute,
    equality::{canonical, equivalent, identical, spelling},
    value::{Edit, Theirs, Value},
};

/// How a value that was read stands to a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is what the change proposes.
    Mine,
    /// It is what it was when the change was proposed.
    Base,
    /// It is neither.
    Third,
}

/// How `theirs` stands to a change of `base` by `edit`. A base that was not read counts as blank: its author saw nothing there.
pub(super) fn standing(attribute: &Attribute, base: &Theirs, edit: &Edit, theirs: Option<&Value>) -> Standing {
    match edit {
        Edit::Set(value) => replaced(attribute, base.value(), Some(value), theirs),
        Edit::Clear => replaced(attribute, base.value(), None, theirs),
        Edit::Members { add, remove } => members(attribute, base.value(), add, remove, theirs),
    }
}

fn replaced(attribute: &Attribute, base: Option<&Value>, mine: Option<&Value>, theirs: Option<&Value>) -> Standing {
    // "oslo" -> "Oslo" changes the spelling alone, so only that spelling confirms it.
    let spelling_only = equivalent(attribute, base, mine) && !identical(base, mine);
    let is_mine = if spelling_only { identical(theirs, mine) } else { equivalent(attribute, theirs, mine) };
    if is_mine {
        Standing::Mine
    } else if equivalent(attribute, theirs, base) {
        Standing::Base
    } else {
        Standing::Third
    }
}

/// Several values merge as sets: only the members that the change touches are looked at, so that both sides may change the others freely
/// (P18). A conflict needs both sides to have touched the same member, and only a respelling can: what one side adds or removes, the
/// other can only add or remove too.
fn members<'a>(
    attribute: &Attribute,
    base: Option<&'a Value>,
    add: &[String],
    remove: &[String],
    theirs: Option<&'a Value>,
) -> Standing {
    let spellings = |texts: &[String], member: &str| -> BTreeSet<String> {
        texts.iter().filter(|text| canonical(attribute, text) == member).map(|text| spelling(text)).collect()
    };
    let texts = |value: Option<&'a Value>| value.map(Value::texts).unwrap_or_default();
    let mut all_mine = true;
    for added in add {
        let member = canonical(attribute, added);
        let there = spellings(texts(theirs), &member);
        let leaving = spellings(remove, &member);
        if leaving.is_empty() {
            all_mine &= !there.is_empty();
        } else if there != BTreeSet::from([spelling(added)]) {
            // The spellings that it leaves may be on their way there still.
            let mut known = &leaving | &spellings(texts(base), &member);
            known.insert(spelling(added));
            if there.is_empty() || !there.is_subset(&known) {
                return Standing::Third;
            }
            all_mine = false;
        }
    }
    for removed in remove {
        let member = canonical(attribute, removed);
        if spellings(add, &member).is_empty() {
            all_mine &= spellings(texts(theirs), &member).is_empty();
        }
    }
    if all_mine { Standing::Mine } else { Standing::Base }
}

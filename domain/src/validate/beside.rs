//! What a value is checked against besides its own rules: what stands in the field already, and what stands in the attribute that its options
//! depend on.

use crate::{
    attribute::{Attribute, Blank, Kind},
    problem::{Problem, ProblemCode},
    value::Value,
};

/// What stands around a value that is being checked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// What the field says without the value.
    pub standing: Option<&'a Value>,
    /// What the attribute that the options depend on says, with everything that is saved together.
    pub parent: Option<&'a Value>,
}

/// What is wrong with a cleaned value where it is to stand: an option that is no longer offered, one that is not offered here, or a blank in a
/// field that is not emptied. All of it is a question only of what people enter; a directory may hold what it likes.
#[must_use]
pub fn check_beside(attribute: &Attribute, value: Option<&Value>, beside: Beside<'_>) -> Vec<Problem> {
    let Some(value) = value else {
        let is_emptied = beside.standing.is_some() && attribute.policy.emptied == Blank::Ignored;
        return if is_emptied { vec![Problem::new(ProblemCode::NotEmptied)] } else { Vec::new() };
    };
    if attribute.kind != Kind::Choice {
        return Vec::new();
    }
    let stood = |text: &String| beside.standing.is_some_and(|standing| standing.texts().contains(text));
    let mut problems = Vec::new();
    for text in value.texts() {
        let Some(choice) = attribute.rules.choices.iter().find(|choice| choice.value == *text) else { continue };
        if choice.retired && !stood(text) {
            problems.push(Problem::new(ProblemCode::Retired).detail(text));
        }
        if attribute.rules.depends_on.is_some() && !choice.fits(beside.parent) {
            let parent = beside.parent.map(Value::first).unwrap_or_default();
            problems.push(Problem::new(ProblemCode::NotOfferedHere).detail(parent));
        }
    }
    problems
}

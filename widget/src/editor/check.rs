//! The shared rules, asked of a field as the profile sends it.

use domain::{
    api::Field,
    problem::{Problem, ProblemCode},
    value::Value,
};

/// What is wrong with `value` in `field`.
pub(super) fn check(field: &Field, value: Option<&Value>) -> Vec<Problem> {
    let Some(value) = value else {
        return if field.rules.mandatory { vec![Problem::new(ProblemCode::Mandatory)] } else { Vec::new() };
    };
    let too_long = |text: &String| {
        let limit = field.rules.max_chars.filter(|limit| text.chars().count() > *limit as usize)?;
        Some(Problem::new(ProblemCode::TooLong).limit(i64::from(limit)))
    };
    value.texts().iter().filter_map(too_long).collect()
}

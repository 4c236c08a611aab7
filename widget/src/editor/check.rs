//! The shared rules, asked of a field as the profile sends it: the widget refuses what the server would refuse.

use domain::problem::Problem;
use domain::{
    api::Field,
    attribute::{Approval, Attribute, Authority, Blank, Family, Policy, Rules},
    equality::canonical,
    kind::{self, phone},
    moment::Moment,
    validate::{self, Beside},
    value::Value,
};

/// What is wrong with a value in a field beside another, which its options may depend on.
pub(super) fn check(field: &Field, value: Option<&Value>, beside: Beside<'_>) -> Vec<Problem> {
    let attribute = attribute_of(field);
    let mut problems = validate::check(&attribute, value, now());
    problems.extend(validate::check_beside(&attribute, value, beside));
    problems
}

/// Whether two texts mean the same in a field.
pub(super) fn same(field: &Field, one: &str, other: &str) -> bool {
    let attribute = attribute_of(field);
    canonical(&attribute, one) == canonical(&attribute, other)
}

/// Which of `texts` says the same as what is typed beside them.
pub(super) fn is_there(field: &Field, texts: &[String], typed: &str) -> Option<String> {
    texts.iter().find(|text| same(field, text, typed)).cloned()
}

/// The number that a typed text is understood as, with its country code; `None` if it is none.
pub(super) fn rings(field: &Field, text: &str) -> Option<String> {
    phone::e164(text, field.rules.default_country.as_deref())
}

/// The first and the last day that the rules of a date leave.
pub(super) fn boundaries(rules: &Rules) -> (Option<String>, Option<String>) {
    let earliest = rules.earliest.as_deref().map(|day| validate::earliest(day, now()));
    (earliest, rules.latest.as_deref().map(|day| validate::latest(day, now())))
}

#[cfg(target_arch = "wasm32")]
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds")]
fn now() -> Moment {
    Moment(js_sys::Date::now() as i64)
}

/// Tests run without a browser, whose clock it is otherwise.
#[cfg(not(target_arch = "wasm32"))]
fn now() -> Moment {
    Moment(0)
}

/// What the typed texts mean; nothing but blanks is no value.
pub(super) fn meant(field: &Field, texts: &[String]) -> Option<Value> {
    Value::many(texts.iter().cloned()).and_then(|typed| kind::clean(&attribute_of(field), &typed))
}

/// A field tells all that the rules ask for; policy and family play no part in them.
fn attribute_of(field: &Field) -> Attribute {
    Attribute {
        key: field.key.clone(),
        labels: field.labels.clone(),
        help: std::collections::BTreeMap::new(),
        kind: field.kind,
        many: field.many,
        family: Family::Directory,
        section: field.section.clone(),
        position: 0,
        rules: field.rules.clone(),
        policy: Policy {
            authority: Authority::Shared,
            locked: false,
            visible: true,
            approval: Approval::Admins,
            blank: Blank::Clears,
            emptied: if field.keeps { Blank::Ignored } else { Blank::Clears },
        },
        together: None,
        levels: Vec::new(),
    }
}

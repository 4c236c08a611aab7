//! The pitfalls of merging, one by one, in words. The laws over random histories stand in `domain/tests/histories`.

mod meeting;
mod past;
mod proposing;
mod showing;

use super::*;
use crate::{
    attribute::{Attribute, Authority},
    catalogue,
    change::ChangeEvent,
    value::Value,
};

const DAY: i64 = 86_400_000;

fn attribute(authority: Authority) -> Attribute {
    let title = |attribute: &Attribute| attribute.key.as_str() == "title";
    let mut attribute = catalogue::default_attributes().into_iter().find(title).unwrap();
    attribute.policy.authority = authority;
    attribute
}

fn skills() -> Attribute {
    Attribute { many: true, ..attribute(Authority::Shared) }
}

/// A value from its texts; `""` is blank.
fn value(texts: &[&str]) -> Option<Value> {
    Value::many(texts.iter().map(|text| (*text).to_owned()))
}

fn theirs(text: &str) -> Theirs {
    value(&[text]).into()
}

fn set(text: &str) -> Edit {
    value(&[text]).map_or(Edit::Clear, Edit::Set)
}

fn members(add: &[&str], remove: &[&str]) -> Edit {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Edit::Members { add: texts(add), remove: texts(remove) }
}

/// A change from `base` to `mine` in `state`, exported on day 1 and confirmed on day 2 where its state says so.
fn change(id: i64, state: ChangeState, base: &str, mine: &str) -> OpenChange {
    let exported =
        matches!(state, ChangeState::Exported | ChangeState::Confirmed | ChangeState::NotTaken | ChangeState::Failed);
    OpenChange {
        id: ChangeId(id),
        state,
        before_conflict: (state == ChangeState::Conflict).then_some(ChangeState::Approved),
        base: theirs(base),
        edit: set(mine),
        approved_once: state != ChangeState::Pending,
        exported_at: exported.then_some(Moment(DAY)),
        confirmed_at: (state == ChangeState::Confirmed).then_some(Moment(2 * DAY)),
        reexported: false,
    }
}

/// What becomes of the changes when a run that began on `day` reads `read`; the lag budget is two days.
fn met(attribute: &Attribute, changes: &[OpenChange], read: &Theirs, day: i64) -> Vec<(i64, Answer)> {
    let reading = Reading { theirs: read, began_at: Moment(day * DAY) };
    let answers = meet_all(attribute, &reading, changes, 2 * DAY, Moment(day * DAY + 1));
    answers.into_iter().map(|(id, answer)| (id.0, answer)).collect()
}

/// The same for one change, as event and notice.
fn alone(attribute: &Attribute, change: &OpenChange, read: &str, day: i64) -> Option<(ChangeEvent, Notice)> {
    match met(attribute, std::slice::from_ref(change), &theirs(read), day).pop() {
        Some((_, Answer::Step { event, notice, .. })) => Some((event, notice)),
        Some((_, Answer::Rebase { .. } | Answer::Nothing)) | None => None,
    }
}

fn shown(attribute: &Attribute, read: &Theirs, changes: &[OpenChange]) -> (Option<String>, Origin) {
    let effective = effective(attribute, read, changes);
    (effective.value.map(|value| value.texts().join("|")), effective.from)
}

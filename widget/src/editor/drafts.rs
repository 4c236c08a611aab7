//! What was typed survives a reload, a crash and a power cut: it is kept per person on this device until it is saved or discarded.

use domain::id::PersonId;

use super::form::Edits;
use crate::{json, storage};

const PREFIX: &str = "amend.draft.";

/// The draft kept for `person`, or an empty one.
pub(super) fn read(person: PersonId) -> Edits {
    storage::read(&name(person)).and_then(|text| json::read(&text).ok()).unwrap_or_default()
}

/// Keeps the draft; an empty one is forgotten.
pub(super) fn keep(person: PersonId, edits: &Edits) {
    let text = if edits.is_empty() { None } else { serde_json::to_string(edits).ok() };
    storage::keep(&name(person), text.as_deref());
}

/// The word to the approver that was kept with it.
pub(super) fn read_comment(person: PersonId) -> String {
    storage::read(&comment_name(person)).unwrap_or_default()
}

/// Keeps the word to the approver; an empty one is forgotten.
pub(super) fn keep_comment(person: PersonId, comment: &str) {
    storage::keep(&comment_name(person), (!comment.is_empty()).then_some(comment));
}

/// Whoever signs out leaves nothing behind for the next one at this device.
pub(crate) fn forget_drafts() {
    storage::forget_all(PREFIX);
}

fn comment_name(person: PersonId) -> String {
    [&name(person), ".comment"].concat()
}

fn name(person: PersonId) -> String {
    [PREFIX, &person.to_string()].concat()
}

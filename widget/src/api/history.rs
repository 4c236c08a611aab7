//! The calls about conflicts, people's histories, setting back, and the audit log.

use domain::{
    api::{
        AskUndo, AuditCheck, AuditQuery, AuditRow, Because, ChangeView, ConflictsQuery, HistoryEvent, HistoryQuery,
        Page, ReceivedEntry, Settle, Undo, UndoRow, Undone, paths,
    },
    id::{ChangeId, PersonId},
};

use super::{at, page_of};
use serde::de::IgnoredAny;

use crate::{
    address::with_query,
    http::{Ask, get, post},
};

/// The own changes that are in conflict.
pub(crate) fn my_conflicts(after: Option<String>) -> Ask<Page<ChangeView>> {
    get(page_of(paths::MY_CONFLICTS, after))
}

/// Settles a conflict of one's own.
pub(crate) fn settle(change: ChangeId, settle: &Settle) -> Ask<IgnoredAny> {
    post(at(paths::SETTLE, change.0), settle)
}

/// Proposes once more what has given way.
pub(crate) fn renew(change: ChangeId) -> Ask<IgnoredAny> {
    post(at(paths::RENEW, change.0), &Because::default())
}

pub(crate) fn conflicts(query: &ConflictsQuery) -> Ask<Page<ChangeView>> {
    get(with_query(paths::CONFLICTS, query))
}

/// The history of a person, or one's own.
pub(crate) fn history(person: Option<PersonId>, query: &HistoryQuery) -> Ask<Page<HistoryEvent>> {
    let path = person.map_or_else(|| paths::MY_HISTORY.to_owned(), |person| at(paths::PERSON_HISTORY, person.0));
    get(with_query(&path, query))
}

/// A person's entries as their directories sent them.
pub(crate) fn received(person: PersonId) -> Ask<Vec<ReceivedEntry>> {
    get(at(paths::PERSON_RECEIVED, person.0))
}

pub(crate) fn preview_undo(ask: &AskUndo) -> Ask<Page<UndoRow>> {
    post(paths::UNDO_PREVIEW.to_owned(), ask)
}

pub(crate) fn undo(undo: &Undo) -> Ask<Undone> {
    post(paths::UNDO.to_owned(), undo)
}

pub(crate) fn audit(query: &AuditQuery) -> Ask<Page<AuditRow>> {
    get(with_query(paths::AUDIT, query))
}

/// Where the log is taken as a file.
pub(crate) fn audit_file_path(query: &AuditQuery) -> String {
    with_query(paths::AUDIT_FILE, query)
}

/// Walks the whole log.
pub(crate) fn check_audit() -> Ask<AuditCheck> {
    post(paths::AUDIT_CHECK.to_owned(), &())
}

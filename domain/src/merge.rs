//! The heart: how an edit and what a directory says become one value, and what becomes of the edit when the directory moves.
//!
//! Three things are kept apart per person and attribute: *theirs*, what the directory last said; the *base* of a change, what it said when
//! the change was proposed; and *mine*, the proposed value. Whose word counts is the attribute's authority. Everything here is pure, total
//! and deterministic: the server and the widget ask the same functions and get the same answers.
//!
//! - [`effective()`]: the value to show, and whose it is.
//! - [`propose()`]: somebody wants another value; what is stored and what it replaces.
//! - [`meet_all`]: a run read a value; what each change of that person and attribute becomes ([`meet()`] is one change alone).
//! - [`as_of`]: what was shown at an earlier moment.
//! - [`is_stale`]: whether a decision would be about something that has moved since.
//!
//! Besides what is in flight (exported, not yet seen in the directory) at most one change of a person and attribute is open: a newer
//! proposal replaces it, and a change that leaves its flight unconfirmed gives way to what is newer.

mod apply;
mod effective;
mod meet;
mod notice;
mod past;
mod propose;
mod standing;

pub use apply::apply;
pub use effective::{Effective, Origin, effective};
pub use meet::{Answer, Reading, has_successor, meet, meet_all, moved_on};
pub use notice::Notice;
pub use past::{Past, as_of};
pub use propose::{Proposal, is_stale, propose};

use crate::{
    change::ChangeState,
    id::ChangeId,
    moment::Moment,
    value::{Edit, Theirs},
};

/// What merging must know of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenChange {
    /// The change; a newer one has a greater id.
    pub id: ChangeId,
    /// Where it is.
    pub state: ChangeState,
    /// The state that it came from, while in conflict.
    pub before_conflict: Option<ChangeState>,
    /// What the directory said when it was proposed, or when it was kept against the directory. For a local attribute: the value that it
    /// was proposed against.
    pub base: Theirs,
    /// What it proposes.
    pub edit: Edit,
    /// Whether it was ever approved; stays set when it comes back to be decided on again.
    pub approved_once: bool,
    /// When the target was last given it; for a file, when it was first downloaded.
    pub exported_at: Option<Moment>,
    /// When the directory was first seen to hold it.
    pub confirmed_at: Option<Moment>,
    /// Whether it was already exported a second time by itself (P4: at most once).
    pub reexported: bool,
}

impl OpenChange {
    /// Whether it waits for the directory to show it.
    #[must_use]
    pub fn is_in_flight(&self) -> bool {
        self.state == ChangeState::Exported
    }

    /// Whether a newer proposal takes its place: it is open and not in flight.
    #[must_use]
    pub fn is_replaceable(&self) -> bool {
        self.state.is_open() && !self.is_in_flight()
    }

    /// Whether it is open and was approved, so that its value may be shown as the effective one.
    fn counts(&self) -> bool {
        self.state.is_open() && self.approved_once
    }
}

#[cfg(test)]
mod tests;

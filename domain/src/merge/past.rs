//! What stood at an earlier moment, worked out from what has happened since: the basis of setting a person back to it.

use super::{Effective, OpenChange, effective};
use crate::{attribute::Attribute, change::ChangeState, moment::Moment, value::Theirs};

/// A change with the steps that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The change as it is now.
    pub change: OpenChange,
    /// When it came to which state, oldest first.
    pub steps: Vec<(Moment, ChangeState)>,
}

impl Past {
    /// As it was at a moment; `None` if it was not proposed yet, or had ended without a value that stands.
    fn at(&self, moment: Moment) -> Option<OpenChange> {
        let before = || self.steps.iter().filter(|(at, _)| *at <= moment).map(|(_, state)| *state);
        let state = before().next_back()?;
        if matches!(state, ChangeState::Rejected | ChangeState::Withdrawn | ChangeState::Superseded) {
            return None;
        }
        let was_approved = self.change.approved_once
            && before().any(|one| matches!(one, ChangeState::Approved | ChangeState::Applied));
        Some(OpenChange { state, approved_once: was_approved, ..self.change.clone() })
    }
}

/// What was shown at `moment`. `theirs` is what the directory says now, `moves` what it said before each time that it changed, `changes` all changes
/// ever made of this person and attribute; both oldest first. Where locks and authority were others then, today's are asked.
#[must_use]
pub fn as_of(
    attribute: &Attribute,
    theirs: &Theirs,
    moves: &[(Moment, Theirs)],
    changes: &[Past],
    moment: Moment,
) -> Effective {
    let then = moves.iter().find(|(at, _)| *at > moment).map_or(theirs, |(_, before)| before);
    let living: Vec<OpenChange> = changes.iter().filter_map(|past| past.at(moment)).collect();
    effective(attribute, then, &living)
}

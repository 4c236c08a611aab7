//! The states of a change, in one machine: no other place in Amend sets a state. A step that is not in the table is refused, so a change is
//! never in two states and never in none.

use serde::{Deserialize, Serialize};

/// Where a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeState {
    /// Waits for a decision.
    Pending,
    /// Approved; waits to be exported.
    Approved,
    /// Handed to the target; waits for the directory to show it.
    Exported,
    /// Approved, and nothing has to be written anywhere.
    Applied,
    /// The directory holds it.
    Confirmed,
    /// An approver said no.
    Rejected,
    /// Its author, or an administrator for them, took it back.
    Withdrawn,
    /// Something else came in its place: the directory's word, or a newer change.
    Superseded,
    /// The directory moved to a third value; somebody chooses.
    Conflict,
    /// Exported, but the directory did not take it or went back.
    NotTaken,
    /// The target refused it.
    Failed,
}

/// What happens to a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeEvent {
    /// An approver, or the policy, says yes.
    Approve,
    /// An approver says no.
    Reject,
    /// Its author takes it back.
    Withdraw,
    /// The target was given it.
    Export,
    /// Nothing has to be written.
    Apply,
    /// The directory shows the proposed value.
    Confirm,
    /// The lag budget passed and the directory shows the base, or it went back after it had confirmed.
    NotTake,
    /// The target refused it.
    Fail,
    /// The directory shows a third value and somebody has to choose.
    Collide,
    /// The directory went back to the base of a change in conflict.
    Reconcile,
    /// *Keep mine*: the change stands against the directory's new value.
    Keep,
    /// *Take theirs*, or another value took its place.
    Supersede,
    /// It is to be exported once more.
    Reexport,
}

/// The event has no meaning in the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a change that is {} cannot {}", .state.as_str(), .event.as_str())]
pub struct NotNow {
    /// Where the change is.
    pub state: ChangeState,
    /// What was asked of it.
    pub event: ChangeEvent,
}

impl ChangeState {
    /// All states, for tables and tests.
    pub const ALL: [Self; 11] = [
        Self::Pending,
        Self::Approved,
        Self::Exported,
        Self::Applied,
        Self::Confirmed,
        Self::Rejected,
        Self::Withdrawn,
        Self::Superseded,
        Self::Conflict,
        Self::NotTaken,
        Self::Failed,
    ];

    /// The state after `event`. `before_conflict` is the state that a change in conflict came from.
    pub fn after(self, event: ChangeEvent, before_conflict: Option<Self>) -> Result<Self, NotNow> {
        use ChangeEvent as Event;
        let next = match (self, event) {
            (Self::Pending, Event::Approve) => Some(Self::Approved),
            (Self::Pending, Event::Reject) => Some(Self::Rejected),
            (Self::Pending | Self::Approved | Self::NotTaken | Self::Failed, Event::Withdraw) => Some(Self::Withdrawn),
            (Self::Approved, Event::Export) => Some(Self::Exported),
            (Self::Approved, Event::Apply) => Some(Self::Applied),
            (
                Self::Pending | Self::Approved | Self::Exported | Self::NotTaken | Self::Failed | Self::Conflict,
                Event::Confirm,
            ) => Some(Self::Confirmed),
            (Self::Exported | Self::Confirmed, Event::NotTake) => Some(Self::NotTaken),
            (Self::Exported, Event::Fail) => Some(Self::Failed),
            (from, Event::Collide) if from.may_collide() => Some(Self::Conflict),
            (Self::Conflict, Event::Reconcile) => before_conflict.filter(|before| before.may_collide()),
            (Self::Conflict, Event::Keep) => Some(Self::Pending),
            (
                Self::Pending | Self::Approved | Self::Exported | Self::NotTaken | Self::Failed | Self::Conflict,
                Event::Supersede,
            ) => Some(Self::Superseded),
            (Self::NotTaken | Self::Failed, Event::Reexport) => Some(Self::Approved),
            _ => None,
        };
        next.ok_or(NotNow { state: self, event })
    }

    fn may_collide(self) -> bool {
        matches!(self, Self::Pending | Self::Approved | Self::Exported | Self::NotTaken | Self::Failed)
    }

    /// Whether somebody or something still has to act on it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Approved | Self::Exported | Self::Conflict | Self::NotTaken | Self::Failed)
    }

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Exported => "exported",
            Self::Applied => "applied",
            Self::Confirmed => "confirmed",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Superseded => "superseded",
            Self::Conflict => "conflict",
            Self::NotTaken => "not_taken",
            Self::Failed => "failed",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

impl ChangeEvent {
    /// All events, for tables and tests.
    pub const ALL: [Self; 13] = [
        Self::Approve,
        Self::Reject,
        Self::Withdraw,
        Self::Export,
        Self::Apply,
        Self::Confirm,
        Self::NotTake,
        Self::Fail,
        Self::Collide,
        Self::Reconcile,
        Self::Keep,
        Self::Supersede,
        Self::Reexport,
    ];

    /// The word in SQL, JSON and the audit log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Withdraw => "withdraw",
            Self::Export => "export",
            Self::Apply => "apply",
            Self::Confirm => "confirm",
            Self::NotTake => "not_take",
            Self::Fail => "fail",
            Self::Collide => "collide",
            Self::Reconcile => "reconcile",
            Self::Keep => "keep",
            Self::Supersede => "supersede",
            Self::Reexport => "reexport",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole machine as a table that a non-programmer can read; a new arrow shows up here as a changed line.
    #[test]
    fn the_states_follow_the_table() {
        let mut table = String::new();
        for state in ChangeState::ALL {
            let arrows: Vec<String> = ChangeEvent::ALL
                .into_iter()
                .filter_map(|event| {
                    let next = state.after(event, Some(ChangeState::Approved)).ok()?;
                    Some(format!("{} -> {}", event.as_str(), next.as_str()))
                })
                .collect();
            table.push_str(&format!("{}: {}\n", state.as_str(), arrows.join(", ")));
        }
        assert_eq!(
            table,
            "\
pending: approve -> approved, reject -> rejected, withdraw -> withdrawn, confirm -> confirmed, collide -> conflict, supersede -> superseded
approved: withdraw -> withdrawn, export -> exported, apply -> applied, confirm -> confirmed, collide -> conflict, supersede -> superseded
exported: confirm -> confirmed, not_take -> not_taken, fail -> failed, collide -> conflict, supersede -> superseded
applied: \n\
confirmed: not_take -> not_taken
rejected: \n\
withdrawn: \n\
superseded: \n\
conflict: confirm -> confirmed, reconcile -> approved, keep -> pending, supersede -> superseded
not_taken: withdraw -> withdrawn, confirm -> confirmed, collide -> conflict, supersede -> superseded, reexport -> approved
failed: withdraw -> withdrawn, confirm -> confirmed, collide -> conflict, supersede -> superseded, reexport -> approved
"
        );
    }

    #[test]
    fn a_conflict_returns_only_to_where_it_came_from() {
        let back = |before| ChangeState::Conflict.after(ChangeEvent::Reconcile, before);
        assert_eq!(back(Some(ChangeState::Exported)), Ok(ChangeState::Exported));
        assert!(back(None).is_err());
        assert!(back(Some(ChangeState::Confirmed)).is_err());
    }

    #[test]
    fn words_are_read_back() {
        for state in ChangeState::ALL {
            assert_eq!(ChangeState::parse(state.as_str()), Some(state));
        }
    }
}

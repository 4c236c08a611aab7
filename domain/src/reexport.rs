//! Looking at what a target would be given before it is given anything: what is done with one value, and which of them are asked for.

use serde::{Deserialize, Serialize};

use crate::{
    equality::identical,
    value::{Theirs, Value},
};

/// Which values are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Those that the target does not hold, and those of which it is not known whether it does.
    #[default]
    Differs,
    /// Also those that it should hold already: whatever was edited there by hand is overwritten (S3.10).
    All,
    /// Those that moved since the target was last given them (S3.1). What is followed change by change is not among them.
    Delta,
}

impl Which {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Differs, Self::All, Self::Delta];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Differs => "differs",
            Self::All => "all",
            Self::Delta => "delta",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|which| which.as_str() == text)
    }

    /// What is done with a value; `None` if it is not asked for. `known` is what the target holds as far as is known.
    #[must_use]
    pub fn action(self, known: &Theirs, value: Option<&Value>) -> Option<RowAction> {
        let holds_it = *known != Theirs::NotRead && identical(known.value(), value);
        match (self, holds_it, value) {
            (Self::All, true, _) => Some(RowAction::Same),
            (Self::Differs | Self::Delta, true, _) => None,
            (_, false, Some(_)) => Some(RowAction::Set),
            // Whoever was never given anything does not have to be told that there is nothing.
            (Self::Delta, false, None) if *known == Theirs::NotRead => None,
            (_, false, None) => Some(RowAction::Clear),
        }
    }
}

/// What is done with one value of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RowAction {
    /// The target is given a value that it does not hold, or may not.
    Set,
    /// What it holds is removed.
    Clear,
    /// It is given what it should hold already.
    Same,
    /// Nothing can be given; the reason tells why.
    Error,
}

impl RowAction {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Set, Self::Clear, Self::Same, Self::Error];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Clear => "clear",
            Self::Same => "same",
            Self::Error => "error",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == text)
    }
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    /// It is shown, and nothing else.
    Shown,
    /// It was put in the queue.
    Queued,
    /// The same was in the queue already, or a change that says what is written.
    Merged,
    /// Its value moved since it was shown: nothing was queued until somebody says yes to what it is now.
    Moved,
    /// It counts as given; nothing is written.
    Given,
}

impl RowState {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Shown, Self::Queued, Self::Merged, Self::Moved, Self::Given];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Queued => "queued",
            Self::Merged => "merged",
            Self::Moved => "moved",
            Self::Given => "given",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Option<Value>> {
        prop::collection::vec("[ab]{1,2}", 0..3).prop_map(Value::many)
    }

    fn known() -> impl Strategy<Value = Theirs> {
        prop_oneof![Just(Theirs::NotRead), value().prop_map(Theirs::from)]
    }

    proptest! {
        /// A target that does what is asked of it holds the value, and nothing is left to ask for; what is asked for first is never lost by
        /// asking for more.
        #[test]
        fn what_is_done_brings_the_target_to_the_value(known in known(), value in value()) {
            for which in Which::ALL {
                let after = match which.action(&known, value.as_ref()) {
                    Some(RowAction::Set) => { prop_assert!(value.is_some()); Theirs::from(value.clone()) }
                    Some(RowAction::Clear) => { prop_assert!(value.is_none()); Theirs::Empty }
                    Some(RowAction::Same) => { prop_assert_eq!(which, Which::All); known.clone() }
                    Some(RowAction::Error) => unreachable!("a value is no error"),
                    None => known.clone(),
                };
                if after != Theirs::NotRead {
                    prop_assert!(identical(after.value(), value.as_ref()));
                    prop_assert_eq!(Which::Differs.action(&after, value.as_ref()), None);
                    prop_assert_eq!(Which::Delta.action(&after, value.as_ref()), None);
                }
            }
            let (delta, differs) = (Which::Delta.action(&known, value.as_ref()), Which::Differs.action(&known, value.as_ref()));
            prop_assert!(delta.is_none() || delta == differs);
            prop_assert!(differs.is_none() || differs == Which::All.action(&known, value.as_ref()));
            prop_assert!(Which::All.action(&known, value.as_ref()).is_some());
        }

        /// S3.1: changed and changed back leaves no row.
        #[test]
        fn what_comes_back_leaves_no_row(value in value(), other in value()) {
            let given = Theirs::from(value.clone());
            let moved = Which::Delta.action(&given, other.as_ref());
            prop_assert_eq!(moved.is_none(), identical(value.as_ref(), other.as_ref()));
            prop_assert_eq!(Which::Delta.action(&given, value.as_ref()), None);
        }
    }

    #[test]
    fn words_are_read_back() {
        for which in Which::ALL {
            assert_eq!(Which::parse(which.as_str()), Some(which));
        }
        for action in RowAction::ALL {
            assert_eq!(RowAction::parse(action.as_str()), Some(action));
        }
        for state in RowState::ALL {
            assert_eq!(RowState::parse(state.as_str()), Some(state));
        }
    }
}

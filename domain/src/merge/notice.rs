//! What people are told of a step that no person made.

use serde::{Deserialize, Serialize};

/// The notices. The words never change once they are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The directory holds the proposed value.
    Confirmed,
    /// The directory came to the proposed value before anybody approved it.
    ConfirmedUnapproved,
    /// The directory's word counts, and it says something else.
    DirectorySaysOtherwise,
    /// The directory has filled the blank with something else.
    FilledByDirectory,
    /// The directory moved to a third value: somebody has to choose.
    Conflict,
    /// The directory went back to what it said before the conflict.
    ConflictOver,
    /// The directory did not take it in time.
    NotTaken,
    /// The directory held it and went back; it is exported once more.
    WentBack,
    /// The directory went back once more; somebody has to look.
    WentBackAgain,
    /// A newer change takes its place.
    ReplacedByNewer,
    /// An approver took the directory's value in a conflict.
    TheirsTaken,
    /// The person whom it describes took the directory's value in a conflict.
    TheirsChosen,
    /// An administrator locked the attribute, and what waited was withdrawn.
    TakenBackByLock,
    /// The directory moved on from a value that had been confirmed or applied.
    MovedOn,
}

impl Notice {
    /// All notices, for catalogues and tests.
    pub const ALL: [Self; 14] = [
        Self::Confirmed,
        Self::ConfirmedUnapproved,
        Self::DirectorySaysOtherwise,
        Self::FilledByDirectory,
        Self::Conflict,
        Self::ConflictOver,
        Self::NotTaken,
        Self::WentBack,
        Self::WentBackAgain,
        Self::ReplacedByNewer,
        Self::TheirsTaken,
        Self::TheirsChosen,
        Self::TakenBackByLock,
        Self::MovedOn,
    ];

    /// The word in the audit log and the string catalogue.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::ConfirmedUnapproved => "confirmed_unapproved",
            Self::DirectorySaysOtherwise => "directory_says_otherwise",
            Self::FilledByDirectory => "filled_by_directory",
            Self::Conflict => "conflict",
            Self::ConflictOver => "conflict_over",
            Self::NotTaken => "not_taken",
            Self::WentBack => "went_back",
            Self::WentBackAgain => "went_back_again",
            Self::ReplacedByNewer => "replaced_by_newer",
            Self::TheirsTaken => "theirs_taken",
            Self::TheirsChosen => "theirs_chosen",
            Self::TakenBackByLock => "taken_back_by_lock",
            Self::MovedOn => "moved_on",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The word is the same in SQL, in the audit log and on the wire.
    #[test]
    fn a_notice_has_one_word() {
        for notice in Notice::ALL {
            assert_eq!(Notice::parse(notice.as_str()), Some(notice));
            assert_eq!(serde_json::to_value(notice).unwrap(), notice.as_str());
        }
        assert_eq!(Notice::parse("anything else"), None);
    }
}

//! Who people are at an identity provider, and sign-ins that no profile belongs to (S4.18).

use serde::{Deserialize, Serialize};

use crate::{
    id::{IdentityId, UnlinkedId},
    moment::Moment,
};

/// An identity that a person signs in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonIdentity {
    /// The identity.
    pub id: IdentityId,
    /// Who vouches for it.
    pub issuer: String,
    /// Their id there, which never changes and is never given to another.
    pub subject: String,
    /// The directory's attribute by which they were found.
    pub proof: String,
    /// When they signed in first.
    pub linked_at: Moment,
}

/// Somebody who signed in and whom no profile could be linked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnlinkedSignIn {
    /// The row.
    pub id: UnlinkedId,
    /// What the identity provider calls them: a hint for people to read, no proof of anything.
    pub name: String,
    /// Who vouches for them.
    pub issuer: String,
    /// Their id there.
    pub subject: String,
    /// Why.
    pub reason: NotLinked,
    /// When they came first.
    pub first_at: Moment,
    /// When they came last.
    pub last_at: Moment,
    /// How often they came.
    pub attempts: i64,
}

/// Why no profile was linked to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NotLinked {
    /// What came says nothing that a directory could confirm.
    NoProof,
    /// No directory has them.
    NotFound,
    /// Several entries could be theirs.
    Several,
    /// A directory has them, but no profile was made of the entry, or it was taken off its profile.
    NoProfile,
    /// The entry is disabled, or the profile blocked.
    Blocked,
    /// The profile belongs to another identity of the same provider.
    Taken,
}

impl NotLinked {
    /// Every reason.
    pub const ALL: [Self; 6] =
        [Self::NoProof, Self::NotFound, Self::Several, Self::NoProfile, Self::Blocked, Self::Taken];

    /// The word on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoProof => "no_proof",
            Self::NotFound => "not_found",
            Self::Several => "several",
            Self::NoProfile => "no_profile",
            Self::Blocked => "blocked",
            Self::Taken => "taken",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == word)
    }

    /// What happened and what helps, for whoever is signed in without a profile.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NoProof => {
                "your sign-in worked, but it says nothing by which a directory could know you; an administrator can add the optional claims to the registration of the interface"
            }
            Self::NotFound => {
                "your sign-in worked, but no directory that Amend reads has you; an administrator can look at who is read"
            }
            Self::Several => {
                "your sign-in worked, but several entries of the directory could be yours; an administrator has to sort that out"
            }
            Self::NoProfile => {
                "your sign-in worked and the directory has you, but you have no profile here yet; try again after the next run, or ask an administrator"
            }
            Self::Blocked => "this account is blocked; an administrator can tell why",
            Self::Taken => {
                "your sign-in worked, but your profile belongs to another account of yours; an administrator can remove that one from your profile"
            }
        }
    }
}

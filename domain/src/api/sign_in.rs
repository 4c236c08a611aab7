//! Signing in with an identity provider: what the sign-in page offers, and what it says when that came to nothing.

use serde::{Deserialize, Serialize};

/// The ways to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInWays {
    /// The identity providers, in the order of the settings.
    pub providers: Vec<SignInProvider>,
    /// Whether people sign in with name and password: some directory can be asked for theirs. Local administrators always do.
    pub passwords: bool,
    /// Whether there are people whose directory only an agent reaches, so that nobody can ask it for their passwords.
    pub by_agent: bool,
}

/// An identity provider to sign in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInProvider {
    /// Its key in the settings.
    pub key: String,
    /// What people call it.
    pub name: String,
}

impl SignInProvider {
    /// Where signing in with it starts, to come back to an own address of Amend.
    #[must_use]
    pub fn start(key: &str, to: &str) -> String {
        let mut address = ["/sign-in/", key, "?to="].concat();
        let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default().to_ascii_uppercase();
        for byte in to.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
                address.push(char::from(byte));
            } else {
                address.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
        address
    }
}

/// What comes after a session that an identity provider had vouched for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedOut {
    /// Where the browser goes to be signed out at the provider as well.
    pub provider: String,
}

/// Why somebody who came back from an identity provider is not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignInFailure {
    /// The provider cannot be reached.
    ProviderAway,
    /// The provider refused what Amend asked for.
    ProviderRefused,
    /// Whoever was asked at the provider said no.
    Cancelled,
    /// The clocks of provider and server are apart.
    Clock,
    /// What came back does not belong to what was asked for.
    Mismatch,
    /// It began too long ago, in another browser, or has been used.
    Stale,
    /// No profile belongs to them.
    NotLinked,
    /// The account is blocked.
    Blocked,
    /// The directory that could say who they are cannot be asked.
    DirectoryAway,
    /// Too many attempts.
    TooMany,
    /// Something failed here.
    Failed,
}

impl SignInFailure {
    /// Every failure.
    pub const ALL: [Self; 11] = [
        Self::ProviderAway,
        Self::ProviderRefused,
        Self::Cancelled,
        Self::Clock,
        Self::Mismatch,
        Self::Stale,
        Self::NotLinked,
        Self::Blocked,
        Self::DirectoryAway,
        Self::TooMany,
        Self::Failed,
    ];

    /// The name of the query's field that brings it to the sign-in page.
    pub const FIELD: &'static str = "sign_in_failed";

    /// The word in addresses and in the audit log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ProviderAway => "provider_away",
            Self::ProviderRefused => "provider_refused",
            Self::Cancelled => "cancelled",
            Self::Clock => "clock",
            Self::Mismatch => "mismatch",
            Self::Stale => "stale",
            Self::NotLinked => "not_linked",
            Self::Blocked => "blocked",
            Self::DirectoryAway => "directory_away",
            Self::TooMany => "too_many",
            Self::Failed => "failed",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_keeps_the_whole_address() {
        assert_eq!(
            SignInProvider::start("entra", "/people?search=a&status=all"),
            "/sign-in/entra?to=/people%3Fsearch%3Da%26status%3Dall"
        );
    }

    #[test]
    fn words_are_those_of_the_wire() {
        for failure in SignInFailure::ALL {
            assert_eq!(SignInFailure::parse(failure.as_str()), Some(failure));
            assert_eq!(serde_json::to_value(failure).unwrap(), failure.as_str());
        }
    }
}

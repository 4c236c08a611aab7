//! What a source's administrators have chosen for people whose account is disabled or who leave its scope, and for those who are back (T16).

use serde::{Deserialize, Serialize};

/// What becomes of people who are gone, and of those who are back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Leaving {
    /// When an account is disabled or left the scope.
    pub when_gone: WhenGone,
    /// When it is enabled or in scope again.
    pub when_back: WhenBack,
}

/// What becomes of somebody whose account is disabled or left the scope. Nobody is ever deleted for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhenGone {
    /// They cannot sign in, their open changes rest, and their user name is free for others.
    #[default]
    Block,
    /// The same, but nobody else can take their user name.
    Suspend,
    /// Nothing but a line in the run's report: they go on as before.
    Nothing,
}

impl WhenGone {
    /// All choices.
    pub const ALL: [Self; 3] = [Self::Block, Self::Suspend, Self::Nothing];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Suspend => "suspend",
            Self::Nothing => "nothing",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == text)
    }

    /// Whether who is gone still holds the user name.
    #[must_use]
    pub fn keeps_username(self) -> bool {
        self != Self::Block
    }
}

/// What becomes of somebody whom the directory had blocked and has back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhenBack {
    /// They come in with all they had.
    #[default]
    LetIn,
    /// They stay blocked until an administrator lets them in.
    Ask,
}

impl WhenBack {
    /// All choices.
    pub const ALL: [Self; 2] = [Self::LetIn, Self::Ask];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LetIn => "let_in",
            Self::Ask => "ask",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == text)
    }
}

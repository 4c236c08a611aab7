//! Where a role holds: everywhere, or within parts of directories. Asked of where a person's entries lie and which groups they are in, so that
//! somebody who moves is in another administrator's hands at once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{dn, policy::Facts};

/// A part of the directories that a role is granted within.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ScopePart))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// People whose entry lies in this container, however deep.
    Ou(String),
    /// Members of this group, and of groups inside it.
    Group(String),
}

impl Part {
    /// The distinguished name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Ou(name) | Self::Group(name) => name,
        }
    }

    /// Refuses a part that is nowhere, in a sentence with the remedy.
    ///
    /// # Errors
    /// The sentence.
    pub fn check(&self) -> Result<(), String> {
        let name = self.name();
        if dn::is_valid(name) && name.len() <= 2000 {
            return Ok(());
        }
        let start: String = name.chars().take(80).collect();
        Err(format!("{start} is no distinguished name; write it as in ou=Sales,dc=example,dc=com"))
    }
}

/// A part, ready to be asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// A container, as [`dn::path`] gives it.
    Ou(Vec<String>),
    /// A group, in the form in which names are compared.
    Group(String),
}

impl Area {
    fn of(part: &Part) -> Option<Self> {
        match part {
            Part::Ou(name) => dn::path(name).map(Self::Ou),
            Part::Group(name) => dn::normalize(name).map(Self::Group),
        }
    }

    fn covers(&self, facts: &Facts) -> bool {
        match self {
            // An entry lies in its container, it is none.
            Self::Ou(path) => {
                facts.places.iter().any(|place| place.path.len() > path.len() && place.path.ends_with(path))
            }
            Self::Group(name) => facts.groups.contains(name),
        }
    }

    /// Whether everybody in the other one is in this one, wherever people lie.
    fn includes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Ou(above), Self::Ou(below)) => below.ends_with(above),
            (Self::Group(one), Self::Group(other)) => one == other,
            _ => false,
        }
    }
}

/// Where a role holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// For everybody, and for what is not about anybody.
    Everywhere,
    /// For people in any of these; where there are none, for nobody.
    Within(BTreeSet<Area>),
}

impl Scope {
    /// Of a grant's parts: none of them is everywhere. A part that cannot be read takes nobody in, and does not widen the others.
    #[must_use]
    pub fn of(parts: &[Part]) -> Self {
        if parts.is_empty() { Self::Everywhere } else { Self::Within(parts.iter().filter_map(Area::of).collect()) }
    }

    /// For nobody.
    #[must_use]
    pub fn nowhere() -> Self {
        Self::Within(BTreeSet::new())
    }

    /// Whether it takes nobody in.
    #[must_use]
    pub fn is_nowhere(&self) -> bool {
        matches!(self, Self::Within(areas) if areas.is_empty())
    }

    /// Whether it takes in whoever these facts are about.
    #[must_use]
    pub fn covers(&self, facts: &Facts) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Within(areas) => areas.iter().any(|area| area.covers(facts)),
        }
    }

    /// Whether it takes in everybody whom the other one does, wherever people lie.
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Everywhere, _) => true,
            (Self::Within(_), Self::Everywhere) => false,
            (Self::Within(own), Self::Within(others)) => {
                others.iter().all(|other| own.iter().any(|area| area.includes(other)))
            }
        }
    }

    /// Both together.
    #[must_use]
    pub fn join(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Within(mut own), Self::Within(others)) => {
                own.extend(others.iter().cloned());
                Self::Within(own)
            }
            _ => Self::Everywhere,
        }
    }
}

//! Trying who of a source would be taken, and what there is to choose among.

use serde::{Deserialize, Serialize};

use crate::selection::{Selection, Verdict};

/// A selection to try.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TrySelection {
    /// Who would be taken.
    pub selection: Selection,
}

/// What a selection would come to: the directory was read, nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tried {
    /// Entries that the directory has below the base.
    pub read: i64,
    /// Entries that are taken.
    pub taken: i64,
    /// Entries that are left out.
    pub left_out: i64,
    /// Entries that are left as they are.
    pub frozen: i64,
    /// People who would be made.
    pub comes: i64,
    /// People who would be blocked since they are out of scope then.
    pub goes: i64,
    /// Chosen groups that are not there, or may not be seen.
    pub absent_groups: Vec<String>,
    /// Some entries: first who would go, then who would come, then the frozen and the others that are left out.
    pub examples: Vec<TriedEntry>,
}

/// An entry and what a selection makes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TriedEntry {
    /// Its distinguished name.
    pub dn: String,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Whether there is an active person for it now.
    pub known: bool,
}

/// A container of a directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContainerView {
    /// Its distinguished name.
    pub dn: String,
    /// Its own name.
    pub name: String,
    /// How many containers it lies in, counted from the base.
    pub depth: u32,
}

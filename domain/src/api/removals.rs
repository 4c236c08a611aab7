//! Deciding on a held run place by place.

use serde::{Deserialize, Serialize};

/// A place in the directory with people whom a held run would block since it did not find them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RemovalPlace {
    /// The distinguished name of what their entries lay in.
    pub container: String,
    /// How many people.
    pub people: i64,
}

/// Let a held run do what it has staged.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ReleaseRun {
    /// Containers whose people are left alone this time, as the run's removals name them; the next run that reads everything looks again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spare: Vec<String>,
}

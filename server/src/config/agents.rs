//! Settings about agents.

use std::time::Duration;

use serde::Deserialize;

/// How agents are watched.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AgentsConfig {
    /// After how long without a word another agent of the source takes over.
    lease_seconds: u32,
}

impl Default for AgentsConfig {
    fn default() -> Self {
        Self { lease_seconds: 60 }
    }
}

impl AgentsConfig {
    /// How long the working agent keeps its place without a word.
    pub(crate) fn lease(&self) -> Duration {
        Duration::from_secs(u64::from(self.lease_seconds.max(1)))
    }
}

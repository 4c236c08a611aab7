//! Settings about agents.

use std::time::Duration;

use serde::Deserialize;

/// How agents are watched.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AgentsConfig {
    /// After how long without a word another agent of the source takes over.
    lease_seconds: u32,
    /// After how long without a word of the agent a piece of work counts as lost.
    work_seconds: u32,
    /// How long work waits for an agent.
    patience_seconds: u32,
}

impl Default for AgentsConfig {
    fn default() -> Self {
        Self { lease_seconds: 60, work_seconds: 30, patience_seconds: 30 }
    }
}

impl AgentsConfig {
    /// After how many milliseconds without a word work counts as lost.
    pub(crate) fn work(&self) -> i64 {
        i64::from(self.work_seconds.max(1)) * 1000
    }

    /// For how many milliseconds work waits for an agent.
    pub(crate) fn patience(&self) -> i64 {
        i64::from(self.patience_seconds.max(1)) * 1000
    }

    /// How long the working agent keeps its place without a word.
    pub(crate) fn lease(&self) -> Duration {
        Duration::from_secs(u64::from(self.lease_seconds.max(1)))
    }
}

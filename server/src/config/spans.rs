//! Settings that are spans of time, in the units that the program counts in.

use std::time::Duration;

use super::Config;

impl Config {
    /// How long people are looked at for what an edit of a template's row would change.
    pub(crate) fn effect_patience(&self) -> Duration {
        Duration::try_from_secs_f64(self.effect_seconds).unwrap_or_default()
    }

    /// The lag budget in milliseconds.
    pub(crate) fn lag(&self) -> i64 {
        // A float that is too large for an integer stops at the integer's end.
        #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
        let milliseconds = (self.lag_hours * 3_600_000.0) as i64;
        milliseconds
    }

    /// A day that a level of approval waits, in milliseconds.
    pub(crate) fn approval_day(&self) -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
        let milliseconds = (self.approval_day_hours * 3_600_000.0) as i64;
        milliseconds.max(1)
    }

    /// How long a request may take to arrive.
    pub(crate) fn request(&self) -> Duration {
        Duration::from_secs(u64::from(self.request_seconds.max(1)))
    }

    /// How long a lease lasts.
    pub(crate) fn lease(&self) -> Duration {
        Duration::from_secs(u64::from(self.lease_seconds.max(1)))
    }
}

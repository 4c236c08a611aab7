//! When people are asked whether their details are still right (T9, X11): again and again, and sooner while they are new.

use serde::{Deserialize, Serialize};

use crate::moment::Moment;

const DAY: i64 = 86_400_000;
/// The longest cycle, in days.
pub const LONGEST: u32 = 3650;

/// How often people are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Cycle {
    /// Days after which what was confirmed is asked about again; 0: nobody is asked.
    pub days: u32,
    /// The same for newcomers.
    pub newcomer_days: u32,
    /// For so many days somebody is a newcomer.
    pub newcomer_for: u32,
}

impl Default for Cycle {
    fn default() -> Self {
        Self { days: 180, newcomer_days: 30, newcomer_for: 90 }
    }
}

impl Cycle {
    /// Refuses a cycle that means nothing.
    ///
    /// # Errors
    /// A sentence that names the field and the remedy.
    pub fn check(&self) -> Result<(), String> {
        for (name, days, least) in
            [("days", self.days, 0), ("newcomer_days", self.newcomer_days, 1), ("newcomer_for", self.newcomer_for, 0)]
        {
            if !(least..=LONGEST).contains(&days) {
                return Err(format!("`cycle.{name}` is a number of days from {least} to {LONGEST}"));
            }
        }
        Ok(())
    }

    /// Whether anybody is asked.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.days > 0
    }

    /// When a detail is asked about that was confirmed at `confirmed`, of somebody whom Amend knows since `known_since`. What was never confirmed
    /// counts from then on.
    #[must_use]
    pub fn due(&self, known_since: Moment, confirmed: Option<Moment>) -> Option<Moment> {
        let from = confirmed.map_or(known_since, |at| at.max(known_since));
        let is_new = from.since(known_since) < i64::from(self.newcomer_for) * DAY;
        let days = if is_new { self.newcomer_days.min(self.days) } else { self.days };
        self.is_on().then(|| from.plus(i64::from(days) * DAY))
    }

    /// The moments that SQL compares with: what is due at `now` was confirmed at or before the first, or, within the third from somebody's first
    /// day on, at or before the second.
    #[must_use]
    pub fn limits(&self, now: Moment) -> (Moment, Moment, i64) {
        let before = |days: u32| now.plus(-i64::from(days) * DAY);
        (before(self.days), before(self.newcomer_days.min(self.days)), i64::from(self.newcomer_for) * DAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(day: i64) -> Moment {
        Moment(day * DAY)
    }

    /// T9: a newcomer is asked after 30, 60 and 90 days, and from then on every 180.
    #[test]
    fn newcomers_are_asked_sooner() {
        let cycle = Cycle::default();
        assert_eq!(cycle.due(day(10), None), Some(day(40)));
        assert_eq!(cycle.due(day(10), Some(day(40))), Some(day(70)));
        assert_eq!(cycle.due(day(10), Some(day(99))), Some(day(129)));
        assert_eq!(cycle.due(day(10), Some(day(100))), Some(day(280)));
        assert_eq!(Cycle { days: 0, ..cycle }.due(day(10), None), None);
        let short = Cycle { days: 7, ..cycle };
        assert_eq!(short.due(day(10), None), Some(day(17)), "a newcomer is never asked later than others");
    }

    #[test]
    fn a_cycle_that_means_nothing_is_refused() {
        let cycle = Cycle::default();
        assert!(cycle.check().is_ok() && Cycle { days: 0, ..cycle }.check().is_ok());
        assert!(Cycle { newcomer_days: 0, ..cycle }.check().is_err_and(|why| why.contains("`cycle.newcomer_days`")));
        assert!(Cycle { days: LONGEST + 1, ..cycle }.check().is_err_and(|why| why.contains("`cycle.days`")));
    }

    proptest! {
        /// The report compares moments in SQL; it must say what the rule says.
        #[test]
        fn the_limits_say_the_same(
            days in 1_u32..400, newcomer_days in 1_u32..400, newcomer_for in 0_u32..400,
            known in 0_i64..500, confirmed in proptest::option::of(0_i64..500), now in 0_i64..1000,
        ) {
            let cycle = Cycle { days, newcomer_days, newcomer_for };
            let (known, confirmed, now) = (day(known), confirmed.map(|at| day(at.max(known))), day(now));
            let is_due = cycle.due(known, confirmed).is_some_and(|due| due <= now);
            let (usual, newcomers, new_for) = cycle.limits(now);
            let from = confirmed.unwrap_or(known);
            let by_limits = if from.since(known) < new_for { from <= newcomers } else { from <= usual };
            prop_assert_eq!(is_due, by_limits);
        }
    }
}

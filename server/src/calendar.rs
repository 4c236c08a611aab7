//! When a schedule is due next, on the clocks of its time zone. A time that a zone's clocks skip in spring comes once, right after the gap; one
//! that they show twice in autumn comes once too.

use std::str::FromStr as _;

use croner::Cron;
use domain::{moment::Moment, schedule::Schedule};
use jiff::{Timestamp, tz::TimeZone};

/// The first time after `now` (and after `last`, the time at which it was due last) at which the schedule is due; `None` if never.
///
/// # Errors
/// A sentence that names the field and the remedy.
pub(crate) fn next(schedule: &Schedule, last: Option<Moment>, now: Moment) -> Result<Option<Moment>, String> {
    if let Schedule::Minutes { minutes } = schedule {
        schedule.pattern()?;
        let pause = i64::from(*minutes) * 60_000;
        // In step with the last one, however late this is asked; what was missed meanwhile is not made up for.
        let from = last.filter(|last| *last <= now).unwrap_or(now);
        let missed = now.since(from) / pause;
        return Ok(Some(from.plus(pause * (missed + 1))));
    }
    let Some((pattern, zone)) = schedule.pattern()? else { return Ok(None) };
    let zone = TimeZone::get(zone)
        .map_err(|_| format!("`time_zone`: {zone} is not known; use a name such as Europe/Oslo or UTC"))?;
    let cron = Cron::from_str(&pattern).map_err(|error| format!("`pattern` cannot be understood: {error}"))?;
    let now = Timestamp::from_millisecond(now.0).map_err(|error| error.to_string())?.to_zoned(zone);
    let due = cron
        .find_next_occurrence(&now, false)
        .map_err(|_| "`pattern` never comes true; look at day and month".to_owned())?;
    Ok(Some(Moment(due.timestamp().as_millisecond())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment::from_rfc3339(text).unwrap()
    }

    /// The next times after a moment.
    fn times(schedule: &Schedule, from: &str, count: usize) -> Vec<String> {
        let mut now = moment(from);
        (0..count)
            .map(|_| {
                now = next(schedule, Some(now), now).unwrap().unwrap();
                now.to_rfc3339()
            })
            .collect()
    }

    fn daily(at: &str, time_zone: &str) -> Schedule {
        Schedule::Day { at: at.to_owned(), time_zone: time_zone.to_owned() }
    }

    /// S4.12: 02:30 does not exist on 29 March 2026 in Oslo, and exists twice on 25 October; it comes once on both days.
    #[test]
    fn clocks_that_jump_skip_and_repeat_nothing() {
        let schedule = daily("02:30", "Europe/Oslo");
        let spring = times(&schedule, "2026-03-27T12:00:00Z", 3);
        assert_eq!(spring, ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]);
        let autumn = times(&schedule, "2026-10-24T00:00:00Z", 3);
        assert_eq!(autumn, ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
    }

    #[test]
    fn minutes_keep_step_and_make_up_for_nothing() {
        let schedule = Schedule::Minutes { minutes: 10 };
        let last = Some(moment("2026-01-01T00:00:00Z"));
        let due = |now: &str| next(&schedule, last, moment(now)).unwrap().unwrap().to_rfc3339();
        assert_eq!(due("2026-01-01T00:00:00Z"), "2026-01-01T00:10:00Z");
        assert_eq!(due("2026-01-01T00:00:07Z"), "2026-01-01T00:10:00Z");
        assert_eq!(due("2026-01-01T03:14:00Z"), "2026-01-01T03:20:00Z");
        let fresh = next(&schedule, None, moment("2026-01-01T00:00:07Z")).unwrap().unwrap();
        assert_eq!(fresh.to_rfc3339(), "2026-01-01T00:10:07Z");
    }

    #[test]
    fn every_other_form() {
        assert_eq!(next(&Schedule::Off, None, Moment(0)), Ok(None));
        let working_hours =
            Schedule::Cron { pattern: "*/30 7-8 * * 1-5".to_owned(), time_zone: "America/New_York".to_owned() };
        let friday = times(&working_hours, "2026-01-02T12:45:00Z", 4);
        assert_eq!(
            friday,
            ["2026-01-02T13:00:00Z", "2026-01-02T13:30:00Z", "2026-01-05T12:00:00Z", "2026-01-05T12:30:00Z"]
        );
        let zone = next(&daily("06:00", "Mars/Olympus"), None, Moment(0)).unwrap_err();
        assert!(zone.contains("Europe/Oslo"), "{zone}");
        let never = Schedule::Cron { pattern: "0 0 30 2 *".to_owned(), time_zone: "UTC".to_owned() };
        assert!(next(&never, None, Moment(0)).is_err());
        let bad = Schedule::Cron { pattern: "99 * * * *".to_owned(), time_zone: "UTC".to_owned() };
        assert!(next(&bad, None, Moment(0)).unwrap_err().contains("pattern"));
    }
}

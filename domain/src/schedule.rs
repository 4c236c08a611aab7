//! When a source is read by itself. The shape travels over HTTP; when the next run is due needs a calendar of time zones, which the server has.

use serde::{Deserialize, Serialize};

/// When a source is read by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "every", rename_all = "snake_case", deny_unknown_fields)]
pub enum Schedule {
    /// Never; only by hand.
    Off,
    /// Again and again, so many minutes after the last run was due.
    Minutes {
        /// 1 to 10,080 (a week).
        minutes: u32,
    },
    /// Once a day.
    Day {
        /// `HH:MM` on the clocks of the time zone.
        at: String,
        /// Such as `Europe/Oslo`.
        time_zone: String,
    },
    /// On some days of the week.
    Week {
        /// At least one.
        days: Vec<Weekday>,
        /// `HH:MM` on the clocks of the time zone.
        at: String,
        /// Such as `Europe/Oslo`.
        time_zone: String,
    },
    /// As cron has it: minute, hour, day of the month, month, day of the week.
    Cron {
        /// Such as `*/10 7-18 * * 1-5`.
        pattern: String,
        /// Such as `Europe/Oslo`.
        time_zone: String,
    },
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// All days, Monday first.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// The number in cron, Monday 1 to Sunday 7.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Monday => 1,
            Self::Tuesday => 2,
            Self::Wednesday => 3,
            Self::Thursday => 4,
            Self::Friday => 5,
            Self::Saturday => 6,
            Self::Sunday => 7,
        }
    }
}

impl Schedule {
    /// The schedule as a cron pattern and its time zone; `None` for the ones that are no matter of a calendar.
    ///
    /// # Errors
    /// A sentence that names the field and the remedy.
    pub fn pattern(&self) -> Result<Option<(String, &str)>, String> {
        let (pattern, time_zone) = match self {
            Self::Off => return Ok(None),
            Self::Minutes { minutes } if (1..=10_080).contains(minutes) => return Ok(None),
            Self::Minutes { .. } => return Err("`minutes` is a number from 1 to 10080".to_owned()),
            Self::Day { at, time_zone } => (format!("{} * * *", clock(at)?), time_zone),
            Self::Week { days, at, time_zone } => {
                let mut numbers: Vec<u8> = days.iter().map(|day| day.number()).collect();
                numbers.sort_unstable();
                numbers.dedup();
                if numbers.is_empty() {
                    return Err("`days` names no day; choose at least one, or `off`".to_owned());
                }
                let numbers: Vec<String> = numbers.iter().map(u8::to_string).collect();
                (format!("{} * * {}", clock(at)?, numbers.join(",")), time_zone)
            }
            Self::Cron { pattern, time_zone } => {
                let fields = pattern.split_whitespace().count();
                if fields != 5 || pattern.len() > 200 {
                    return Err(
                        "`pattern` has five fields: minute, hour, day of the month, month, day of the week".to_owned()
                    );
                }
                (pattern.split_whitespace().collect::<Vec<_>>().join(" "), time_zone)
            }
        };
        Ok(Some((pattern, time_zone)))
    }
}

/// `HH:MM` as cron's minute and hour.
fn clock(text: &str) -> Result<String, String> {
    let parts = text.split_once(':').and_then(|(hour, minute)| {
        let is_plain = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        (is_plain(hour) && is_plain(minute)).then_some((hour.parse::<u8>().ok()?, minute.parse::<u8>().ok()?))
    });
    match parts {
        Some((hour @ 0..=23, minute @ 0..=59)) => Ok(format!("{minute} {hour}")),
        _ => Err(format!("`at`: {text} is no time of the day; write it as 06:30")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(schedule: &Schedule) -> Result<Option<String>, String> {
        schedule.pattern().map(|found| found.map(|(pattern, _)| pattern))
    }

    /// S4.12: each form, and what is wrong with it in words.
    #[test]
    fn a_schedule_is_a_pattern() {
        let (at, time_zone) = ("06:05".to_owned(), "Europe/Oslo".to_owned());
        assert_eq!(pattern(&Schedule::Off), Ok(None));
        assert_eq!(pattern(&Schedule::Minutes { minutes: 15 }), Ok(None));
        assert!(pattern(&Schedule::Minutes { minutes: 0 }).is_err());
        let day = Schedule::Day { at: at.clone(), time_zone: time_zone.clone() };
        assert_eq!(pattern(&day), Ok(Some("5 6 * * *".to_owned())));
        let days = vec![Weekday::Friday, Weekday::Monday, Weekday::Friday];
        let week = Schedule::Week { days, at: at.clone(), time_zone: time_zone.clone() };
        assert_eq!(pattern(&week), Ok(Some("5 6 * * 1,5".to_owned())));
        let none = Schedule::Week { days: Vec::new(), at, time_zone: time_zone.clone() };
        assert!(pattern(&none).is_err_and(|why| why.contains("at least one")));
        for bad in ["6:05", "24:00", "06:60", "", "06:05:00", "+6:05"] {
            let day = Schedule::Day { at: bad.to_owned(), time_zone: time_zone.clone() };
            assert!(pattern(&day).is_err_and(|why| why.contains("06:30")), "{bad}");
        }
        let cron = |pattern: &str| Schedule::Cron { pattern: pattern.to_owned(), time_zone: time_zone.clone() };
        assert_eq!(pattern(&cron(" */10  7-18 * * 1-5 ")), Ok(Some("*/10 7-18 * * 1-5".to_owned())));
        assert!(pattern(&cron("* * * * * *")).is_err(), "seconds are not offered");
    }

    #[test]
    fn a_schedule_travels() {
        let text = r#"{"every":"week","days":["monday"],"at":"06:00","time_zone":"Europe/Oslo"}"#;
        let read: Schedule = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}

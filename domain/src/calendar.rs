//! The calendar, as far as Amend needs it: which days there are, and how moments are written. A library for it would be a tenth of what
//! everybody's browser loads of these rules.

const DAY: i64 = 86_400_000;

/// Whether there is such a day.
pub(crate) fn is_day(year: i64, month: i64, day: i64) -> bool {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=last).contains(&day)
}

/// Days from 1970-01-01 to this one. Years begin in March here, so that the leap day is a year's last.
fn days_to(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let century = year.div_euclid(400);
    let year = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    century * 146_097 + year * 365 + year / 4 - year / 100 + of_year - 719_468
}

/// The day that lies `days` after 1970-01-01: year, month, day.
fn day_after(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let century = days.div_euclid(146_097);
    let of_century = days.rem_euclid(146_097);
    let year = (of_century - of_century / 1460 + of_century / 36_524 - of_century / 146_096) / 365;
    let of_year = of_century - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = century * 400 + year;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

/// A moment in milliseconds since 1970 as RFC 3339 has it, in UTC. The year must have four digits.
pub(crate) fn write(milliseconds: i64) -> String {
    let (year, month, day) = day_after(milliseconds.div_euclid(DAY));
    let of_day = milliseconds.rem_euclid(DAY);
    let (second, fraction) = (of_day / 1000, of_day % 1000);
    let mut text = String::with_capacity(24);
    let parts = [
        (year, 4, '-'),
        (month, 2, '-'),
        (day, 2, 'T'),
        (second / 3600, 2, ':'),
        (second / 60 % 60, 2, ':'),
        (second % 60, 2, '.'),
    ];
    for (number, digits, end) in parts {
        push(&mut text, number, digits);
        text.push(end);
    }
    push(&mut text, fraction, 3);
    // A fraction has no more digits than it needs, and none where it is nothing.
    text.truncate(text.trim_end_matches('0').trim_end_matches('.').len().max(19));
    text.push('Z');
    text
}

fn push(text: &mut String, number: i64, digits: u32) {
    for place in (0..digits).rev() {
        let digit = number / 10_i64.pow(place) % 10;
        text.push(u32::try_from(digit).ok().and_then(|digit| char::from_digit(digit, 10)).unwrap_or('0'));
    }
}

/// Reads what [`write()`] writes, and every other text of RFC 3339; the milliseconds since 1970.
pub(crate) fn read(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| {
        let digits = text.get(from..to)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<i64>().ok()).flatten()
    };
    let bytes = text.as_bytes();
    let is_cut = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')].iter().all(|(at, mark)| bytes.get(*at) == Some(mark));
    let is_apart = matches!(bytes.get(10), Some(b'T' | b't' | b' '));
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    // A leap second is told as the end of the second before.
    if !is_cut || !is_apart || !is_day(year, month, day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let rest = text.get(19..)?;
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(rest) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (fraction, zone) = (rest.get(..digits)?, rest.get(digits..)?);
            let thousandths = fraction.bytes().chain(*b"00").take(3).fold(0, |sum, b| sum * 10 + i64::from(b - b'0'));
            (if digits == 0 { None } else { Some(thousandths) }?, zone)
        }
        None => (0, rest),
    };
    let in_day = ((hour * 60 + minute) * 60 + second.min(59)) * 1000 + if second == 60 { 999 } else { fraction };
    Some(days_to(year, month, day) * DAY + in_day - offset(zone)?)
}

/// What a zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let number = |digits: &str| {
        let well_formed = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
        well_formed.then(|| digits.parse::<i64>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let ahead = (hours * 60 + minutes) * 60_000;
    match zone.as_bytes().first()? {
        _ if hours > 23 || minutes > 59 => None,
        b'+' => Some(ahead),
        b'-' => Some(-ahead),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_day, read, write};
    use proptest::prelude::*;
    use time::{Date, OffsetDateTime, format_description::well_known::Rfc3339};

    /// The years 0 to 9999.
    const RANGE: std::ops::Range<i64> = -62_167_219_200_000..253_402_300_800_000;

    fn by_library(at: i64) -> String {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000).unwrap().format(&Rfc3339).unwrap()
    }

    proptest! {
        /// A library that many rely on says the same of every moment, written in any zone.
        #[test]
        fn moments_are_written_as_a_library_does(at in RANGE, minutes in -1439_i64..=1439) {
            let text = by_library(at);
            prop_assert_eq!(&write(at), &text);
            prop_assert_eq!(read(&text), Some(at));
            let shifted = at + minutes * 60_000;
            if RANGE.contains(&shifted) {
                let sign = if minutes < 0 { '-' } else { '+' };
                let zone = format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
                let text = by_library(shifted).replace('Z', &zone);
                prop_assert_eq!(read(&text), Some(at), "{}", text);
            }
        }

        #[test]
        fn no_text_makes_it_stumble(text in "[0-9Tt: .Z+-]{0,30}") {
            if let (Some(at), Ok(known)) = (read(&text), OffsetDateTime::parse(&text, &Rfc3339)) {
                prop_assert_eq!(i128::from(at), known.unix_timestamp_nanos().div_euclid(1_000_000));
            }
        }
    }

    #[test]
    fn every_day_of_the_calendar_is_known() {
        for year in 0..=9999_i32 {
            for month in 0..=13_u8 {
                for day in 0..=32_u8 {
                    let known =
                        time::Month::try_from(month).is_ok_and(|m| Date::from_calendar_date(year, m, day).is_ok());
                    assert_eq!(is_day(year.into(), month.into(), day.into()), known, "{year}-{month}-{day}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2024-02-30T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:60:00Z",
            "2024-01-01T00:00:00",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00+2:00",
            "2024-01-01T00:00:00+24:00",
            "2024-01-01",
            "é024-01-01T00:00:00Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("2016-12-31T23:59:60Z"), read("2016-12-31T23:59:59.999Z"));
        assert_eq!(read("1970-01-01t00:00:00.0019z"), Some(1));
        assert_eq!(write(1500), "1970-01-01T00:00:01.5Z");
        assert_eq!(write(0), "1970-01-01T00:00:00Z");
    }
}

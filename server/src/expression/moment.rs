//! Days and moments as directories write them: generalized time (RFC 4517 section 3.3.13), Active Directory's count of 100 nanoseconds since
//! 1601 ([MS-DTYP] 2.3.3), and plain days.

use jiff::{civil::DateTime, fmt::strtime};

/// Between 1601 and 1970.
const SECONDS_BEFORE_1970: i64 = 11_644_473_600;

/// A moment in a form of `strftime`; blank where there is none.
pub(super) fn written(text: &str, form: &str) -> Result<String, String> {
    // The form is looked at for every entry, so that a wrong one is found before the first date comes.
    let write = |moment: DateTime| {
        strtime::format(form, moment).map_err(|_| "this is no form of a date; use for example \"%d.%m.%Y\"".to_owned())
    };
    write(DateTime::constant(2000, 1, 1, 0, 0, 0, 0))?;
    let text = text.trim();
    if text.is_empty() || is_never(text) {
        return Ok(String::new());
    }
    write(read(text).ok_or("what it holds is no date")?)
}

/// Active Directory's words for "not at all".
fn is_never(text: &str) -> bool {
    text == "0" || text == "9223372036854775807"
}

fn read(text: &str) -> Option<DateTime> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i8>().ok();
    match digits {
        // 2026-11-27, alone or with a time behind it.
        4 => text.get(..10)?.parse::<jiff::civil::Date>().ok().map(|date| date.at(0, 0, 0, 0)),
        8 | 10 | 12 | 14 => {
            let part = |at: usize| if digits >= at + 2 { number(at, at + 2) } else { Some(0) };
            DateTime::new(text.get(..4)?.parse().ok()?, number(4, 6)?, number(6, 8)?, part(8)?, part(10)?, part(12)?, 0)
                .ok()
        }
        17 | 18 if text.len() == digits => {
            let seconds = text.parse::<i64>().ok()? / 10_000_000 - SECONDS_BEFORE_1970;
            let moment = jiff::Timestamp::from_second(seconds).ok()?;
            Some(moment.to_zoned(jiff::tz::TimeZone::UTC).datetime())
        }
        _ => None,
    }
}

//! Clocks: tokens, codes and sessions are good for minutes, so clocks that are apart let nobody in.

use domain::moment::Moment;

use super::{Line, fail, ok, warn};

/// Milliseconds from which on somebody should look. Dates in answers have whole seconds.
const APART: i64 = 30_000;
/// Milliseconds from which on sign-in fails.
const FAR: i64 = 300_000;

/// How far a clock is ahead of this machine's, in milliseconds.
pub(super) fn judge(part: impl Into<String>, ahead: i64) -> Line {
    let seconds = ahead.abs() / 1000;
    let seen = match seconds {
        0..=1 => "as this machine's".to_owned(),
        _ if ahead > 0 => format!("{seconds} s ahead of this machine's"),
        _ => format!("{seconds} s behind this machine's"),
    };
    let remedy = "set both by a time server (NTP); tokens are good for minutes";
    match ahead.abs() {
        FAR.. => fail(part, seen, remedy),
        APART.. => warn(part, seen, remedy),
        _ => ok(part, seen),
    }
}

/// How far the clock behind an answer's `Date` is ahead, in milliseconds.
pub(super) fn ahead(date: Option<&str>, now: Moment) -> Option<i64> {
    let theirs = jiff::fmt::rfc2822::parse(date?).ok()?.timestamp().as_millisecond();
    // Half a second is what a date without fractions lacks on average.
    Some(theirs + 500 - now.0)
}

#[cfg(test)]
mod tests {
    use super::{super::Verdict, *};

    #[test]
    fn dates_of_answers_are_read() {
        let now = Moment::from_rfc3339("1994-11-06T08:49:37.500Z").unwrap();
        assert_eq!(ahead(Some("Sun, 06 Nov 1994 08:49:37 GMT"), now), Some(0));
        assert_eq!(ahead(Some("Sun, 06 Nov 1994 08:59:37 GMT"), now), Some(600_000));
        assert_eq!(ahead(Some("yesterday"), now), None);
        let verdicts = [0, -29_000, 30_000, -299_000, 300_000].map(|ahead| judge("a", ahead).verdict);
        assert_eq!(verdicts, [Verdict::Ok, Verdict::Ok, Verdict::Warn, Verdict::Warn, Verdict::Fail]);
    }
}

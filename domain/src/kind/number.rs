//! Numbers as people write them: digits with at most one decimal point. They are compared digit by digit and never pass through a binary
//! fraction, so that what was typed and what is kept are the same number.

use std::cmp::Ordering;

/// Most digits; no directory holds more.
const MOST_DIGITS: usize = 40;

/// The one way of writing the number; `None` if the text is none. A comma is none: nobody can tell whether it parts thousands.
#[must_use]
pub fn canonical(text: &str) -> Option<String> {
    let text = text.trim();
    let (minus, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) || digits.len() > MOST_DIGITS {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let minus = if whole == "0" && fraction.is_empty() { "" } else { minus };
    let point = if fraction.is_empty() { "" } else { "." };
    Some([minus, whole, point, fraction].concat())
}

/// Which of two numbers is greater; `None` if one is none.
#[must_use]
pub fn compare(one: &str, other: &str) -> Option<Ordering> {
    let (one, other) = (canonical(one)?, canonical(other)?);
    Some(match (one.strip_prefix('-'), other.strip_prefix('-')) {
        (None, None) => size(&one).cmp(&size(&other)),
        (Some(one), Some(other)) => size(other).cmp(&size(one)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
    })
}

/// The size of a number without its sign, in a form that compares as the number does.
fn size(canonical: &str) -> (usize, &str, &str) {
    let (whole, fraction) = canonical.split_once('.').unwrap_or((canonical, ""));
    (whole.len(), whole, fraction)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_have_one_form() {
        for (text, form) in [
            ("7", Some("7")),
            (" +07.50 ", Some("7.5")),
            ("-0.0", Some("0")),
            ("-0.5", Some("-0.5")),
            ("1,5", None),
            ("1e3", None),
            (".5", None),
            ("5.", None),
            ("", None),
            ("--1", None),
        ] {
            assert_eq!(canonical(text).as_deref(), form, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn they_compare_as_numbers(one in -100_000_i64..100_000, other in -100_000_i64..100_000) {
            let text = |number: i64| {
                let minus = if number < 0 { "-" } else { "" };
                format!("{minus}{}.{:03}", number.abs() / 1000, number.abs() % 1000)
            };
            prop_assert_eq!(compare(&text(one), &text(other)), Some(one.cmp(&other)));
        }
    }
}

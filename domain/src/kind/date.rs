//! Days. Amend keeps them as `YYYY-MM-DD`, so that they sort and compare as text; people and directories write them in other ways.

use crate::calendar::is_day;

/// Whether the text is `YYYY-MM-DD` and names a day of the calendar.
#[must_use]
pub fn is_valid(text: &str) -> bool {
    let bytes = text.as_bytes();
    let well_formed = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { *b == b'-' } else { b.is_ascii_digit() });
    well_formed && from_parts(text).is_some_and(|(year, month, day)| is_day(year, month, day))
}

/// Any way of writing a day that has one meaning, as `YYYY-MM-DD`: ISO 8601 with `-` or `/` and with or without leading zeros,
/// `31.12.1999`, and the generalizedTime of directories (RFC 4517, section 3.3.13), of which the day counts.
/// `12/31/99` and the like are `None`: nobody can tell the day from the month.
#[must_use]
pub fn canonical(text: &str) -> Option<String> {
    let text = text.trim();
    let (year, month, day) = from_generalized_time(text).or_else(|| from_parts(text))?;
    (year > 0 && is_day(year, month, day)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

fn from_generalized_time(text: &str) -> Option<(i64, i64, i64)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    // The day alone, or with an hour, a minute, a second; then a fraction and a zone.
    let zone = text.get(digits..)?;
    let well_formed = match digits {
        8 => zone.is_empty(),
        10 | 12 | 14 => zone.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'+' | b'-' | b'Z')),
        _ => false,
    };
    if !well_formed {
        return None;
    }
    Some((text.get(0..4)?.parse().ok()?, text.get(4..6)?.parse().ok()?, text.get(6..8)?.parse().ok()?))
}

fn from_parts(text: &str) -> Option<(i64, i64, i64)> {
    let separator = ['-', '/', '.'].into_iter().find(|separator| text.contains(*separator))?;
    let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    let all_digits = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    match parts.as_slice() {
        [year, month, day] if all_digits && year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
        }
        [day, month, year] if all_digits && separator == '.' && year.len() == 4 => {
            Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_only_where_they_have_one_meaning() {
        for written in
            ["1990-01-31", "1990-1-31", "1990/01/31", "31.1.1990", "19900131", "19900131000000Z", "19900131000000.0Z"]
        {
            assert_eq!(canonical(written).as_deref(), Some("1990-01-31"), "{written}");
        }
        for nonsense in
            ["", "31/01/1990", "1990-02-30", "1990-13-01", "0000-01-01", "199001", "1990-01-31x", "19900131x", "--"]
        {
            assert_eq!(canonical(nonsense), None, "{nonsense}");
        }
        assert!(is_valid("2024-02-29") && is_valid("0000-01-01"));
        for wrong in ["2023-02-29", "2024-2-9", "2024-02-9 ", "+024-01-05", "2024/01/05", "20240-1-05"] {
            assert!(!is_valid(wrong), "{wrong}");
        }
    }
}

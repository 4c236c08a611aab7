//! Places in long lists, as the opaque text that a page's `next` holds.

use super::AppError;

/// The rows on a page: 50 unless asked otherwise, 1 to 200.
pub(super) fn limit(asked: Option<u32>) -> Result<i64, AppError> {
    match asked {
        None => Ok(50),
        Some(rows) if (1..=200).contains(&rows) => Ok(i64::from(rows)),
        Some(_) => Err(AppError::BadRequest("`limit` is a number from 1 to 200".to_owned())),
    }
}

/// A place in a list that is ordered by one number.
pub(super) fn number(after: Option<&str>) -> Result<Option<i64>, AppError> {
    said(after).map(|text| text.parse().map_err(|_| unknown())).transpose()
}

/// A place in a list that is ordered by a text and a number.
pub(super) fn text_and_number(after: Option<&str>) -> Result<Option<(String, i64)>, AppError> {
    let Some(place) = said(after) else { return Ok(None) };
    let (number, text) = place.split_once(':').ok_or_else(unknown)?;
    let text = hex::decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(unknown)?;
    // A database does not take NUL in a text.
    if text.contains('\0') {
        return Err(unknown());
    }
    Ok(Some((text, number.parse().map_err(|_| unknown())?)))
}

/// Such a place as text.
pub(super) fn of_text_and_number(text: &str, number: i64) -> String {
    format!("{number}:{}", hex::encode(text))
}

/// Nothing after `after=` is the beginning, as without it.
fn said(after: Option<&str>) -> Option<&str> {
    after.filter(|text| !text.is_empty())
}

fn unknown() -> AppError {
    AppError::BadRequest("`after` is not a place that this list has given; begin again without it".to_owned())
}

/// Cuts rows that were read one beyond the page, and gives the place of the last one that stays if there are more.
pub(super) fn cut<T>(rows: &mut Vec<T>, limit: i64, place: impl Fn(&T) -> String) -> Option<String> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if rows.len() <= limit {
        return None;
    }
    rows.truncate(limit);
    rows.last().map(place)
}

//! What people write beside an act: a comment, a reason, a note. Cleaned like a value, so that no database chokes on it and no page is turned
//! around by it.

use domain::text;

use super::AppError;

/// The text as it is kept; `None` if nothing was said. `name` is the field that a text of more than `most` characters is told by.
pub(super) fn said(name: &str, text: Option<&str>, most: usize) -> Result<Option<String>, AppError> {
    let cleaned = text.map(|text| text::clean(text, true)).filter(|cleaned| !cleaned.is_empty());
    match cleaned {
        Some(cleaned) if cleaned.chars().count() > most => {
            Err(AppError::BadRequest(format!("`{name}` has more than {most} characters")))
        }
        other => Ok(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P41.
    #[test]
    fn what_is_said_is_cleaned_and_bounded() {
        assert_eq!(said("reason", Some(" a\u{0}\u{202E}b\r\nc "), 5).unwrap().as_deref(), Some("ab\nc"));
        assert_eq!(said("reason", Some(" \u{0} "), 5).unwrap(), None);
        assert_eq!(said("reason", None, 5).unwrap(), None);
        assert!(said("reason", Some("123456"), 5).is_err_and(|error| error.to_string().contains("`reason`")));
    }
}

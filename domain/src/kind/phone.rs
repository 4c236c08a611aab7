//! Phone numbers: kept as typed, because people read them; compared as E.164, because `+47 22 12 34 56` and `(+47) 22123456` ring the
//! same phone (P24). The server knows every country's numbering plan; the widget, which must stay small, understands `+` and digits.

/// The number as `+`, country code and digits (E.164), with `;ext=` and the extension as RFC 3966 has it. `None` if it cannot be
/// understood: without `default_country` (alpha-2) a number must start with `+`.
#[must_use]
pub fn e164(text: &str, default_country: Option<&str>) -> Option<String> {
    let (number, extension) = split_extension(text);
    if number.chars().filter(char::is_ascii_digit).count() > 20 {
        return None;
    }
    let mut canonical = plan(number, default_country)?;
    if let Some(extension) = extension {
        canonical.push_str(";ext=");
        canonical.push_str(&extension);
    }
    Some(canonical)
}

/// The number spaced as its country does it, with its country code; `None` where [`e164`] is or no numbering plan is at hand.
#[must_use]
pub fn international(text: &str) -> Option<String> {
    let canonical = e164(text, None)?;
    spaced(&canonical)
}

/// The number as it is dialled inside its own country; `None` where [`e164`] is or no numbering plan is at hand.
#[must_use]
pub fn national(text: &str, default_country: Option<&str>) -> Option<String> {
    local(&e164(text, default_country)?)
}

/// What two numbers are compared by: E.164 where it can be had, else the digits, else the folded text.
#[must_use]
pub fn canonical(text: &str, default_country: Option<&str>) -> String {
    e164(text, default_country).unwrap_or_else(|| {
        let (number, extension) = split_extension(text);
        let has_letters = number.chars().any(char::is_alphabetic);
        let kept: String =
            number.chars().filter(|c| c.is_ascii_digit() || *c == '+' || *c == '*' || *c == '#').collect();
        match extension {
            _ if has_letters || kept.is_empty() => crate::text::fold(text),
            Some(extension) => format!("{kept};ext={extension}"),
            None => kept,
        }
    })
}

/// Splits `22 12 34 56 ext. 7` into the number and the digits of the extension.
fn split_extension(text: &str) -> (&str, Option<String>) {
    let lower = text.to_ascii_lowercase();
    for word in [";ext=", "extension", "ext.", "ext", "x"] {
        let Some(at) = lower.find(word) else { continue };
        let (Some(number), Some(rest)) = (text.get(..at), text.get(at + word.len()..)) else { continue };
        let rest = rest.trim_matches([' ', ':', '.', ')']);
        if !rest.is_empty() && rest.len() <= 10 && rest.bytes().all(|b| b.is_ascii_digit()) {
            return (number.trim_end_matches([' ', ',', ';', '(']), Some(rest.to_owned()));
        }
    }
    (text, None)
}

#[cfg(feature = "phone-metadata")]
fn plan(number: &str, default_country: Option<&str>) -> Option<String> {
    let country = default_country.and_then(|code| code.to_ascii_uppercase().parse().ok());
    if country.is_none() && lean(number).is_none() {
        return None;
    }
    let parsed = phonenumber::parse(country, number).ok()?;
    Some(format!("+{}{}", parsed.code().value(), parsed.national()))
}

#[cfg(not(feature = "phone-metadata"))]
fn plan(number: &str, _default_country: Option<&str>) -> Option<String> {
    lean(number)
}

#[cfg(feature = "phone-metadata")]
fn spaced(canonical: &str) -> Option<String> {
    in_form(canonical, phonenumber::Mode::International)
}

#[cfg(feature = "phone-metadata")]
fn local(canonical: &str) -> Option<String> {
    in_form(canonical, phonenumber::Mode::National)
}

#[cfg(feature = "phone-metadata")]
fn in_form(canonical: &str, form: phonenumber::Mode) -> Option<String> {
    let (number, extension) = split_extension(canonical);
    let parsed = phonenumber::parse(None, number).ok()?;
    let shown = parsed.format().mode(form).to_string();
    Some(match extension {
        Some(extension) => format!("{shown} ext. {extension}"),
        None => shown,
    })
}

#[cfg(not(feature = "phone-metadata"))]
fn spaced(_canonical: &str) -> Option<String> {
    None
}

#[cfg(not(feature = "phone-metadata"))]
fn local(_canonical: &str) -> Option<String> {
    None
}

/// `+` and 5 to 15 digits with the signs that people put between them; a bracketed trunk `(0)` is left out.
fn lean(number: &str) -> Option<String> {
    let number = number.trim().trim_start_matches('(').replace("(0)", "");
    let number = number.strip_prefix('+').or_else(|| number.strip_prefix('\u{FF0B}'))?;
    let mut digits = String::from("+");
    for c in number.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' | '-' | '\u{2010}'..='\u{2015}' | '.' | '/' | '(' | ')' => {}
            _ => return None,
        }
    }
    let starts_well = !digits.starts_with("+0");
    (starts_well && (6..=16).contains(&digits.len())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P24: one number, however it is written; the extension is part of it.
    #[test]
    fn one_number_has_one_canonical_form() {
        for written in ["+47 22 12 34 56", "+4722123456", "(+47) 22-12-34-56", "+47.22.12.34.56", "+47\u{A0}22123456"] {
            assert_eq!(e164(written, None).as_deref(), Some("+4722123456"), "{written}");
        }
        for written in
            ["+47 22 12 34 56 ext. 7", "+47 22123456 x7", "+4722123456;ext=7", "+47 22 12 34 56, extension: 7"]
        {
            assert_eq!(e164(written, None).as_deref(), Some("+4722123456;ext=7"), "{written}");
        }
        assert_eq!(e164("+44 (0)20 7946 0958", None).as_deref(), Some("+442079460958"));
        for nonsense in ["", "+", "call me", "22 12 34 56", "+0 123456", "+1234567890123456789", "+47 22 12 CALL"] {
            assert_eq!(e164(nonsense, None), None, "{nonsense}");
        }
    }

    #[test]
    fn what_is_no_number_still_compares() {
        assert_eq!(canonical("22 12 34 56", None), canonical("22-12-34-56", None));
        assert_ne!(canonical("22 12 34 56", None), canonical("22 12 34 57", None));
        assert_eq!(canonical("Ask  Kari", None), canonical("ask kari", None));
        assert_ne!(canonical("22123456 x7", None), canonical("22123456 x8", None));
    }

    #[cfg(feature = "phone-metadata")]
    #[test]
    fn the_server_knows_the_numbering_plans() {
        assert_eq!(e164("22 12 34 56", Some("NO")).as_deref(), Some("+4722123456"));
        assert_eq!(e164("020 7946 0958", Some("GB")).as_deref(), Some("+442079460958"));
        assert_eq!(e164("06 12345678", Some("IT")).as_deref(), Some("+390612345678"));
        assert_eq!(international("+4722123456 x7").as_deref(), Some("+47 22 12 34 56 ext. 7"));
        assert_eq!(national("+4722123456", None).as_deref(), Some("22 12 34 56"));
        assert_eq!(national("22123456", Some("NO")).as_deref(), Some("22 12 34 56"));
    }
}

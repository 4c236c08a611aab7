//! Phone numbers: kept as typed, because people read them; compared as E.164, because `+47 22 12 34 56` and `(+47) 22123456` ring the
//! same phone (P24). The rule is the same in the server and in the widget, which must stay small: a table of country codes. How a country spaces its
//! numbers, only the server knows.

mod calling;

/// The number as `+`, country code and digits (E.164), with `;ext=` and the extension as RFC 3966 has it. `None` if it cannot be
/// understood: without `default_country` (alpha-2) a number must start with `+` or `00`.
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
pub fn international(text: &str, default_country: Option<&str>) -> Option<String> {
    let canonical = e164(text, default_country)?;
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

/// The number with its country code: as it says itself, or as `default_country` has it.
fn plan(number: &str, default_country: Option<&str>) -> Option<String> {
    let home = default_country.and_then(calling::of);
    if let Some(canonical) = lean(number) {
        return Some(canonical);
    }
    let digits = digits_of(number)?;
    // How another country is dialled from North America, and from nearly everywhere else.
    let abroad = if home.is_some_and(|home| home.code == "1") { "011" } else { "00" };
    if let Some(rest) = digits.strip_prefix(abroad) {
        return lean(&["+", rest].concat());
    }
    let home = home?;
    let national = home.national(&digits)?;
    lean(&["+", home.code, national].concat())
}

/// The digits of a number without country code; `None` where there is anything in it but digits and the signs between them.
fn digits_of(number: &str) -> Option<String> {
    let mut digits = String::new();
    for c in number.chars() {
        match c {
            '0'..='9' => digits.push(c),
            c if is_between(c) => {}
            _ => return None,
        }
    }
    (!digits.is_empty()).then_some(digits)
}

/// The signs that people put between digits.
fn is_between(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' | '-' | '\u{2010}'..='\u{2015}' | '.' | '/' | '(' | ')')
}

/// What is stored of a number that somebody types: the country code is put in front where only its own country knows it, and the rest stays as it was
/// typed, so that it rings the same phone wherever it is read and whatever becomes of the person's country.
#[must_use]
pub fn settled(text: &str, default_country: Option<&str>) -> String {
    let (number, extension) = split_extension(text);
    let Some(canonical) = plan(number, default_country).filter(|_| lean(number).is_none()) else {
        return text.to_owned();
    };
    let number = number.trim();
    let abroad = ["00", "011"].into_iter().find_map(|abroad| {
        let rest = number.strip_prefix(abroad)?.trim_start();
        let spaced = ["+", rest].concat();
        (lean(&spaced)? == canonical).then_some(spaced)
    });
    let own = default_country.and_then(calling::of).and_then(|home| {
        let bare = number.replacen("(0)", "0", 1);
        let rest = bare.strip_prefix(home.trunk).filter(|_| !home.trunk.is_empty()).unwrap_or(&bare);
        let spaced = ["+", home.code, " ", rest.trim_start_matches([' ', '-', '/', '.', ')'])].concat();
        (lean(&spaced)? == canonical).then_some(spaced)
    });
    let shown = abroad.or(own).unwrap_or(canonical);
    match extension {
        Some(extension) => [&shown, " ext. ", &extension].concat(),
        None => shown,
    }
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
            c if is_between(c) => {}
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
        for written in ["0047 22 12 34 56", "0047-22123456", "00 47 22 12 34 56"] {
            assert_eq!(e164(written, None).as_deref(), Some("+4722123456"), "{written}");
        }
        for nonsense in
            ["", "+", "00", "0012", "call me", "22 12 34 56", "+0 123456", "+1234567890123456789", "+47 22 12 CALL"]
        {
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

    /// P24: a number that only its own country knows is stored with its country code, and otherwise as it was typed.
    #[test]
    fn what_is_typed_keeps_its_look() {
        for (typed, country, stored) in [
            ("22 12 34 56", Some("NO"), "+47 22 12 34 56"),
            ("22-12-34-56 x7", Some("no"), "+47 22-12-34-56 ext. 7"),
            ("020 7946 0958", Some("GB"), "+44 20 7946 0958"),
            ("(0)20 7946 0958", Some("GB"), "+44 20 7946 0958"),
            ("(020) 7946 0958", Some("GB"), "+442079460958"),
            ("06 12345678", Some("IT"), "+39 06 12345678"),
            ("(212) 555-0123", Some("US"), "+1 (212) 555-0123"),
            ("1 212 555 0123", Some("US"), "+1 212 555 0123"),
            ("8 495 123-45-67", Some("RU"), "+7 495 123-45-67"),
            ("011 47 22 12 34 56", Some("US"), "+47 22 12 34 56"),
            ("0047 22 12 34 56", None, "+47 22 12 34 56"),
            ("+47 (0)22 12 34 56", Some("SE"), "+47 (0)22 12 34 56"),
            ("22 12 34 56", None, "22 12 34 56"),
            ("hello", Some("NO"), "hello"),
            ("22 12 CALL", Some("NO"), "22 12 CALL"),
            ("112", Some("NO"), "112"),
        ] {
            assert_eq!(settled(typed, country), stored, "{typed}");
            assert_eq!(canonical(&settled(typed, country), country), canonical(typed, country), "{typed}");
        }
    }

    /// P24: the table against the numbering plans of the whole world, with the numbers that they give as examples, as each country writes them.
    #[cfg(feature = "phone-metadata")]
    #[test]
    fn the_table_says_what_the_numbering_plans_say() {
        let mut seen = 0;
        let mut others = Vec::new();
        for country in crate::kind::country::all() {
            let Some(plan) = phonenumber::metadata::DATABASE.by_id(country.alpha2) else { continue };
            let kinds = plan.descriptors();
            for example in [kinds.fixed_line(), kinds.mobile()].into_iter().flatten().filter_map(|kind| kind.example())
            {
                let id = country.alpha2.parse().ok();
                let Ok(number) = phonenumber::parse(id, example) else { continue };
                let plain = number.format().mode(phonenumber::Mode::E164).to_string();
                let abroad = number.format().mode(phonenumber::Mode::International).to_string();
                assert_eq!(e164(&abroad, None).as_deref(), Some(plain.as_str()), "{abroad}");
                let national = number.format().mode(phonenumber::Mode::National).to_string();
                seen += 1;
                if e164(&national, Some(country.alpha2)).as_ref() != Some(&plain) {
                    others.push(format!("{} {national} {plain}", country.alpha2));
                }
            }
        }
        assert!(seen > 400, "{seen}");
        assert_eq!(others, KNOWN_OTHERS, "of {seen}");
    }

    /// Argentine mobiles are written in a way of their own at home, and two examples of Kazakhstan are not whole.
    #[cfg(feature = "phone-metadata")]
    const KNOWN_OTHERS: [&str; 3] =
        ["AR 011 15-2345-6789 +5491123456789", "KZ 123456789 +7123456789", "KZ 710009998 +7710009998"];

    #[cfg(feature = "phone-metadata")]
    #[test]
    fn the_server_knows_the_numbering_plans() {
        assert_eq!(e164("22 12 34 56", Some("NO")).as_deref(), Some("+4722123456"));
        assert_eq!(e164("020 7946 0958", Some("GB")).as_deref(), Some("+442079460958"));
        assert_eq!(e164("06 12345678", Some("IT")).as_deref(), Some("+390612345678"));
        assert_eq!(international("+4722123456 x7", None).as_deref(), Some("+47 22 12 34 56 ext. 7"));
        assert_eq!(national("+4722123456", None).as_deref(), Some("22 12 34 56"));
        assert_eq!(national("22123456", Some("NO")).as_deref(), Some("22 12 34 56"));
    }
}

//! Text as people type it and directories keep it: cleaned once on the way in, folded for comparing and searching.

use crate::normal_form::{lower, nfc, nfkc, without_marks};

/// The stored form of a typed or read text: NFC, without control and bidirectional override characters, no blanks at the ends (P41).
/// Line breaks become `\n` and are kept only if `lines` says so; elsewhere they turn into a blank.
#[must_use]
pub fn clean(text: &str, lines: bool) -> String {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = nfc(&unified)
        .chars()
        .filter_map(|c| match c {
            '\n' if lines => Some('\n'),
            '\n' | '\t' => Some(' '),
            _ if is_invisible(c) => None,
            _ => Some(c),
        })
        .collect();
    kept.trim().to_owned()
}

/// Control characters and the ones that turn the reading direction or hide in a text; joiners that scripts need stay.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// The form in which two texts are compared when case and blanks do not matter: NFKC, lower case, inner blanks folded to one
/// (as RFC 4518 prepares strings for caseIgnoreMatch).
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        if word.is_ascii() {
            folded.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        } else {
            // Twice: lower-casing can leave a form that NFKC changes again, and the folded form must be stable.
            folded.push_str(&nfkc(&lower(&nfkc(word))));
        }
    }
    folded
}

/// [`fold`] without accents, for searching: who types `joao` finds `João`.
#[must_use]
pub fn fold_for_search(text: &str) -> String {
    if text.is_ascii() {
        return fold(text);
    }
    without_marks(&fold(text))
        .chars()
        .map(|c| match c {
            'ø' => 'o',
            'ł' => 'l',
            'đ' => 'd',
            'ı' => 'i',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning_keeps_what_people_mean() {
        assert_eq!(clean("  Zoe\u{308}\u{202E} \u{0}Li\r\n", false), "Zoë Li");
        assert_eq!(clean("a\r\nb", true), "a\nb");
        assert_eq!(clean("a\r\nb", false), "a b");
    }

    #[test]
    fn folding_ignores_case_width_and_blanks() {
        assert_eq!(fold("  JÜRGEN \u{3000} Ｋｏｃｈ "), "jürgen koch");
        assert_eq!(fold_for_search("João Łukasz Sørensen"), "joao lukasz sorensen");
    }
}

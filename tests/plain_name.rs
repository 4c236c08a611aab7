//! Names as they stand in user names.

/// A name as it stands in a user name: ASCII letters only, as people write them when they have no such keys.
pub(crate) fn folded(name: &str) -> String {
    let mut letters = String::new();
    for character in name.to_lowercase().chars() {
        match character {
            'a'..='z' => letters.push(character),
            ' ' | '-' => letters.push('-'),
            'ä' | 'æ' => letters.push_str("ae"),
            'ö' | 'ø' => letters.push_str("oe"),
            'ü' => letters.push_str("ue"),
            'å' => letters.push_str("aa"),
            'ß' => letters.push_str("ss"),
            'à' | 'á' | 'â' => letters.push('a'),
            'é' | 'è' | 'ê' | 'ë' | 'ễ' => letters.push('e'),
            'í' | 'ı' => letters.push('i'),
            'ó' => letters.push('o'),
            'ł' => letters.push('l'),
            'ń' => letters.push('n'),
            'š' | 'ś' => letters.push('s'),
            _ => {}
        }
    }
    letters
}

//! The code that an agent enrols with: 140 bits in letters and digits that nobody mistakes for each other.

/// Crockford's: no I, L, O and U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code, and between two hyphens.
const LENGTH: usize = 28;
const GROUP: usize = 4;

/// The code for these random bytes.
pub(super) fn write(bytes: &[u8; 18]) -> String {
    let mut code = String::with_capacity(LENGTH + LENGTH / GROUP);
    let (mut bits, mut held) = (0_u32, 0_u32);
    let mut letters = 0;
    for byte in bytes {
        bits = (bits << 8) | u32::from(*byte);
        held += 8;
        while held >= 5 && letters < LENGTH {
            held -= 5;
            if letters > 0 && letters % GROUP == 0 {
                code.push('-');
            }
            let at = (bits >> held) & 31;
            code.push(char::from(LETTERS.get(at as usize).copied().unwrap_or(b'0')));
            letters += 1;
        }
        bits &= (1 << held) - 1;
    }
    code
}

/// The code as it was made, however it was typed; `None` if it can be none.
pub(super) fn read(typed: &str) -> Option<String> {
    let mut plain = String::with_capacity(LENGTH);
    for letter in typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-') {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        if plain.len() >= LENGTH || !letter.is_ascii() || !LETTERS.contains(&(letter as u8)) {
            return None;
        }
        plain.push(letter);
    }
    (plain.len() == LENGTH).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = write(&[0xff; 18]);
        assert_eq!(code, "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ");
        assert_eq!(write(&[0; 18]), "0000-0000-0000-0000-0000-0000-0000");
        let mut bytes = [0; 18];
        bytes[0] = 0b0000_1000;
        assert!(write(&bytes).starts_with("1000-"), "the bits go into letters from the left");
        let one = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV";
        let plain = "0123456789ABCDEFGHJKMNPQRSTV";
        for typed in [one, &one.to_lowercase(), &one.replace('-', " "), plain, "oi23-4567-89AB-CDEF-GHJK-MNPQ-RSTV"] {
            assert_eq!(read(typed).as_deref(), Some(plain), "{typed}");
        }
        for wrong in ["", "0123", &format!("{one}0"), &one.replace('V', "U"), &one.replace('V', "é")] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}

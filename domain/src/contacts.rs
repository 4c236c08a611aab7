//! The addresses of whoever owns a source: who is told when something goes wrong with it (S2.17).

use crate::{kind::email, text};

/// How many addresses a source can have.
pub const MOST: usize = 10;

/// The addresses as they are kept: cleaned, without blank ones and repetitions, in their order. An error is a sentence for whoever typed them.
pub fn check(typed: &[String]) -> Result<Vec<String>, String> {
    let mut kept: Vec<String> = Vec::new();
    for address in typed.iter().map(|one| text::clean(one, false)).filter(|one| !one.is_empty()) {
        if !email::is_valid(&address) {
            return Err(format!("{address} is no e-mail address; enter one such as name@example.com"));
        }
        if !kept.iter().any(|known| text::fold(known) == text::fold(&address)) {
            kept.push(address);
        }
    }
    if kept.len() > MOST {
        return Err(format!("has {} addresses, {MOST} at most; a mailing list reaches more people", kept.len()));
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(addresses: &[&str]) -> Vec<String> {
        addresses.iter().map(|one| (*one).to_owned()).collect()
    }

    #[test]
    fn addresses_are_cleaned_and_kept_once() {
        let kept = check(&typed(&[" Owner@Example.org ", "", "owner@example.org", "b@example.org"])).unwrap();
        assert_eq!(kept, ["Owner@Example.org", "b@example.org"]);
        assert_eq!(check(&[]).unwrap(), Vec::<String>::new());
    }

    /// A line break would begin a header of its own.
    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in ["owner", "a@b.example\r\nBcc: c@d.example", "A <a@b.example>", "a@b.example, c@d.example"] {
            assert!(check(&typed(&[wrong])).is_err_and(|why| why.contains("e-mail address")), "{wrong}");
        }
        let eleven: Vec<String> = (0..=MOST).map(|one| format!("{one}@example.org")).collect();
        assert!(check(&eleven).is_err_and(|why| why.contains("10 at most")));
    }
}

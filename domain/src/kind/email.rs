//! E-mail addresses: kept as typed, compared without regard to case (P17).

/// Whether a text can be an address: the rule of the HTML standard's e-mail field, with letters of all scripts (RFC 6531) and the lengths
/// of RFC 5321. Whether mail arrives there, only mail can tell.
#[must_use]
pub fn is_valid(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    if local.is_empty() || local.len() > 64 || text.len() > 254 {
        return false;
    }
    let local_is_well = local.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c));
    let dots_are_well = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
    local_is_well && dots_are_well && domain.split('.').all(is_label)
}

/// Whether a text can be one part of a host's name (RFC 1123, with letters of all scripts).
pub(super) fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn addresses_are_told_from_other_texts() {
        for good in ["kari@example.org", "Kari.O'Neil+x@mail.example.org", "zoë@exämple.org", "root@localhost"] {
            assert!(is_valid(good), "{good}");
        }
        let long = format!("{}@example.org", "x".repeat(65));
        for bad in [
            "",
            "kari",
            "@example.org",
            "kari@",
            "a b@example.org",
            "a@b@c",
            ".a@b.c",
            "a..b@c.d",
            "a@-b.c",
            "a@b..c",
            &long,
        ] {
            assert!(!is_valid(bad), "{bad}");
        }
    }
}

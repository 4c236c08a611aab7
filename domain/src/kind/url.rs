//! Web addresses: only `http` and `https`, because they become links on other people's pages.

use super::email::is_label;
use crate::normal_form::lower;

/// Whether a text is a web address with a host and without a name or password in it.
#[must_use]
pub fn is_valid(text: &str) -> bool {
    let Some((_, authority, rest)) = parts(text) else { return false };
    let fits =
        text.len() <= 2048 && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c));
    let (host, port) = match authority.rsplit_once(':') {
        // The colons of an IPv6 address stand in brackets.
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let port_is_well = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    fits && port_is_well && is_host(host) && (rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

fn is_host(host: &str) -> bool {
    match host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        Some(inner) => inner.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.trim_end_matches('.').split('.').all(is_label),
    }
}

/// Scheme, authority and what follows.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (scheme, after) = text.split_once("://")?;
    let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let end = after.find(['/', '?', '#']).unwrap_or(after.len());
    known.then(|| (scheme, &after[..end], &after[end..]))
}

/// The form in which two addresses are compared: scheme and host in lower case, no lone slash at the end. The rest is exact: servers tell
/// upper from lower case in a path.
#[must_use]
pub fn canonical(text: &str) -> String {
    match parts(text) {
        Some((scheme, authority, rest)) => {
            let rest = if rest == "/" { "" } else { rest };
            format!("{}://{}{rest}", scheme.to_ascii_lowercase(), lower(authority))
        }
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_pass() {
        for good in [
            "https://example.org",
            "HTTP://example.org:8080/a?b=c#d",
            "https://[2001:db8::1]/",
            "https://exämple.org/é",
        ] {
            assert!(is_valid(good), "{good}");
        }
        for bad in [
            "",
            "example.org",
            "javascript:alert(1)",
            "ftp://example.org",
            "https://",
            "https://a b",
            "https://user:secret@example.org",
            "https://example.org:0",
            "https://example.org/\u{0}",
            "https://[::1",
        ] {
            assert!(!is_valid(bad), "{bad}");
        }
    }

    #[test]
    fn addresses_compare_without_regard_to_the_hosts_case() {
        assert_eq!(canonical("HTTPS://Example.org/"), canonical("https://example.org"));
        assert_ne!(canonical("https://example.org/A"), canonical("https://example.org/a"));
    }
}

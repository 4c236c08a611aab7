//! Whether the headers of an answer have arrived as they were sent. Proxies like to add their own or to drop some, and a browser that gets two of
//! one kind may follow neither.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// What is wrong with them, one phrase for each header.
pub(super) fn compare(sent: &[(HeaderName, HeaderValue)], arrived: &HeaderMap, is_tls: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, value) in sent {
        if name == header::STRICT_TRANSPORT_SECURITY && !is_tls {
            continue;
        }
        let all: Vec<&HeaderValue> = arrived.get_all(name).iter().collect();
        match all.as_slice() {
            [] => wrong.push(format!("{name} is missing")),
            [one] if is_same(name, one, value) => {}
            [one] => wrong.push(format!("{name} is changed to `{}`", shown(one))),
            several => wrong.push(format!("{name} stands {} times", several.len())),
        }
    }
    wrong
}

/// Headers that Amend never sends and that undo something.
pub(super) fn foreign(arrived: &HeaderMap, is_framed: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    if is_framed && arrived.contains_key(header::X_FRAME_OPTIONS) {
        wrong.push("x-frame-options is added, so that Outlook cannot show the pane".to_owned());
    }
    if arrived.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        wrong.push("access-control-allow-origin is added, so that other sites can read answers".to_owned());
    }
    wrong
}

fn is_same(name: &HeaderName, one: &HeaderValue, sent: &HeaderValue) -> bool {
    // A proxy may ask for more of the same: a longer time, or all hosts below.
    let is_longer = || {
        let text = one.to_str().unwrap_or_default();
        let age = text
            .split(';')
            .find_map(|part| part.trim().strip_prefix("max-age=")?.trim_matches('"').parse::<u64>().ok());
        age.is_some_and(|age| age >= 31_536_000)
    };
    one == sent || (name == header::STRICT_TRANSPORT_SECURITY && is_longer())
}

/// Words from outside: one line, of a bounded length.
pub(super) fn shown(value: &HeaderValue) -> String {
    domain::text::clean(&String::from_utf8_lossy(value.as_bytes()), false).chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrived(lines: &[(&'static str, &'static str)]) -> Vec<String> {
        let sent = [
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("frame-ancestors 'none'")),
            (header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000")),
        ];
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let mut wrong = compare(&sent, &headers, true);
        wrong.extend(foreign(&headers, true));
        wrong
    }

    const POLICY: (&str, &str) = ("content-security-policy", "frame-ancestors 'none'");
    const STRICT: (&str, &str) = ("strict-transport-security", "max-age=63072000; includeSubDomains");

    #[test]
    fn what_a_proxy_does_to_headers_is_named() {
        assert_eq!(arrived(&[POLICY, STRICT]), [""; 0]);
        assert_eq!(arrived(&[POLICY]), ["strict-transport-security is missing"]);
        assert_eq!(arrived(&[POLICY, POLICY, STRICT]), ["content-security-policy stands 2 times"]);
        assert_eq!(
            arrived(&[("content-security-policy", "default-src *"), STRICT]),
            ["content-security-policy is changed to `default-src *`"]
        );
        assert_eq!(
            arrived(&[POLICY, ("strict-transport-security", "max-age=60")]),
            ["strict-transport-security is changed to `max-age=60`"]
        );
        assert_eq!(arrived(&[POLICY, STRICT, ("x-frame-options", "DENY")]).len(), 1);
        assert_eq!(arrived(&[POLICY, STRICT, ("access-control-allow-origin", "*")]).len(), 1);
    }
}

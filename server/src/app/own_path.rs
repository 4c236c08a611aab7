//! Where a sign-in may lead to: whoever makes somebody follow a link to it chooses that, so it is looked at as browsers would read it.

/// An own address, path and query, or the start page: nothing that leads elsewhere, however browsers read it, and nothing that is no page.
pub(super) fn own_path(to: &str) -> String {
    let start = || "/".to_owned();
    let is_plain = to.len() <= 2000 && to.bytes().all(|byte| byte > b' ' && byte != b'\\' && byte != 0x7f);
    if !is_plain || !to.starts_with('/') || to.starts_with("//") {
        return start();
    }
    let Ok(own) = url::Url::parse("https://own.invalid") else { return start() };
    let Ok(whole) = own.join(to) else { return start() };
    let path = whole.path();
    if whole.origin() != own.origin()
        || path.starts_with("//")
        || path.starts_with("/sign-in/")
        || path.starts_with("/api/")
    {
        return start();
    }
    whole.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages_are_led_to() {
        for (to, led) in [
            ("/people?search=a%26b", "/people?search=a%26b"),
            ("/pane-sign-in?challenge=ab", "/pane-sign-in?challenge=ab"),
            ("/a/../b", "/b"),
            ("/caf\u{e9}", "/caf%C3%A9"),
        ] {
            assert_eq!(own_path(to), led);
        }
        for bad in [
            "",
            "people",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/.//evil.example",
            "/x/..//evil.example",
            "javascript:alert(1)",
            "/sign-in/entra",
            "/a/../sign-in/entra",
            "/api/v1/me",
            &format!("/{}", "x".repeat(2000)),
        ] {
            assert_eq!(own_path(bad), "/", "{bad}");
        }
    }
}

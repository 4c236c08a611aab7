//! Which of the portal's pages everybody has. The server answers their addresses with the small download of the widget and all others with
//! the whole one; the widget asks the same rule whether a link leads out of the download that it is.

/// Whether the page at `address` (a path, with or without a query) is one that everybody has.
#[must_use]
pub fn is_for_everybody(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    matches!(path.trim_matches('/'), "" | "profile" | "changes" | "news" | "approvals" | "pane-sign-in")
}

#[cfg(test)]
mod tests {
    use super::is_for_everybody;

    #[test]
    fn pages_of_everybody_are_known_by_their_whole_path() {
        for address in [
            "/",
            "",
            "/?from=mail",
            "/profile",
            "/profile/",
            "/changes#top",
            "/news",
            "/approvals?state=conflict",
            "/pane-sign-in?challenge=7",
        ] {
            assert!(is_for_everybody(address), "{address}");
        }
        for address in
            ["/people", "/profile/7", "/profiles", "/notices", "/sources/1/runs/2", "/nothing", "/people?next=/profile"]
        {
            assert!(!is_for_everybody(address), "{address}");
        }
    }
}

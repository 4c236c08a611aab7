//! The Outlook add-in's manifest, filled in for one installation.

/// The template's stand-in for the installation's origin.
const ORIGIN: &str = "https://amend.invalid";

/// The template.
const TEMPLATE: &str = include_str!("../../../manifest/manifest.xml");

/// The manifest for an origin such as `https://amend.example.org`. Outlook takes nothing but HTTPS.
pub(crate) fn render(origin: &str) -> Result<String, String> {
    let url = url::Url::parse(origin).map_err(|error| format!("--origin {origin} is no address: {error}"))?;
    let is_origin = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if url.scheme() != "https" || !is_origin || url.host_str().is_none() {
        return Err(format!(
            "--origin {origin}: give https://host, with nothing behind it; Outlook takes nothing else"
        ));
    }
    Ok(TEMPLATE.replace(ORIGIN, origin.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_is_filled_in_for_https_origins_only() {
        let filled = render("https://amend.example.org").unwrap();
        assert!(filled.contains("https://amend.example.org/") && !filled.contains("amend.invalid"));
        for bad in ["http://amend.example.org", "https://amend.example.org/x", "amend", "https://a@b.example"] {
            assert!(render(bad).is_err(), "{bad}");
        }
    }
}

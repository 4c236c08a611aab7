//! The settings of the task pane in Outlook. It has an origin of its own: office.js changes in place and is not ours, so it must not share one
//! with the portal's session.

use std::net::SocketAddr;

use serde::Deserialize;

use super::{ConfigError, NestedConfig, is_guid, tls::PaneTlsConfig, wrong};

/// The task pane.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaneConfig {
    /// Where to listen for it.
    pub(crate) listen: SocketAddr,
    /// Its origin, such as `https://addin.example.org`: another host name than the portal's.
    pub(crate) public_url: String,
    /// A certificate of its own, where Amend serves TLS itself; the portal's if absent.
    #[serde(default)]
    pub(crate) tls: Option<PaneTlsConfig>,
    /// The places that may show it in a frame: Outlook on the web.
    #[serde(default = "frame_ancestors")]
    pub(crate) frame_ancestors: Vec<String>,
    /// How long a sign-in by the dialog lasts.
    #[serde(default = "session_minutes")]
    pub(crate) session_minutes: u32,
    /// Sign-in by Outlook itself; by the dialog alone if absent.
    #[serde(default)]
    pub(crate) nested: Option<NestedConfig>,
    /// The add-in's id in its manifest; Amend's own if absent. Two installations in one tenant need two.
    #[serde(default)]
    pub(crate) add_in_id: Option<String>,
}

fn frame_ancestors() -> Vec<String> {
    ["https://outlook.office.com", "https://outlook.office365.com", "https://outlook.cloud.microsoft"]
        .map(str::to_owned)
        .to_vec()
}

fn session_minutes() -> u32 {
    60
}

impl PaneConfig {
    pub(super) fn check(&self, portal: Option<&str>) -> Result<(), ConfigError> {
        let Some(portal) = portal else {
            return Err(wrong("public_url", "is needed beside [pane]: the pane's sign-in leads to the portal"));
        };
        if !is_origin(&self.public_url) {
            return Err(wrong(
                "pane.public_url",
                "is an origin such as https://addin.example.org, without a slash at the end",
            ));
        }
        if self.public_url == portal {
            return Err(wrong(
                "pane.public_url",
                "is the portal's; give the pane a host name of its own, since office.js runs in it",
            ));
        }
        if let Some(odd) = self.frame_ancestors.iter().find(|origin| !is_origin(origin)) {
            return Err(wrong(
                "pane.frame_ancestors",
                format!("{odd} is no origin such as https://outlook.office.com"),
            ));
        }
        if self.add_in_id.as_ref().is_some_and(|id| !is_guid(&id.to_ascii_lowercase())) {
            return Err(wrong("pane.add_in_id", "is a GUID such as 5f0c6a1e-2b7d-4e39-8c54-d1a9037be6f2"));
        }
        if self.session_minutes == 0 {
            return Err(wrong("pane.session_minutes", "is a number of minutes, 1 or more"));
        }
        self.nested.as_ref().map_or(Ok(()), NestedConfig::check)
    }
}

/// Scheme, host and port, in the spelling that browsers send; plain HTTP on this machine alone.
pub(super) fn is_origin(text: &str) -> bool {
    let Ok(url) = url::Url::parse(text) else { return false };
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let is_fit = url.scheme() == "https" || (url.scheme() == "http" && is_here);
    // A policy would take a `*` for every host.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':' | b'[' | b']');
    is_fit
        && url.host_str().is_some_and(|host| host.bytes().all(is_plain))
        && url.origin().ascii_serialization() == text
}

/// The same, and nothing but HTTPS.
pub(crate) fn is_secure_origin(text: &str) -> bool {
    text.starts_with("https://") && is_origin(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SEC11: what stands in the policy of every page is an origin and nothing that could open it further.
    #[test]
    fn only_origins_are_taken() {
        for good in ["https://outlook.office.com", "https://addin.example.org:8443", "http://127.0.0.1:8443"] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "https://a.example/",
            "https://*.example",
            "http://a.example",
            "*",
            "https://a.example; script-src *",
            "https://A.example",
            "",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }
}

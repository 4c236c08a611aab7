//! Headers that every answer has, and the stricter ones for pages. Portal and pane differ in what their pages may load and who may frame them.
//! `http` sends them, and a check compares them with what has arrived.

use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, header};

use crate::config::PaneConfig;

/// What a page of the portal may do: run its own scripts and WebAssembly, show its own styles and pictures, talk to this server; nothing else.
const PORTAL_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// The same for the pane, which loads office.js and what office.js loads, each by its whole path: the second host also has old libraries that
/// would let a policy be got around. office.js writes two style attributes.
const PANE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' https://appsforoffice.microsoft.com/lib/1/hosted/ \
     https://ajax.aspnetcdn.com/ajax/3.5/MicrosoftAjax.js; style-src 'self'; style-src-attr 'unsafe-inline'; \
     img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ";

/// The headers of one door.
#[derive(Clone, Debug)]
pub(crate) struct Headers {
    fixed: Arc<[(HeaderName, HeaderValue)]>,
}

impl Headers {
    /// Those of the portal.
    pub(crate) fn portal() -> Self {
        Self::with(HeaderValue::from_static(PORTAL_POLICY))
    }

    /// Those of the pane.
    pub(crate) fn pane(settings: &PaneConfig) -> Self {
        let ancestors = match settings.frame_ancestors.as_slice() {
            [] => "'none'".to_owned(),
            some => some.join(" "),
        };
        // Origins have been looked at when the settings were read, and hold nothing that a header could not.
        let policy = HeaderValue::from_str(&[PANE_POLICY, &ancestors].concat());
        Self::with(policy.unwrap_or(HeaderValue::from_static(PORTAL_POLICY)))
    }

    /// Name and value of each.
    pub(crate) fn fixed(&self) -> &[(HeaderName, HeaderValue)] {
        &self.fixed
    }

    fn with(policy: HeaderValue) -> Self {
        let text = HeaderValue::from_static;
        let fixed = [
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::X_CONTENT_TYPE_OPTIONS, text("nosniff")),
            (header::REFERRER_POLICY, text("no-referrer")),
            (HeaderName::from_static("cross-origin-resource-policy"), text("same-origin")),
            (
                HeaderName::from_static("permissions-policy"),
                text("camera=(), microphone=(), geolocation=(), payment=()"),
            ),
            (header::STRICT_TRANSPORT_SECURITY, text("max-age=31536000")),
        ];
        Self { fixed: fixed.into() }
    }
}

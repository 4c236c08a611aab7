//! Adding the headers of a door to every answer that leaves by it.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::door_headers::Headers;

/// Pages that are shown in Outlook's dialog: they must keep the window that opened them (`Cross-Origin-Opener-Policy` would cut it off).
const IN_DIALOG: [&str; 2] = ["/sign-in/", "/pane-sign-in"];

/// Adds the headers to an answer.
pub(super) async fn add(State(rules): State<Headers>, request: Request, next: Next) -> Response {
    let is_in_dialog = IN_DIALOG.iter().any(|start| request.uri().path().starts_with(start));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in rules.fixed() {
        // An answer may say otherwise of itself, such as a picture that pages elsewhere show.
        headers.entry(name).or_insert_with(|| value.clone());
    }
    if !is_in_dialog {
        headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    }
    // What does not say otherwise is about somebody.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

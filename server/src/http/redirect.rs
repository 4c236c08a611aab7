//! The listener without TLS beside one with it: whoever comes by plain HTTP is led to the public address, whatever host they asked for.

use axum::{
    Router,
    extract::State,
    http::{Method, StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};

/// Leads everybody to the portal.
pub(crate) fn redirect_router(portal: &str) -> Router {
    Router::new().fallback(onward).with_state(portal.to_owned())
}

async fn onward(State(portal): State<String>, method: Method, uri: Uri) -> Response {
    if method != Method::GET && method != Method::HEAD {
        // What it carries has already travelled in the clear; it is not sent on as if that were all right.
        return (StatusCode::FORBIDDEN, format!("Use {portal}\n")).into_response();
    }
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    // A request may name a whole address in place of a path.
    let path = if path.starts_with('/') { path } else { "/" };
    Redirect::permanent(&format!("{portal}{path}")).into_response()
}

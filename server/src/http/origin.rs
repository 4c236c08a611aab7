//! Requests that change something must come from Amend's own pages: a browser says where a request comes from, and a page elsewhere cannot make
//! it lie (Fetch Metadata, RFC 6454). A client that is no browser sends neither header and has no cookie that another page could misuse.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::api::ErrorCode;

use super::{problem::Problem, router::Site};

/// Refuses foreign requests that would change something.
pub(super) async fn guard(State(site): State<Site>, request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !is_safe && !is_own(&site.origins, request.headers()) {
        return Problem::new(403, ErrorCode::ForeignOrigin).into_response();
    }
    next.run(request).await
}

fn is_own(origins: &[String], headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value: &axum::http::HeaderValue| value.to_str().unwrap_or("?"));
    let from_elsewhere =
        text("sec-fetch-site".parse().unwrap_or(header::REFERER)).is_some_and(|site| site != "same-origin");
    let is_foreign = text(header::ORIGIN).is_some_and(|origin| !origins.iter().any(|own| own == origin));
    !from_elsewhere && !is_foreign
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, axum::http::HeaderValue::from_static(value));
        }
        is_own(&["https://amend.example".to_owned()], &headers)
    }

    /// SEC11: cross-site requests are refused whatever single header gives them away.
    #[test]
    fn only_own_pages_may_write() {
        assert!(asks(&[]));
        assert!(asks(&[("origin", "https://amend.example"), ("sec-fetch-site", "same-origin")]));
        assert!(!asks(&[("origin", "https://evil.example")]));
        assert!(!asks(&[("origin", "null")]));
        assert!(!asks(&[("sec-fetch-site", "cross-site")]));
        assert!(!asks(&[("sec-fetch-site", "same-site"), ("origin", "https://amend.example")]));
        assert!(!asks(&[("origin", "https://amend.example.evil.example")]));
    }
}

//! Bodies are read whole before anything answers. A server that answers first has to hang up on what is still being sent, and the sender sees a
//! broken connection in place of the refusal.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::api::{ErrorCode, paths};

use super::{problem::Problem, router::Site};

/// The largest body that is read. Nothing that people send is near it.
pub(super) const LARGEST: usize = 2 << 20;

/// Whether pictures are sent to this address.
fn is_picture(path: &str) -> bool {
    paths::PHOTOS.split_once("{person}").is_some_and(|(start, end)| {
        let person = path.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
        person.is_some_and(|person| !person.contains('/'))
    })
}

/// Reads the body, up to the limit and for as long as a request may take to arrive (SEC21).
pub(super) async fn read(State(site): State<Site>, request: Request, next: Next) -> Response {
    // A file of people, or a picture of one, is read by whoever takes it, with limits of its own.
    let path = request.uri().path();
    if request.method() == Method::POST && (path == paths::IMPORTS || is_picture(path)) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(read) = tokio::time::timeout(site.app.config().request(), to_bytes(body, LARGEST)).await else {
        let mut response = Problem::new(408, ErrorCode::TooSlow).into_response();
        // What is still being sent is of no use to anybody.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return response;
    };
    match read {
        Ok(whole) => next.run(Request::from_parts(parts, Body::from(whole))).await,
        Err(error) => {
            let is_large =
                std::error::Error::source(&error).is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>());
            let problem = if is_large {
                Problem::new(413, ErrorCode::TooLarge)
            } else {
                Problem::new(400, ErrorCode::BadRequest)
            };
            problem.into_response()
        }
    }
}

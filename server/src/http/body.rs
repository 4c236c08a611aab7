//! Bodies are read whole before anything answers. A server that answers first has to hang up on what is still being sent, and the sender sees a
//! broken connection in place of the refusal.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::api::ErrorCode;

use super::problem::Problem;

/// The largest body that is read. Nothing that people send is near it.
pub(super) const LARGEST: usize = 2 << 20;

/// Reads the body, up to the limit.
pub(super) async fn read(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match to_bytes(body, LARGEST).await {
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

//! Requests that were refused for want of a right leave a row in the audit log: who, and which address, but nothing of what was asked.

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};

use super::{asks::token_at, router::Site};
use crate::clock;

/// Marks an answer that refuses for want of a right.
#[derive(Clone, Copy)]
pub(super) struct Refused;

/// Puts refusals on record.
pub(super) async fn record(State(site): State<Site>, request: Request, next: Next) -> Response {
    let token = token_at(site.door, request.headers()).map(str::to_owned);
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    if let (Some(_), Some(token), Some(path)) = (response.extensions().get::<Refused>(), token, path)
        && let Err(error) =
            site.app.note_request_refused((site.door, &token), method.as_str(), &path, clock::now()).await
    {
        tracing::error!(%error, "http.refusal_not_recorded");
    }
    response
}

//! What the owners of sources are told.

use axum::{extract::State, http::StatusCode};
use domain::{
    api::{ProblemDetails, SendAgain, Source, paths},
    id::SourceId,
};

use super::{
    asks::SetsSources,
    json::{Id, Json},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// Sends every owner of a source a test message; what becomes of it stands in the source's `notices`.
#[utoipa::path(post, path = paths::TEST_NOTICE, tag = "sources", params(("source" = SourceId, Path)), responses(
    (status = 202, body = Source), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "It has no owner contacts, or there is no mail server")
))]
pub(super) async fn test(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(source): Id<SourceId>,
) -> Result<(StatusCode, Json<Source>), Problem> {
    let source = site.app.test_notice(&asker, source, clock::now()).await?;
    Ok((StatusCode::ACCEPTED, Json(source)))
}

/// Tries again at once what could not be delivered to an owner of a source.
#[utoipa::path(post, path = paths::SEND_AGAIN, tag = "sources", request_body = SendAgain, params(("source" = SourceId, Path)), responses(
    (status = 202, body = Source), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "Nothing is undelivered"), (status = 415, body = ProblemDetails)
))]
pub(super) async fn again(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(source): Id<SourceId>,
    Json(asked): Json<SendAgain>,
) -> Result<(StatusCode, Json<Source>), Problem> {
    let source = site.app.send_again(&asker, source, asked.to, clock::now()).await?;
    Ok((StatusCode::ACCEPTED, Json(source)))
}

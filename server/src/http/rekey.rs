//! Re-keying sources.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    api::{ErrorCode, ProblemDetails, Rekey, RekeyPreview, RekeyProblemDetails, Rekeyed, TryRekey, paths},
    id::SourceId,
};

use super::{
    asks::SetsSources,
    json::{Id, Json},
    problem::Problem,
    router::Site,
};
use crate::{app::rekey::Rekeying, clock};

/// What re-keying a source would come to: its people are recognised by a second key, because their entries have other ids now. The directory is
/// read, nothing is changed.
#[utoipa::path(post, path = paths::TRY_REKEY, tag = "sources", request_body = TryRekey, params(("source" = SourceId, Path)), responses(
    (status = 200, body = RekeyPreview), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 415, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "The directory cannot be read now, or the set-up is not finished")
))]
pub(super) async fn try_rekey(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(source): Id<SourceId>,
    Json(asked): Json<TryRekey>,
) -> Result<Json<RekeyPreview>, Problem> {
    Ok(Json(site.app.try_rekey(&asker, source, asked).await?))
}

/// Gives people the ids that a preview has shown, exactly these, and starts a full run.
#[utoipa::path(post, path = paths::REKEY, tag = "sources", request_body = Rekey, params(("source" = SourceId, Path)), responses(
    (status = 200, body = Rekeyed), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 415, body = ProblemDetails),
    (status = 409, body = RekeyProblemDetails, description = "With a preview: it would be something else by now. Without one: a run is going, the settings \
        file says something else, or the directory cannot be read")
))]
pub(super) async fn rekey(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(source): Id<SourceId>,
    Json(asked): Json<Rekey>,
) -> Result<Response, Problem> {
    match site.app.rekey(&asker, source, asked, clock::now()).await? {
        Rekeying::Done(done) => Ok(Json(*done).into_response()),
        Rekeying::Moved(preview) => {
            let problem = Problem::new(409, ErrorCode::Stale)
                .detail("the directory or the people moved since the preview; look at the new one, then confirm it");
            let (status, body) =
                (problem.status(), RekeyProblemDetails { problem: problem.into_details(), preview: Some(*preview) });
            let kind = [(header::CONTENT_TYPE, "application/problem+json")];
            Ok((status, kind, Json(body)).into_response())
        }
    }
}

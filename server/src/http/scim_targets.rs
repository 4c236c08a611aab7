//! Targets that are SCIM services.

use axum::{extract::State, http::StatusCode};
use domain::{
    api::{NewScimTarget, ProblemDetails, ScimTarget, SetScimTarget, paths},
    id::TargetId,
};

use super::{
    asks::SetsSources,
    json::{Id, IfMatch, Json, Versioned},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// Makes a target of a SCIM service. Nothing is written to it before writing is turned on.
#[utoipa::path(post, path = paths::SCIM_TARGETS, tag = "exports", request_body = NewScimTarget, responses(
    (status = 201, body = ScimTarget), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "The name is taken, or the token cannot be sealed"), (status = 415, body = ProblemDetails)
))]
pub(super) async fn add_scim_target(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Json(new): Json<NewScimTarget>,
) -> Result<(StatusCode, Json<ScimTarget>), Problem> {
    Ok((StatusCode::CREATED, Json(site.app.add_scim_target(&asker, new, clock::now()).await?)))
}

/// How a SCIM service is reached. Its token is never told.
#[utoipa::path(get, path = paths::SCIM_TARGET, tag = "exports", params(("target" = TargetId, Path)), responses(
    (status = 200, body = ScimTarget, headers(("ETag" = String))), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn scim_target(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(target): Id<TargetId>,
) -> Result<Versioned<ScimTarget>, Problem> {
    let found = site.app.scim_target(&asker, target).await?;
    Ok(Versioned(found.version, found))
}

/// Changes how a SCIM service is reached. With another address the token has to be entered again, and writing is turned off.
#[utoipa::path(put, path = paths::SCIM_TARGET, tag = "exports", request_body = SetScimTarget,
    params(("target" = TargetId, Path), ("If-Match" = String, Header, description = "The target's `version`, in quotation marks")),
    responses(
        (status = 200, body = ScimTarget, headers(("ETag" = String))), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails),
        (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn set_scim_target(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(target): Id<TargetId>,
    IfMatch(version): IfMatch,
    Json(set): Json<SetScimTarget>,
) -> Result<Versioned<ScimTarget>, Problem> {
    let found = site.app.set_scim_target(&asker, (target, version), set, clock::now()).await?;
    Ok(Versioned(found.version, found))
}

/// Gives a SCIM service up: what waits for it is cancelled, what was written stays there.
#[utoipa::path(delete, path = paths::SCIM_TARGET, tag = "exports",
    params(("target" = TargetId, Path), ("If-Match" = String, Header, description = "The target's `version`, in quotation marks")),
    responses(
        (status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 412, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn remove_scim_target(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(target): Id<TargetId>,
    IfMatch(version): IfMatch,
) -> Result<StatusCode, Problem> {
    site.app.remove_scim_target(&asker, (target, version), clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Column profiles: what the columns of files are called that another program reads.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::{
    api::{ColumnProfileView, ProblemDetails, paths},
    column_profile::ColumnProfile,
    id::{ColumnProfileId, TargetId},
};

use super::{
    asks::{SeesColumnProfiles, SetsSources},
    json::{Id, IfMatch, Json, Versioned},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// The column profiles of a target, oldest first.
#[utoipa::path(get, path = paths::COLUMN_PROFILES, tag = "exports", params(("target" = TargetId, Path)), responses(
    (status = 200, body = Vec<ColumnProfileView>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn column_profiles(
    State(site): State<Site>,
    SeesColumnProfiles(asker): SeesColumnProfiles,
    Id(target): Id<TargetId>,
) -> Result<Json<Vec<ColumnProfileView>>, Problem> {
    Ok(Json(site.app.column_profiles(&asker, target).await?))
}

/// Adds a column profile. Every heading has to mean one thing, so that a file by it can be read back.
#[utoipa::path(post, path = paths::COLUMN_PROFILES, tag = "exports", request_body = ColumnProfile,
    params(("target" = TargetId, Path)), responses(
    (status = 201, body = ColumnProfileView, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "Another one has this name"), (status = 415, body = ProblemDetails)
))]
pub(super) async fn add_column_profile(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(target): Id<TargetId>,
    Json(profile): Json<ColumnProfile>,
) -> Result<impl IntoResponse, Problem> {
    let view = site.app.add_column_profile(&asker, target, profile, clock::now()).await?;
    Ok((StatusCode::CREATED, Versioned(view.version, view)))
}

/// Lets a column profile say something else; files that were made by it stay as they are.
#[utoipa::path(put, path = paths::COLUMN_PROFILE, tag = "exports", request_body = ColumnProfile,
    params(("columns" = ColumnProfileId, Path), ("If-Match" = String, Header, description = "The version that the profile had")),
    responses(
        (status = 200, body = ColumnProfileView, headers(("ETag" = String))), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails, description = "Another one has this name"),
        (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn set_column_profile(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(id): Id<ColumnProfileId>,
    IfMatch(version): IfMatch,
    Json(profile): Json<ColumnProfile>,
) -> Result<Versioned<ColumnProfileView>, Problem> {
    let view = site.app.set_column_profile(&asker, (id, version), profile, clock::now()).await?;
    Ok(Versioned(view.version, view))
}

/// Takes a column profile away; imports do not know its headings any more.
#[utoipa::path(delete, path = paths::COLUMN_PROFILE, tag = "exports",
    params(("columns" = ColumnProfileId, Path), ("If-Match" = String, Header, description = "The version that the profile had")),
    responses(
        (status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn remove_column_profile(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(id): Id<ColumnProfileId>,
    IfMatch(version): IfMatch,
) -> Result<StatusCode, Problem> {
    site.app.remove_column_profile(&asker, (id, version), clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

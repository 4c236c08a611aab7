//! Sets of values that fill in a form.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::{
    api::{FillSetView, ProblemDetails, paths},
    fill::FillSet,
    id::FillSetId,
};

use super::{
    asks::{SeesAttributes, SetsAttributes},
    json::{Id, IfMatch, Json, Versioned},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// All sets, oldest first.
#[utoipa::path(get, path = paths::FILL_SETS, tag = "attributes", responses(
    (status = 200, body = Vec<FillSetView>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn fill_sets(
    State(site): State<Site>,
    SeesAttributes(asker): SeesAttributes,
) -> Result<Json<Vec<FillSetView>>, Problem> {
    Ok(Json(site.app.fill_sets(&asker).await?))
}

/// Adds a set: choosing one value fills in others (T4).
#[utoipa::path(post, path = paths::FILL_SETS, tag = "attributes", request_body = FillSet, responses(
    (status = 201, body = FillSetView, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "Another set is chosen by this value"),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn add_fill_set(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    Json(set): Json<FillSet>,
) -> Result<impl IntoResponse, Problem> {
    let view = site.app.add_fill_set(&asker, set, clock::now()).await?;
    Ok((StatusCode::CREATED, Versioned(view.version, view)))
}

/// Lets a set say something else.
#[utoipa::path(put, path = paths::FILL_SET, tag = "attributes", request_body = FillSet,
    params(("set" = FillSetId, Path), ("If-Match" = String, Header, description = "The version that the set had")),
    responses(
        (status = 200, body = FillSetView, headers(("ETag" = String))), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails, description = "Another set is chosen by this value"),
        (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn set_fill_set(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    Id(id): Id<FillSetId>,
    IfMatch(version): IfMatch,
    Json(set): Json<FillSet>,
) -> Result<Versioned<FillSetView>, Problem> {
    let view = site.app.set_fill_set(&asker, (id, version), set, clock::now()).await?;
    Ok(Versioned(view.version, view))
}

/// Takes a set away; what it has filled in stays.
#[utoipa::path(delete, path = paths::FILL_SET, tag = "attributes",
    params(("set" = FillSetId, Path), ("If-Match" = String, Header, description = "The version that the set had")),
    responses(
        (status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn remove_fill_set(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    Id(id): Id<FillSetId>,
    IfMatch(version): IfMatch,
) -> Result<StatusCode, Problem> {
    site.app.remove_fill_set(&asker, (id, version), clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

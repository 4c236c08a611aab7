//! What runs could not take in or are unsure about, and doing something about it.

use axum::extract::State;
use domain::api::{Finding, FindingsQuery, Page, ProblemDetails, SortOut, SortedOut, paths};

use super::{
    asks::{SeesFindings, SeesSources},
    json::{Json, Query},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// What runs could not take in or are unsure about, oldest first. Within a part, what is about people there alone.
#[utoipa::path(get, path = paths::FINDINGS, tag = "findings", params(FindingsQuery), responses(
    (status = 200, body = Page<Finding>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails)
))]
pub(super) async fn list(
    State(site): State<Site>,
    SeesFindings(asker): SeesFindings,
    Query(query): Query<FindingsQuery>,
) -> Result<Json<Page<Finding>>, Problem> {
    Ok(Json(site.app.findings(&asker, query).await?))
}

/// Does something about one or many; each stands or falls alone.
#[utoipa::path(post, path = paths::SORT_OUT, tag = "findings", request_body = SortOut, responses(
    (status = 200, body = SortedOut), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 409, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn sort_out(
    State(site): State<Site>,
    SeesSources(asker): SeesSources,
    Json(asked): Json<SortOut>,
) -> Result<Json<SortedOut>, Problem> {
    Ok(Json(site.app.sort_out(&asker, asked, clock::now()).await?))
}

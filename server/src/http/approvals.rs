//! Deciding on changes.

use axum::extract::State;
use domain::api::{
    ApprovalsQuery, ChangeView, Decided, Decisions, Matching, MatchingQuery, Page, ProblemDetails, paths,
};

use super::{
    asks::SignedIn,
    json::{Json, Query},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// Changes that wait for the asker's decision, oldest first.
#[utoipa::path(get, path = paths::APPROVALS, tag = "approvals", params(ApprovalsQuery), responses(
    (status = 200, body = Page<ChangeView>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails)
))]
pub(super) async fn list(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Query(query): Query<ApprovalsQuery>,
) -> Result<Json<Page<ChangeView>>, Problem> {
    Ok(Json(site.app.approvals(&asker, query).await?))
}

/// The changes that the asker may decide on now, each with its version: what *all that match* means at this moment.
#[utoipa::path(get, path = paths::MATCHING, tag = "approvals", params(MatchingQuery), responses(
    (status = 200, body = Matching), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails)
))]
pub(super) async fn matching(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Query(query): Query<MatchingQuery>,
) -> Result<Json<Matching>, Problem> {
    Ok(Json(site.app.matching(&asker, query).await?))
}

/// Decides on one or many changes; each stands or falls alone, and the answer tells of each.
#[utoipa::path(post, path = paths::DECISIONS, tag = "approvals", request_body = Decisions, responses(
    (status = 200, body = Decided), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn decide(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Json(decisions): Json<Decisions>,
) -> Result<Json<Decided>, Problem> {
    Ok(Json(site.app.decide(&asker, decisions, clock::now()).await?))
}

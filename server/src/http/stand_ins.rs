//! Standing in for whoever is away, and who owns containers and groups.

use axum::{extract::State, http::StatusCode};
use domain::{
    api::{NewOwner, NewStandIn, OwnerView, ProblemDetails, StandInQuery, StandInView, paths},
    id::{OwnerId, StandInId},
};

use super::{
    asks::{SeesAttributes, SetsAttributes, SignedIn},
    json::{Id, Json, Query},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// Who stands in for whom, of those that are not over: the asker's own, another person's, or everybody's.
#[utoipa::path(get, path = paths::STAND_INS, tag = "approvals", params(StandInQuery), responses(
    (status = 200, body = Vec<StandInView>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn stand_ins(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Query(query): Query<StandInQuery>,
) -> Result<Json<Vec<StandInView>>, Problem> {
    Ok(Json(site.app.stand_ins(&asker, query, clock::now()).await?))
}

/// Names a stand-in for a span of days.
#[utoipa::path(post, path = paths::STAND_INS, tag = "approvals", request_body = NewStandIn, responses(
    (status = 201, body = StandInView), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn add_stand_in(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Json(new): Json<NewStandIn>,
) -> Result<(StatusCode, Json<StandInView>), Problem> {
    Ok((StatusCode::CREATED, Json(site.app.add_stand_in(&asker, new, clock::now()).await?)))
}

/// Ends it.
#[utoipa::path(delete, path = paths::STAND_IN, tag = "approvals", params(("stand_in" = StandInId, Path)), responses(
    (status = 204), (status = 401, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn end_stand_in(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(stand_in): Id<StandInId>,
) -> Result<StatusCode, Problem> {
    site.app.end_stand_in(&asker, stand_in, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who owns containers and groups.
#[utoipa::path(get, path = paths::OWNERS, tag = "approvals", responses(
    (status = 200, body = Vec<OwnerView>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn owners(
    State(site): State<Site>,
    SeesAttributes(asker): SeesAttributes,
) -> Result<Json<Vec<OwnerView>>, Problem> {
    Ok(Json(site.app.owners(&asker).await?))
}

/// Names an owner of a container or a group.
#[utoipa::path(post, path = paths::OWNERS, tag = "approvals", request_body = NewOwner, responses(
    (status = 201, body = Vec<OwnerView>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 409, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn add_owner(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    Json(new): Json<NewOwner>,
) -> Result<(StatusCode, Json<Vec<OwnerView>>), Problem> {
    Ok((StatusCode::CREATED, Json(site.app.add_owner(&asker, new, clock::now()).await?)))
}

/// Takes an owner away.
#[utoipa::path(delete, path = paths::OWNER, tag = "approvals", params(("owner" = OwnerId, Path)), responses(
    (status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn remove_owner(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    Id(owner): Id<OwnerId>,
) -> Result<StatusCode, Problem> {
    site.app.remove_owner(&asker, owner, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

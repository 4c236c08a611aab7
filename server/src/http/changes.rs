//! Single changes.

use axum::extract::State;
use domain::{
    api::{Because, ChangeView, ProblemDetails, paths},
    id::ChangeId,
};

use super::{
    asks::SignedIn,
    json::{Id, Json},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// Takes a change back.
#[utoipa::path(post, path = paths::WITHDRAW, tag = "changes", params(("change" = ChangeId, Path)), request_body = Because, responses(
    (status = 200, body = ChangeView), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "Its state does not allow it any more"), (status = 415, body = ProblemDetails)
))]
pub(super) async fn withdraw(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(change): Id<ChangeId>,
    Json(because): Json<Because>,
) -> Result<Json<ChangeView>, Problem> {
    Ok(Json(site.app.withdraw(&asker, change, because.reason, clock::now()).await?))
}

/// Lets a change go on that is held because its attribute was locked or hidden since.
#[utoipa::path(post, path = paths::KEEP, tag = "changes", params(("change" = ChangeId, Path)), responses(
    (status = 200, body = ChangeView), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "It is not held")
))]
pub(super) async fn keep(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(change): Id<ChangeId>,
) -> Result<Json<ChangeView>, Problem> {
    Ok(Json(site.app.keep_change(&asker, change, clock::now()).await?))
}

/// Puts a change that was not taken in the queue once more.
#[utoipa::path(post, path = paths::REEXPORT, tag = "changes", params(("change" = ChangeId, Path)), responses(
    (status = 200, body = ChangeView), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails)
))]
pub(super) async fn reexport(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(change): Id<ChangeId>,
) -> Result<Json<ChangeView>, Problem> {
    Ok(Json(site.app.reexport(&asker, change, clock::now()).await?))
}

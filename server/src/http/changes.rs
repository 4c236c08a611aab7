//! Single changes.

use axum::extract::State;
use domain::{
    api::{Because, ChangeView, ProblemDetails, Settle, paths},
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

/// Settles a conflict about the own profile: the directory's value stands, or the proposal waits for a decision again.
#[utoipa::path(post, path = paths::SETTLE, tag = "changes", params(("change" = ChangeId, Path)), request_body = Settle, responses(
    (status = 200, body = ChangeView), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "It moved since it was looked at, or is not in conflict"),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn settle(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(change): Id<ChangeId>,
    Json(settle): Json<Settle>,
) -> Result<Json<ChangeView>, Problem> {
    Ok(Json(site.app.settle(&asker, change, settle, clock::now()).await?))
}

/// Proposes once more what has given way to another value. Where the attribute is locked meanwhile, it is a suggestion.
#[utoipa::path(post, path = paths::RENEW, tag = "changes", params(("change" = ChangeId, Path)), request_body = Because, responses(
    (status = 200, body = ChangeView), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "The value stands already, or the change has not given way"),
    (status = 415, body = ProblemDetails),
    (status = 422, body = ProblemDetails, description = "The value may not be proposed any more")
))]
pub(super) async fn renew(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(change): Id<ChangeId>,
    Json(because): Json<Because>,
) -> Result<Json<ChangeView>, Problem> {
    Ok(Json(site.app.renew(&asker, change, because.reason, clock::now()).await?))
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

//! Who holds which role, and granting and ending them.

use axum::{extract::State, http::StatusCode};
use domain::{
    api::{Administrator, Administrators, GrantRole, ProblemDetails, ScopePlaces, SetRole, paths},
    id::AccountId,
    rights::Role,
};

use super::{
    asks::{SeesRights, SetsRights},
    json::{Id, IfMatch, Json, Versioned},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// Everybody who holds a role, where it comes from and within what it holds.
#[utoipa::path(get, path = paths::ADMINISTRATORS, tag = "administrators", responses(
    (status = 200, body = Administrators), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn list(
    State(site): State<Site>,
    SeesRights(asker): SeesRights,
) -> Result<Json<Administrators>, Problem> {
    Ok(Json(site.app.administrators(&asker).await?))
}

/// Grants a role to a person.
#[utoipa::path(post, path = paths::ADMINISTRATORS, tag = "administrators", request_body = GrantRole, responses(
    (status = 201, body = Administrator, headers(("ETag" = String))), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "They hold it already, are blocked, or are the asker"),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn grant(
    State(site): State<Site>,
    SetsRights(asker): SetsRights,
    Json(wish): Json<GrantRole>,
) -> Result<(StatusCode, Versioned<Administrator>), Problem> {
    let granted = site.app.grant_role(&asker, wish, clock::now()).await?;
    Ok((StatusCode::CREATED, Versioned(granted.version, granted)))
}

/// What one account holds.
#[utoipa::path(get, path = paths::ADMINISTRATOR, tag = "administrators", params(("account" = AccountId, Path)), responses(
    (status = 200, body = Administrator, headers(("ETag" = String))), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn one(
    State(site): State<Site>,
    SeesRights(asker): SeesRights,
    Id(account): Id<AccountId>,
) -> Result<Versioned<Administrator>, Problem> {
    let known = site.app.administrator(&asker, account).await?;
    Ok(Versioned(known.version, known))
}

/// Says within which parts an account holds a role; one that it does not hold yet is granted.
#[utoipa::path(put, path = paths::ROLE_OF, tag = "administrators", request_body = SetRole,
    params(("account" = AccountId, Path), ("role" = Role, Path), ("If-Match" = String, Header, description = "The ETag that the account had")),
    responses(
        (status = 200, body = Administrator, headers(("ETag" = String))), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails),
        (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn set(
    State(site): State<Site>,
    SetsRights(asker): SetsRights,
    Id((account, role)): Id<(AccountId, Role)>,
    IfMatch(version): IfMatch,
    Json(wish): Json<SetRole>,
) -> Result<Versioned<Administrator>, Problem> {
    let known = site.app.set_role_of(&asker, (account, role), version, wish, clock::now()).await?;
    Ok(Versioned(known.version, known))
}

/// Ends a role; whoever held it is signed out. The last system administrator stays.
#[utoipa::path(delete, path = paths::ROLE_OF, tag = "administrators",
    params(("account" = AccountId, Path), ("role" = Role, Path), ("If-Match" = String, Header, description = "The ETag that the account had")),
    responses(
        (status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "The last system administrator"),
        (status = 412, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn end(
    State(site): State<Site>,
    SetsRights(asker): SetsRights,
    Id((account, role)): Id<(AccountId, Role)>,
    IfMatch(version): IfMatch,
) -> Result<StatusCode, Problem> {
    site.app.end_role(&asker, (account, role), version, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a role can be granted within.
#[utoipa::path(get, path = paths::SCOPE_PLACES, tag = "administrators", responses(
    (status = 200, body = ScopePlaces), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn places(State(site): State<Site>, _: SetsRights) -> Result<Json<ScopePlaces>, Problem> {
    Ok(Json(site.app.scope_places().await?))
}

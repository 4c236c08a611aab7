//! Who people are at an identity provider, and sign-ins that nobody belongs to.

use axum::{extract::State, http::StatusCode};
use domain::{
    api::{PersonIdentity, ProblemDetails, UnlinkedSignIn, paths},
    id::{IdentityId, PersonId, UnlinkedId},
};

use super::{
    asks::{SeesPeople, SetsIdentities, SignedIn},
    json::{Id, Json},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// The identities that a person signs in with.
#[utoipa::path(get, path = paths::IDENTITIES, tag = "people", params(("person" = PersonId, Path)), responses(
    (status = 200, body = Vec<PersonIdentity>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn identities(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(person): Id<PersonId>,
) -> Result<Json<Vec<PersonIdentity>>, Problem> {
    Ok(Json(site.app.identities(&asker, person).await?))
}

/// Takes an identity off a person; whoever has it is looked for anew when they come again.
#[utoipa::path(delete, path = paths::IDENTITY, tag = "people",
    params(("person" = PersonId, Path), ("identity" = IdentityId, Path)), responses(
    (status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn remove_identity(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id((person, identity)): Id<(PersonId, IdentityId)>,
) -> Result<StatusCode, Problem> {
    site.app.remove_identity(&asker, person, identity, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign-ins by an identity provider that no profile belongs to, the latest first.
#[utoipa::path(get, path = paths::UNLINKED, tag = "people", responses(
    (status = 200, body = Vec<UnlinkedSignIn>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn unlinked(
    State(site): State<Site>,
    SeesPeople(asker): SeesPeople,
) -> Result<Json<Vec<UnlinkedSignIn>>, Problem> {
    Ok(Json(site.app.unlinked(&asker).await?))
}

/// Forgets one of them, until they come again.
#[utoipa::path(delete, path = paths::UNLINKED_ONE, tag = "people", params(("sign_in" = UnlinkedId, Path)), responses(
    (status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn forget_unlinked(
    State(site): State<Site>,
    SetsIdentities(asker): SetsIdentities,
    Id(sign_in): Id<UnlinkedId>,
) -> Result<StatusCode, Problem> {
    site.app.forget_unlinked(&asker, sign_in, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

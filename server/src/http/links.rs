//! Which entries of directories a person is followed by.

use axum::extract::State;
use domain::{
    api::{Attach, AttachPreview, Detach, PersonLink, ProblemDetails, Profile, Run, paths},
    id::PersonId,
};

use super::{
    asks::SignedIn,
    json::{Id, Json, Versioned},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// The entries that a person is, or was, followed by.
#[utoipa::path(get, path = paths::LINKS, tag = "people", params(("person" = PersonId, Path)), responses(
    (status = 200, body = Vec<PersonLink>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn links(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(person): Id<PersonId>,
) -> Result<Json<Vec<PersonLink>>, Problem> {
    Ok(Json(site.app.links(&asker, person).await?))
}

/// Takes a person off a source; they keep what they have, and no run touches them.
#[utoipa::path(post, path = paths::DETACH, tag = "people", params(("person" = PersonId, Path)), request_body = Detach, responses(
    (status = 200, body = Profile, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn detach(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(person): Id<PersonId>,
    Json(detach): Json<Detach>,
) -> Result<Versioned<Profile>, Problem> {
    let profile = site.app.detach(&asker, person, detach, clock::now()).await?;
    Ok(Versioned(profile.version, profile))
}

/// What linking a person to an entry would come to; nothing is changed.
#[utoipa::path(post, path = paths::TRY_ATTACH, tag = "people", params(("person" = PersonId, Path)), request_body = Attach, responses(
    (status = 200, body = AttachPreview), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn try_attach(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(person): Id<PersonId>,
    Json(attach): Json<Attach>,
) -> Result<Json<AttachPreview>, Problem> {
    Ok(Json(site.app.try_attach(&asker, person, attach).await?))
}

/// Links a person to an entry; the run that reads it.
#[utoipa::path(post, path = paths::ATTACH, tag = "people", params(("person" = PersonId, Path)), request_body = Attach, responses(
    (status = 200, body = Run), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn attach(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(person): Id<PersonId>,
    Json(attach): Json<Attach>,
) -> Result<Json<Run>, Problem> {
    Ok(Json(site.app.attach(&asker, person, attach, clock::now()).await?))
}

//! Values that an administrator holds in place for one person.

use axum::extract::State;
use domain::{
    api::{PinValue, ProblemDetails, Profile, paths},
    id::PersonId,
    name::AttributeKey,
};

use super::{
    asks::SignedIn,
    json::{Id, IfMatch, Json, Versioned},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// Holds a value in place for a person until a moment, whatever the directory says (X10).
#[utoipa::path(put, path = paths::PIN, tag = "people", request_body = PinValue,
    params(
        ("person" = PersonId, Path), ("attribute" = String, Path),
        ("If-Match" = String, Header, description = "The ETag that the profile had")
    ),
    responses(
        (status = 200, body = Profile, headers(("ETag" = String))), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails), (status = 422, body = ProblemDetails),
        (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn pin(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id((person, key)): Id<(PersonId, AttributeKey)>,
    IfMatch(version): IfMatch,
    Json(pin): Json<PinValue>,
) -> Result<Versioned<Profile>, Problem> {
    let profile = site.app.pin(&asker, (person, key, version), pin, clock::now()).await?;
    Ok(Versioned(profile.version, profile))
}

/// Lets a value go before its time.
#[utoipa::path(delete, path = paths::PIN, tag = "people",
    params(
        ("person" = PersonId, Path), ("attribute" = String, Path),
        ("If-Match" = String, Header, description = "The ETag that the profile had")
    ),
    responses(
        (status = 200, body = Profile, headers(("ETag" = String))), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails),
        (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn unpin(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id((person, key)): Id<(PersonId, AttributeKey)>,
    IfMatch(version): IfMatch,
) -> Result<Versioned<Profile>, Problem> {
    let profile = site.app.unpin(&asker, (person, key, version), clock::now()).await?;
    Ok(Versioned(profile.version, profile))
}

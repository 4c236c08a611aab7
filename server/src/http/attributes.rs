//! Attribute definitions and locks.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::{
    api::{AttributeView, LocksSet, NewAttribute, ProblemDetails, SetAttribute, SetLocks, paths},
    name::AttributeKey,
};

use super::{
    asks::{SeesAttributes, SetsAttributes},
    json::{Id, IfMatch, Json, Versioned},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// All attributes, in the page's order.
#[utoipa::path(get, path = paths::ATTRIBUTES, tag = "attributes", responses(
    (status = 200, body = Vec<AttributeView>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn list(
    State(site): State<Site>,
    SeesAttributes(asker): SeesAttributes,
) -> Result<Json<Vec<AttributeView>>, Problem> {
    Ok(Json(site.app.attributes(&asker).await?))
}

/// One attribute.
#[utoipa::path(get, path = paths::ATTRIBUTE, tag = "attributes", params(("attribute" = String, Path)), responses(
    (status = 200, body = AttributeView, headers(("ETag" = String))),
    (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn one(
    State(site): State<Site>,
    SeesAttributes(asker): SeesAttributes,
    Id(key): Id<AttributeKey>,
) -> Result<Versioned<AttributeView>, Problem> {
    let view = site.app.attribute(&asker, &key).await?;
    Ok(Versioned(view.version, view))
}

/// Sets an attribute's lock, visibility, approval, authority or whether it is mandatory.
#[utoipa::path(patch, path = paths::ATTRIBUTE, tag = "attributes", request_body = SetAttribute,
    params(("attribute" = String, Path), ("If-Match" = String, Header, description = "The ETag that the attribute had")),
    responses(
        (status = 200, body = AttributeView, headers(("ETag" = String))), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails, description = "Changes are pending and `pending` does not say what becomes of them"),
        (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn set(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    Id(key): Id<AttributeKey>,
    IfMatch(version): IfMatch,
    Json(set): Json<SetAttribute>,
) -> Result<Versioned<AttributeView>, Problem> {
    let view = site.app.set_attribute(&asker, &key, version, set, clock::now()).await?;
    Ok(Versioned(view.version, view))
}

/// Adds an attribute: of the company's own in its directory, or known to Amend alone (S1.17).
#[utoipa::path(post, path = paths::ATTRIBUTES, tag = "attributes", request_body = NewAttribute, responses(
    (status = 201, body = AttributeView, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "There is one of this key"),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn add(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    Json(new): Json<NewAttribute>,
) -> Result<impl IntoResponse, Problem> {
    let view = site.app.add_attribute(&asker, new, clock::now()).await?;
    Ok((StatusCode::CREATED, Versioned(view.version, view)))
}

/// Locks or unlocks all attributes at once.
#[utoipa::path(post, path = paths::LOCKS, tag = "attributes", request_body = SetLocks, responses(
    (status = 200, body = LocksSet), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 409, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn set_locks(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    Json(set): Json<SetLocks>,
) -> Result<Json<LocksSet>, Problem> {
    Ok(Json(site.app.set_locks(&asker, set, clock::now()).await?))
}

//! Attribute definitions and locks.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::{
    api::{
        AttributeView, Define, DefinitionEffect, FormOrder, LocksSet, NewAttribute, ProblemDetails, SetAttribute,
        SetFormOrder, SetLocks, paths,
    },
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

/// What another definition of an attribute would come to; nothing is changed.
#[utoipa::path(post, path = paths::DEFINITION_PREVIEW, tag = "attributes", request_body = Define,
    params(("attribute" = String, Path)), responses(
    (status = 200, body = DefinitionEffect), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn preview_definition(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    Id(key): Id<AttributeKey>,
    Json(define): Json<Define>,
) -> Result<Json<DefinitionEffect>, Problem> {
    Ok(Json(site.app.preview_definition(&asker, &key, define, clock::now()).await?))
}

/// Sets what an attribute is: labels, help, section, kind, and what may stand in it.
#[utoipa::path(put, path = paths::DEFINITION, tag = "attributes", request_body = Define,
    params(("attribute" = String, Path), ("If-Match" = String, Header, description = "The ETag that the attribute had")),
    responses(
        (status = 200, body = AttributeView, headers(("ETag" = String))), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails, description = "More values would not fit than `accepts` says"),
        (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn define(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    Id(key): Id<AttributeKey>,
    IfMatch(version): IfMatch,
    Json(define): Json<Define>,
) -> Result<Versioned<AttributeView>, Problem> {
    let view = site.app.define(&asker, &key, version, define, clock::now()).await?;
    Ok(Versioned(view.version, view))
}

/// The order of the form: its sections, and the attributes in each.
#[utoipa::path(get, path = paths::FORM_ORDER, tag = "attributes", responses(
    (status = 200, body = FormOrder, headers(("ETag" = String))), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn form_order(
    State(site): State<Site>,
    SeesAttributes(asker): SeesAttributes,
) -> Result<Versioned<FormOrder>, Problem> {
    let order = site.app.form_order(&asker).await?;
    Ok(Versioned(order.version, order))
}

/// Puts the form in another order, and names its sections.
#[utoipa::path(put, path = paths::FORM_ORDER, tag = "attributes", request_body = SetFormOrder,
    params(("If-Match" = String, Header, description = "The ETag that the order had")),
    responses(
        (status = 200, body = FormOrder, headers(("ETag" = String))), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 412, body = ProblemDetails),
        (status = 415, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn set_form_order(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    IfMatch(version): IfMatch,
    Json(set): Json<SetFormOrder>,
) -> Result<Versioned<FormOrder>, Problem> {
    let order = site.app.set_form_order(&asker, version, set, clock::now()).await?;
    Ok(Versioned(order.version, order))
}

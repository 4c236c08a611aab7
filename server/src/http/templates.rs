//! What targets are given: their templates, row by row.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    api::{
        AuditRow, MakeTarget, OrderRows, Page, ProblemDetails, PutRow, RenameTarget, RetireQuery, RowEffect,
        TargetTemplate, TriedRow, TriedTemplate, TryOn, TryOnQuery, TryTemplate, paths,
    },
    id::{MappingId, TargetId},
};

use super::{
    asks::{SeesTargets, SetsTargets},
    describe::PageQuery,
    json::{Id, IfMatch, Json, Query, Versioned},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// An edit's answer: the whole template with its new version.
fn versioned(template: TargetTemplate) -> Versioned<TargetTemplate> {
    Versioned(template.version, template)
}

/// Makes a target of files, with no rows or with those of another target.
#[utoipa::path(post, path = paths::TARGETS, tag = "templates", request_body = MakeTarget, responses(
    (status = 201, body = TargetTemplate, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "The name is taken"),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn make_target(
    State(site): State<Site>,
    SetsTargets(asker): SetsTargets,
    Json(make): Json<MakeTarget>,
) -> Result<Response, Problem> {
    let template = site.app.make_target(&asker, make, clock::now()).await?;
    let tag = format!("\"{}\"", template.version);
    Ok((StatusCode::CREATED, [(header::ETAG, tag)], Json(template)).into_response())
}

/// What a target is given.
#[utoipa::path(get, path = paths::TARGET, tag = "templates", params(("target" = TargetId, Path)), responses(
    (status = 200, body = TargetTemplate, headers(("ETag" = String))), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn template(
    State(site): State<Site>,
    SeesTargets(asker): SeesTargets,
    Id(target): Id<TargetId>,
) -> Result<Versioned<TargetTemplate>, Problem> {
    Ok(versioned(site.app.template(&asker, target).await?))
}

/// Calls a target something else.
#[utoipa::path(patch, path = paths::TARGET, tag = "templates", request_body = RenameTarget,
    params(("target" = TargetId, Path), ("If-Match" = String, Header, description = "The template's `version`, in quotation marks")),
    responses(
        (status = 200, body = TargetTemplate, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails, description = "The name is taken, or is that of the source"),
        (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn rename_target(
    State(site): State<Site>,
    SetsTargets(asker): SetsTargets,
    Id(target): Id<TargetId>,
    IfMatch(version): IfMatch,
    Json(rename): Json<RenameTarget>,
) -> Result<Versioned<TargetTemplate>, Problem> {
    Ok(versioned(site.app.rename_target(&asker, (target, version), &rename.name, clock::now()).await?))
}

/// Gives a target up. What waits for it is cancelled, if the sender says so.
#[utoipa::path(delete, path = paths::TARGET, tag = "templates",
    params(("target" = TargetId, Path), RetireQuery, ("If-Match" = String, Header, description = "The template's `version`, in quotation marks")),
    responses(
        (status = 204), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails, description = "Something waits for it, or it is a directory's"),
        (status = 412, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn retire_target(
    State(site): State<Site>,
    SetsTargets(asker): SetsTargets,
    Id(target): Id<TargetId>,
    IfMatch(version): IfMatch,
    Query(query): Query<RetireQuery>,
) -> Result<StatusCode, Problem> {
    site.app.retire_target(&asker, (target, version), query.confirmed, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a row behind those that there are.
#[utoipa::path(post, path = paths::TEMPLATE_ROWS, tag = "templates", request_body = PutRow,
    params(("target" = TargetId, Path), ("If-Match" = String, Header, description = "The template's `version`, in quotation marks")),
    responses(
        (status = 200, body = TargetTemplate, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails),
        (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails),
        (status = 422, body = ProblemDetails, description = "What is wrong, by the row's field"), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn add_row(
    State(site): State<Site>,
    SetsTargets(asker): SetsTargets,
    Id(target): Id<TargetId>,
    IfMatch(version): IfMatch,
    Json(put): Json<PutRow>,
) -> Result<Versioned<TargetTemplate>, Problem> {
    Ok(versioned(site.app.add_row(&asker, (target, version), put, clock::now()).await?))
}

/// Puts the rows in another order.
#[utoipa::path(put, path = paths::TEMPLATE_ROWS, tag = "templates", request_body = OrderRows,
    params(("target" = TargetId, Path), ("If-Match" = String, Header, description = "The template's `version`, in quotation marks")),
    responses(
        (status = 200, body = TargetTemplate, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails),
        (status = 415, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn order_rows(
    State(site): State<Site>,
    SetsTargets(asker): SetsTargets,
    Id(target): Id<TargetId>,
    IfMatch(version): IfMatch,
    Json(order): Json<OrderRows>,
) -> Result<Versioned<TargetTemplate>, Problem> {
    Ok(versioned(site.app.order_rows(&asker, (target, version), order, clock::now()).await?))
}

/// Lets a row say something else, or switches it on or off.
#[utoipa::path(put, path = paths::TEMPLATE_ROW, tag = "templates", request_body = PutRow,
    params(("target" = TargetId, Path), ("mapping" = MappingId, Path),
        ("If-Match" = String, Header, description = "The template's `version`, in quotation marks")),
    responses(
        (status = 200, body = TargetTemplate, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails),
        (status = 422, body = ProblemDetails, description = "What is wrong, by the row's field"), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn set_row(
    State(site): State<Site>,
    SetsTargets(asker): SetsTargets,
    Id((target, row)): Id<(TargetId, MappingId)>,
    IfMatch(version): IfMatch,
    Json(put): Json<PutRow>,
) -> Result<Versioned<TargetTemplate>, Problem> {
    Ok(versioned(site.app.set_row(&asker, (target, version), row, put, clock::now()).await?))
}

/// Takes a row out. What waits by it is cancelled.
#[utoipa::path(delete, path = paths::TEMPLATE_ROW, tag = "templates",
    params(("target" = TargetId, Path), ("mapping" = MappingId, Path),
        ("If-Match" = String, Header, description = "The template's `version`, in quotation marks")),
    responses(
        (status = 200, body = TargetTemplate, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails, description = "It follows the mapping of its source"),
        (status = 412, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn remove_row(
    State(site): State<Site>,
    SetsTargets(asker): SetsTargets,
    Id((target, row)): Id<(TargetId, MappingId)>,
    IfMatch(version): IfMatch,
) -> Result<Versioned<TargetTemplate>, Problem> {
    Ok(versioned(site.app.remove_row(&asker, (target, version), row, clock::now()).await?))
}

/// What rows come to for a person. Nothing is changed.
#[utoipa::path(post, path = paths::TRY_TEMPLATE, tag = "templates", request_body = TryTemplate, params(("target" = TargetId, Path)), responses(
    (status = 200, body = TriedTemplate), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn try_template(
    State(site): State<Site>,
    SeesTargets(asker): SeesTargets,
    Id(target): Id<TargetId>,
    Json(tried): Json<TryTemplate>,
) -> Result<Json<TriedTemplate>, Problem> {
    Ok(Json(site.app.try_template(&asker, target, tried).await?))
}

/// Active people by part of a name, to try the template on one of them.
#[utoipa::path(get, path = paths::TRY_ON, tag = "templates", params(("target" = TargetId, Path), TryOnQuery), responses(
    (status = 200, body = Page<TryOn>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn try_on(
    State(site): State<Site>,
    SeesTargets(asker): SeesTargets,
    Id(target): Id<TargetId>,
    Query(query): Query<TryOnQuery>,
) -> Result<Json<Page<TryOn>>, Problem> {
    Ok(Json(site.app.try_on(&asker, target, query).await?))
}

/// What a row would come to for everybody, against what it comes to as it is. Nothing is changed.
#[utoipa::path(post, path = paths::TEMPLATE_EFFECT, tag = "templates", request_body = TriedRow, params(("target" = TargetId, Path)), responses(
    (status = 200, body = RowEffect), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 415, body = ProblemDetails),
    (status = 422, body = ProblemDetails, description = "The expression cannot be used")
))]
pub(super) async fn effect(
    State(site): State<Site>,
    SetsTargets(asker): SetsTargets,
    Id(target): Id<TargetId>,
    Json(row): Json<TriedRow>,
) -> Result<Json<RowEffect>, Problem> {
    Ok(Json(site.app.row_effect(&asker, target, row).await?))
}

/// Who changed what about a target, newest first.
#[utoipa::path(get, path = paths::TEMPLATE_HISTORY, tag = "templates", params(("target" = TargetId, Path), PageQuery), responses(
    (status = 200, body = Page<AuditRow>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn template_history(
    State(site): State<Site>,
    SeesTargets(asker): SeesTargets,
    Id(target): Id<TargetId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<AuditRow>>, Problem> {
    Ok(Json(site.app.template_history(&asker, target, page.after.as_deref(), page.limit).await?))
}

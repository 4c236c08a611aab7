//! Targets and exports.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    api::{
        Export, Item, ItemQuery, MakeExport, Overdue, OverdueAlarm, OverdueQuery, Page, ProblemDetails, Retried,
        RetryItems, SetOverdue, SetWriting, Target, WouldWrite, Writing, WritingTested, paths,
    },
    id::{ExportId, TargetId},
};

use super::{
    asks::{DownloadsExports, MakesExports, SeesExports, SeesTargets, SetsSources},
    describe::PageQuery,
    json::{Id, IdempotencyKey, IfMatch, Json, Query, Versioned},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// Targets, with what waits for each.
#[utoipa::path(get, path = paths::TARGETS, tag = "exports", responses(
    (status = 200, body = Vec<Target>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn targets(
    State(site): State<Site>,
    SeesTargets(asker): SeesTargets,
) -> Result<Json<Vec<Target>>, Problem> {
    Ok(Json(site.app.targets(&asker, clock::now()).await?))
}

/// What is on its way to a target, and what was handed over within the last days.
#[utoipa::path(get, path = paths::TARGET_ITEMS, tag = "exports", params(("target" = TargetId, Path), ItemQuery), responses(
    (status = 200, body = Page<Item>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn items(
    State(site): State<Site>,
    SeesExports(asker): SeesExports,
    Id(target): Id<TargetId>,
    Query(query): Query<ItemQuery>,
) -> Result<Json<Page<Item>>, Problem> {
    Ok(Json(site.app.items(&asker, target, query, clock::now()).await?))
}

/// Has items be written once more that failed or were parked.
#[utoipa::path(post, path = paths::RETRY_ITEMS, tag = "exports", request_body = RetryItems, responses(
    (status = 200, body = Retried), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn retry(
    State(site): State<Site>,
    MakesExports(asker): MakesExports,
    Json(retry): Json<RetryItems>,
) -> Result<Json<Retried>, Problem> {
    Ok(Json(site.app.retry_items(&asker, retry.items, clock::now()).await?))
}

/// Turns writing into the directory itself on or off. It is turned on only where the account may write every attribute of the mapping.
#[utoipa::path(put, path = paths::TARGET_WRITING, tag = "exports", request_body = SetWriting,
    params(("target" = TargetId, Path), ("If-Match" = String, Header, description = "The `version` of the target's `writing`, in quotation marks")),
    responses(
        (status = 200, body = Writing, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails, description = "The account may not write every attribute, or the directory cannot be asked"),
        (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn set_writing(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(target): Id<TargetId>,
    IfMatch(version): IfMatch,
    Json(set): Json<SetWriting>,
) -> Result<Versioned<Writing>, Problem> {
    let writing = site.app.set_writing(&asker, target, version, set, clock::now()).await?;
    Ok(Versioned(writing.version, writing))
}

/// Whether the account may write what the mapping names, attribute by attribute. Nothing is changed.
#[utoipa::path(post, path = paths::TEST_WRITING, tag = "exports", params(("target" = TargetId, Path)), responses(
    (status = 200, body = WritingTested), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn test_writing(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(target): Id<TargetId>,
) -> Result<Json<WritingTested>, Problem> {
    Ok(Json(site.app.test_writing(&asker, target, clock::now()).await?))
}

/// What was approved a while ago and is not in the directory yet, oldest first, with where it is stuck.
#[utoipa::path(get, path = paths::OVERDUE, tag = "exports", params(OverdueQuery), responses(
    (status = 200, body = Page<Overdue>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails)
))]
pub(super) async fn overdue(
    State(site): State<Site>,
    SeesExports(asker): SeesExports,
    Query(query): Query<OverdueQuery>,
) -> Result<Json<Page<Overdue>>, Problem> {
    Ok(Json(site.app.overdue(&asker, query, clock::now()).await?))
}

/// Sets after how many days what was approved is overdue. Those who export are told once of each change.
#[utoipa::path(put, path = paths::TARGET_OVERDUE, tag = "exports", request_body = SetOverdue,
    params(("target" = TargetId, Path), ("If-Match" = String, Header, description = "The `version` of the target's `overdue`, in quotation marks")),
    responses(
        (status = 200, body = OverdueAlarm, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails),
        (status = 415, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn set_overdue(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(target): Id<TargetId>,
    IfMatch(version): IfMatch,
    Json(set): Json<SetOverdue>,
) -> Result<Versioned<OverdueAlarm>, Problem> {
    let alarm = site.app.set_overdue(&asker, (target, version), set, clock::now()).await?;
    Ok(Versioned(alarm.version, alarm))
}

/// What would be written to the directory now, value by value, in the order in which it was approved: what the entry has to hold still and what it would hold
/// then. Nothing is sent, whether writing is on or off.
#[utoipa::path(get, path = paths::PREVIEW_WRITING, tag = "exports", params(("target" = TargetId, Path), PageQuery), responses(
    (status = 200, body = Page<WouldWrite>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn preview_writing(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(target): Id<TargetId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<WouldWrite>>, Problem> {
    Ok(Json(site.app.preview_writing(&asker, target, page.after.as_deref(), page.limit, clock::now()).await?))
}

/// Exports, newest first.
#[utoipa::path(get, path = paths::EXPORTS, tag = "exports", params(PageQuery), responses(
    (status = 200, body = Page<Export>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails)
))]
pub(super) async fn list(
    State(site): State<Site>,
    SeesExports(asker): SeesExports,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Export>>, Problem> {
    Ok(Json(site.app.exports(&asker, page.after.as_deref(), page.limit).await?))
}

/// Makes an export of what waits.
#[utoipa::path(post, path = paths::EXPORTS, tag = "exports", request_body = MakeExport,
    params(("Idempotency-Key" = Option<String>, Header, description = "Done at most once under this key")),
    responses(
        (status = 201, body = Export), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails, description = "Nothing waits"), (status = 415, body = ProblemDetails)
    ))]
pub(super) async fn make(
    State(site): State<Site>,
    MakesExports(asker): MakesExports,
    IdempotencyKey(idempotency_key): IdempotencyKey,
    Json(make): Json<MakeExport>,
) -> Result<(StatusCode, Json<Export>), Problem> {
    let export = site.app.make_export(&asker, make, idempotency_key, clock::now()).await?;
    Ok((StatusCode::CREATED, Json(export)))
}

/// One export.
#[utoipa::path(get, path = paths::EXPORT, tag = "exports", params(("export" = ExportId, Path)), responses(
    (status = 200, body = Export), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn one(
    State(site): State<Site>,
    SeesExports(asker): SeesExports,
    Id(export): Id<ExportId>,
) -> Result<Json<Export>, Problem> {
    Ok(Json(site.app.export(&asker, export).await?))
}

/// The export's file: the same bytes each time. The first download marks its changes as exported.
#[utoipa::path(get, path = paths::EXPORT_FILE, tag = "exports", params(("export" = ExportId, Path)), responses(
    (status = 200, description = "The file, by its format", content(
        (String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "text/x-ldif"), (String = "text/plain")
    )),
    (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn file(
    State(site): State<Site>,
    DownloadsExports(asker): DownloadsExports,
    Id(export): Id<ExportId>,
) -> Result<Response, Problem> {
    let (export, media_type, content) = site.app.download(&asker, export, clock::now()).await?;
    Ok(as_file(export, media_type, content))
}

/// An export's file as a download.
pub(super) fn as_file(export: Export, media_type: &str, content: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", export.file_name)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::HeaderName::from_static("x-content-sha256"), export.sha256),
    ];
    (headers, content).into_response()
}

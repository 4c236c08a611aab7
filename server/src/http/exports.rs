//! Targets and exports.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    api::{Export, Item, MakeExport, Page, ProblemDetails, Target, paths},
    id::{ExportId, TargetId},
};

use super::{
    asks::{DownloadsExports, MakesExports, SeesExports},
    describe::PageQuery,
    json::{Id, IdempotencyKey, Json, Query},
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
    SeesExports(asker): SeesExports,
) -> Result<Json<Vec<Target>>, Problem> {
    Ok(Json(site.app.targets(&asker).await?))
}

/// Items that wait for a target.
#[utoipa::path(get, path = paths::WAITING, tag = "exports", params(("target" = TargetId, Path), PageQuery), responses(
    (status = 200, body = Page<Item>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn waiting(
    State(site): State<Site>,
    SeesExports(asker): SeesExports,
    Id(target): Id<TargetId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Item>>, Problem> {
    Ok(Json(site.app.waiting(&asker, target, page.after.as_deref(), page.limit).await?))
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

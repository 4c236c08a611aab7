//! Links to the files of exports, and checksums.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    api::{ExportLink, MadeExportLink, MakeExportLink, ProblemDetails, paths},
    id::ExportId,
};

use super::{
    asks::DownloadsExports,
    exports::as_file,
    json::{Id, Json},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// The links to an export's file that have not ended.
#[utoipa::path(get, path = paths::EXPORT_LINKS, tag = "exports", params(("export" = ExportId, Path)), responses(
    (status = 200, body = Vec<ExportLink>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn export_links(
    State(site): State<Site>,
    DownloadsExports(asker): DownloadsExports,
    Id(export): Id<ExportId>,
) -> Result<Json<Vec<ExportLink>>, Problem> {
    Ok(Json(site.app.export_links(&asker, export, clock::now()).await?))
}

/// Makes a link that leads to the file without an account, until it ends. Its changes count as exported from now on.
#[utoipa::path(post, path = paths::EXPORT_LINKS, tag = "exports", request_body = MakeExportLink,
    params(("export" = ExportId, Path)), responses(
    (status = 201, body = MadeExportLink), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "Nothing of the export is left to hand over"), (status = 415, body = ProblemDetails)
))]
pub(super) async fn make_export_link(
    State(site): State<Site>,
    DownloadsExports(asker): DownloadsExports,
    Id(export): Id<ExportId>,
    Json(make): Json<MakeExportLink>,
) -> Result<(StatusCode, Json<MadeExportLink>), Problem> {
    let made = site.app.make_export_link(&asker, export, make, clock::now()).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Ends all links to an export's file.
#[utoipa::path(delete, path = paths::EXPORT_LINKS, tag = "exports", params(("export" = ExportId, Path)), responses(
    (status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn end_export_links(
    State(site): State<Site>,
    DownloadsExports(asker): DownloadsExports,
    Id(export): Id<ExportId>,
) -> Result<StatusCode, Problem> {
    site.app.end_export_links(&asker, export, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The file that a link leads to, without a session. A link that has ended and one that never was answer alike.
#[utoipa::path(get, path = paths::LINKED_FILE, tag = "exports", security(()),
    params(("token" = String, Path, description = "What the link ends with")), responses(
    (status = 200, description = "The file, by its format", content(
        (String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "text/x-ldif"), (String = "text/plain")
    )),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn linked_file(State(site): State<Site>, Id(token): Id<String>) -> Result<Response, Problem> {
    let (export, media_type, content) = site.app.linked_file(&token, clock::now()).await?;
    Ok(as_file(export, media_type, content))
}

/// The checksum of an export's file, as `sha256sum --check` reads it.
#[utoipa::path(get, path = paths::EXPORT_CHECKSUM, tag = "exports", params(("export" = ExportId, Path)), responses(
    (status = 200, body = String, content_type = "text/plain"), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "The file was not downloaded yet")
))]
pub(super) async fn checksum(
    State(site): State<Site>,
    DownloadsExports(asker): DownloadsExports,
    Id(export): Id<ExportId>,
) -> Result<Response, Problem> {
    let line = site.app.export_checksum(&asker, export).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"export-{export}.sha256\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, line).into_response())
}

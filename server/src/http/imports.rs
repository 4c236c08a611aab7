//! Files of people: handing them in, looking at what they would do, carrying them out and taking them back.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    api::{
        Delimiter, ErrorCode, ExecuteImport, Import, ImportColumns, ImportRow, ImportRowsQuery, ImportSettings, Page,
        ProblemDetails, paths,
    },
    id::ImportId,
    import::MOST_BYTES,
};
use futures_util::{StreamExt as _, stream};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    asks::{Imports, SeesImports},
    describe::PageQuery,
    download,
    json::{Id, IfMatch, Json, Query, Versioned},
    problem::Problem,
    router::Site,
};
use crate::{app::imports::Which, clock};

/// The name of a file that is handed in.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FileName {
    /// The file's name, for the history.
    name: Option<String>,
}

/// How the sample is written.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SampleQuery {
    /// Between the columns; a comma if absent.
    delimiter: Option<Delimiter>,
}

/// Files that were handed in, newest first.
#[utoipa::path(get, path = paths::IMPORTS, tag = "imports", params(PageQuery), responses(
    (status = 200, body = Page<Import>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails)
))]
pub(super) async fn list(
    State(site): State<Site>,
    SeesImports(asker): SeesImports,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Import>>, Problem> {
    Ok(Json(site.app.imports(&asker, page.after.as_deref(), page.limit).await?))
}

/// Hands a file in; the preview is made afterwards. The body is the file itself, a CSV text in any of the encodings that are known.
#[utoipa::path(post, path = paths::IMPORTS, tag = "imports", params(FileName),
    request_body(content = Vec<u8>, content_type = "text/csv"), responses(
        (status = 201, body = Import, headers(("ETag" = String))),
        (status = 400, body = ProblemDetails, description = "It is no text, such as an Excel workbook"),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 409, body = ProblemDetails, description = "Too many files wait to be carried out"),
        (status = 415, body = ProblemDetails, description = "The body is a form or JSON in place of the file itself")
    ))]
pub(super) async fn upload(
    State(site): State<Site>,
    Imports(asker): Imports,
    Query(query): Query<FileName>,
    sent: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Versioned<Import>), Problem> {
    let kind = sent.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/json") || kind.starts_with("multipart/") {
        return Err(Problem::new(415, ErrorCode::NotJson)
            .titled("The request's body is not the file itself")
            .detail("send the file itself as the body, with the header Content-Type: text/csv"));
    }
    let mut upload = site.app.begin_import(&asker, &query.name.unwrap_or_default(), clock::now()).await?;
    let mut arriving = body.into_data_stream();
    // Each part in the time that a request may take: what has stopped arriving is given up (SEC21).
    let patience = site.app.config().request();
    loop {
        let part = tokio::time::timeout(patience, arriving.next()).await;
        let refusal = match part {
            Ok(None) => break,
            Ok(Some(Ok(part))) => match upload.take(&part).await {
                Ok(true) => continue,
                Ok(false) => {
                    // Whoever sends is told only when they have sent; so what they send is let go by, up to a limit.
                    discard(&mut arriving, patience).await;
                    Problem::new(413, ErrorCode::TooLarge)
                        .detail(format!("a file has at most {} MiB; hand it in in parts", MOST_BYTES >> 20))
                }
                Err(error) => Problem::from(error),
            },
            Ok(Some(Err(_))) => Problem::new(400, ErrorCode::BadRequest).detail("the file broke off; send it again"),
            Err(_) => Problem::new(408, ErrorCode::TooSlow),
        };
        upload.drop_it().await?;
        return Err(refusal);
    }
    let import = upload.finish(&asker, clock::now()).await?;
    Ok((StatusCode::CREATED, Versioned(import.version, import)))
}

async fn discard(arriving: &mut axum::body::BodyDataStream, patience: std::time::Duration) {
    let mut bytes = 0;
    while let Ok(Some(Ok(part))) = tokio::time::timeout(patience, arriving.next()).await {
        bytes += part.len() as u64;
        if bytes > MOST_BYTES {
            return;
        }
    }
}

/// One import.
#[utoipa::path(get, path = paths::IMPORT, tag = "imports", params(("import" = ImportId, Path)), responses(
    (status = 200, body = Import, headers(("ETag" = String))), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn one(
    State(site): State<Site>,
    SeesImports(asker): SeesImports,
    Id(import): Id<ImportId>,
) -> Result<Versioned<Import>, Problem> {
    let import = site.app.import(&asker, import).await?;
    Ok(Versioned(import.version, import))
}

/// Says how a file is to be read; it is compared anew. Columns that are left empty are recognised again.
#[utoipa::path(put, path = paths::IMPORT, tag = "imports", request_body = ImportSettings,
    params(("import" = ImportId, Path), ("If-Match" = String, Header, description = "The ETag that the import had")),
    responses(
        (status = 200, body = Import, headers(("ETag" = String))), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails),
        (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn set(
    State(site): State<Site>,
    Imports(asker): Imports,
    Id(import): Id<ImportId>,
    IfMatch(version): IfMatch,
    Json(settings): Json<ImportSettings>,
) -> Result<Versioned<Import>, Problem> {
    let import = site.app.set_import(&asker, import, version, settings).await?;
    Ok(Versioned(import.version, import))
}

/// Forgets a file that was not carried out.
#[utoipa::path(delete, path = paths::IMPORT, tag = "imports", params(("import" = ImportId, Path)), responses(
    (status = 204, description = "It is gone"), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "It was carried out")
))]
pub(super) async fn discard_one(
    State(site): State<Site>,
    Imports(asker): Imports,
    Id(import): Id<ImportId>,
) -> Result<StatusCode, Problem> {
    site.app.discard_import(&asker, import, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an import would do, or did, line by line.
#[utoipa::path(get, path = paths::IMPORT_ROWS, tag = "imports", params(("import" = ImportId, Path), ImportRowsQuery), responses(
    (status = 200, body = Page<ImportRow>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn rows(
    State(site): State<Site>,
    SeesImports(asker): SeesImports,
    Id(import): Id<ImportId>,
    Query(query): Query<ImportRowsQuery>,
) -> Result<Json<Page<ImportRow>>, Problem> {
    Ok(Json(site.app.import_rows(&asker, import, query).await?))
}

/// Carries an import out as it was shown.
#[utoipa::path(post, path = paths::EXECUTE_IMPORT, tag = "imports", request_body = ExecuteImport,
    params(("import" = ImportId, Path), ("If-Match" = String, Header, description = "The ETag of the preview that was looked at")),
    responses(
        (status = 200, body = Import, headers(("ETag" = String))), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails, description = "Something moved, and a fresh preview is made; or it cannot be carried out so"),
        (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn execute(
    State(site): State<Site>,
    Imports(asker): Imports,
    Id(import): Id<ImportId>,
    IfMatch(version): IfMatch,
    Json(wish): Json<ExecuteImport>,
) -> Result<Versioned<Import>, Problem> {
    let import = site.app.execute_import(&asker, import, version, wish, clock::now()).await?;
    Ok(Versioned(import.version, import))
}

/// Stops an import; what was done stands.
#[utoipa::path(post, path = paths::CANCEL_IMPORT, tag = "imports", params(("import" = ImportId, Path)), responses(
    (status = 200, body = Import), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails)
))]
pub(super) async fn cancel(
    State(site): State<Site>,
    Imports(asker): Imports,
    Id(import): Id<ImportId>,
) -> Result<Json<Import>, Problem> {
    Ok(Json(site.app.cancel_import(&asker, import, clock::now()).await?))
}

/// Takes an import back, as far as nobody has gone on from it.
#[utoipa::path(post, path = paths::UNDO_IMPORT, tag = "imports", params(("import" = ImportId, Path)), responses(
    (status = 200, body = Import), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails)
))]
pub(super) async fn undo(
    State(site): State<Site>,
    Imports(asker): Imports,
    Id(import): Id<ImportId>,
) -> Result<Json<Import>, Problem> {
    Ok(Json(site.app.undo_import(&asker, import, clock::now()).await?))
}

/// The rows that were refused or left alone, with line and reason, to be mended and handed in again.
#[utoipa::path(get, path = paths::IMPORT_REJECTS, tag = "imports", params(("import" = ImportId, Path)), responses(
    (status = 200, body = String, content_type = "text/csv"), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn rejects(
    State(site): State<Site>,
    Imports(asker): Imports,
    Id(import): Id<ImportId>,
) -> Result<Response, Problem> {
    let writing = site.app.import_file(&asker, import, Which::Rejects).await?;
    written(writing, &format!("import-{import}-rejects.csv")).await
}

/// The values that an import replaces, in the same form: handed in, the file puts them back.
#[utoipa::path(get, path = paths::IMPORT_BACKUP, tag = "imports", params(("import" = ImportId, Path)), responses(
    (status = 200, body = String, content_type = "text/csv"), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn backup(
    State(site): State<Site>,
    Imports(asker): Imports,
    Id(import): Id<ImportId>,
) -> Result<Response, Problem> {
    let writing = site.app.import_file(&asker, import, Which::Backup).await?;
    written(writing, &format!("import-{import}-backup.csv")).await
}

/// The columns that are understood.
#[utoipa::path(get, path = paths::IMPORT_COLUMNS, tag = "imports", responses(
    (status = 200, body = ImportColumns), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn columns(State(site): State<Site>, Imports(asker): Imports) -> Result<Json<ImportColumns>, Problem> {
    Ok(Json(site.app.import_columns(&asker).await?))
}

/// A file to begin with, with the attributes of this installation.
#[utoipa::path(get, path = paths::IMPORT_SAMPLE, tag = "imports", params(SampleQuery), responses(
    (status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn sample(
    State(site): State<Site>,
    Imports(asker): Imports,
    Query(query): Query<SampleQuery>,
) -> Result<Response, Problem> {
    let content = site.app.import_sample(&asker, query.delimiter.unwrap_or_default(), clock::now()).await?;
    Ok((download::csv("people-sample.csv"), content).into_response())
}

/// A file that is sent while it is written.
async fn written(mut writing: crate::app::imports::Writing, name: &str) -> Result<Response, Problem> {
    let first = writing.next().await?.unwrap_or_default();
    let rest = stream::unfold(Some(writing), async |writing| {
        let mut writing = writing?;
        match writing.next().await {
            Ok(piece) => piece.map(|piece| (Ok(piece), Some(writing))),
            Err(error) => Some((Err(std::io::Error::other(error.to_string())), None)),
        }
    });
    let whole = stream::once(async move { Ok(first) }).chain(rest);
    Ok((download::csv(name), Body::from_stream(whole)).into_response())
}

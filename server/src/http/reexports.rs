//! Looks at what a target would be given, and having them carried out.

use axum::{
    body::Body,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    api::{
        AskReexport, CarriedOutAs, CsvProfile, Page, ProblemDetails, Reexport, ReexportRow, ReexportRowQuery, paths,
    },
    id::{ReexportId, TargetId},
};
use futures_util::{StreamExt as _, stream};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    asks::{MakesExports, SeesExports},
    describe::PageQuery,
    download,
    json::{Id, IfMatch, Json, Query, Versioned},
    problem::Problem,
    router::Site,
};
use crate::{app::reexport::Report, clock};

/// For whom a file is written.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ReportQuery {
    /// For spreadsheets if absent.
    #[param(inline)]
    profile: Option<CsvProfile>,
}

/// Looks at what a target would be given and the jobs that became of them, newest first.
#[utoipa::path(get, path = paths::REEXPORTS, tag = "exports", params(("target" = TargetId, Path), PageQuery), responses(
    (status = 200, body = Page<Reexport>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn reexports(
    State(site): State<Site>,
    SeesExports(asker): SeesExports,
    Id(target): Id<TargetId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Reexport>>, Problem> {
    let page = (page.after.as_deref(), page.limit);
    Ok(Json(site.app.reexports(&asker, target, page, clock::now()).await?))
}

/// Begins to look what a target would be given. Nothing is queued; ask for it until it is ready.
#[utoipa::path(post, path = paths::REEXPORTS, tag = "exports", params(("target" = TargetId, Path)), request_body = AskReexport, responses(
    (status = 202, body = Reexport), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn ask_reexport(
    State(site): State<Site>,
    SeesExports(asker): SeesExports,
    Id(target): Id<TargetId>,
    Json(ask): Json<AskReexport>,
) -> Result<(StatusCode, Json<Reexport>), Problem> {
    Ok((StatusCode::ACCEPTED, Json(site.app.ask_reexport(&asker, target, ask, clock::now()).await?)))
}

/// One of them.
#[utoipa::path(get, path = paths::REEXPORT_ONE, tag = "exports", params(("target" = TargetId, Path), ("reexport" = ReexportId, Path)), responses(
    (status = 200, body = Reexport), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn reexport(
    State(site): State<Site>,
    SeesExports(asker): SeesExports,
    Id(of): Id<(TargetId, ReexportId)>,
) -> Result<Json<Reexport>, Problem> {
    Ok(Json(site.app.reexport_one(&asker, of, clock::now()).await?))
}

/// Its rows, exactly as they were worked out.
#[utoipa::path(get, path = paths::REEXPORT_ROWS, tag = "exports",
    params(("target" = TargetId, Path), ("reexport" = ReexportId, Path), ReexportRowQuery), responses(
        (status = 200, body = Page<ReexportRow>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
    ))]
pub(super) async fn reexport_rows(
    State(site): State<Site>,
    SeesExports(asker): SeesExports,
    Id(of): Id<(TargetId, ReexportId)>,
    Query(query): Query<ReexportRowQuery>,
) -> Result<Json<Page<ReexportRow>>, Problem> {
    Ok(Json(site.app.reexport_rows(&asker, of, query).await?))
}

/// Its rows as a CSV file.
#[utoipa::path(get, path = paths::REEXPORT_FILE, tag = "exports",
    params(("target" = TargetId, Path), ("reexport" = ReexportId, Path), ReportQuery), responses(
        (status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
    ))]
pub(super) async fn reexport_file(
    State(site): State<Site>,
    SeesExports(asker): SeesExports,
    Id(of): Id<(TargetId, ReexportId)>,
    Query(query): Query<ReportQuery>,
) -> Result<Response, Problem> {
    let profile = query.profile.unwrap_or(CsvProfile::Spreadsheet);
    let mut report = site.app.reexport_file(&asker, of, ReexportRowQuery::default(), profile).await?;
    let first = report.next().await?.unwrap_or_default();
    let rest = stream::unfold(Some(report), go_on);
    let whole = stream::once(async move { Ok(first) }).chain(rest);
    Ok((download::csv(&format!("target-{}-differences-{}.csv", of.0, of.1)), Body::from_stream(whole)).into_response())
}

async fn go_on(report: Option<Report>) -> Option<(Result<Vec<u8>, std::io::Error>, Option<Report>)> {
    let mut report = report?;
    match report.next().await {
        Ok(piece) => piece.map(|piece| (Ok(piece), Some(report))),
        Err(error) => Some((Err(std::io::Error::other(error.to_string())), None)),
    }
}

/// Puts its rows in the queue, exactly as they were shown. Rows that moved since are marked and left alone. Asked twice, it is done once.
#[utoipa::path(post, path = paths::EXECUTE_REEXPORT, tag = "exports", params(("target" = TargetId, Path), ("reexport" = ReexportId, Path)), responses(
    (status = 202, body = Reexport), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "It cannot be carried out; where it is too old, `fresh` is the same question asked anew")
))]
pub(super) async fn execute_reexport(
    State(site): State<Site>,
    MakesExports(asker): MakesExports,
    Id(of): Id<(TargetId, ReexportId)>,
) -> Result<(StatusCode, Json<Reexport>), Problem> {
    let job = site.app.execute_reexport(&asker, of, CarriedOutAs::Queue, clock::now()).await?;
    Ok((StatusCode::ACCEPTED, Json(job)))
}

/// Has its values count as given; nothing is written. For the first export to a system that holds them already, or after it was restored.
#[utoipa::path(post, path = paths::BASELINE, tag = "exports", params(("target" = TargetId, Path), ("reexport" = ReexportId, Path)), responses(
    (status = 202, body = Reexport), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "It cannot be carried out; where it is too old, `fresh` is the same question asked anew")
))]
pub(super) async fn baseline(
    State(site): State<Site>,
    MakesExports(asker): MakesExports,
    Id(of): Id<(TargetId, ReexportId)>,
) -> Result<(StatusCode, Json<Reexport>), Problem> {
    let job = site.app.execute_reexport(&asker, of, CarriedOutAs::Given, clock::now()).await?;
    Ok((StatusCode::ACCEPTED, Json(job)))
}

/// Cancels it, or what of the job still waits; what was handed over stands.
#[utoipa::path(post, path = paths::CANCEL_REEXPORT, tag = "exports", params(("target" = TargetId, Path), ("reexport" = ReexportId, Path)), responses(
    (status = 200, body = Reexport), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "Nothing of it waits any more")
))]
pub(super) async fn cancel_reexport(
    State(site): State<Site>,
    SeesExports(asker): SeesExports,
    Id(of): Id<(TargetId, ReexportId)>,
) -> Result<Json<Reexport>, Problem> {
    Ok(Json(site.app.cancel_reexport(&asker, of, clock::now()).await?))
}

/// Puts a row in the queue that moved since it was shown, with what it is now.
#[utoipa::path(post, path = paths::CONFIRM_ROW, tag = "exports",
    params(("target" = TargetId, Path), ("reexport" = ReexportId, Path), ("row" = i64, Path),
        ("If-Match" = String, Header, description = "The row's `version`, in quotation marks")),
    responses(
        (status = 200, body = ReexportRow, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails),
        (status = 412, body = ProblemDetails, description = "It is something else again; read the row anew"), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn confirm_row(
    State(site): State<Site>,
    MakesExports(asker): MakesExports,
    Id(row): Id<(TargetId, ReexportId, i64)>,
    IfMatch(version): IfMatch,
) -> Result<Versioned<ReexportRow>, Problem> {
    let row = site.app.confirm_row(&asker, row, version, clock::now()).await?;
    Ok(Versioned(row.version, row))
}

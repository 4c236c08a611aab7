//! The audit log.

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse as _, Response},
};
use domain::api::{AuditCheck, AuditQuery, AuditRow, Page, ProblemDetails, paths};
use futures_util::{StreamExt as _, stream};

use super::{
    asks::SeesAudit,
    download,
    json::{Json, Query},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// The audit log, newest first.
#[utoipa::path(get, path = paths::AUDIT, tag = "audit", params(AuditQuery), responses(
    (status = 200, body = Page<AuditRow>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails)
))]
pub(super) async fn list(
    State(site): State<Site>,
    SeesAudit(asker): SeesAudit,
    Query(query): Query<AuditQuery>,
) -> Result<Json<Page<AuditRow>>, Problem> {
    Ok(Json(site.app.audit_log(&asker, query).await?))
}

/// The rows that fit a query as a CSV file for spreadsheets, newest first. That it was taken is on record.
#[utoipa::path(get, path = paths::AUDIT_FILE, tag = "audit", params(AuditQuery), responses(
    (status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn file(
    State(site): State<Site>,
    SeesAudit(asker): SeesAudit,
    Query(query): Query<AuditQuery>,
) -> Result<Response, Problem> {
    let mut writing = site.app.audit_file(&asker, query, clock::now()).await?;
    // What fails at once is answered as a failure and not with half a file.
    let first = writing.next().await?.unwrap_or_default();
    let rest = stream::unfold(Some(writing), async |writing| {
        let mut writing = writing?;
        match writing.next().await {
            Ok(piece) => piece.map(|piece| (Ok(piece), Some(writing))),
            Err(error) => Some((Err(std::io::Error::other(error.to_string())), None)),
        }
    });
    let whole = stream::once(async move { Ok(first) }).chain(rest);
    Ok((download::csv("audit.csv"), Body::from_stream(whole)).into_response())
}

/// Walks the whole log and tells whether its chain of hashes holds.
#[utoipa::path(post, path = paths::AUDIT_CHECK, tag = "audit", responses(
    (status = 200, body = AuditCheck), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn check(State(site): State<Site>, SeesAudit(asker): SeesAudit) -> Result<Json<AuditCheck>, Problem> {
    Ok(Json(site.app.check_audit(&asker, clock::now()).await?))
}

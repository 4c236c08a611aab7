//! The audit log.

use axum::extract::State;
use domain::api::{AuditQuery, AuditRow, Page, ProblemDetails, paths};

use super::{
    asks::SeesAudit,
    json::{Json, Query},
    problem::Problem,
    router::Site,
};

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

//! Reading the audit log.

use domain::api::{AuditQuery, AuditRow, Page};

use super::{App, AppError, place};
use crate::store::audit;

impl App {
    /// A page of the log, newest first.
    pub(crate) async fn audit_log(&self, query: AuditQuery) -> Result<Page<AuditRow>, AppError> {
        if query.action.as_ref().is_some_and(|action| action.contains('\0')) {
            return Err(AppError::BadRequest("`action` is a word such as change.approve".to_owned()));
        }
        let limit = place::limit(query.limit)?;
        let before = place::number(query.after.as_deref())?.unwrap_or(i64::MAX);
        let mut conn = self.store().read().await?;
        let mut items = audit::list(&mut conn, &query, before, limit + 1).await?;
        let total = audit::count(&mut conn, &query).await?;
        let next = place::cut(&mut items, limit, |last| last.sequence.to_string());
        Ok(Page { items, next, total })
    }
}

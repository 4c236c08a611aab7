//! Reading the audit log.

use domain::{
    api::{AuditQuery, AuditRow, Page},
    rights::Act,
};

use super::{App, AppError, asker::Asker, place};
use crate::store::audit;

impl App {
    /// A page of the log, newest first; in a part of the directories what is about people there.
    pub(crate) async fn audit_log(&self, asker: &Asker, query: AuditQuery) -> Result<Page<AuditRow>, AppError> {
        if query.action.as_ref().is_some_and(|action| action.contains('\0')) {
            return Err(AppError::BadRequest("`action` is a word such as change.approve".to_owned()));
        }
        let limit = place::limit(query.limit)?;
        let before = place::number(query.after.as_deref())?.unwrap_or(i64::MAX);
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::SeeAudit).await?;
        let mut items = audit::list(&mut conn, &within, &query, before, limit + 1).await?;
        let total = audit::count(&mut conn, &within, &query).await?;
        let next = place::cut(&mut items, limit, |last| last.sequence.to_string());
        Ok(Page { items, next, total })
    }
}

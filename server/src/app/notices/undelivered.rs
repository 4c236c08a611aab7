//! Letters that could not be delivered, to owners and people alike: what administrators see of them and do about them.

use domain::{
    api::{Page, Undelivered},
    id::NoticeId,
    moment::Moment,
};

use crate::{
    app::{App, AppError, asker::Asker, place},
    store::undelivered,
};

/// What is done about a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AboutLetter {
    SendAgain,
    GiveUp,
}

impl App {
    /// Letters that were given up, or tried in vain and are tried again; oldest first.
    pub(crate) async fn undelivered(
        &self,
        after: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<Undelivered>, AppError> {
        let limit = place::limit(limit)?;
        let after = place::number(after)?.unwrap_or(0);
        let mut conn = self.store().read().await?;
        let total = undelivered::count(&mut conn).await?;
        let mut items = undelivered::page(&mut conn, after, limit + 1).await?;
        let next = place::cut(&mut items, limit, |one| one.id.to_string());
        Ok(Page { items, next, total })
    }

    /// Tries a letter again at once, or gives it up.
    pub(crate) async fn settle_letter(
        &self,
        asker: &Asker,
        id: NoticeId,
        what: AboutLetter,
        now: Moment,
    ) -> Result<(), AppError> {
        let doer = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let (found, action) = match what {
                        AboutLetter::SendAgain => (undelivered::again(conn, id, now).await?, "notice.again"),
                        AboutLetter::GiveUp => (undelivered::forget(conn, id, now).await?, "notice.given_up"),
                    };
                    let to = found.ok_or(AppError::NotFound)?;
                    let mut row = doer.audit(now, action);
                    row.detail = serde_json::json!({ "to": to });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }
}

//! What an administrator does about notices: trying whether mail arrives, and sending again what could not be delivered.

use domain::{
    api::{Source, SourceNotices},
    id::SourceId,
    moment::Moment,
};

use super::{Told, send::source_name, tell};
use crate::{
    app::{App, AppError, asker::Asker},
    store::{Conn, notice},
};

impl App {
    /// Sends every owner of a source a test message.
    pub(crate) async fn test_notice(&self, asker: &Asker, id: SourceId, now: Moment) -> Result<Source, AppError> {
        self.source(asker, id).await?;
        if !self.can_send().0 {
            return Err(AppError::Conflict(
                "no mail server is set up; the settings file names one in its section [mail]".to_owned(),
            ));
        }
        let doer = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let contacts = notice::contacts(conn, id).await?;
                    if contacts.is_empty() {
                        return Err(AppError::Conflict(
                            "this source has no owner contacts; enter one first".to_owned(),
                        ));
                    }
                    // Who presses twice gets one message.
                    if !notice::is_testing(conn, id).await? {
                        let by = doer.name.clone().unwrap_or_default();
                        tell(conn, (id, None), &contacts, &Told::Test { by }, now).await?;
                        let mut row = doer.audit(now, "notice.test");
                        row.detail = serde_json::json!({ "source": source_name(conn, id).await?, "to": contacts });
                        conn.audit(row);
                    }
                    Ok(())
                })
            })
            .await?;
        self.source(asker, id).await
    }

    /// Tries again at once what could not be delivered to an owner.
    pub(crate) async fn send_again(
        &self,
        asker: &Asker,
        id: SourceId,
        to: String,
        now: Moment,
    ) -> Result<Source, AppError> {
        self.source(asker, id).await?;
        let doer = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let count = notice::again(conn, id, &to, now).await?;
                    if count == 0 {
                        return Err(AppError::Conflict(format!("nothing is undelivered for {to}")));
                    }
                    let mut row = doer.audit(now, "notice.again");
                    row.detail = serde_json::json!({ "source": source_name(conn, id).await?, "to": to });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        self.source(asker, id).await
    }

    /// What became of what the owners of a source were to be told.
    pub(in crate::app) async fn notices_of(&self, conn: &mut Conn, id: SourceId) -> Result<SourceNotices, AppError> {
        Ok(SourceNotices { can_send: self.can_send().0, last: notice::last(conn, id).await? })
    }
}

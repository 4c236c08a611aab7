//! Starting a run, or joining the one that is going.

use domain::{
    api::{Run, RunState},
    id::SourceId,
    moment::Moment,
};

use super::Context;
use crate::{
    app::{App, AppError, asker::Actor},
    store::{run, source},
};

impl App {
    /// Starts a run of a source, or joins the one that is going. A held run has to be decided on first.
    pub(crate) async fn start_run(&self, id: SourceId, actor: Actor, now: Moment) -> Result<Run, AppError> {
        let catalogue = self.present_catalogue().await?;
        let source_name = catalogue.sources.get(&id).cloned().ok_or(AppError::NotFound)?;
        if self.connection(&source_name).is_none() {
            return Err(AppError::Conflict(format!(
                "source {source_name} is no longer in the settings; add it again or leave its people as they are"
            )));
        }
        let (holder, until) = (self.holder().to_owned(), now.plus(self.lease_milliseconds()));
        let begun = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let unfinished = run::unfinished(conn).await?;
                    if let Some(going) = unfinished.into_iter().find(|stored| stored.run.source == id) {
                        return if going.run.state == RunState::Held {
                            let which = going.run.id;
                            Err(AppError::Conflict(format!("run {which} is held; release or discard it first")))
                        } else {
                            Ok((going.run, None))
                        };
                    }
                    let Some(token) = source::lease(conn, id, &holder, now, until).await? else {
                        return Err(AppError::Conflict(
                            "another server is about to finish a run of this source".to_owned(),
                        ));
                    };
                    let stored =
                        source::all(conn).await?.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)?;
                    let run = run::begin(conn, id, token, actor.name.as_deref(), now, stored.complete_seen).await?;
                    let mut row = actor.audit(now, "run.start");
                    row.detail = serde_json::json!({ "run": run, "source": stored.name });
                    conn.audit(row);
                    let begun = run::by_id(conn, run).await?.ok_or(AppError::NotFound)?;
                    Ok((begun.run, Some(token)))
                })
            })
            .await?;
        let (run, token) = begun;
        if let Some(token) = token {
            let context = Context { run: run.id, source: id, source_name, token, began_at: now, catalogue };
            self.spawn_run(context);
        }
        Ok(run)
    }

    /// How long a lease lasts without a sign of life.
    pub(super) fn lease_milliseconds(&self) -> i64 {
        i64::try_from(self.config().lease().as_millis()).unwrap_or(i64::MAX)
    }
}

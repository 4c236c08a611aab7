//! Having an import carried out, stopped or taken back. What was shown is what is done: if anything of it has moved, it is compared anew first.

use domain::{
    api::{ExecuteImport, Import, ImportRows, ImportState},
    id::ImportId,
    moment::Moment,
};

use super::manage::{as_seen, ready};
use crate::{
    app::{App, AppError, asker::Asker},
    store::{Conn, import, import_row},
};

/// What became of the wish.
enum Begun {
    Yes(Box<Import>),
    /// So many people were changed since, or what attributes mean was.
    Moved(i64),
}

impl App {
    /// Carries an import out as it was shown.
    pub(crate) async fn execute_import(
        &self,
        asker: &Asker,
        id: ImportId,
        version: i64,
        wish: ExecuteImport,
        now: Moment,
    ) -> Result<Import, AppError> {
        self.import(asker, id).await?;
        let doer = asker.clone();
        let begun = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { begin(conn, &doer, id, version, &wish, now).await })
            })
            .await?;
        self.take_up_import(id).await?;
        match begun {
            Begun::Yes(import) => Ok(*import),
            Begun::Moved(0) => Err(AppError::Conflict(
                "attributes were set otherwise since the preview; a fresh one is being made, look at it and carry that out".to_owned(),
            )),
            Begun::Moved(people) => Err(AppError::Conflict(format!(
                "{people} people were changed since the preview; a fresh one is being made, look at it and carry that out"
            ))),
        }
    }

    /// Stops an import; what was done stands, and can be taken back.
    pub(crate) async fn cancel_import(&self, asker: &Asker, id: ImportId, now: Moment) -> Result<Import, AppError> {
        self.import(asker, id).await?;
        let doer = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut stored = import::hold(conn, id).await?.ok_or(AppError::NotFound)?;
                    if stored.import.state != ImportState::Running {
                        return Err(AppError::Conflict(
                            "it is not being carried out, so it cannot be stopped".to_owned(),
                        ));
                    }
                    stored.cancel_at = Some(now);
                    import::save(conn, &stored).await?;
                    let mut row = doer.audit(now, "import.cancel");
                    row.detail = serde_json::json!({ "import": id });
                    conn.audit(row);
                    Ok(stored.import)
                })
            })
            .await
    }

    /// Takes an import back, as far as nobody has gone on from it.
    pub(crate) async fn undo_import(&self, asker: &Asker, id: ImportId, now: Moment) -> Result<Import, AppError> {
        self.import(asker, id).await?;
        let doer = asker.clone();
        let import = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut stored = import::hold(conn, id).await?.ok_or(AppError::NotFound)?;
                    let may = [ImportState::Done, ImportState::Cancelled, ImportState::Failed];
                    if !may.contains(&stored.import.state) {
                        return Err(AppError::Conflict(
                            "only what was carried out, and has come to its end, can be taken back".to_owned(),
                        ));
                    }
                    stored.import.state = ImportState::Undoing;
                    stored.import.version += 1;
                    stored.reached = None;
                    stored.doer = Some((doer.who.account, doer.name.clone()));
                    import::save(conn, &stored).await?;
                    let mut row = doer.actor().audit(now, "import.undo");
                    row.detail = serde_json::json!({ "import": id, "file": stored.import.file_name });
                    conn.audit(row);
                    Ok(stored.import)
                })
            })
            .await?;
        self.take_up_import(id).await?;
        Ok(import)
    }
}

async fn begin(
    conn: &mut Conn,
    doer: &Asker,
    id: ImportId,
    version: i64,
    wish: &ExecuteImport,
    now: Moment,
) -> Result<Begun, AppError> {
    let mut stored = import::hold(conn, id).await?.ok_or(AppError::NotFound)?;
    ready(&stored.import)?;
    as_seen(&stored.import, version)?;
    let counts = &stored.import.counts;
    if counts.added + counts.changed + counts.blocked == 0 {
        let why = stored.import.reason.clone();
        return Err(AppError::Conflict(why.unwrap_or_else(|| "there is nothing to carry out".to_owned())));
    }
    if wish.rows == ImportRows::All && counts.refused > 0 {
        return Err(AppError::Conflict(format!(
            "{} rows cannot be used, and all or nothing was asked for; mend them and hand the file in again, or carry out the others",
            counts.refused
        )));
    }
    if let Some(limit) = stored.import.brake
        && wish.blocks != Some(counts.blocked)
    {
        return Err(AppError::Conflict(format!(
            "{} people would be blocked, which is more than {limit}; look at their names, and say in `blocks` how many it are to go on",
            counts.blocked
        )));
    }
    let moved = import_row::moved(conn, id).await?;
    stored.doer = Some((doer.who.account, doer.name.clone()));
    stored.import.version += 1;
    if moved > 0 || doer.catalogue_version != stored.catalogue_version {
        stored.import.state = ImportState::Planning;
        import::save(conn, &stored).await?;
        return Ok(Begun::Moved(moved));
    }
    stored.import.state = ImportState::Running;
    stored.import.began_at = Some(now);
    stored.import.reason = None;
    stored.rows = wish.rows;
    stored.reached = None;
    import::save(conn, &stored).await?;
    let mut row = doer.actor().audit(now, "import.start");
    let counts = &stored.import.counts;
    row.detail = serde_json::json!({
        "import": id, "file": stored.import.file_name, "added": counts.added, "changed": counts.changed, "blocked": counts.blocked,
    });
    conn.audit(row);
    Ok(Begun::Yes(Box::new(stored.import)))
}

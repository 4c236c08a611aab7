//! Work on imports as tasks: under a lease whose token is asked for in every transaction, taken up again where a server has left it.

use domain::{
    api::ImportState,
    id::ImportId,
    moment::Moment,
    rights::{Act, Who},
};

use super::{carry_out, plan, take_back};
use crate::{
    app::{App, AppError, asker::Asker},
    clock,
    store::{
        Conn, account, attribute,
        import::{self, Stored},
        import_row,
    },
};

/// For how long a file may be on its way.
const ARRIVAL: i64 = 3_600_000;

/// Work on one import under a lease.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    pub(super) import: ImportId,
    token: i64,
    /// Milliseconds.
    lease: i64,
}

impl Work {
    /// Goes on only while the lease is ours; to be asked first in every transaction. Gives the import as it is.
    pub(super) async fn fence(&self, conn: &mut Conn) -> Result<Stored, AppError> {
        let until = clock::now().plus(self.lease);
        if !import::prolong(conn, self.import, self.token, until).await? {
            return Err(AppError::Conflict("the import is another's work by now, or was discarded".to_owned()));
        }
        import::by_id(conn, self.import).await?.ok_or(AppError::NotFound)
    }

    /// Saves the import as it ends, and gives the lease up.
    pub(super) async fn end(&self, conn: &mut Conn, stored: &Stored) -> Result<(), AppError> {
        import::save(conn, stored).await?;
        Ok(import::release(conn, self.import, self.token).await?)
    }
}

impl App {
    /// Takes up imports that nobody works on, and forgets files that never arrived.
    pub(crate) async fn tend_imports(&self, now: Moment) -> Result<(), AppError> {
        for stored in import::busy(&mut self.store().read().await?).await? {
            let id = stored.import.id;
            let is_free = stored.lease_until.is_none_or(|until| until < now);
            match stored.import.state {
                ImportState::Receiving if now.since(stored.import.made_at) > ARRIVAL => self.forget_import(id).await?,
                ImportState::Receiving => {}
                _ if is_free => self.take_up_import(id).await?,
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) async fn forget_import(&self, id: ImportId) -> Result<(), AppError> {
        self.store().write(move |conn| Box::pin(async move { Ok(import::forget(conn, id).await?) })).await
    }

    /// Works on an import, if nobody does.
    pub(super) async fn take_up_import(&self, id: ImportId) -> Result<(), AppError> {
        let now = clock::now();
        let lease = self.lease_milliseconds();
        let token = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { Ok(import::lease(conn, id, now, now.plus(lease)).await?) })
            })
            .await?;
        if let Some(token) = token {
            tokio::spawn(work(self.clone(), Work { import: id, token, lease }));
        }
        Ok(())
    }
}

async fn work(app: App, work: Work) {
    let heart = tokio::spawn(beat(app.clone(), work));
    let outcome = go_on(&app, work).await;
    heart.abort();
    if let Err(error) = outcome {
        // The lease runs out, and whoever looks next takes it up again.
        tracing::warn!(import = work.import.0, %error, "import.broke_off");
    }
}

/// Does what the import's state asks for, until it has come to rest.
async fn go_on(app: &App, work: Work) -> Result<(), AppError> {
    loop {
        let stored = import::by_id(&mut app.store().read().await?, work.import).await?.ok_or(AppError::NotFound)?;
        match stored.import.state {
            ImportState::Planning => plan::plan(app, work, &stored).await?,
            ImportState::Running => carry_out::carry_out(app, work).await?,
            ImportState::Undoing => take_back::take_back(app, work).await?,
            _ => return Ok(()),
        }
    }
}

/// Prolongs the lease while something takes long.
async fn beat(app: App, work: Work) {
    let pause = (app.config().lease() / 4).min(std::time::Duration::from_secs(1));
    loop {
        tokio::time::sleep(pause).await;
        // A database that is away for a moment is no reason to stop: the fence is asked in every transaction anyway.
        let _ = app
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let until = clock::now().plus(work.lease);
                    Ok(import::prolong(conn, work.import, work.token, until).await?)
                })
            })
            .await;
    }
}

/// Whoever has an import carried out, with the rights that they have now; `None` if they may not any more.
pub(super) async fn doer(conn: &mut Conn, stored: &Stored) -> Result<Option<Asker>, AppError> {
    let (id, name) = stored.doer.clone().unwrap_or_else(|| (stored.account, stored.import.by.clone()));
    let Some((person, grants)) = account::acting(conn, id).await? else { return Ok(None) };
    let catalogue_version = attribute::catalogue_version(conn).await?;
    let asker = Asker { who: Who { account: id, person, grants }, name, catalogue_version, is_local: person.is_none() };
    if !asker.can(Act::Import, None) {
        return Ok(None);
    }
    // Whoever is in the file may have moved out of the part that the asker's role holds for.
    let within = asker.within(conn, Act::Import).await?;
    Ok(import_row::outside(conn, stored.import.id, &within).await?.is_empty().then_some(asker))
}

//! Syncing: read a directory, plan, brake, apply, and let what was read meet the changes that people made.
//!
//! A run reads everything and compares it, or what the directory says has changed since the last run; see [`RunKind`]. A first load streams straight in. A later run stages only the entries that are not exactly as last time; when all is read, the brake looks
//! at what would happen to how many, and either the stage is applied chunk by chunk or the run is held for a person, having touched nobody. Every
//! chunk leaves the stage in the transaction that applies it, so a crash goes on with what is left. Nothing here writes to a directory.
//!
//! Only a run that read everything may conclude that somebody is gone, and gone means blocked, never deleted. One run at a time works on a
//! source, under a lease whose fencing token is checked in every transaction.

mod adopt;
mod apply;
mod chunk;
mod collect;
mod confirm;
mod decide;
mod dry_run;
mod expected;
mod findings;
mod finish;
mod groups;
mod leads;
mod map;
mod meet;
mod news;
mod one_entry;
mod preview;
mod read;
mod received;
mod record;
mod recover;
mod removals;
mod remove;
mod scope;
mod start;
mod take_in;
mod usernames;
mod weigh;
mod words;
mod work;
mod writes;

pub(super) use decide::{discard_dry_run, discard_held_run, held_dry_run, held_run};
pub(super) use findings::left_out_of;
pub(super) use words::reason_of;

use std::sync::Arc;

use domain::{
    api::{Run, RunKind},
    id::{RunId, SourceId},
    leaving::Leaving,
    moment::Moment,
    selection::Selection,
};

pub(super) use map::is_disabled;
pub(super) use scope::Scope;
pub(super) use start::Unsaved;

use super::{App, AppError, catalogue::Catalogue, connection::Connection};
use crate::store::{Conn, source};

/// What every step of a run needs to know.
#[derive(Clone)]
struct Context {
    run: RunId,
    source: SourceId,
    kind: RunKind,
    /// It only says what it would do.
    dry: bool,
    /// It says so of settings that are not saved.
    preview: bool,
    /// Who would be taken, where that is not what is saved.
    selection: Option<Arc<Selection>>,
    /// The fencing token of the lease.
    token: i64,
    began_at: Moment,
    catalogue: Arc<Catalogue>,
    scope: Arc<Scope>,
    /// The ids of the entries that it reads, where it does not read all.
    only: Arc<[String]>,
    /// Whether there is anybody whom a newcomer may resemble.
    compares: bool,
    /// How many people may be active.
    seats: Option<i64>,
    /// What becomes of people who are gone, and of those who are back.
    leaving: Leaving,
    /// Nobody is made for a disabled account.
    without_disabled: bool,
}

impl Context {
    /// For a run under this lease.
    fn of(run: &Run, token: i64, catalogue: Arc<Catalogue>) -> Self {
        Self {
            run: run.id,
            source: run.source,
            kind: run.kind,
            dry: run.dry,
            preview: false,
            selection: None,
            token,
            began_at: run.started_at,
            catalogue,
            scope: Arc::default(),
            only: Arc::default(),
            compares: true,
            seats: None,
            leaving: Leaving::default(),
            without_disabled: false,
        }
    }

    /// The same with what administrators have chosen for its source, as it is now.
    async fn informed(self, app: &App) -> Result<Self, AppError> {
        let sources = source::all(&mut app.store().read().await?).await?;
        let stored = sources.into_iter().find(|one| one.id == self.source).ok_or(AppError::NotFound)?;
        let seats = app.seat_limit();
        Ok(Self { seats, leaving: stored.leaving, without_disabled: stored.selection.without_disabled, ..self })
    }

    /// How its source is reached, as it was when the run began.
    fn connection(&self) -> Result<&Connection, AppError> {
        self.catalogue.connection(self.source).map(AsRef::as_ref)
    }

    /// Goes on only while the lease is this run's; to be asked first in every transaction. On PostgreSQL it also keeps the lease from being
    /// taken until the transaction ends.
    async fn fence(&self, conn: &mut Conn) -> Result<(), AppError> {
        if source::still_leased(conn, self.source, self.token).await? {
            Ok(())
        } else {
            Err(AppError::Conflict("another server has taken this run over".to_owned()))
        }
    }
}

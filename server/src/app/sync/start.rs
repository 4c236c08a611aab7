//! Starting a run, or joining the one that is going.

use std::sync::Arc;

use domain::{
    api::{Run, RunKind, RunState, SourceState, StartRun},
    id::{PersonId, SourceId},
    moment::Moment,
    selection::Selection,
};

use super::{Context, decide};
use crate::{
    app::{App, AppError, asker::Actor, catalogue::Catalogue, rekey::refuse_unkeyed},
    config::Incremental,
    store::{entry, person, run, source},
};

/// What a run is asked for.
enum Wish {
    /// All of a source.
    Source(StartRun),
    /// Some entries of it, by their ids.
    Entries(Vec<String>),
    /// What it would come to if this were saved.
    Preview(Box<Unsaved>),
}

/// Settings that are tried and not saved.
pub(in crate::app) struct Unsaved {
    /// The catalogue as it would be.
    pub(in crate::app) catalogue: Arc<Catalogue>,
    /// Who would be taken.
    pub(in crate::app) selection: Option<Selection>,
}

impl App {
    /// Starts a run of a source, or joins the one that is going. A held run has to be decided on first.
    pub(crate) async fn start_run(
        &self,
        id: SourceId,
        asked: StartRun,
        actor: Actor,
        now: Moment,
    ) -> Result<Run, AppError> {
        self.start(id, Wish::Source(asked), actor, now).await
    }

    /// Reads one person's entry anew, or joins the run that is going.
    pub(crate) async fn start_person_run(&self, person: PersonId, actor: Actor, now: Moment) -> Result<Run, AppError> {
        let entries = entry::of_person(&mut self.store().read().await?, person).await?;
        let Some(entry) = entries.into_iter().next() else {
            return Err(if person::by_id(&mut self.store().read().await?, person).await?.is_some() {
                AppError::Conflict("this person comes from no directory, so there is nothing to read".to_owned())
            } else {
                AppError::NotFound
            });
        };
        self.start(entry.source, Wish::Entries(vec![entry.external_id]), actor, now).await
    }

    /// Reads some entries of a source anew, or joins the run that is going.
    pub(crate) async fn start_entries_run(
        &self,
        id: SourceId,
        external_ids: Vec<String>,
        actor: Actor,
        now: Moment,
    ) -> Result<Run, AppError> {
        self.start(id, Wish::Entries(external_ids), actor, now).await
    }

    /// Starts a dry run of settings that are not saved.
    pub(in crate::app) async fn start_preview(
        &self,
        id: SourceId,
        unsaved: Unsaved,
        actor: Actor,
        now: Moment,
    ) -> Result<Run, AppError> {
        self.start(id, Wish::Preview(Box::new(unsaved)), actor, now).await
    }

    async fn start(&self, id: SourceId, wish: Wish, actor: Actor, now: Moment) -> Result<Run, AppError> {
        let catalogue = self.present_catalogue().await?;
        let connection = catalogue.connection(id)?.clone();
        let (incremental, full_after) = (connection.incremental, connection.full_after);
        let (holder, until) = (self.holder().to_owned(), now.plus(self.lease_milliseconds()));
        let begun = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let unfinished = run::unfinished(conn).await?;
                    if let Some(mut going) = unfinished.into_iter().find(|stored| stored.run.source == id) {
                        let which = going.run.id;
                        match going.run.state {
                            // What would have happened then is of no more use: a trial that nobody decided on must not stop the schedule.
                            RunState::Held if going.run.dry => decide::overtake(conn, &mut going, &actor, now).await?,
                            RunState::Held => {
                                return Err(AppError::Conflict(format!(
                                    "run {which} is held; release or discard it first"
                                )));
                            }
                            // Whoever asks for a preview must not be shown another run in its place.
                            _ if matches!(wish, Wish::Preview(_)) => {
                                return Err(AppError::Conflict(format!(
                                    "run {which} is going on; wait until it has ended"
                                )));
                            }
                            _ => return Ok((going.run, None)),
                        }
                    }
                    let Some(token) = source::lease(conn, id, &holder, now, until).await? else {
                        return Err(AppError::Conflict(
                            "another server is about to finish a run of this source".to_owned(),
                        ));
                    };
                    let stored =
                        source::all(conn).await?.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)?;
                    let dry = matches!(&wish, Wish::Source(StartRun { dry: true, .. }) | Wish::Preview(_));
                    may_run(&stored, dry)?;
                    refuse_unkeyed(&stored, &connection)?;
                    let kind = match &wish {
                        Wish::Entries(_) => RunKind::Person,
                        Wish::Preview(_) => RunKind::Full,
                        Wish::Source(asked) => {
                            let full_at = stored.complete_at.map(|at| at.plus(full_after));
                            let is_due = asked.full || full_at.is_none_or(|at| at <= now);
                            let can_go_on = stored.read_on.is_some() && incremental != Incremental::Off;
                            if can_go_on && !is_due && !asked.dry { RunKind::Delta } else { RunKind::Full }
                        }
                    };
                    let expected = stored.complete_seen.filter(|_| kind == RunKind::Full);
                    let run = run::begin(conn, (id, kind, dry), token, actor.name.as_deref(), now, expected).await?;
                    let mut row = actor.audit(now, "run.start");
                    row.detail = serde_json::json!({ "run": run, "source": stored.name, "kind": kind, "dry": dry });
                    conn.audit(row);
                    let begun = run::by_id(conn, run).await?.ok_or(AppError::NotFound)?;
                    Ok((begun.run, Some((token, wish))))
                })
            })
            .await?;
        let (run, token) = begun;
        if let Some((token, wish)) = token {
            let context = Context::of(&run, token, catalogue);
            self.spawn_run(match wish {
                Wish::Source(_) => context,
                Wish::Entries(ids) => Context { only: ids.into(), ..context },
                Wish::Preview(unsaved) => Context {
                    preview: true,
                    selection: unsaved.selection.map(Arc::new),
                    catalogue: unsaved.catalogue,
                    ..context
                },
            });
        }
        Ok(run)
    }

    /// How long a lease lasts without a sign of life.
    pub(in crate::app) fn lease_milliseconds(&self) -> i64 {
        i64::try_from(self.config().lease().as_millis()).unwrap_or(i64::MAX)
    }
}

/// Nothing but a dry run before the set-up is finished (S4.16), and nothing while somebody has paused the source or it is retired.
fn may_run(stored: &source::Source, dry: bool) -> Result<(), AppError> {
    let why = match stored.state {
        _ if stored.retired_at.is_some() => "is retired",
        SourceState::Draft if !dry => "is still being set up; finish its set-up, or start a dry run",
        SourceState::Paused => "is paused; resume it first",
        SourceState::Draft | SourceState::Active => return Ok(()),
    };
    Err(AppError::Conflict(format!("source {} {why}", stored.name)))
}

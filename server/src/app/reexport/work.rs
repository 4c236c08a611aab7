//! Work on looks as tasks. Whoever works on one writes the time into it with each transaction; one that stands still for a lease is taken up by
//! whoever looks next, at the place where it was left.

use domain::{
    id::{AccountId, ReexportId},
    moment::Moment,
    rights::{Act, Who},
};

use super::{TOGETHER, ask, look, queue};
use crate::{
    app::{App, AppError, asker::Asker, catalogue::Catalogue, template},
    clock,
    store::{
        Conn, account, attribute,
        reexport::{self, Stage, Stored},
        reexport_job, reexport_row, whom,
    },
};

/// Work on one look, and when it was last heard of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    pub(super) id: ReexportId,
    beat_at: Moment,
}

impl Work {
    /// Goes on only while nobody else has taken it up; to be asked first in every transaction. Gives the look as it is.
    pub(super) async fn fence(&mut self, conn: &mut Conn) -> Result<Stored, AppError> {
        let next = reexport::beat(conn, self.id, self.beat_at, clock::now()).await?;
        self.beat_at =
            next.ok_or_else(|| AppError::Conflict("it is another's work by now, or was cancelled".to_owned()))?;
        reexport::by_id(conn, self.id).await?.ok_or(AppError::NotFound)
    }
}

/// Begins to work on what was just begun or was begun anew.
pub(super) fn begin(app: &App, id: ReexportId, beat_at: Moment) {
    tokio::spawn(work(app.clone(), Work { id, beat_at }));
}

impl App {
    /// Takes up looks that nobody works on.
    pub(crate) async fn tend_reexports(&self, now: Moment) -> Result<(), AppError> {
        let before = now.plus(-self.lease_milliseconds());
        let left = reexport::left(&mut self.store().read().await?, before).await?;
        for stored in left {
            let id = stored.id;
            let taken = self
                .store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move { Ok(reexport::beat(conn, id, stored.beat_at, now).await?) })
                })
                .await?;
            if let Some(beat_at) = taken {
                begin(self, id, beat_at);
            }
        }
        Ok(())
    }

    /// Forgets looks that nobody carried out in time.
    pub(crate) async fn sweep_reexports(&self, now: Moment) -> Result<(), AppError> {
        let before = now.plus(-super::KEPT_FOR);
        let forget = move || {
            self.store().write::<_, AppError, _>(move |conn| {
                Box::pin(async move { Ok(reexport_job::forget_one(conn, before).await?) })
            })
        };
        while forget().await? {}
        Ok(())
    }
}

async fn work(app: App, mut work: Work) {
    loop {
        match step(&app, work).await {
            Ok(Some(next)) => work = next,
            Ok(None) => return,
            Err(error) => {
                // Whoever looks when the lease has run out takes it up again.
                tracing::warn!(reexport = work.id.0, %error, "reexport.broke_off");
                return;
            }
        }
    }
}

/// One transaction of the work; `None` at its end.
async fn step(app: &App, mut work: Work) -> Result<Option<Work>, AppError> {
    let catalogue = app.present_catalogue().await?;
    app.store()
        .write::<_, AppError, _>(move |conn| {
            Box::pin(async move {
                let mut stored = work.fence(conn).await?;
                let done = match stored.stage {
                    Stage::Looking => look_on(conn, &catalogue, &mut stored).await,
                    Stage::Queueing => queue::go_on(conn, &catalogue, &mut stored).await,
                    _ => return Ok(None),
                };
                let is_over = match done {
                    Ok(is_over) => is_over,
                    // What cannot be mended by trying again is told, and nothing of this step is kept.
                    Err(Left::Over(why)) => {
                        stored = reexport::by_id(conn, work.id).await?.ok_or(AppError::NotFound)?;
                        (stored.stage, stored.reason) = (Stage::Failed, Some(why));
                        true
                    }
                    Err(Left::Broken(error)) => return Err(error),
                };
                reexport::save(conn, &stored).await?;
                Ok((!is_over).then_some(work))
            })
        })
        .await
}

/// Why a step did not go on.
pub(super) enum Left {
    /// It cannot go on at all, and nothing was written by the step.
    Over(String),
    /// Something failed; it is tried again.
    Broken(AppError),
}

impl Left {
    /// For what was asked and is not there any more.
    pub(super) fn missing(error: AppError) -> Self {
        match error {
            AppError::BadRequest(why) => Self::Over(why),
            AppError::NotFound => Self::Over("the target was taken away meanwhile".to_owned()),
            error => Self::Broken(error),
        }
    }
}

impl From<AppError> for Left {
    fn from(error: AppError) -> Self {
        Self::Broken(error)
    }
}

impl From<crate::store::StoreError> for Left {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Broken(error.into())
    }
}

/// Works out what the next people would be given; whether that was the end.
async fn look_on(conn: &mut Conn, catalogue: &Catalogue, stored: &mut Stored) -> Result<bool, Left> {
    let now = clock::now();
    let Some(asker) = acting(conn, stored.account, &stored.by, Act::SeeExports).await? else {
        return Err(Left::Over("whoever asked may not see exports any more".to_owned()));
    };
    let target = template::target(catalogue, stored.target).map_err(Left::missing)?;
    let mappings = ask::mappings(target, &stored.asked).map_err(Left::missing)?;
    let whom = ask::whom_of(conn, catalogue, &asker, &stored.asked).await.map_err(Left::missing)?;
    let people = whom::page(conn, &whom, domain::id::PersonId(stored.reached), TOGETHER).await?;
    let Some(last) = people.last() else {
        stored.stage = Stage::Ready;
        stored.expires_at = look::good_until(now);
        stored.reached = 0;
        return Ok(true);
    };
    stored.reached = last.0;
    stored.looked_at += i64::try_from(people.len()).unwrap_or(i64::MAX);
    let seen = look::Seen::read(conn, catalogue, target, &people).await?;
    let rows = seen.rows(&mappings, stored.asked.which, stored.asked.people.is_some());
    let first = stored.rows.to_do() + stored.rows.error + 1;
    reexport_row::add(conn, stored.id, first, &rows).await?;
    for row in &rows {
        use domain::reexport::RowAction::{Clear, Error, Same, Set};
        let place = match row.action {
            Set => &mut stored.rows.set,
            Clear => &mut stored.rows.clear,
            Same => &mut stored.rows.same,
            Error => &mut stored.rows.error,
        };
        *place += 1;
    }
    Ok(false)
}

/// An account that something is done for, with the rights that it has now; `None` if it may not any more.
pub(super) async fn acting(conn: &mut Conn, id: AccountId, name: &str, act: Act) -> Result<Option<Asker>, AppError> {
    let Some((person, grants)) = account::acting(conn, id).await? else { return Ok(None) };
    let catalogue_version = attribute::catalogue_version(conn).await?;
    let who = Who { account: id, person, grants };
    let asker = Asker { who, name: name.to_owned(), catalogue_version, is_local: person.is_none() };
    Ok(asker.can(act, None).then_some(asker))
}

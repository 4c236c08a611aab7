//! Having a look carried out or cancelled. It is good for half an hour; whoever comes later is given a fresh one at the same question.

use domain::{
    api::{CarriedOutAs, Executed, Reexport},
    id::{ReexportId, TargetId},
    moment::Moment,
    rights::Act,
};

use super::{ask, whole, work};
use crate::{
    app::{App, AppError, asker::Asker, catalogue::Catalogue, template},
    store::{
        Conn,
        reexport::{self, Stage},
        reexport_job, reexport_row,
    },
};

/// People who are named where some are outside of a scope.
const NAMED: i64 = 1000;

/// What became of the wish.
enum Begun {
    /// It goes on, or has before.
    Is(Box<Reexport>, bool),
    /// It is too old; this is the same question asked anew, and whether that was just now.
    Expired(ReexportId, bool),
}

impl App {
    /// Carries a look out as it was shown: once, however often it is asked for.
    pub(crate) async fn execute_reexport(
        &self,
        asker: &Asker,
        (target, id): (TargetId, ReexportId),
        done_as: CarriedOutAs,
        now: Moment,
    ) -> Result<Reexport, AppError> {
        self.seen_look(asker, target, id).await?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let doer = asker.clone();
        let begun = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { begin(conn, &catalogue, &doer, id, done_as, now).await })
            })
            .await?;
        match begun {
            Begun::Is(job, begins) => {
                if begins {
                    work::begin(self, id, now);
                }
                Ok(*job)
            }
            Begun::Expired(fresh, begins) => {
                if begins {
                    work::begin(self, fresh, now);
                }
                Err(AppError::Expired { fresh })
            }
        }
    }

    /// Cancels a look, or what of a job still waits; what was handed over stands.
    pub(crate) async fn cancel_reexport(
        &self,
        asker: &Asker,
        (target, id): (TargetId, ReexportId),
        now: Moment,
    ) -> Result<Reexport, AppError> {
        self.seen_look(asker, target, id).await?;
        let doer = asker.clone();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut stored = reexport::hold(conn, id).await?.ok_or(AppError::NotFound)?;
                    let is_own = stored.account == doer.who.account && stored.executed.is_none();
                    if !is_own {
                        doer.may(Act::MakeExport, None)?;
                        refuse_outside(conn, &doer, id).await?;
                    }
                    let before = whole(conn, &stored, now).await?;
                    let left = before.items.waiting + before.items.running + before.items.failed;
                    if stored.stage == Stage::Cancelled || (stored.stage == Stage::Executed && left == 0) {
                        return Err(AppError::Conflict(
                            "nothing of it waits any more, so nothing can be cancelled".to_owned(),
                        ));
                    }
                    let reason = format!("{} cancelled the job", doer.name);
                    let items = reexport_job::cancel_items(conn, id, &reason, now).await?;
                    (stored.stage, stored.reason) = (Stage::Cancelled, Some(reason));
                    reexport::save(conn, &stored).await?;
                    let mut row = doer.actor().audit(now, "reexport.cancel");
                    row.detail = serde_json::json!({ "reexport": id, "items": items });
                    conn.audit(row);
                    whole(conn, &stored, now).await
                })
            })
            .await
    }
}

async fn begin(
    conn: &mut Conn,
    catalogue: &Catalogue,
    doer: &Asker,
    id: ReexportId,
    done_as: CarriedOutAs,
    now: Moment,
) -> Result<Begun, AppError> {
    let mut stored = reexport::hold(conn, id).await?.ok_or(AppError::NotFound)?;
    refuse_outside(conn, doer, id).await?;
    let target = template::target(catalogue, stored.target)?;
    match stored.stage {
        Stage::Ready => {}
        Stage::Queueing | Stage::Executed => return Ok(Begun::Is(Box::new(whole(conn, &stored, now).await?), false)),
        Stage::Looking => {
            return Err(AppError::Conflict("it is still being worked out; wait until it is complete".to_owned()));
        }
        Stage::Cancelled | Stage::Failed => {
            return Err(AppError::Conflict("it was cancelled or has failed; look at what it would be now".to_owned()));
        }
    }
    if stored.expires_at <= now {
        let asked = stored.asked.clone();
        if let Some(fresh) = reexport::fresh(conn, (stored.target, doer.who.account), &asked, now).await? {
            return Ok(Begun::Expired(fresh, false));
        }
        return Ok(Begun::Expired(ask::open(conn, catalogue, doer, (stored.target, &asked), now).await?, true));
    }
    if stored.rows.to_do() == 0 {
        return Err(AppError::Conflict(
            "it has no row that could be carried out: the target holds all of it, as far as is known".to_owned(),
        ));
    }
    let mappings = ask::mappings(target, &stored.asked)?;
    if done_as == CarriedOutAs::Given && mappings.iter().all(|mapping| target.follows(mapping)) {
        return Err(AppError::Conflict("the directory itself says what it holds of these; only what is compared with what was given can count as given".to_owned()));
    }
    stored.stage = Stage::Queueing;
    stored.reached = 0;
    stored.doer = Some(doer.who.account);
    stored.executed =
        Some(Executed { by: doer.name.clone(), at: now, done_as, queued: 0, merged: 0, moved: 0, given: 0 });
    reexport::save(conn, &stored).await?;
    reexport::restart(conn, id, now).await?;
    let action = match done_as {
        CarriedOutAs::Queue => "reexport.execute",
        CarriedOutAs::Given => "reexport.baseline",
    };
    let mut row = doer.actor().audit(now, action);
    row.detail = serde_json::json!({
        "reexport": id, "target": target.name, "which": stored.asked.which, "people": stored.people,
        "set": stored.rows.set, "clear": stored.rows.clear, "same": stored.rows.same,
    });
    conn.audit(row);
    Ok(Begun::Is(Box::new(whole(conn, &stored, now).await?), true))
}

/// Refuses to carry out what is about people of whom the asker may make no exports.
pub(super) async fn refuse_outside(conn: &mut Conn, asker: &Asker, id: ReexportId) -> Result<(), AppError> {
    let within = asker.within(conn, Act::MakeExport).await?;
    let outside = reexport_row::outside(conn, id, &within, NAMED).await?;
    if outside.is_empty() {
        return Ok(());
    }
    Err(AppError::OutOfScope { outside: outside.into_iter().map(|person| person.0).collect() })
}

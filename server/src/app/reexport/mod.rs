//! What targets would be given, shown before they are given it (S3.3-S3.11, S3.15): a look is worked out in the background and kept row by row
//! exactly as it is shown; carrying it out asks of each row once more what it comes to, and leaves alone what moved meanwhile. Files of values
//! that no change says begin with the difference to what was given last (S3.1).

mod ask;
mod begin;
mod confirm;
mod delta;
mod list;
mod look;
mod put;
mod queue;
mod report;
mod work;

use domain::{
    api::{JobItems, Reexport, ReexportState},
    id::{ReexportId, TargetId},
    moment::Moment,
    rights::Act,
};

use super::{App, AppError, asker::Asker};
use crate::store::{
    Conn,
    reexport::{self, Stage, Stored},
    reexport_job,
};

pub(crate) use report::Report;

/// People who are looked at, and rows that are put in the queue, with one transaction.
const TOGETHER: i64 = 500;
/// For how long a look can be executed.
const GOOD_FOR: i64 = 30 * 60_000;
/// For how long it can be looked at after that.
const KEPT_FOR: i64 = 86_400_000;
/// Looks of one account that are worked out at the same time.
const BUSY: i64 = 3;

/// A look as it is shown.
fn shown(stored: &Stored, items: JobItems, now: Moment) -> Reexport {
    let waits = items.waiting + items.running;
    let state = match stored.stage {
        Stage::Looking => ReexportState::Looking,
        Stage::Ready if stored.expires_at <= now => ReexportState::Expired,
        Stage::Ready => ReexportState::Ready,
        Stage::Queueing => ReexportState::Queueing,
        Stage::Failed => ReexportState::Failed,
        Stage::Cancelled => ReexportState::Cancelled,
        Stage::Executed if waits > 0 && items.running + items.done > 0 => ReexportState::Running,
        Stage::Executed if waits > 0 => ReexportState::Queued,
        Stage::Executed if items.failed > 0 => ReexportState::Failed,
        Stage::Executed if items.done == 0 && items.cancelled > 0 => ReexportState::Cancelled,
        Stage::Executed => ReexportState::Done,
    };
    Reexport {
        id: stored.id,
        target: stored.target,
        state,
        asked: stored.asked.clone(),
        made_by: stored.by.clone(),
        made_at: stored.made_at,
        expires_at: stored.expires_at,
        people: stored.people,
        looked_at: stored.looked_at,
        rows: stored.rows,
        executed: stored.executed.clone(),
        items,
        reason: stored.reason.clone(),
    }
}

/// A look with what it has in the queue.
async fn whole(conn: &mut Conn, stored: &Stored, now: Moment) -> Result<Reexport, AppError> {
    let items = reexport_job::items(conn, &[stored.id]).await?.into_iter().next().unwrap_or_default();
    Ok(shown(stored, items, now))
}

impl App {
    /// A look of a target that the asker may see.
    async fn seen_look(&self, asker: &Asker, target: TargetId, id: ReexportId) -> Result<Stored, AppError> {
        let mut conn = self.store().read().await?;
        let stored = reexport::by_id(&mut conn, id).await?.filter(|stored| stored.target == target);
        let stored = stored.ok_or(AppError::NotFound)?;
        let within = asker.within(&mut conn, Act::SeeExports).await?;
        let is_seen = reexport::is_seen(&mut conn, (&within, asker.who.account), &stored).await?;
        if is_seen { Ok(stored) } else { Err(AppError::NotFound) }
    }
}

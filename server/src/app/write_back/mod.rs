//! Writing approved values into the targets themselves, where an administrator has turned that on. What is due is taken under a lease, written
//! person by person through one door, and noted in one transaction; a server that is killed or paused in between leaves a lease that runs
//! out, and whoever takes over looks at each entry before writing.

mod door;
mod finish;
mod preview;
mod send;
mod take;
mod test_service;
mod turn;
mod user;

use domain::{id::TargetId, moment::Moment};
use door::{Closed, Door};
use tokio::sync::watch;

use super::{App, AppError, backoff::Backoff};
use crate::{
    clock,
    store::{lease, writing},
};

/// For how many seconds a target is left alone that asks for it, at most.
const LONGEST_REST: i64 = 86_400;

/// The pauses after failures.
const PAUSES: Backoff = Backoff { first: 15_000, longest: 3_600_000 };

impl App {
    /// The targets that have something to be written now.
    pub(crate) async fn targets_due(&self, now: Moment) -> Result<Vec<TargetId>, AppError> {
        // Mostly nothing is left behind, and then nobody who writes is held up.
        if lease::has_left(&mut self.store().read().await?, now).await? {
            self.store()
                .write::<_, AppError, _>(move |conn| Box::pin(async move { Ok(lease::settle_left(conn, now).await?) }))
                .await?;
        }
        Ok(writing::due(&mut self.store().read().await?, now).await?)
    }

    /// Writes what is due for a target, until nothing is, the target cannot any more, or `stop` says so.
    pub(crate) async fn write_back(&self, id: TargetId, stop: watch::Receiver<bool>) -> Result<(), AppError> {
        if writing::room(&mut self.store().read().await?, id, clock::now()).await? == 0 {
            return Ok(());
        }
        let catalogue = self.present_catalogue().await?;
        let Some(target) = catalogue.targets.iter().find(|target| target.id == id).cloned() else { return Ok(()) };
        let mut door = match Door::open(&catalogue, &target).await {
            Ok(door) => door,
            Err(closed) => return self.note_trouble(id, Some(closed)).await,
        };
        self.note_trouble(id, None).await?;
        while !*stop.borrow() {
            let Some(batch) = self.take_batch(&catalogue, &target).await? else { break };
            let sent = self.send_batch((&mut door, id), &batch, stop.clone()).await;
            let trouble = sent.trouble.clone();
            self.finish_batch(&target, batch, sent).await?;
            if let Some(why) = trouble {
                return self.note_trouble(id, Some(Closed { why, rest: door.rest() })).await;
            }
        }
        door.close().await;
        Ok(())
    }

    /// Notes that a target cannot be written as a whole, and tries again later; or that it can again.
    async fn note_trouble(&self, target: TargetId, closed: Option<Closed>) -> Result<(), AppError> {
        let (now, draw) = (clock::now(), u16::from_le_bytes(clock::random()?));
        let times = writing::times_in_trouble(&mut self.store().read().await?, target).await?;
        if closed.is_none() && times == 0 {
            return Ok(());
        }
        if let Some(Closed { why: reason, .. }) = &closed {
            tracing::warn!(target = target.0, reason, "write_back.not_reached");
        }
        self.store()
            .write(move |conn| {
                Box::pin(async move {
                    let noted = closed.as_ref().map(|Closed { why, rest }| {
                        // Whoever asks to be left alone for longer is, up to a day.
                        let rest = rest.unwrap_or_default().min(LONGEST_REST).saturating_mul(1000);
                        (why.as_str(), now.plus(PAUSES.pause(times, draw).max(rest)))
                    });
                    Ok(writing::set_trouble(conn, target, noted).await?)
                })
            })
            .await
    }
}

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

use std::collections::BTreeSet;

use domain::{id::TargetId, moment::Moment};
use door::{Closed, Door};
use send::Sent;
use take::Batch;
use tokio::sync::watch;

pub(super) use turn::turn;

use super::{App, AppError};
use crate::{
    backoff::Backoff,
    clock,
    store::{lease, writing},
};

/// For how many seconds a target is left alone that asks for it, at most.
const LONGEST_REST: i64 = 86_400;

/// From so many people on, a batch is written through two connections at once.
const MANY: usize = 20;

/// The pauses after failures.
const PAUSES: Backoff = Backoff { first: 15_000, longest: 3_600_000 };

impl App {
    /// Waits until something is put in the queue by this server.
    pub(crate) async fn queued(&self) {
        self.store().queued().await;
    }

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
        let mut doors = match Door::open(&catalogue, &target).await {
            Ok(door) => vec![door],
            Err(closed) => return self.note_trouble(id, Some(closed)).await,
        };
        self.note_trouble(id, None).await?;
        let mut sent: Option<(Batch, Sent)> = None;
        let mut next = self.take_batch(&target, BTreeSet::new()).await?;
        while let Some(batch) = next.take() {
            let is_worth_it = doors.len() == 1 && batch.errands.len() >= MANY && doors.iter().all(Door::goes_beside);
            if is_worth_it && let Ok(second) = Door::open(&catalogue, &target).await {
                doors.push(second);
            }
            // While one batch is written the one before is noted and the one after it taken: the directory does not wait for the database.
            let beside = async {
                if let Some((batch, sent)) = sent.take() {
                    self.finish_batch(&target, batch, sent).await?;
                }
                self.take_batch(&target, batch.people()).await
            };
            let (outcome, taken) = tokio::join!(self.send_batch((&mut doors, id), &batch, stop.clone()), beside);
            match (outcome.is_whole() && !*stop.borrow(), taken) {
                (true, Ok(taken)) => {
                    sent = Some((batch, outcome));
                    next = taken;
                }
                (_, taken) => {
                    let trouble = outcome.trouble.clone();
                    self.finish_batch(&target, batch, outcome).await?;
                    if let Some(unsent) = taken? {
                        self.finish_batch(&target, unsent, Sent::default()).await?;
                    }
                    if let Some(why) = trouble {
                        return self
                            .note_trouble(id, Some(Closed { why, rest: doors.iter().find_map(Door::rest) }))
                            .await;
                    }
                }
            }
        }
        if let Some((batch, sent)) = sent {
            self.finish_batch(&target, batch, sent).await?;
        }
        for door in doors {
            door.close().await;
        }
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

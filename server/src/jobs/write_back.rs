//! Looks whether something is to be written to a directory: at once when this server has put something in the queue, and each second for what others
//! have put there and for what waits for its time. Each target is written apart, so that a directory that does not answer holds
//! up no other.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use domain::id::TargetId;
use tokio::{sync::watch, task::JoinSet};

use super::note;
use crate::{app::App, clock};

/// How often it is looked.
const LOOK: Duration = Duration::from_secs(1);

/// Works until `stop` says so, and until those who are writing have noted what they have written.
pub(super) async fn write(app: App, mut stop: watch::Receiver<bool>) {
    let mut going: BTreeSet<TargetId> = BTreeSet::new();
    let mut writers: JoinSet<TargetId> = JoinSet::new();
    let mut looked: Option<Instant> = None;
    while !*stop.borrow() {
        if looked.is_none_or(|at| at.elapsed() >= LOOK) {
            note("jobs.deltas_not_queued", app.queue_deltas().await);
            looked = Some(Instant::now());
        }
        let due = app.targets_due(clock::now()).await.unwrap_or_else(|error| {
            note("jobs.writing_not_looked_at", Err(error));
            Vec::new()
        });
        for target in due {
            if going.insert(target) {
                let (app, stop) = (app.clone(), stop.clone());
                writers.spawn(async move {
                    note("jobs.target_not_written", app.write_back(target, stop).await);
                    target
                });
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = app.queued() => {}
            _ = stop.changed() => {}
            Some(ended) = writers.join_next() => match ended {
                Ok(target) => drop(going.remove(&target)),
                // Whoever panicked has left a lease that runs out.
                Err(error) => {
                    tracing::error!(%error, "jobs.writer_broke_off");
                    if writers.is_empty() {
                        going.clear();
                    }
                }
            },
        }
    }
    while writers.join_next().await.is_some() {}
}

//! Writing a batch, person by person, for as long as its lease is ours.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use domain::id::TargetId;
use tokio::sync::watch;

use super::{
    super::App,
    door::Door,
    take::{self, Batch},
};
use crate::target::Fate;

/// How long one person may still take when the server is told to stop.
const LAST_PATIENCE: Duration = Duration::from_millis(700);

/// What became of a batch.
#[derive(Default)]
pub(super) struct Sent {
    /// Of the first errands, in their order, what became of each of their wishes. Nobody has begun with the rest.
    pub(super) fates: Vec<Vec<Fate>>,
    /// Why the target cannot be written any more.
    pub(super) trouble: Option<String>,
}

impl Sent {
    /// Whether every errand of the batch was run, and the target can go on.
    pub(super) fn is_whole(&self, batch: &Batch) -> bool {
        self.trouble.is_none() && self.fates.len() == batch.errands.len()
    }
}

impl App {
    /// Writes a batch; who is told to stop, or has lost the lease, leaves the rest of it.
    pub(super) async fn send_batch(
        &self,
        (door, target): (&mut Door, TargetId),
        batch: &Batch,
        stop: watch::Receiver<bool>,
    ) -> Sent {
        let lease = self.config().lease();
        let is_ours = Arc::new(AtomicBool::new(true));
        let heart = tokio::spawn(beat(self.clone(), target, batch.token, is_ours.clone()));
        let mut sent = Sent::default();
        let mut known_ours = batch.since;
        for errand in &batch.errands {
            // A program that was paused finds it out here before it writes: the heart has been still as well.
            if known_ours.elapsed() > lease / 2 {
                let asked = Instant::now();
                if !matches!(take::beat(self, target, batch.token).await, Ok(true)) {
                    break;
                }
                known_ours = asked;
            }
            if *stop.borrow() || !is_ours.load(Ordering::Relaxed) {
                break;
            }
            let outcome = tokio::select! {
                outcome = door.deliver(&errand.order) => outcome,
                () = out_of_patience(stop.clone()) => Err("the server was stopped".to_owned()),
            };
            match outcome {
                Ok(fates) => {
                    let is_busy = fates.iter().any(|fate| matches!(fate, Fate::Later(_)));
                    let why = fates
                        .iter()
                        .find_map(|fate| if let Fate::Later(why) = fate { Some(why.clone()) } else { None });
                    sent.fates.push(fates);
                    if is_busy {
                        sent.trouble = why;
                        break;
                    }
                }
                Err(why) => {
                    let told =
                        format!("{why}; what was written is not known, and is looked at before the next attempt");
                    sent.fates.push(vec![Fate::Later(told); errand.items.len()]);
                    sent.trouble = Some(why);
                    break;
                }
            }
        }
        heart.abort();
        sent
    }
}

async fn out_of_patience(mut stop: watch::Receiver<bool>) {
    // An error means that nobody can say so any more.
    let _ = stop.wait_for(|is_so| *is_so).await;
    tokio::time::sleep(LAST_PATIENCE).await;
}

/// Prolongs the lease while the batch is written.
async fn beat(app: App, target: TargetId, token: i64, is_ours: Arc<AtomicBool>) {
    let pause = (app.config().lease() / 4).min(Duration::from_secs(5));
    loop {
        tokio::time::sleep(pause).await;
        // A database that is away for a moment is no reason to stop: what is noted is fenced anyway.
        if matches!(take::beat(&app, target, token).await, Ok(false)) {
            is_ours.store(false, Ordering::Relaxed);
            return;
        }
    }
}

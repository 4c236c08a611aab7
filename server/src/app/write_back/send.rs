//! Writing a batch, person by person, for as long as its lease is ours; through two doors at once where that helps.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use domain::id::TargetId;
use futures_util::future::join_all;
use tokio::sync::watch;

use super::{
    super::{App, AppError},
    door::Door,
    take::{self, Batch, Errand},
};
use crate::target::Fate;

/// How long one person may still take when the server is told to stop.
const LAST_PATIENCE: Duration = Duration::from_millis(700);

/// What became of a batch.
#[derive(Default)]
pub(super) struct Sent {
    /// Of each errand, in their order, what became of each of its wishes; nothing where nobody has begun with it.
    pub(super) fates: Vec<Option<Vec<Fate>>>,
    /// Why the target cannot be written any more.
    pub(super) trouble: Option<String>,
}

impl Sent {
    /// Whether every errand of the batch was run, and the target can go on.
    pub(super) fn is_whole(&self) -> bool {
        self.trouble.is_none() && self.fates.iter().all(Option::is_some)
    }
}

/// A batch while it is written through several doors at once.
struct Going<'b> {
    app: &'b App,
    target: TargetId,
    batch: &'b Batch,
    /// The errand that is begun next.
    next: AtomicUsize,
    /// Whether nothing more is to be begun.
    is_over: AtomicBool,
    is_ours: &'b AtomicBool,
    stop: watch::Receiver<bool>,
}

impl App {
    /// Writes a batch through these doors, each of which takes the next person when it is free; who is told to stop, or has lost the lease, leaves the
    /// rest of it.
    pub(super) async fn send_batch(
        &self,
        (doors, target): (&mut [Door], TargetId),
        batch: &Batch,
        stop: watch::Receiver<bool>,
    ) -> Sent {
        let is_ours = Arc::new(AtomicBool::new(true));
        let heart = tokio::spawn(beat(self.clone(), target, batch.token, is_ours.clone()));
        let going = Going {
            app: self,
            target,
            batch,
            next: AtomicUsize::new(0),
            is_over: AtomicBool::new(false),
            is_ours: &is_ours,
            stop,
        };
        let mut sent = Sent { fates: batch.errands.iter().map(|_| None).collect(), trouble: None };
        let ways = join_all(doors.iter_mut().map(|door| going.through(door))).await;
        let is_beside_others = ways.len() > 1;
        for (done, trouble) in ways {
            for (place, fates) in done {
                if let Some(slot) = sent.fates.get_mut(place) {
                    *slot = Some(fates);
                }
            }
            sent.trouble = sent.trouble.or(trouble);
        }
        if let (true, None, Some(door)) = (is_beside_others, &sent.trouble, doors.first_mut()) {
            sent.trouble = going.once_more(door, &mut sent.fates).await;
        }
        heart.abort();
        sent
    }
}

/// The errands that went through a door, by their places, and why no more did.
type Through = (Vec<(usize, Vec<Fate>)>, Option<String>);

impl Going<'_> {
    async fn through(&self, door: &mut Door) -> Through {
        let mut done = Vec::new();
        let mut known_ours = self.batch.since;
        while let Ok(true) = self.may_go_on(&mut known_ours).await {
            let place = self.next.fetch_add(1, Relaxed);
            let Some(errand) = self.batch.errands.get(place) else { break };
            let (fates, trouble) = self.run(door, errand).await;
            done.push((place, fates));
            if trouble.is_some() {
                self.is_over.store(true, Relaxed);
                return (done, trouble);
            }
        }
        (done, None)
    }

    /// Whether another errand may be begun.
    async fn may_go_on(&self, known_ours: &mut Instant) -> Result<bool, AppError> {
        // A program that was paused finds it out here before it writes: the heart has been still as well.
        if known_ours.elapsed() > self.app.config().lease() / 2 {
            let asked = Instant::now();
            if !take::beat(self.app, self.target, self.batch.token).await? {
                return Ok(false);
            }
            *known_ours = asked;
        }
        Ok(!*self.stop.borrow() && self.is_ours.load(Relaxed) && !self.is_over.load(Relaxed))
    }

    /// What became of an errand, and why the target cannot go on, if it cannot.
    async fn run(&self, door: &mut Door, errand: &Errand) -> (Vec<Fate>, Option<String>) {
        let outcome = tokio::select! {
            outcome = door.deliver(&errand.order) => outcome,
            () = out_of_patience(self.stop.clone()) => Err("the server was stopped".to_owned()),
        };
        match outcome {
            Ok(fates) => {
                let later = |fate: &Fate| if let Fate::Later(why) = fate { Some(why.clone()) } else { None };
                let trouble = fates.iter().find_map(later);
                (fates, trouble)
            }
            Err(why) => {
                let told = format!("{why}; what was written is not known, and is looked at before the next attempt");
                (vec![Fate::Later(told); errand.items.len()], Some(why))
            }
        }
    }

    /// Runs what was refused once more, one after the other: of two people who are written at once, one may have been refused what the other was about
    /// to give up, such as an address that only one may have.
    async fn once_more(&self, door: &mut Door, fates: &mut [Option<Vec<Fate>>]) -> Option<String> {
        let mut known_ours = self.batch.since;
        for (errand, fates) in self.batch.errands.iter().zip(fates) {
            let Some(fates) = fates else { continue };
            let is_refused = |place: usize| matches!(fates.get(place), Some(Fate::Refused(_)));
            let Some((order, places)) = errand.order.part(is_refused) else { continue };
            if !matches!(self.may_go_on(&mut known_ours).await, Ok(true)) {
                return None;
            }
            let again = Errand {
                order,
                items: places.iter().filter_map(|place| errand.items.get(*place)).cloned().collect(),
                person: errand.person,
                external_id: errand.external_id.clone(),
            };
            let (settled, trouble) = self.run(door, &again).await;
            for (place, fate) in places.into_iter().zip(settled) {
                if let Some(slot) = fates.get_mut(place) {
                    *slot = fate;
                }
            }
            if trouble.is_some() {
                return trouble;
            }
        }
        None
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
            is_ours.store(false, Relaxed);
            return;
        }
    }
}

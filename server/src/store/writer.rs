//! The one task that writes to SQLite. It commits everything that queued up while the last commit was on its way to the disk as one group:
//! each request keeps its own savepoint, so one that fails undoes only itself, and nobody is answered before the group is on disk.

use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex},
};

use futures_util::{FutureExt as _, future::BoxFuture};
use sqlx::{Sqlite, pool::PoolConnection};
use tokio::sync::{Notify, mpsc, oneshot};

use super::{
    StoreError, audit,
    connection::{Conn, Engine, execute},
    news,
};

/// Most requests in one group; bounds how long the first of them waits.
const GROUP: usize = 256;

/// Handing requests to the writing task.
#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Ticket>,
    /// Told after a commit that something was put in the export queue.
    pub(super) queued: Arc<Notify>,
}

/// Runs one request; says whether its effects are to be kept.
type Work = Box<dyn for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Kept> + Send>;

enum Ticket {
    Write { work: Work, done: oneshot::Sender<Result<(), StoreError>> },
    Stop(oneshot::Sender<()>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Yes,
    No,
}

impl Writer {
    pub(super) fn start(connection: PoolConnection<Sqlite>) -> Self {
        let (queue, tickets) = mpsc::channel(4 * GROUP);
        let queued = Arc::<Notify>::default();
        tokio::spawn(write_groups(Conn::new(Engine::Sqlite(connection)), tickets, queued.clone()));
        Self { queue, queued }
    }

    pub(super) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
    {
        // The answer is put here inside the group and taken out after its commit.
        let slot: Arc<Mutex<Option<Result<T, E>>>> = Arc::default();
        let inside = slot.clone();
        let work: Work = Box::new(move |conn| {
            Box::pin(async move {
                let outcome = work(conn).await;
                let kept = if outcome.is_ok() { Kept::Yes } else { Kept::No };
                if let Ok(mut place) = inside.lock() {
                    *place = Some(outcome);
                }
                kept
            })
        });
        let (done, answer) = oneshot::channel();
        self.queue.send(Ticket::Write { work, done }).await.map_err(|_| StoreError::Stopping)?;
        answer.await.map_err(|_| StoreError::Stopping)??;
        let outcome = slot.lock().ok().and_then(|mut place| place.take());
        outcome.unwrap_or_else(|| Err(StoreError::Stopping.into()))
    }

    /// Ends the task after everything that was handed over before is committed.
    pub(super) async fn stop(&self) {
        let (done, stopped) = oneshot::channel();
        if self.queue.send(Ticket::Stop(done)).await.is_ok() {
            // An error means that it had stopped already.
            let _ = stopped.await;
        }
    }
}

async fn write_groups(mut conn: Conn, mut tickets: mpsc::Receiver<Ticket>, queued: Arc<Notify>) {
    let mut group = Vec::with_capacity(GROUP);
    loop {
        if tickets.recv_many(&mut group, GROUP).await == 0 {
            return;
        }
        let mut answers = Vec::with_capacity(group.len());
        let mut stop = None;
        let mut outcome = execute!(conn, "begin immediate").map(|_| ());
        for ticket in group.drain(..) {
            match ticket {
                Ticket::Stop(done) => stop = Some(done),
                Ticket::Write { work, done } => {
                    if outcome.is_ok() {
                        outcome = one(&mut conn, work).await;
                    }
                    answers.push(done);
                }
            }
        }
        if outcome.is_ok() {
            outcome = news::flush(&mut conn).await;
        }
        if outcome.is_ok() {
            // The rows of all requests that were kept, chained in one go.
            outcome = audit::flush(&mut conn).await;
        }
        if outcome.is_ok() {
            outcome = execute!(conn, "commit").map(|_| ());
        }
        conn.audit.clear();
        conn.news.clear();
        if std::mem::take(&mut conn.queued) && outcome.is_ok() {
            queued.notify_one();
        }
        if let Err(error) = &outcome {
            tracing::warn!(%error, requests = answers.len(), "store.group_failed");
            // Nothing of the group is kept; if the transaction is gone already, there is nothing to roll back.
            let _ = execute!(conn, "rollback");
        }
        answer(answers, outcome);
        if let Some(done) = stop {
            // Nobody may be waiting any more.
            let _ = done.send(());
            return;
        }
    }
}

/// One request in its savepoint. An error here is the database's own and ends the group.
async fn one(conn: &mut Conn, work: Work) -> Result<(), StoreError> {
    let (audited, told) = (conn.audit.len(), conn.news.len());
    execute!(conn, "savepoint request")?;
    // A panic must not take the writing task with it: the request is undone and its sender answered like any other failure.
    let kept = AssertUnwindSafe(work(conn)).catch_unwind().await.unwrap_or(Kept::No);
    if kept == Kept::No {
        conn.audit.truncate(audited);
        conn.news.truncate(told);
        execute!(conn, "rollback to request")?;
    }
    execute!(conn, "release request").map(|_| ())
}

/// Tells everybody in the group. A waiter that went away needs no answer.
fn answer(answers: Vec<oneshot::Sender<Result<(), StoreError>>>, outcome: Result<(), StoreError>) {
    match outcome {
        Ok(()) => answers.into_iter().for_each(|done| drop(done.send(Ok(())))),
        Err(error) => {
            let full = matches!(error, StoreError::NoSpace(_));
            for done in answers {
                let told = if full {
                    StoreError::NoSpace(sqlx::Error::WorkerCrashed)
                } else {
                    StoreError::Unavailable(sqlx::Error::WorkerCrashed)
                };
                let _ = done.send(Err(told));
            }
        }
    }
}

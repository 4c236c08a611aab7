//! Reading a source: one thread receives the directory's entries, another maps them, and meanwhile they are loaded at once (the first time)
//! or staged. The three hand bounded chunks on, so the directory waits when the database is the slowest.

use std::{sync::Arc, time::Duration};

use domain::{
    api::{FindingKind, RunCounts},
    selection::{LeftOut, Verdict},
};

use super::{
    Context, Scope, chunk,
    collect::Collector,
    expected,
    map::{Doubt, Mapped, Mapper},
};
use crate::{
    app::{App, AppError},
    source::{Delta, News, Progress},
    store::{
        Conn, picture, run,
        stage::{self, Staged},
    },
};

/// Chunks that may wait between two threads: what waits is held in memory.
const WAITING: usize = 2;

/// About how many entries share one transaction: enough that the pages of indexes are not written anew for each few hundred of them, few
/// enough that nobody who saves meanwhile notices the wait.
const TOGETHER: usize = 5000;

/// How many of them are worked on with the same statements. More would be a little faster, and held in memory.
const AT_ONCE: usize = 1000;

/// How long an open transaction waits for the next chunk.
const PATIENCE: Duration = Duration::from_millis(20);

/// What was read.
pub(super) struct Taken {
    pub(super) delta: Delta,
    pub(super) collector: Collector,
    pub(super) counts: RunCounts,
    /// Entries that are out of scope and of nobody, as far as they are listed.
    pub(super) left_out: Vec<Outside>,
    /// What entries leave unclear, as far as it is listed.
    pub(super) doubts: Vec<Doubt>,
}

/// An entry that is out of scope.
pub(super) struct Outside {
    pub(super) id: String,
    pub(super) dn: String,
    pub(super) username: Option<String>,
    pub(super) hash: u128,
    pub(super) because: LeftOut,
}

/// Entries out of scope, and doubts, that are listed; of more, nobody would look at each.
const LISTED: usize = 1000;

/// Entries that nobody is made for, and those that not all is known of.
#[derive(Default)]
struct Others {
    /// Ids of those that are out of scope.
    left_out: Vec<String>,
    /// The first of them.
    listed: Vec<Outside>,
    /// How many an exclusion rule leaves as they are.
    frozen: i64,
    /// What the first of them leave unclear.
    doubts: Vec<Doubt>,
    /// For how many an expression failed.
    failures: i64,
}

impl Others {
    /// Gives back what is taken.
    fn sort(&mut self, mut mapped: Mapped, scope: &Scope) -> Option<Mapped> {
        match mapped.verdict {
            Verdict::Taken => {
                for doubt in std::mem::take(&mut mapped.doubts) {
                    self.failures += i64::from(doubt.kind == FindingKind::NotWorkedOut);
                    if self.doubts.len() < LISTED {
                        self.doubts.push(doubt);
                    }
                }
                return Some(mapped);
            }
            Verdict::LeftOut { because } => {
                let found = mapped.staged.found;
                // That who comes in moved says nothing of the entry.
                let hash = mapped.staged.hash ^ scope.salt(&found.dn);
                if self.listed.len() < LISTED {
                    let (id, dn) = (found.id.clone(), found.dn);
                    self.listed.push(Outside { id, dn, username: found.username, hash, because });
                }
                self.left_out.push(found.id);
            }
            Verdict::Frozen { .. } => self.frozen += 1,
        }
        None
    }
}

/// Reads the news, or everything, and keeps it.
pub(super) async fn take_in(
    app: &App,
    context: &Context,
    news: Option<News>,
    is_first: bool,
    progress: Arc<Progress>,
) -> Result<Taken, AppError> {
    let connection = context.connection()?;
    let request = context.scope.request(connection)?;
    let (raw, received) = async_channel::bounded(WAITING);
    let (mapped, ready) = async_channel::bounded::<Vec<Mapped>>(WAITING);
    let (known, knows) = async_channel::bounded(1);
    let (store, source) = (app.store().clone(), context.source);
    let (expects, loading) = match &news {
        None => (None, tokio::spawn(expected::load(store, source, known))),
        Some(news) => {
            let (expects, asked) = async_channel::bounded(1);
            let compares_ids = matches!(news, News::Since { compares_ids: true, .. });
            (Some(expects), tokio::spawn(expected::load_expected(store, source, compares_ids, asked, known)))
        }
    };
    let mut collector = {
        let salt = Mapper::new(&context.catalogue, connection, &context.scope).salt();
        Collector::new(knows, expects, (salt, context.scope.clone()), raw)
    };
    let (reach, how) = (connection.reach.clone(), connection.incremental);
    let reader = tokio::task::spawn_blocking(move || {
        let delta = match &news {
            None => Delta::Read(Box::new(reach.read_full(&request, how, &mut collector, &progress))),
            Some(news) => reach.read_delta(&request, how, news, &mut collector, &progress),
        };
        collector.close();
        (collector, delta)
    });
    let context_there = context.clone();
    let mapping = tokio::task::spawn_blocking(move || {
        let mut others = Others::default();
        let Ok(connection) = context_there.connection() else { return others };
        let mapper = Mapper::new(&context_there.catalogue, connection, &context_there.scope);
        while let Ok(entries) = received.recv_blocking() {
            let taken =
                entries.into_iter().filter_map(|entry| others.sort(mapper.map(entry), &context_there.scope)).collect();
            if mapped.send_blocking(taken).is_err() {
                break;
            }
        }
        others
    });
    let mut counts = RunCounts::default();
    while let Ok(first) = ready.recv().await {
        counts = keep(app, context, (first, ready.clone()), is_first, counts).await?;
    }
    loading.await.map_err(|error| AppError::Internal(error.to_string()))??;
    let others = mapping.await.map_err(|error| AppError::Internal(error.to_string()))?;
    let (mut collector, delta) = reader.await.map_err(|error| AppError::Internal(error.to_string()))?;
    collector.leave_out(&others.left_out);
    counts.left_out += i64::try_from(others.left_out.len()).unwrap_or(i64::MAX);
    counts.frozen += others.frozen;
    counts.skipped += others.failures;
    let left_out = others.listed.into_iter().filter(|one| !collector.knows(&one.id)).collect();
    Ok(Taken { delta, collector, counts, left_out, doubts: others.doubts })
}

/// Loads or stages a first chunk and those that follow it closely, in one transaction.
async fn keep(
    app: &App,
    context: &Context,
    (first, next): (Vec<Mapped>, async_channel::Receiver<Vec<Mapped>>),
    is_first: bool,
    mut counts: RunCounts,
) -> Result<RunCounts, AppError> {
    let context = context.clone();
    app.store()
        .write(move |conn| {
            Box::pin(async move {
                context.fence(conn).await?;
                let (mut next_chunk, mut staged, mut kept) = (Some(first), Vec::new(), 0);
                while let Some(chunk) = next_chunk {
                    kept += chunk.len();
                    put_pictures(conn, &chunk).await?;
                    staged.extend(chunk.into_iter().map(|one| one.staged));
                    if staged.len() >= AT_ONCE {
                        keep_entries(conn, &context, std::mem::take(&mut staged), is_first, &mut counts).await?;
                    }
                    let waits = kept < TOGETHER;
                    next_chunk = if waits {
                        tokio::time::timeout(PATIENCE, next.recv()).await.ok().and_then(Result::ok)
                    } else {
                        None
                    };
                }
                keep_entries(conn, &context, staged, is_first, &mut counts).await?;
                if is_first {
                    run::save_counts(conn, context.run, &counts).await?;
                }
                Ok(counts)
            })
        })
        .await
}

/// Pictures are written as they come: they are large.
async fn put_pictures(conn: &mut Conn, mapped: &[Mapped]) -> Result<(), AppError> {
    for (digest, content) in mapped.iter().flat_map(|one| &one.pictures) {
        picture::put(conn, digest, content).await?;
    }
    Ok(())
}

async fn keep_entries(
    conn: &mut Conn,
    context: &Context,
    staged: Vec<Staged>,
    is_first: bool,
    counts: &mut RunCounts,
) -> Result<(), AppError> {
    if staged.is_empty() {
        return Ok(());
    }
    if is_first {
        return chunk::apply(conn, context, staged, counts).await;
    }
    // Of two entries with one id the later one counts; one statement may not touch a row twice.
    Ok(stage::put_many(conn, context.run, &latest(staged)).await?)
}

/// The last entry of each id, in their order.
pub(super) fn latest(staged: Vec<Staged>) -> Vec<Staged> {
    let mut met = std::collections::HashSet::new();
    let mut kept: Vec<Staged> = staged.into_iter().rev().filter(|one| met.insert(one.found.id.clone())).collect();
    kept.reverse();
    kept
}

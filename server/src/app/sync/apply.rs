//! Applying what is staged, chunk by chunk. Each chunk leaves the stage in the transaction that applies it, so this can begin again at any point.

use domain::{
    api::{RunCounts, RunKind, RunState},
    id::PersonId,
};

use super::{Context, adopt, chunk, findings, finish, groups, meet, remove, usernames};
use crate::{
    app::{App, AppError},
    clock,
    source::Progress,
    store::{run, source, stage},
};

/// Entries that are applied in one transaction.
const CHUNK: i64 = 500;

/// Goes on with a run whose reading is over: after a release, or after a crash.
pub(super) async fn resume(app: &App, context: &Context, progress: &Progress) -> Result<(), AppError> {
    apply(app, context, progress).await
}

/// Applies everything that is staged, then lets the changes of people meet what was read, and ends the run.
pub(super) async fn apply(app: &App, context: &Context, progress: &Progress) -> Result<(), AppError> {
    let stored = run::by_id(&mut app.store().read().await?, context.run).await?.ok_or(AppError::NotFound)?;
    let is_complete = stored.outcome.as_deref() == Some("complete");
    let is_full = stored.run.kind == RunKind::Full;
    let mut touched: Vec<PersonId> = Vec::new();
    // Who is gone gives their user name up before it is worked out who gets which.
    remove::apply(app, context).await?;
    usernames::give_up(app, context).await?;
    loop {
        if progress.is_cancelled() {
            let counts = counts(app, context).await?;
            let reason = Some("stopped while it was applied; what was not applied comes with the next run".to_owned());
            return finish::end(app, context, counts, RunState::Cancelled, reason).await;
        }
        match one_chunk(app, context).await? {
            None => break,
            Some(people) => touched.extend(people),
        }
    }
    let people = if is_complete && is_full { None } else { Some(touched) };
    if stored.run.kind != RunKind::Person {
        groups::refresh(app, context).await?;
    }
    meet::meet_all(app, context, people).await?;
    adopt::adopt(app, context).await?;
    findings::sweep(app, context, is_complete, is_full).await?;
    let counts = counts(app, context).await?;
    if counts.created + counts.adopted + counts.changed + counts.renamed + counts.blocked + counts.returned > 0 {
        app.ask_anew_after_run(clock::now()).await?;
    }
    if is_complete && stored.run.kind != RunKind::Person {
        let done = context.clone();
        app.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    done.fence(conn).await?;
                    if is_full {
                        source::completed(conn, done.source, done.run, done.began_at, counts.seen).await?;
                    }
                    // With the run's last word, so that what was not applied is news once more.
                    let compared_at = stored.compared_ids.then_some(done.began_at);
                    let read_on = stored.read_on.as_deref();
                    source::go_on_from(conn, done.source, read_on, compared_at, done.began_at).await?;
                    Ok(())
                })
            })
            .await?;
    }
    let state = if is_complete { RunState::Complete } else { RunState::Partial };
    finish::end(app, context, counts, state, None).await
}

async fn counts(app: &App, context: &Context) -> Result<RunCounts, AppError> {
    let stored = run::by_id(&mut app.store().read().await?, context.run).await?.ok_or(AppError::NotFound)?;
    Ok(stored.run.counts)
}

/// Applies the next entries of the stage; `None` when it is empty.
async fn one_chunk(app: &App, context: &Context) -> Result<Option<Vec<PersonId>>, AppError> {
    let context = context.clone();
    app.store()
        .write(move |conn| {
            Box::pin(async move {
                context.fence(conn).await?;
                let staged = stage::page(conn, context.run, "", CHUNK).await?;
                if staged.is_empty() {
                    return Ok(None);
                }
                let mut stored = run::by_id(conn, context.run).await?.ok_or(AppError::NotFound)?;
                let ids: Vec<String> = staged.iter().map(|one| one.found.id.clone()).collect();
                chunk::apply(conn, &context, staged, &mut stored.run.counts).await?;
                run::save_counts(conn, context.run, &stored.run.counts).await?;
                stage::done(conn, context.run, &ids).await?;
                let entries = crate::store::entry::by_external_ids(conn, context.source, &ids).await?;
                Ok(Some(entries.into_iter().map(|entry| entry.person).collect()))
            })
        })
        .await
}

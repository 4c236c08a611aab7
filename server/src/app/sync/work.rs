//! A run as a task: it reads or goes on applying, gives signs of life meanwhile, and says how it ended, whatever happened.

use std::sync::Arc;

use domain::api::RunState;

use super::Context;
use crate::{
    app::{App, AppError, notices},
    clock,
    source::Progress,
    store::{
        run::{self, Phase},
        source, stage,
    },
};

/// Where a task takes a run up.
enum From {
    /// At the beginning.
    Reading,
    /// With what is staged.
    Applying,
}

impl App {
    /// Reads and applies, as a task.
    pub(super) fn spawn_run(&self, context: Context) {
        tokio::spawn(work(self.clone(), context, From::Reading));
    }

    /// Applies what is staged, as a task.
    pub(super) fn spawn_apply(&self, context: Context) {
        tokio::spawn(work(self.clone(), context, From::Applying));
    }
}

async fn work(app: App, context: Context, from: From) {
    let progress = Arc::new(Progress::default());
    app.set_reading(context.run, Some(progress.clone()));
    let heart = tokio::spawn(beat(app.clone(), context.clone(), progress.clone()));
    let outcome = match (context.clone().informed(&app).await, from) {
        (Ok(context), From::Reading) => super::read::read(&app, &context, progress).await,
        (Ok(context), From::Applying) => super::apply::resume(&app, &context, &progress).await,
        (Err(error), _) => Err(error),
    };
    heart.abort();
    app.set_reading(context.run, None);
    if let Err(error) = outcome {
        tracing::error!(run = context.run.0, error = error_chain(&error), "run.broke_off");
        if let Err(second) = give_up(&app, &context, &error).await {
            // The lease runs out, and whoever looks next finds the run unfinished.
            tracing::error!(run = context.run.0, error = error_chain(&second), "run.not_closed");
        }
    }
}

/// An error and what caused it, in one line for the log.
fn error_chain(error: &AppError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

/// Prolongs the lease, looks whether somebody asked the run to stop, and stores live figures for other servers.
async fn beat(app: App, context: Context, progress: Arc<Progress>) {
    let pause = (app.config().lease() / 4).min(std::time::Duration::from_secs(1));
    loop {
        tokio::time::sleep(pause).await;
        let until = clock::now().plus(app.lease_milliseconds());
        let fenced = context.clone();
        let seen = i64::try_from(progress.seen()).unwrap_or(i64::MAX);
        let answer = app
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let is_ours = source::heartbeat(conn, fenced.source, fenced.token, until).await?;
                    let stored = run::by_id(conn, fenced.run).await?;
                    if let Some(mut stored) = stored.clone().filter(|_| is_ours) {
                        stored.run.counts.seen = stored.run.counts.seen.max(seen);
                        run::save_counts(conn, fenced.run, &stored.run.counts).await?;
                    }
                    Ok(is_ours && stored.is_some_and(|stored| stored.cancel_at.is_none()))
                })
            })
            .await;
        // A database that is away for a moment is no reason to stop: the fence is asked in every transaction anyway.
        if matches!(answer, Ok(false)) {
            progress.cancel();
        }
    }
}

/// Closes a run that broke off. What it had staged is dropped: it has changed nobody, and the next run reads anew.
async fn give_up(app: &App, context: &Context, error: &AppError) -> Result<(), AppError> {
    let (context, can_send) = (context.clone(), app.can_send());
    let reason = error.to_string();
    app.store()
        .write(move |conn| {
            Box::pin(async move {
                context.fence(conn).await?;
                if let Some(mut stored) = run::by_id(conn, context.run).await? {
                    stored.run.state = RunState::Failed;
                    stored.run.reason = Some(reason);
                    stored.run.ended_at = Some(clock::now());
                    stored.phase = Phase::Over;
                    run::save(conn, &stored).await?;
                    notices::of_run(conn, can_send, &stored, clock::now()).await?;
                }
                stage::clear(conn, context.run).await?;
                source::release(conn, context.source, context.token).await?;
                Ok(())
            })
        })
        .await
}

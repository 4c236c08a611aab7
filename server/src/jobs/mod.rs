//! Work that no request starts: runs that are due or left behind, what owners of sources are told, what is written to directories, and forgetting
//! what has run out.

mod notices;
mod write_back;

use std::time::Duration;

use tokio::sync::watch;

use crate::{
    app::{App, AppError},
    clock,
};

/// How often runs are looked after.
const TEND: Duration = Duration::from_secs(1);
/// How often sessions are swept: after so many looks at the runs.
const SWEEP_EVERY: u64 = 600;

/// Works until `stop` says so. A failure is told to the log and tried again: the next look finds the same work.
pub(crate) async fn work(app: App, stop: watch::Receiver<bool>) {
    // Apart, so that a mail server or a directory that does not answer holds up no run.
    tokio::join!(
        tend(app.clone(), stop.clone()),
        notices::send(app.clone(), stop.clone()),
        write_back::write(app, stop)
    );
}

async fn tend(app: App, mut stop: watch::Receiver<bool>) {
    for round in 0_u64.. {
        note("jobs.runs_not_tended", app.tend_runs(clock::now()).await);
        note("jobs.imports_not_tended", app.tend_imports(clock::now()).await);
        note("jobs.reexports_not_tended", app.tend_reexports(clock::now()).await);
        note("jobs.approvals_not_tended", app.tend_approvals(clock::now()).await);
        note("jobs.seats_not_given", app.give_seats(clock::now()).await);
        note("jobs.pins_not_ended", app.end_pins(clock::now()).await);
        if round.is_multiple_of(SWEEP_EVERY) {
            note("jobs.approvals_not_asked", app.ask_unasked(clock::now()).await);
            note("jobs.sessions_not_swept", app.sweep_sessions(clock::now()).await);
            note("jobs.drafts_not_swept", app.sweep_drafts(clock::now()).await);
            note("jobs.pictures_not_swept", app.sweep_sent_pictures(clock::now()).await);
            note("jobs.reexports_not_swept", app.sweep_reexports(clock::now()).await);
            note("jobs.notices_not_swept", app.sweep_notices(clock::now()).await);
        }
        tokio::select! {
            () = tokio::time::sleep(TEND) => {}
            _ = stop.changed() => return,
        }
    }
}

fn note(what: &'static str, outcome: Result<(), AppError>) {
    if let Err(error) = outcome {
        tracing::warn!(%error, "{what}");
    }
}

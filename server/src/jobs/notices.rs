//! Sends letters, makes those of what people are told, and looks whether owners have to be told that values wait and people to be reminded.

use std::time::Duration;

use tokio::sync::watch;

use super::note;
use crate::{app::App, clock};

/// How often it is looked whether something is to be sent.
const LOOK: Duration = Duration::from_secs(1);
/// How often it is looked whether values wait for long: after so many looks at the outbox.
const WAITING_EVERY: u64 = 10;

/// Works until `stop` says so.
pub(super) async fn send(app: App, mut stop: watch::Receiver<bool>) {
    for round in 0_u64.. {
        if round.is_multiple_of(WAITING_EVERY) {
            note("jobs.waiting_not_told", app.tell_of_waiting(clock::now()).await);
            note("jobs.overdue_not_told", app.tell_of_overdue(clock::now()).await);
            note("jobs.people_not_reminded", app.remind(clock::now()).await);
        }
        note("jobs.letters_not_planned", app.plan_letters(clock::now()).await);
        loop {
            match app.send_notice(clock::now(), stop.clone()).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    note("jobs.notice_not_sent", Err(error));
                    break;
                }
            }
            if *stop.borrow() {
                return;
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stop.changed() => return,
        }
    }
}

//! Telling the owners of a source by e-mail what goes wrong with it (S2.17), and people what happens to changes (X22). What is told is written in
//! the transaction of what it tells of; a letter to one address leaves the outbox when a mail server has taken it.

mod by_hand;
mod letter;
mod mine;
pub(super) mod news;
mod person_letter;
mod plan;
mod send;
pub(super) mod settings;
mod template;
mod undelivered;
mod usual;
mod waiting;

use std::collections::BTreeSet;

use domain::{
    api::{NoticeAbout, RunState},
    id::{NewsId, RunId, SourceId},
    moment::Moment,
};
use serde::{Deserialize, Serialize};

pub(crate) use undelivered::AboutLetter;

use super::{App, AppError};
use crate::store::{Conn, notice, run::Stored};

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
enum Told {
    /// A run failed.
    Failed { reason: Option<String> },
    /// A brake holds a run.
    Held { reason: Option<String> },
    /// A run blocked so many people. Their names are looked up when it is sent, so that who was deleted meanwhile is not named.
    Blocked { people: i64 },
    /// Values have waited for export for more than a day.
    Waiting { values: i64, people: i64, since: Moment },
    /// Somebody tries whether mail arrives.
    Test { by: String },
}

impl Told {
    fn about(&self) -> NoticeAbout {
        match self {
            Self::Failed { .. } => NoticeAbout::Failed,
            Self::Held { .. } => NoticeAbout::Held,
            Self::Blocked { .. } => NoticeAbout::Blocked,
            Self::Waiting { .. } => NoticeAbout::Waiting,
            Self::Test { .. } => NoticeAbout::Test,
        }
    }
}

/// What a letter to a person tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct TellPerson {
    news: Vec<NewsId>,
}

/// Whether anybody can be told anything: without a mail server nothing is written, so that nothing old is sent on the day that one is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CanSend(pub(super) bool);

impl App {
    /// Whether the settings name a mail server.
    pub(super) fn can_send(&self) -> CanSend {
        CanSend(self.mailer().is_some())
    }
}

/// Tells the owners that a run failed, is held or has blocked people, in the caller's transaction. Of failures in a row only the first is told.
pub(super) async fn of_run(conn: &mut Conn, can_send: CanSend, stored: &Stored, now: Moment) -> Result<(), AppError> {
    let run = &stored.run;
    let place = (run.source, Some(run.id));
    if !can_send.0 {
        return Ok(());
    }
    let contacts = notice::contacts(conn, run.source).await?;
    let reason = run.reason.clone();
    // Whoever asked for a dry run sits in front of it.
    match run.state {
        RunState::Failed if !run.dry => {
            let known: BTreeSet<String> =
                notice::know_of_failure(conn, run.source, run.id).await?.into_iter().collect();
            let others: Vec<String> = contacts.iter().filter(|one| !known.contains(*one)).cloned().collect();
            tell(conn, place, &others, &Told::Failed { reason }, now).await?;
        }
        RunState::Held if !run.dry => tell(conn, place, &contacts, &Told::Held { reason }, now).await?,
        _ => {}
    }
    let has_ended = !matches!(run.state, RunState::Running | RunState::Held | RunState::Discarded);
    if has_ended && run.counts.blocked > 0 {
        tell(conn, place, &contacts, &Told::Blocked { people: run.counts.blocked }, now).await?;
    }
    Ok(())
}

async fn tell(
    conn: &mut Conn,
    place: (SourceId, Option<RunId>),
    contacts: &[String],
    told: &Told,
    now: Moment,
) -> Result<(), AppError> {
    // Words and numbers always are JSON.
    let text = serde_json::to_string(told).unwrap_or_default();
    for address in contacts {
        notice::add(conn, place, told.about(), address, &text, now).await?;
    }
    Ok(())
}

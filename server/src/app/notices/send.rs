//! Sending what is in the outbox, one notice at a time under a lease. A server that is killed in the middle leaves a lease that runs out, and
//! whoever takes the notice up sends the same letter with the same Message-ID: at least once, and a repetition can be told.

use std::time::Duration;

use domain::{
    api::{NoticeState, ReportKind},
    id::{NoticeId, RunId, SourceId},
    moment::Moment,
};
use tokio::sync::watch;

use super::{TellPerson, Told, letter};
use crate::{
    app::{App, AppError, asker::Actor},
    backoff::Backoff,
    clock,
    mail::{Letter, Mailer, NotTaken},
    store::{
        Conn, news,
        notice::{self, Whose},
        run, source,
    },
};

/// After so many attempts a notice is parked.
const ATTEMPTS: i64 = 10;
/// The pauses between them.
const PAUSES: Backoff = Backoff { first: 60_000, longest: 6 * 3_600_000 };
/// How long a letter that is being sent may still take when the server is told to stop.
const LAST_PATIENCE: Duration = Duration::from_secs(3);
/// For how long it is remembered what was delivered or given up.
const REMEMBERED: i64 = 90 * 86_400_000;

/// What a letter tells of a run.
#[derive(Debug, Default)]
pub(super) struct AboutRun {
    pub(super) id: Option<RunId>,
    /// Names of people whom it blocked, the first of them.
    pub(super) blocked: Vec<String>,
}

impl App {
    /// Sends the next notice that is due, if there is one; `false` if there is none.
    pub(crate) async fn send_notice(&self, now: Moment, stop: watch::Receiver<bool>) -> Result<bool, AppError> {
        let Some(mailer) = self.mailer() else { return Ok(false) };
        let Some(id) = notice::due(&mut self.store().read().await?, now).await? else { return Ok(false) };
        let Some(claimed) = self.claim(id, mailer, now).await? else { return Ok(true) };
        let Some(letter) = self.letter(&claimed).await? else {
            self.store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move { Ok(notice::drop_claimed(conn, &claimed).await?) })
                })
                .await?;
            return Ok(true);
        };
        let outcome = tokio::select! {
            outcome = mailer.send(&letter) => outcome,
            () = out_of_patience(stop) => {
                self.store()
                    .write::<_, AppError, _>(move |conn| {
                        Box::pin(async move { Ok(notice::give_back(conn, &claimed).await?) })
                    })
                    .await?;
                return Ok(false);
            }
        };
        self.note(claimed, outcome).await?;
        Ok(true)
    }

    /// Forgets what was delivered or given up long ago.
    pub(crate) async fn sweep_notices(&self, now: Moment) -> Result<(), AppError> {
        let before = now.plus(-REMEMBERED);
        self.store()
            .write(move |conn| {
                Box::pin(async move {
                    news::sweep(conn, before).await?;
                    Ok(notice::sweep(conn, before).await.map(|_| ())?)
                })
            })
            .await
    }

    async fn claim(&self, id: NoticeId, mailer: &Mailer, now: Moment) -> Result<Option<notice::Notice>, AppError> {
        // Whoever holds the lease has given up or noted the outcome before it runs out.
        let longest = mailer.timeout().saturating_add(self.config().lease());
        let until = now.plus(i64::try_from(longest.as_millis()).unwrap_or(i64::MAX));
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { Ok(notice::claim(conn, id, now, until).await?) })
            })
            .await
    }

    /// The letter; `None` if there is nothing left to tell.
    async fn letter(&self, claimed: &notice::Notice) -> Result<Option<Letter>, AppError> {
        let unreadable = |_| AppError::Internal(format!("notice {} cannot be read", claimed.id));
        let mut conn = self.store().read().await?;
        let public_url = self.config().public_url.as_deref();
        let (written, choose_at) = match claimed.whose {
            Whose::Owner(source, run) => {
                let told: Told = serde_json::from_str(&claimed.told).map_err(unreadable)?;
                let name = source_name(&mut conn, source).await?;
                let run = about_run(&mut conn, run, &told).await?;
                (Some(letter::letter(&told, (source, &name), &run, public_url)), None)
            }
            Whose::Person(person) => {
                let told: TellPerson = serde_json::from_str(&claimed.told).map_err(unreadable)?;
                let choose_at = public_url.map(|url| format!("{url}/notices"));
                (self.person_letter(&mut conn, person, &told.news, clock::now()).await?, choose_at)
            }
        };
        let Some((subject, text)) = written else { return Ok(None) };
        let id = format!("amend-{}-{}", claimed.id, claimed.made_at.0);
        let to = claimed.recipient.clone();
        Ok(Some(Letter { to, subject, text, id, written_at: claimed.made_at, choose_at }))
    }

    async fn note(&self, claimed: notice::Notice, outcome: Result<(), NotTaken>) -> Result<(), AppError> {
        let now = clock::now();
        let draw = u16::from_le_bytes(clock::random()?);
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let (state, failed) = match outcome {
                        Ok(()) => (NoticeState::Sent, None),
                        Err(why) => {
                            let gives_up = why.for_good || claimed.attempts + 1 >= ATTEMPTS;
                            let state = if gives_up { NoticeState::Parked } else { NoticeState::Waiting };
                            (state, Some((why.words, now.plus(PAUSES.pause(claimed.attempts, draw)))))
                        }
                    };
                    let said = failed.as_ref().map(|(words, next)| (words.as_str(), *next));
                    if !notice::tried(conn, &claimed, state, said, now).await? {
                        return Ok(());
                    }
                    tracing::info!(
                        notice = claimed.id.0,
                        state = state.as_str(),
                        reason = said.map(|(words, _)| words),
                        "notice.tried"
                    );
                    let action = match state {
                        NoticeState::Waiting => return Ok(()),
                        NoticeState::Sent => "notice.sent",
                        NoticeState::Parked => "notice.parked",
                    };
                    let mut row = Actor::default().audit(now, action);
                    let reason = said.map(|(words, _)| words);
                    row.detail = match claimed.whose {
                        Whose::Owner(source, run) => {
                            let name = source_name(conn, source).await?;
                            serde_json::json!({ "source": name, "to": claimed.recipient, "run": run, "reason": reason })
                        }
                        // What it tells of is on record; that it was told is not worth a row for each.
                        Whose::Person(_) if state == NoticeState::Sent => return Ok(()),
                        Whose::Person(person) => {
                            row.person = Some(person);
                            serde_json::json!({ "to": claimed.recipient, "reason": reason })
                        }
                    };
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }
}

async fn out_of_patience(mut stop: watch::Receiver<bool>) {
    // An error means that nobody can say so any more.
    let _ = stop.wait_for(|is_so| *is_so).await;
    tokio::time::sleep(LAST_PATIENCE).await;
}

pub(super) async fn source_name(conn: &mut Conn, id: SourceId) -> Result<String, AppError> {
    let known = source::all(conn).await?.into_iter().find(|one| one.id == id);
    known.map(|one| one.name).ok_or(AppError::NotFound)
}

async fn about_run(conn: &mut Conn, id: Option<RunId>, told: &Told) -> Result<AboutRun, AppError> {
    let mut about = AboutRun { id, blocked: Vec::new() };
    if let (Some(run), Told::Blocked { .. }) = (id, told) {
        let lines = run::lines(conn, run, Some(ReportKind::Blocked), 0, letter::NAMED).await?;
        about.blocked =
            lines.into_iter().filter(|(_, line)| line.person.is_some()).map(|(_, line)| line.name).collect();
    }
    Ok(about)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_got_over() {
        let all: i64 = (0..ATTEMPTS - 1).map(|attempts| PAUSES.pause(attempts, u16::MAX / 2)).sum();
        assert!((7..10).contains(&(all / 3_600_000)), "a night without a mail server is got over: {all}");
    }
}

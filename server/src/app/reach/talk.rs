//! One errand that an agent is asked to do, seen from here: it waits in the database until an agent takes it, and what the agent sends is read from
//! there in order. So it does not matter which server the agent calls.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use domain::moment::Moment;

use super::far::Far;
use crate::{
    app::AppError,
    clock,
    source::{Assembly, LookUps, Message, Progress, Told, Trouble},
    store::{
        agent_told::{self, Read},
        agent_work::{self, Standing},
    },
};

/// Between two looks at the database while nothing comes.
const LOOK: Duration = Duration::from_millis(250);
/// For how long whoever asks is believed to be there after a sign of life.
const ASKER: i64 = 60_000;
/// How often it gives one.
const RENEW: Duration = Duration::from_secs(4);

/// Why there is no more to come.
pub(super) enum Lost {
    /// Somebody has stopped it.
    Stopped,
    Trouble(Trouble),
}

impl From<AppError> for Lost {
    fn from(error: AppError) -> Self {
        Self::Trouble(told(format!("what the agent sends could not be read here: {error}"), true))
    }
}

/// A trouble of the agent's.
pub(super) fn told(text: String, may_pass: bool) -> Trouble {
    Trouble::Told { text, is_no_such_entry: false, may_pass }
}

/// An errand on its way.
pub(super) struct Talk<'f> {
    far: &'f Far,
    work: i64,
    assembly: Assembly,
    coming: VecDeque<Vec<u8>>,
    /// Pieces that were read from the database.
    read: i64,
    /// How many of them the database knows of.
    told: i64,
    renewed: Instant,
}

impl<'f> Talk<'f> {
    /// Asks.
    pub(super) async fn begin(far: &'f Far, errand: &impl serde::Serialize) -> Result<Self, AppError> {
        let text = serde_json::to_string(errand).map_err(|error| AppError::Internal(error.to_string()))?;
        let (now, source) = (clock::now(), far.source);
        let work = far
            .store
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { Ok(agent_work::ask(conn, source, &text, now, now.plus(ASKER)).await?) })
            })
            .await?;
        far.bell.ring();
        let (assembly, coming) = (Assembly::default(), VecDeque::new());
        Ok(Self { far, work, assembly, coming, read: 0, told: 0, renewed: Instant::now() })
    }

    /// The next message. After the last one it says whether that was all that the agent has sent.
    pub(super) async fn next(&mut self, progress: &Progress) -> Result<Message, Lost> {
        loop {
            while let Some(piece) = self.coming.pop_front() {
                progress.add_bytes(piece.len() as u64);
                let message = self.assembly.take(&piece);
                match message.map_err(|error| Lost::Trouble(told(error.to_string(), true)))? {
                    Some(end @ Message::End { .. }) => {
                        self.must_be_all(progress).await?;
                        return Ok(end);
                    }
                    Some(message) => return Ok(message),
                    None => {}
                }
            }
            self.look(progress).await?;
        }
    }

    /// Fetches pieces that have come, or waits a little for them.
    async fn look(&mut self, progress: &Progress) -> Result<(), Lost> {
        if progress.is_cancelled() {
            return Err(Lost::Stopped);
        }
        self.renew().await?;
        let (store, work, from) = (self.far.store.clone(), self.work, self.read);
        let look = async move {
            let mut conn = store.read().await?;
            let pieces = agent_work::pieces(&mut conn, work, from).await?;
            Ok::<_, AppError>(Some(pieces).filter(|pieces| !pieces.is_empty()))
        };
        match self.far.bell.wait_unless(look, LOOK).await? {
            Some(pieces) => {
                self.read += i64::try_from(pieces.len()).unwrap_or(i64::MAX);
                self.coming.extend(pieces);
            }
            None => drop(self.standing(progress).await?),
        }
        Ok(())
    }

    /// Tells the database what was read, so that the agent may go on, and that somebody is still here.
    async fn renew(&mut self) -> Result<(), AppError> {
        if self.told == self.read && self.renewed.elapsed() < RENEW {
            return Ok(());
        }
        let (work, read, until) = (self.work, self.read, clock::now().plus(ASKER));
        self.far
            .store
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { Ok(agent_work::took(conn, work, read, until).await?) })
            })
            .await?;
        (self.told, self.renewed) = (read, Instant::now());
        Ok(())
    }

    /// Where the work is; trouble if nothing is to be expected of it.
    async fn standing(&self, progress: &Progress) -> Result<Standing, Lost> {
        let mut conn = self.far.store.read().await.map_err(AppError::from)?;
        let standing = agent_work::standing(&mut conn, self.work).await.map_err(AppError::from)?;
        let gone = || Lost::Trouble(told("the agent's work is gone from the database".to_owned(), true));
        let standing = standing.ok_or_else(gone)?;
        let now = clock::now();
        match (standing.state.as_str(), standing.lease_until_at) {
            ("waiting", _) => {
                let last = agent_told::contact(&mut conn, self.far.source).await.map_err(AppError::from)?;
                match self.far.patience.with(last.map(|(at, _)| at), Moment(standing.asked_at), now) {
                    None => Ok(standing),
                    Some(text) => Err(Lost::Trouble(told(text, true))),
                }
            }
            ("leased", Some(until)) if Moment(until) < now => Err(Lost::Trouble(told(
                "the agent was lost while it worked; the next run starts anew".to_owned(),
                true,
            ))),
            _ => {
                let seen = u64::try_from(standing.seen).unwrap_or(0);
                progress.set_seen(progress.seen().max(seen));
                Ok(standing)
            }
        }
    }

    /// Waits until the agent has said that this was all, and compares count and fingerprint.
    async fn must_be_all(&mut self, progress: &Progress) -> Result<(), Lost> {
        let standing = loop {
            if progress.is_cancelled() {
                return Err(Lost::Stopped);
            }
            self.renew().await?;
            let standing = self.standing(progress).await?;
            if standing.state == "ended" {
                break standing;
            }
            let nothing = async { Ok::<Option<()>, AppError>(None) };
            self.far.bell.wait_unless(nothing, LOOK / 5).await?;
        };
        let (pieces, digest) = self.assembly.sum();
        if standing.pieces == Some(pieces) && standing.digest.as_deref() == Some(&digest) {
            return Ok(());
        }
        Err(Lost::Trouble(told(
            "what came is not what the agent has sent; something on the way changes it".to_owned(),
            true,
        )))
    }

    /// Says what a delta is to look up.
    pub(super) async fn say(&self, look_ups: &LookUps) -> Result<(), AppError> {
        let ids = |ids: &[Vec<u8>]| ids.iter().map(hex::encode).collect();
        let said = domain::api::WorkLookUps { is_known: true, first: ids(&look_ups.first), then: ids(&look_ups.then) };
        let text = serde_json::to_string(&said).map_err(|error| AppError::Internal(error.to_string()))?;
        let work = self.work;
        self.far
            .store
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { Ok(agent_work::say_look_ups(conn, work, &text).await?) })
            })
            .await?;
        self.far.bell.ring();
        Ok(())
    }

    /// Nobody waits for it any more, here at least. Of a run it is noted what the agent has read.
    pub(super) async fn close(self, read: Option<Read>) {
        let (work, now) = (self.work, clock::now());
        let done = self
            .far
            .store
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    if let Some(read) = read {
                        agent_told::note_read(conn, work, &read, now).await?;
                    }
                    Ok(agent_work::close(conn, work).await?)
                })
            })
            .await;
        // It is swept up with the next errand.
        if let Err(error) = done {
            tracing::warn!(work, %error, "agent.work_not_closed");
        }
    }
}

/// Asks and waits for the one answer.
pub(super) async fn ask(far: &Far, errand: &impl serde::Serialize) -> Told {
    let mut talk = match Talk::begin(far, errand).await {
        Ok(talk) => talk,
        Err(error) => return Told::Trouble(told(error.to_string(), true)),
    };
    let progress = Progress::default();
    loop {
        match talk.next(&progress).await {
            Ok(Message::End { told, refused }) => {
                far.log(&refused);
                talk.close(None).await;
                return *told;
            }
            // Nothing else is asked in this way.
            Ok(Message::Entries(_) | Message::Expected(_)) => {}
            Err(lost) => {
                talk.close(None).await;
                return match lost {
                    Lost::Stopped => Told::Refused("it was stopped".to_owned()),
                    Lost::Trouble(trouble) => Told::Trouble(trouble),
                };
            }
        }
    }
}

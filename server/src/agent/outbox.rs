//! What is read on its way up: the reading thread hands messages on, and a sending thread packs, signs and sends them, so that neither waits for the
//! other while there is room.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc::{Receiver, SyncSender},
    },
    time::Duration,
};

use domain::api::{EndWork, ErrorCode, PieceTaken, WorkLookUps, WorkWanted, paths};

use super::{
    client::{Answer, Trouble},
    pause::Pause,
    signed::Signed,
};
use crate::source::{Expected, LookUps, Meeting, Message, Progress, RawEntry, Sink, Stop, Sum};

/// For how long the server may be away until work is given up: its lease has run out by then.
const GIVE_UP: Duration = Duration::from_secs(90);
/// Between two questions for what to look up.
const LOOK_UP_PAUSE: Duration = Duration::from_millis(150);
/// Entries that are sent with one request where as many are there.
const TOGETHER: usize = 2000;
/// Bytes as they are.
const OCTETS: &str = "application/octet-stream";
const JSON: &str = "application/json";

/// One piece of work that was taken.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) signed: Arc<Signed>,
    pub(super) work: i64,
    pub(super) token: i64,
    /// Nobody waits for it any more, or it cannot be said to them.
    pub(super) is_over: Arc<AtomicBool>,
}

impl Line {
    pub(super) fn is_over(&self) -> bool {
        self.is_over.load(Relaxed)
    }

    fn over(&self) -> Stop {
        self.is_over.store(true, Relaxed);
        Stop
    }

    fn path(&self, template: &str) -> String {
        template.replace("{work}", &self.work.to_string())
    }

    /// Sends until there is an answer that is not of the moment.
    fn send(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Result<Answer, Stop> {
        let mut pause = Pause::default();
        loop {
            let wait = match self.signed.send(method, path, kind, body) {
                Ok(answer) if answer.status == 429 => Duration::from_millis(100),
                Ok(answer) if answer.status < 500 => return Ok(answer),
                Ok(answer) => pause.next().max(Duration::from_secs(answer.retry_after.unwrap_or(0).min(5))),
                Err(Trouble::NotReached(_)) => pause.next(),
                Err(trouble) => {
                    tracing::warn!(work = self.work, reason = %trouble, "agent.cannot_send");
                    return Err(self.over());
                }
            };
            if self.is_over() || pause.waited() > GIVE_UP {
                return Err(self.over());
            }
            std::thread::sleep(wait);
        }
    }

    fn json<T: serde::de::DeserializeOwned>(&self, method: &str, path: &str, body: &[u8]) -> Result<T, Stop> {
        let answer = self.send(method, path, JSON, body)?;
        answer.json().map_err(|trouble| {
            tracing::info!(work = self.work, reason = %trouble, "agent.work_not_wanted");
            self.over()
        })
    }

    /// A sign of life.
    pub(super) fn alive(&self, seen: u64) -> Result<(), Stop> {
        let alive = domain::api::WorkAlive { token: self.token, seen: i64::try_from(seen).unwrap_or(i64::MAX) };
        let body = serde_json::to_vec(&alive).map_err(|_| Stop)?;
        let WorkWanted { is_wanted } = self.json("POST", &self.path(paths::AGENT_WORK_ALIVE), &body)?;
        if is_wanted { Ok(()) } else { Err(self.over()) }
    }

    /// Sends one piece, again if the answer was lost.
    fn piece(&self, sequence: i64, piece: &[u8]) -> Result<(), Stop> {
        let path = self.path(paths::AGENT_WORK_PIECE).replace("{sequence}", &sequence.to_string());
        let answer = self.send("PUT", &format!("{path}?token={}", self.token), OCTETS, piece)?;
        if let Some(problem) = answer.problem() {
            // The server has this one and more already, from before an answer that was lost.
            let is_ahead = problem.code == ErrorCode::OutOfOrder && problem.next.is_some_and(|next| next > sequence);
            if is_ahead {
                return Ok(());
            }
            tracing::info!(work = self.work, sequence, reason = problem.title, "agent.piece_not_taken");
            return Err(self.over());
        }
        let PieceTaken { next } = answer.json().map_err(|_| self.over())?;
        if next > sequence { Ok(()) } else { Err(self.over()) }
    }

    fn look_ups(&self, progress: &Progress) -> Result<LookUps, Stop> {
        loop {
            let path = format!("{}?token={}", self.path(paths::AGENT_WORK_LOOK_UPS), self.token);
            let WorkLookUps { is_known, first, then } = self.json("GET", &path, b"")?;
            if is_known {
                let ids = |ids: Vec<String>| ids.iter().map(hex::decode).collect::<Result<Vec<_>, _>>();
                let read = ids(first).and_then(|first| Ok(LookUps { first, then: ids(then)? }));
                return read.map_err(|_| self.over());
            }
            if progress.is_cancelled() || self.is_over() {
                return Err(Stop);
            }
            std::thread::sleep(LOOK_UP_PAUSE);
        }
    }

    /// Sends what comes until there is no more; gives count and fingerprint.
    pub(super) fn send_all(&self, messages: &Receiver<Message>) -> Result<Sum, Stop> {
        let (mut sum, mut sequence) = (Sum::default(), 0);
        let mut held = None;
        while let Some(message) = held.take().or_else(|| messages.recv().ok()) {
            let message = match message {
                Message::Entries(mut entries) => {
                    // What waits already goes along: one request costs the server more than its entries do.
                    while entries.len() < TOGETHER && held.is_none() {
                        match messages.try_recv() {
                            Ok(Message::Entries(more)) => entries.extend(more),
                            Ok(other) => held = Some(other),
                            Err(_) => break,
                        }
                    }
                    Message::Entries(entries)
                }
                other => other,
            };
            let pieces = message.pieces().map_err(|error| {
                tracing::error!(work = self.work, reason = %error, "agent.cannot_pack");
                self.over()
            })?;
            for piece in pieces {
                self.piece(sequence, &piece)?;
                sum.add(&piece);
                sequence += 1;
            }
        }
        Ok(sum)
    }

    /// Says that this was all.
    pub(super) fn end(&self, sum: &Sum) -> Result<(), Stop> {
        let (pieces, digest) = sum.told();
        let end = EndWork { token: self.token, pieces, digest };
        let body = serde_json::to_vec(&end).map_err(|_| Stop)?;
        self.json::<WorkWanted>("POST", &self.path(paths::AGENT_WORK_END), &body).map(|_| ())
    }
}

/// The reading thread's end.
pub(super) struct Outbox<'a> {
    pub(super) line: &'a Line,
    pub(super) messages: SyncSender<Message>,
    pub(super) progress: &'a Progress,
}

impl Outbox<'_> {
    /// Hands a message on.
    pub(super) fn put(&self, message: Message) -> Result<(), Stop> {
        if self.line.is_over() {
            return Err(Stop);
        }
        self.messages.send(message).map_err(|_| Stop)
    }
}

impl Sink for Outbox<'_> {
    fn expect(&mut self, expected: Expected) -> Result<LookUps, Stop> {
        self.put(Message::Expected(expected))?;
        self.line.look_ups(self.progress)
    }

    fn meet(&mut self, _id: &[u8], _dn: &str, _hash: u128) -> Meeting {
        // Which entries are news is known where they are kept.
        Meeting::Take
    }

    fn take(&mut self, entries: Vec<RawEntry>) -> Result<(), Stop> {
        self.put(Message::Entries(entries))
    }
}

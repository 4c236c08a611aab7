//! Signed requests, one at a time: each says in which start of the agent it is and the how manieth, so that the server refuses what it had before. The key
//! may be changed by another process meanwhile (`amend agent rotate`), so a refused signature is tried with what the folder holds now.

use std::sync::{Mutex, PoisonError};

use domain::api::{
    AGENT_EPOCH, AGENT_SEQUENCE, AgentTold, BeginAgent, BegunAgent, ErrorCode, NewAgentKey, paths, rotate_text,
};

use super::{
    client::{Answer, Server, Trouble},
    identity::{Folder, Identity},
    key::Key,
};
use crate::{
    clock,
    message_signature::{Said, Signed as Components, digest, signature},
};

/// The way to the server for an agent that has enrolled.
pub(crate) struct Signed {
    server: Server,
    folder: Folder,
    line: Mutex<Line>,
}

/// What one request after the other changes.
struct Line {
    identity: Identity,
    epoch: i64,
    sequence: i64,
}

/// What is sent.
#[derive(Clone, Copy)]
struct Sending<'a> {
    method: &'a str,
    path: &'a str,
    kind: &'a str,
    body: &'a [u8],
}

impl Signed {
    /// For whoever the folder says that this is.
    pub(crate) fn new(server: Server, folder: Folder) -> Result<Self, Trouble> {
        let identity = identity(&folder)?;
        Ok(Self { server, folder, line: Mutex::new(Line { identity, epoch: 0, sequence: 0 }) })
    }

    /// Says that the agent has started; what an older process of it sends is refused from now on.
    pub(crate) fn begin(&self, told: &AgentTold) -> Result<BegunAgent, Trouble> {
        let begin = BeginAgent { version: env!("CARGO_PKG_VERSION").to_owned(), host: host(), told: told.clone() };
        let body = json(&begin)?;
        let mut line = self.line();
        let sending = Sending { method: "POST", path: paths::AGENT_SESSION, kind: JSON, body: &body };
        let begun: BegunAgent = self.with_keys(&mut line, sending, None)?.json()?;
        line.epoch = begun.epoch;
        line.sequence = 0;
        Ok(begun)
    }

    /// Sends a request and reads the answer, whatever its status; it waits for the one before. `path` may have a query.
    pub(crate) fn send(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Result<Answer, Trouble> {
        let mut line = self.line();
        let mut answer = Err(Trouble::Here("nothing was sent".to_owned()));
        // What was sent and is thought lost may have been sent again on the way by a proxy.
        for _ in 0..2 {
            line.sequence += 1;
            let place = (line.epoch, line.sequence);
            answer = self.with_keys(&mut line, Sending { method, path, kind, body }, Some(place));
            if !answer.as_ref().is_ok_and(|answer| is(answer, ErrorCode::Replayed)) {
                break;
            }
        }
        answer
    }

    /// Makes another key and has the server take it in the place of the one before. Where the answer does not come, both keys are kept, and whichever
    /// the server knows is found out with the next request.
    pub(crate) fn rotate(&self) -> Result<(), Trouble> {
        let mut line = self.line();
        // Another process may have changed it.
        line.identity = identity(&self.folder)?;
        if line.identity.next.is_none() {
            line.identity.next = Some(Key::make().map_err(Trouble::Here)?);
            self.folder.keep(&line.identity).map_err(Trouble::Here)?;
        }
        let Some(next) = &line.identity.next else { return Ok(()) };
        let (public_key, agent) = (next.public(), line.identity.agent);
        let proof = next.proof(&rotate_text(agent, &public_key));
        let body = json(&NewAgentKey { public_key, proof })?;
        let sending = Sending { method: "POST", path: paths::AGENT_KEY, kind: JSON, body: &body };
        let answer = self.once(&line.identity.key, agent.0, sending, (0, 0))?;
        if is(&answer, ErrorCode::AgentNotKnown) {
            // It may know the next one already, from the time before, and then says that this key is in use.
            let Some(next) = &line.identity.next else { return Ok(()) };
            let again = self.once(next, agent.0, sending, (0, 0))?;
            if !is(&again, ErrorCode::Conflict) {
                return answer.accepted().map(|_| ());
            }
        } else {
            answer.accepted()?;
        }
        self.promote(&mut line)
    }

    /// The next key is the key.
    fn promote(&self, line: &mut Line) -> Result<(), Trouble> {
        if let Some(next) = line.identity.next.take() {
            line.identity.key = next;
            self.folder.keep(&line.identity).map_err(Trouble::Here)?;
        }
        Ok(())
    }

    /// Sends with the key in use; if the server does not know it, with the keys that the folder holds now.
    fn with_keys(&self, line: &mut Line, sending: Sending<'_>, place: Option<(i64, i64)>) -> Result<Answer, Trouble> {
        let place = place.unwrap_or((0, 0));
        let agent = line.identity.agent.0;
        let answer = self.once(&line.identity.key, agent, sending, place)?;
        if !is(&answer, ErrorCode::AgentNotKnown) {
            return Ok(answer);
        }
        let known = identity(&self.folder)?;
        let is_other = known.key.public() != line.identity.key.public();
        line.identity = known;
        if is_other {
            let again = self.once(&line.identity.key, line.identity.agent.0, sending, place)?;
            if !is(&again, ErrorCode::AgentNotKnown) {
                return Ok(again);
            }
        }
        if let Some(next) = &line.identity.next {
            let again = self.once(next, line.identity.agent.0, sending, place)?;
            if !is(&again, ErrorCode::AgentNotKnown) {
                self.promote(line)?;
                return Ok(again);
            }
        }
        Ok(answer)
    }

    fn once(
        &self,
        key: &Key,
        agent: i64,
        Sending { method, path, kind, body }: Sending<'_>,
        (epoch, sequence): (i64, i64),
    ) -> Result<Answer, Trouble> {
        let nonce = clock::random::<16>().map_err(|error| Trouble::Here(error.to_string()))?;
        let said = Said { created: clock::now().0.div_euclid(1000), nonce: hex::encode(nonce), key: agent.to_string() };
        let (bare, query) = path.split_once('?').unwrap_or((path, ""));
        let digest = digest(body);
        let components = Components { method, path: bare, query, digest: &digest, epoch, sequence };
        let signature = signature(&key.sign(&said.text(&components)));
        let (epoch, sequence) = (epoch.to_string(), sequence.to_string());
        let headers = [
            ("content-type", kind),
            ("content-digest", digest.as_str()),
            (AGENT_EPOCH, &epoch),
            (AGENT_SEQUENCE, &sequence),
            ("signature-input", &said.input()),
            ("signature", &signature),
        ];
        self.server.send(method, path, &headers, body)
    }

    fn line(&self) -> std::sync::MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const JSON: &str = "application/json";

fn json<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, Trouble> {
    serde_json::to_vec(value).map_err(|error| Trouble::Here(error.to_string()))
}

/// Whether an answer is this refusal.
fn is(answer: &Answer, code: ErrorCode) -> bool {
    answer.problem().is_some_and(|problem| problem.code == code)
}

fn identity(folder: &Folder) -> Result<Identity, Trouble> {
    folder.identity().map_err(Trouble::Here)?.ok_or_else(|| {
        Trouble::Here(
            "this agent has not enrolled yet; have a code made in the portal (the source's page, Agents) and run `amend agent enrol CODE`"
                .to_owned(),
        )
    })
}

/// The machine's name, for pages alone.
pub(super) fn host() -> String {
    let of_system = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = of_system.or_else(|| std::env::var("COMPUTERNAME").ok()).or_else(|| std::env::var("HOSTNAME").ok());
    name.unwrap_or_default().trim().chars().filter(|letter| !letter.is_control()).take(255).collect()
}

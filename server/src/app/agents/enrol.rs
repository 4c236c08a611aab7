//! Becoming an agent: a code that an administrator had made, and a key that only the agent has. The code is worth one key, for ten minutes; the same
//! key may show it again, since the first answer may have been lost.

use std::net::IpAddr;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    api::{Enrol, Enrolled, enrol_text},
    moment::Moment,
};

use super::{super::open_session::hash, code, must_be_wanted};
use crate::{
    app::{App, AppError, asker::Actor},
    message_signature::is_by,
    store::agent::{self, Stored},
};

/// What is said to whoever has no good code; which of these it is, they are not told.
const NO_CODE: AppError =
    AppError::AgentNotKnown("the code is wrong, was used, or has run out; have another one made in the portal");
/// Bytes of a public key.
const KEY: usize = 32;
/// Letters of a version and of a machine's name.
const LONGEST: (usize, usize) = (63, 255);

impl App {
    /// Takes an agent's key for its code.
    pub(crate) async fn enrol_agent(&self, asked: Enrol, address: IpAddr, now: Moment) -> Result<Enrolled, AppError> {
        self.attempts().check_enroller(address)?;
        let key = public_key(&asked.public_key, &asked.proof, &enrol_text(&asked.code, &asked.public_key))?;
        must_be_short(&asked.version, &asked.host)?;
        let Some(plain) = code::read(&asked.code) else { return self.refuse_code(now).await };
        let taken = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let known = agent::by_code(conn, &hash(&plain)).await?;
                    let Some(known) = known.filter(|known| known.code_until.is_some_and(|until| until > now)) else {
                        return Ok(None);
                    };
                    if known.public_key.as_ref() == Some(&key) {
                        return Ok(Some(known));
                    }
                    if known.enrolled_at.is_some() {
                        return Ok(None);
                    }
                    must_be_wanted(&known)?;
                    if agent::has_key(conn, &key).await? {
                        return Err(AppError::Conflict(
                            "this key is another agent's; each agent makes a key of its own, in a `state_dir` of its own".to_owned(),
                        ));
                    }
                    if !agent::enrol(conn, known.id, &key, (&asked.version, &asked.host), now).await? {
                        return Ok(None);
                    }
                    let mut row = as_doer(&known).audit(now, "agent.enrol");
                    row.detail = serde_json::json!({
                        "source": known.source_name, "agent": known.id, "name": known.name, "host": asked.host, "version": asked.version
                    });
                    conn.audit(row);
                    Ok(Some(known))
                })
            })
            .await?;
        let Some(known) = taken else { return self.refuse_code(now).await };
        tracing::info!(agent = known.id.0, source = known.source_name, "agent.enrolled");
        Ok(Enrolled { agent: known.id, name: known.name, source: known.source, source_name: known.source_name, now })
    }

    /// Puts on record that somebody came without a good code; the code itself is not kept.
    async fn refuse_code<T>(&self, now: Moment) -> Result<T, AppError> {
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    conn.audit(Actor::default().audit(now, "agent.refused"));
                    Ok(())
                })
            })
            .await?;
        Err(NO_CODE)
    }
}

/// An agent as the doer of a step.
pub(super) fn as_doer(agent: &Stored) -> Actor {
    Actor { account: None, name: Some(format!("agent {}", agent.name)) }
}

/// A public key whose owner has signed this text.
pub(super) fn public_key(key: &str, proof: &str, text: &str) -> Result<Vec<u8>, AppError> {
    let wrong = |field: &str, what: &str| AppError::BadRequest(format!("`{field}`: {what}"));
    let bytes = STANDARD.decode(key).ok().filter(|bytes| bytes.len() == KEY);
    let bytes = bytes.ok_or_else(|| wrong("public_key", "is an Ed25519 public key, 32 bytes in base64"))?;
    let proof = STANDARD.decode(proof).unwrap_or_default();
    if is_by(&bytes, text, &proof) {
        return Ok(bytes);
    }
    Err(wrong("proof", "is not the key's signature of what it is to prove"))
}

/// What an agent says of itself fits its row.
pub(super) fn must_be_short(version: &str, host: &str) -> Result<(), AppError> {
    let is_short = |text: &str, most| text.chars().count() <= most && !text.chars().any(char::is_control);
    if is_short(version, LONGEST.0) && is_short(host, LONGEST.1) {
        return Ok(());
    }
    Err(AppError::BadRequest(format!("`version` has up to {} letters, `host` up to {}", LONGEST.0, LONGEST.1)))
}

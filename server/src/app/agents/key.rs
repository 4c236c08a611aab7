//! Another key of an agent, in the place of the one that signs the request. It has no place among the agent's other requests, so that it can be sent
//! beside a process that works.

use domain::{
    api::{NewAgentKey, rotate_text},
    moment::Moment,
};

use super::{
    caller::{Proven, take_nonce},
    enrol::{as_doer, public_key},
};
use crate::{
    app::{App, AppError},
    store::agent,
};

impl App {
    /// Takes an agent's new key. The one before is good for nothing from now on.
    pub(crate) async fn set_agent_key(&self, proven: Proven, new: NewAgentKey, now: Moment) -> Result<(), AppError> {
        let key = public_key(&new.public_key, &new.proof, &rotate_text(proven.agent.id, &new.public_key))?;
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let Proven { agent: known, nonce, key: before, .. } = proven;
                    take_nonce(conn, &known, &nonce, now).await?;
                    if agent::has_key(conn, &key).await? {
                        return Err(AppError::Conflict("`public_key`: is in use already; make a new one".to_owned()));
                    }
                    if !agent::set_key(conn, known.id, (&before, &key), now).await? {
                        return Err(AppError::Conflict(
                            "the key was changed meanwhile; sign with the one that is in use".to_owned(),
                        ));
                    }
                    let mut row = as_doer(&known).audit(now, "agent.key");
                    row.detail =
                        serde_json::json!({ "source": known.source_name, "agent": known.id, "name": known.name });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }
}

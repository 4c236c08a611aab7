//! Signing in to the task pane by way of the portal: somebody who is signed in there has a code made for the pane, which redeems it with a
//! verifier that nobody else has (as RFC 7636 does). Only the code travels through Outlook, and it is worth one attempt within a minute.

use std::net::IpAddr;

use domain::{
    api::{HandOver, PaneSession, Redeem},
    moment::Moment,
};
use sha2::{Digest as _, Sha256};

use super::{
    App, AppError,
    asker::{Asker, Door},
    open_session::{Opening, hash},
};
use crate::store::{account, hand_over, person};

/// For how long a code is good, in milliseconds.
const GOOD_FOR: i64 = 60_000;

impl App {
    /// Where the pane is, if there is one.
    pub(crate) fn pane_origin(&self) -> Option<&str> {
        self.config().pane.as_ref().map(|pane| pane.public_url.as_str())
    }

    /// Makes a code for the pane that has shown this challenge.
    pub(crate) async fn hand_over(&self, asker: &Asker, challenge: String, now: Moment) -> Result<HandOver, AppError> {
        let Some(origin) = self.pane_origin() else { return Err(AppError::NotFound) };
        if asker.person().is_none() {
            return Err(AppError::Conflict(
                "a local administrator has no profile of their own, so there is nothing to show in Outlook".to_owned(),
            ));
        }
        if challenge.len() != 64 || !challenge.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(AppError::BadRequest(
                "`challenge` is the SHA-256 of the verifier, 64 hexadecimal digits".to_owned(),
            ));
        }
        let code = hex::encode(crate::clock::random::<32>()?);
        let (code_hash, account, row) = (hash(&code), asker.who.account, asker.actor().audit(now, "session.hand_over"));
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    hand_over::put(conn, &code_hash, &challenge, account, now.plus(GOOD_FOR)).await?;
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        Ok(HandOver { code, pane: origin.to_owned() })
    }

    /// Opens a session in the pane for a code and the verifier that belongs to it.
    pub(crate) async fn redeem(&self, asked: Redeem, address: IpAddr, now: Moment) -> Result<PaneSession, AppError> {
        self.attempts().check_address(address)?;
        let code_hash = hash(&asked.code);
        let taken = self
            .store()
            .write::<_, AppError, _>(move |conn| Box::pin(async move { Ok(hand_over::take(conn, &code_hash).await?) }))
            .await?;
        let shown = hex::encode(Sha256::digest(asked.verifier.as_bytes()));
        let Some((_, account, _)) = taken.filter(|(challenge, _, until)| *challenge == shown && *until > now) else {
            self.note_refusal(None, now).await?;
            return Err(AppError::WrongCredentials);
        };
        let mut conn = self.store().read().await?;
        let account = account::by_id(&mut conn, account).await?.ok_or(AppError::WrongCredentials)?;
        let person = account.person.ok_or(AppError::WrongCredentials)?;
        let person = person::by_id(&mut conn, person).await?.ok_or(AppError::WrongCredentials)?;
        drop(conn);
        if person.blocked().is_some() {
            return Err(AppError::Blocked);
        }
        let minutes = self.config().pane.as_ref().map_or(60, |pane| pane.session_minutes);
        let seconds = i64::from(minutes) * 60;
        let name = person.display_name;
        let opening =
            Opening { account, name, door: Door::Pane, seconds, old_token: None, by: "hand_over", vouched: None };
        let new = self.open_session(opening, now).await?;
        let session = self.session(&new.asker).await?;
        Ok(PaneSession { token: new.token, expires_at: now.plus(seconds * 1000), session })
    }
}

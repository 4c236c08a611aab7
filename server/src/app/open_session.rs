//! Opening a session for somebody who has proved who they are, however that was.

use domain::{
    id::{AccountId, PersonId},
    moment::Moment,
    rights::{Scope, Who},
};
use sha2::{Digest as _, Sha256};

use super::{
    App, AppError,
    asker::{Asker, Door},
};
use crate::store::{
    Conn,
    account::Account,
    audit::NewAudit,
    grant, session,
    vouched::{self, Vouched},
};

/// A new session: its token, and how long it lasts.
pub(crate) struct NewSession {
    pub(crate) token: String,
    pub(crate) seconds: i64,
    pub(crate) asker: Asker,
}

/// Whose session to open, and where.
pub(super) struct Opening<'a> {
    pub(super) account: Account,
    /// The name to greet with.
    pub(super) name: String,
    pub(super) door: Door,
    pub(super) seconds: i64,
    /// The token of the session that the browser had before, which ends.
    pub(super) old_token: Option<&'a str>,
    /// How they proved who they are, in a word for the audit log.
    pub(super) by: &'static str,
    /// What an identity provider said of them.
    pub(super) vouched: Option<Vouched>,
}

/// What the database keeps of a token.
pub(super) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Keeps what an identity provider said with the session, and puts on record when it brings other roles than the time before.
async fn keep(
    conn: &mut Conn,
    token_hash: &[u8],
    (account, person, name): (AccountId, Option<PersonId>, String),
    vouched: &Vouched,
    now: Moment,
) -> Result<(), AppError> {
    vouched::put(conn, token_hash, vouched).await?;
    let before = vouched::note_roles(conn, account, &vouched.roles).await?;
    if before != vouched.roles {
        let granted: Vec<_> = vouched.roles.difference(&before).collect();
        let ended: Vec<_> = before.difference(&vouched.roles).collect();
        let mut row = NewAudit::new(now, Some(account), Some(name), "session.roles");
        row.person = person;
        row.detail = serde_json::json!({ "provider": vouched.provider, "granted": granted, "ended": ended });
        conn.audit(row);
    }
    Ok(())
}

impl App {
    /// Opens a session; the one that the browser had before ends.
    pub(super) async fn open_session(&self, opening: Opening<'_>, now: Moment) -> Result<NewSession, AppError> {
        let Opening { account, name, door, seconds, old_token, by, vouched } = opening;
        let token = hex::encode(crate::clock::random::<32>()?);
        let (token_hash, old_hash) = (hash(&token), old_token.map(hash));
        let (id, person) = (account.id, account.person);
        let is_local = person.is_none();
        let catalogue_version = self.present_catalogue().await?.version;
        let mut grants = grant::of_account(&mut self.store().read().await?, id).await?;
        let claimed = vouched.iter().flat_map(|vouched| &vouched.roles);
        grants.extend(claimed.map(|role| (*role, Scope::Everywhere)));
        let who = Who { account: id, person, grants };
        let asker = Asker { who, name: name.clone(), catalogue_version, is_local };
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    if let Some(old_hash) = old_hash {
                        session::close(conn, &old_hash).await?;
                    }
                    session::open(conn, door, &token_hash, id, now, now.plus(seconds * 1000)).await?;
                    let mut row = NewAudit::new(now, Some(id), Some(name.clone()), "session.open");
                    row.person = person;
                    row.detail = serde_json::json!({ "local": is_local, "by": by, "door": door.as_str() });
                    if let Some(vouched) = vouched {
                        row.detail["provider"] = vouched.provider.clone().into();
                        keep(conn, &token_hash, (id, person, name), &vouched, now).await?;
                    }
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        if is_local {
            tracing::warn!(account = id.0, "session.local_administrator_signed_in");
        }
        Ok(NewSession { token, seconds, asker })
    }
}

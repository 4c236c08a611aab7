//! What an identity provider said of a session: whom it vouched for, how the session is ended there, and the roles that last as long.

use std::collections::BTreeSet;

use domain::{id::AccountId, moment::Moment, rights::Role};

use super::{
    Conn, StoreError,
    account::{roles, words},
    connection::{execute, fetch_all, fetch_one, fetch_optional},
};

/// What is kept of it.
#[derive(Clone, Debug)]
pub(crate) struct Vouched {
    /// The provider's key.
    pub(crate) provider: String,
    /// Whom the provider means, in its own word.
    pub(crate) subject: String,
    /// The session there, if it has a name.
    pub(crate) session: Option<String>,
    /// The sealed token that ends it there.
    pub(crate) id_token: Option<String>,
    /// The roles that this session brings.
    pub(crate) roles: BTreeSet<Role>,
}

/// Keeps it with a session.
pub(crate) async fn put(conn: &mut Conn, token_hash: &[u8], vouched: &Vouched) -> Result<(), StoreError> {
    execute!(
        conn,
        "update session set provider = $2, provider_subject = $3, provider_session = $4, id_token = $5, claimed_roles = $6
         where token_hash = $1",
        token_hash.to_vec(),
        vouched.provider.clone(),
        vouched.subject.clone(),
        vouched.session.clone(),
        vouched.id_token.clone(),
        words(&vouched.roles),
    )
    .map(|_| ())
}

/// The provider of a session, and its sealed token, if one vouched for it.
pub(crate) async fn provider(
    conn: &mut Conn,
    token_hash: &[u8],
) -> Result<Option<(String, Option<String>)>, StoreError> {
    let row = fetch_optional!(
        conn,
        (Option<String>, Option<String>),
        "select provider, id_token from session where token_hash = $1",
        token_hash.to_vec(),
    )?;
    Ok(row.and_then(|(provider, token)| provider.map(|provider| (provider, token))))
}

/// A session that has ended at a provider.
#[derive(Clone, Debug)]
pub(crate) struct Over {
    pub(crate) provider: String,
    pub(crate) subject: String,
    /// Which one there; all of them if absent.
    pub(crate) session: Option<String>,
    /// What was opened later is another.
    pub(crate) until: Moment,
}

/// Ends the sessions that a provider vouched for and that are over there, and what was handed to the pane from them. Gives whose they were.
pub(crate) async fn end(conn: &mut Conn, over: &Over) -> Result<BTreeSet<AccountId>, StoreError> {
    let ended = fetch_all!(
        conn,
        (i64,),
        "delete from session where provider = $1 and provider_subject = $2 and created_at <= $3
           and ($4 = '' or provider_session = $4) returning account_id",
        over.provider.clone(),
        over.subject.clone(),
        over.until.0,
        over.session.clone().unwrap_or_default(),
    )?;
    let accounts: BTreeSet<AccountId> = ended.into_iter().map(|(id,)| AccountId(id)).collect();
    for account in &accounts {
        execute!(conn, "delete from session where account_id = $1 and door = 'pane'", account.0)?;
    }
    Ok(accounts)
}

/// Notes the roles that a sign-in brought to an account; gives those of the time before.
pub(crate) async fn note_roles(
    conn: &mut Conn,
    account: AccountId,
    claimed: &BTreeSet<Role>,
) -> Result<BTreeSet<Role>, StoreError> {
    let (before,) = fetch_one!(conn, (String,), "select claimed_roles from account where id = $1", account.0)?;
    let before = roles(&before);
    if before != *claimed {
        execute!(conn, "update account set claimed_roles = $2 where id = $1", account.0, words(claimed))?;
    }
    Ok(before)
}

//! Sign-ins on their way through an identity provider.

use domain::moment::Moment;

use super::{
    Conn, StoreError,
    connection::{execute, fetch_optional},
};

/// A sign-in that was started.
#[derive(Clone, Debug)]
pub(crate) struct Started {
    /// The hash of what the browser that started it has in a cookie.
    pub(crate) browser_hash: Vec<u8>,
    /// The key of the provider that it was sent to.
    pub(crate) provider: String,
    /// Where it leads to.
    pub(crate) to: String,
    pub(crate) expires_at: Moment,
}

/// Keeps it under the hash of its state.
pub(crate) async fn put(conn: &mut Conn, state_hash: &[u8], started: &Started) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into started_sign_in (state_hash, browser_hash, provider, leads_to, expires_at) values ($1, $2, $3, $4, $5)",
        state_hash.to_vec(),
        started.browser_hash.clone(),
        started.provider.clone(),
        started.to.clone(),
        started.expires_at.0,
    )
    .map(|_| ())
}

/// Takes it: it is worth one attempt, whatever comes of it.
pub(crate) async fn take(conn: &mut Conn, state_hash: &[u8]) -> Result<Option<Started>, StoreError> {
    let row = fetch_optional!(
        conn,
        (Vec<u8>, String, String, i64),
        "delete from started_sign_in where state_hash = $1 returning browser_hash, provider, leads_to, expires_at",
        state_hash.to_vec(),
    )?;
    Ok(row.map(|(browser_hash, provider, to, expires_at)| Started {
        browser_hash,
        provider,
        to,
        expires_at: Moment(expires_at),
    }))
}

/// Forgets what nobody came back from.
pub(crate) async fn sweep(conn: &mut Conn, now: Moment) -> Result<(), StoreError> {
    execute!(conn, "delete from started_sign_in where expires_at < $1", now.0).map(|_| ())
}

//! Sign-ins on their way from the dialog to the task pane.

use domain::{id::AccountId, moment::Moment};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_optional},
};

/// Keeps a code's hash with the challenge that it is bound to.
pub(crate) async fn put(
    conn: &mut Conn,
    code_hash: &[u8],
    challenge: &str,
    account: AccountId,
    expires_at: Moment,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into hand_over (code_hash, challenge, account_id, expires_at) values ($1, $2, $3, $4)",
        code_hash.to_vec(),
        challenge.to_owned(),
        account.0,
        expires_at.0,
    )
    .map(|_| ())
}

/// Takes a code: it is worth one attempt, whatever comes of it. Gives the challenge, whose it is, and until when it was good.
pub(crate) async fn take(conn: &mut Conn, code_hash: &[u8]) -> Result<Option<(String, AccountId, Moment)>, StoreError> {
    let row = fetch_optional!(
        conn,
        (String, i64, i64),
        "delete from hand_over where code_hash = $1 returning challenge, account_id, expires_at",
        code_hash.to_vec(),
    )?;
    Ok(row.map(|(challenge, account, expires_at)| (challenge, AccountId(account), Moment(expires_at))))
}

/// Forgets codes that nobody took.
pub(crate) async fn sweep(conn: &mut Conn, now: Moment) -> Result<(), StoreError> {
    execute!(conn, "delete from hand_over where expires_at < $1", now.0).map(|_| ())
}

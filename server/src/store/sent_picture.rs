//! Pictures that people have sent and perhaps not saved.

use domain::{
    id::{AccountId, PersonId},
    moment::Moment,
    name::AttributeKey,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_optional},
};

/// A picture of an attribute of a person, as somebody sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) account: AccountId,
    pub(crate) person: PersonId,
    pub(crate) attribute: AttributeKey,
    /// SHA-256 in hexadecimal digits.
    pub(crate) digest: String,
}

/// Notes that it was sent; sent once more, it counts as new.
pub(crate) async fn put(conn: &mut Conn, sent: &Sent, now: Moment) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into sent_picture (account_id, person_id, attribute, digest, sent_at) values ($1, $2, $3, $4, $5)
         on conflict (account_id, person_id, attribute, digest) do update set sent_at = excluded.sent_at",
        sent.account.0,
        sent.person.0,
        sent.attribute.as_str().to_owned(),
        sent.digest.clone(),
        now.0,
    )
    .map(|_| ())
}

/// Whether it was sent.
pub(crate) async fn is_there(conn: &mut Conn, sent: &Sent) -> Result<bool, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select sent_at from sent_picture where account_id = $1 and person_id = $2 and attribute = $3 and digest = $4",
        sent.account.0,
        sent.person.0,
        sent.attribute.as_str().to_owned(),
        sent.digest.clone(),
    )?;
    Ok(row.is_some())
}

/// Whether an account has sent a picture of a person, for whatever attribute.
pub(crate) async fn is_by(
    conn: &mut Conn,
    account: AccountId,
    person: PersonId,
    digest: &str,
) -> Result<bool, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select max(sent_at) from sent_picture where account_id = $1 and person_id = $2 and digest = $3 having count(*) > 0",
        account.0,
        person.0,
        digest.to_owned(),
    )?;
    Ok(row.is_some())
}

/// Forgets what an account sent beyond its newest `kept` pictures; what nobody uses any more is deleted.
pub(crate) async fn forget_beyond(conn: &mut Conn, account: AccountId, kept: i64) -> Result<(), StoreError> {
    let rows = fetch_all!(
        conn,
        (String, i64),
        "select digest, sent_at from sent_picture where account_id = $1 order by sent_at desc, digest limit 1000 offset $2",
        account.0,
        kept,
    )?;
    for (digest, sent_at) in rows {
        execute!(
            conn,
            "delete from sent_picture where account_id = $1 and digest = $2 and sent_at = $3",
            account.0,
            digest.clone(),
            sent_at
        )?;
        drop_unused(conn, &digest).await?;
    }
    Ok(())
}

/// Forgets some of what was sent before a moment; gives how many rows.
pub(crate) async fn sweep(conn: &mut Conn, before: Moment, limit: i64) -> Result<usize, StoreError> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select digest from sent_picture where sent_at < $1 group by digest limit $2",
        before.0,
        limit,
    )?;
    for (digest,) in &rows {
        execute!(conn, "delete from sent_picture where digest = $1 and sent_at < $2", digest.clone(), before.0)?;
        drop_unused(conn, digest).await?;
    }
    Ok(rows.len())
}

/// Deletes a picture that no entry, no change and nobody's last sending has.
pub(super) async fn drop_unused(conn: &mut Conn, digest: &str) -> Result<(), StoreError> {
    execute!(
        conn,
        "delete from picture where digest = $1
           and not exists (select 1 from sent_picture s where s.digest = $1)
           and not exists (select 1 from change where edit like '%' || $1 || '%' or base like '%' || $1 || '%')
           and not exists (select 1 from entry where theirs like '%' || $1 || '%')",
        digest.to_owned()
    )
    .map(|_| ())
}

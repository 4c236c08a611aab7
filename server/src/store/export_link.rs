//! Links to the files of exports, by the hash of their token.

use domain::{
    api::ExportLink,
    id::{AccountId, ExportId, ExportLinkId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_optional},
};

/// Keeps a link.
pub(crate) async fn put(
    conn: &mut Conn,
    export: ExportId,
    token_hash: &[u8],
    (account, made_by): (AccountId, &str),
    (now, ends_at): (Moment, Moment),
) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into export_link (export_id, token_hash, made_by_account_id, made_by_name, made_at, ends_at)
         values ($1, $2, $3, $4, $5, $6)",
        export.0,
        token_hash.to_vec(),
        account.0,
        made_by.to_owned(),
        now.0,
        ends_at.0,
    )
    .map(|_| ())
}

/// The export of a link that has not ended, and who made the link, by account and name; the use is counted.
pub(crate) async fn follow(
    conn: &mut Conn,
    token_hash: &[u8],
    now: Moment,
) -> Result<Option<(ExportId, AccountId, String)>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64, i64, String),
        "update export_link set uses = uses + 1, used_at = $2 where token_hash = $1 and ends_at > $2
         returning export_id, made_by_account_id, made_by_name",
        token_hash.to_vec(),
        now.0,
    )?;
    Ok(row.map(|(export, account, made_by)| (ExportId(export), AccountId(account), made_by)))
}

/// The links of an export that have not ended, newest first.
pub(crate) async fn of_export(conn: &mut Conn, export: ExportId, now: Moment) -> Result<Vec<ExportLink>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, String, i64, i64, i64, Option<i64>),
        "select id, made_by_name, made_at, ends_at, uses, used_at from export_link
         where export_id = $1 and ends_at > $2 order by id desc",
        export.0,
        now.0,
    )?;
    let link = |(id, made_by, made_at, ends_at, uses, used_at): (i64, String, i64, i64, i64, Option<i64>)| ExportLink {
        id: ExportLinkId(id),
        made_by,
        made_at: Moment(made_at),
        ends_at: Moment(ends_at),
        uses,
        used_at: used_at.map(Moment),
    };
    Ok(rows.into_iter().map(link).collect())
}

/// Ends the links of an export; gives how many there were.
pub(crate) async fn end(conn: &mut Conn, export: ExportId, now: Moment) -> Result<u64, StoreError> {
    execute!(conn, "delete from export_link where export_id = $1 and ends_at > $2", export.0, now.0)
}

/// Forgets links that have ended.
pub(crate) async fn sweep(conn: &mut Conn, now: Moment) -> Result<(), StoreError> {
    execute!(conn, "delete from export_link where ends_at <= $1", now.0).map(|_| ())
}

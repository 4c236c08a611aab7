//! Files of people that were handed in: where each is, its bytes, and who works on it.

use domain::{
    api::{Import, ImportCounts, ImportRows, ImportSettings, ImportState},
    id::{AccountId, ImportId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one, fetch_optional},
    within::{Within, within},
};

/// An import's row.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) import: Import,
    pub(crate) account: AccountId,
    /// Who has it carried out or taken back.
    pub(crate) doer: Option<(AccountId, String)>,
    /// The version of the catalogue that the preview was made with.
    pub(crate) catalogue_version: i64,
    /// What becomes of the rest where rows cannot be used.
    pub(crate) rows: ImportRows,
    pub(crate) cancel_at: Option<Moment>,
    /// The last line that was dealt with.
    pub(crate) reached: Option<i64>,
    pub(crate) lease_until: Option<Moment>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    state: String,
    version: i64,
    file_name: String,
    bytes: i64,
    settings: String,
    counts: String,
    brake: Option<i64>,
    account_id: i64,
    by_name: String,
    doer_account_id: Option<i64>,
    doer_name: Option<String>,
    made_at: i64,
    catalogue_version: i64,
    rows_wanted: Option<String>,
    began_at: Option<i64>,
    ended_at: Option<i64>,
    reason: Option<String>,
    cancel_at: Option<i64>,
    reached: Option<i64>,
    lease_until_at: Option<i64>,
}

impl TryFrom<Row> for Stored {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "import", column, row: row.id.to_string() };
        let rows = match row.rows_wanted.as_deref() {
            Some("all") => ImportRows::All,
            _ => ImportRows::Valid,
        };
        Ok(Self {
            import: Import {
                id: ImportId(row.id),
                version: row.version,
                bytes: row.bytes,
                state: ImportState::parse(&row.state).ok_or_else(|| wrong("state"))?,
                settings: serde_json::from_str(&row.settings).map_err(|_| wrong("settings"))?,
                counts: serde_json::from_str(&row.counts).map_err(|_| wrong("counts"))?,
                brake: row.brake,
                by: row.by_name,
                file_name: row.file_name,
                made_at: Moment(row.made_at),
                began_at: row.began_at.map(Moment),
                ended_at: row.ended_at.map(Moment),
                reason: row.reason,
            },
            account: AccountId(row.account_id),
            doer: row.doer_account_id.map(AccountId).zip(row.doer_name),
            catalogue_version: row.catalogue_version,
            rows,
            cancel_at: row.cancel_at.map(Moment),
            reached: row.reached,
            lease_until: row.lease_until_at.map(Moment),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, state, version, file_name, bytes, settings, counts, brake, account_id, by_name, doer_account_id, doer_name, made_at,
               catalogue_version, rows_wanted,
               began_at, ended_at, reason, cancel_at, reached, lease_until_at from import ",
            $rest
        )
    };
}

/// Opens an import whose file is to come.
pub(crate) async fn open(
    conn: &mut Conn,
    file_name: &str,
    settings: &ImportSettings,
    (account, name): (AccountId, &str),
    now: Moment,
) -> Result<ImportId, StoreError> {
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into import (state, version, file_name, bytes, settings, counts, account_id, by_name, made_at, catalogue_version)
         values ('receiving', 1, $1, 0, $2, $3, $4, $5, $6, 0) returning id",
        file_name.to_owned(),
        json(settings),
        json(&ImportCounts::default()),
        account.0,
        name.to_owned(),
        now.0,
    )?;
    Ok(ImportId(id))
}

fn json<T: serde::Serialize>(value: &T) -> String {
    // Texts, numbers and lists of them always are JSON.
    serde_json::to_string(value).unwrap_or_default()
}

/// One import.
pub(crate) async fn by_id(conn: &mut Conn, id: ImportId) -> Result<Option<Stored>, StoreError> {
    fetch_optional!(conn, Row, select!("where id = $1"), id.0)?.map(Stored::try_from).transpose()
}

/// The same, kept for the transaction: on PostgreSQL whoever moves it waits.
pub(crate) async fn hold(conn: &mut Conn, id: ImportId) -> Result<Option<Stored>, StoreError> {
    execute!(conn, "update import set version = version where id = $1", id.0)?;
    by_id(conn, id).await
}

/// Of imports that have arrived, those in which nobody is outside the scope at `$1`, and of an account (`$2`) unless that is everywhere.
macro_rules! seen {
    ($start:expr, $end:expr) => {
        within!(
            concat!(
                $start,
                " where state <> 'receiving' and (cast($1 as text) is null or account_id = $2)
                  and not exists (select 1 from import_row r where r.import_id = import.id and r.person_id is not null and not "
            ),
            "r.person_id",
            "$1",
            concat!(") ", $end)
        )
    };
}

/// Imports below `before` that an account sees, newest first.
pub(crate) async fn list(
    conn: &mut Conn,
    (within, account): (&Within, AccountId),
    before: i64,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    fetch_all!(
        conn,
        Row,
        seen!(select!(""), "and id < $3 order by id desc limit $4"),
        within.bound_for_few(),
        account.0,
        before,
        limit
    )?
    .into_iter()
    .map(Stored::try_from)
    .collect()
}

/// How many there are.
pub(crate) async fn count(conn: &mut Conn, (within, account): (&Within, AccountId)) -> Result<i64, StoreError> {
    let (count,) =
        fetch_one!(conn, (i64,), seen!("select count(*) from import", ""), within.bound_for_few(), account.0)?;
    Ok(count)
}

/// How many of an account are not carried out yet.
pub(crate) async fn count_open(conn: &mut Conn, account: AccountId) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from import where state in ('receiving', 'planning', 'ready') and account_id = $1",
        account.0
    )?;
    Ok(count)
}

/// Imports that a server is, or was, busy with, or that were never finished arriving.
pub(crate) async fn busy(conn: &mut Conn) -> Result<Vec<Stored>, StoreError> {
    fetch_all!(conn, Row, select!("where state in ('receiving', 'planning', 'running', 'undoing') order by id"))?
        .into_iter()
        .map(Stored::try_from)
        .collect()
}

/// Saves everything of an import that moves, but for its lease.
pub(crate) async fn save(conn: &mut Conn, stored: &Stored) -> Result<(), StoreError> {
    let import = &stored.import;
    execute!(
        conn,
        "update import set state = $2, version = $3, bytes = $4, settings = $5, counts = $6, brake = $7, catalogue_version = $8,
           rows_wanted = $9, began_at = $10, ended_at = $11, reason = $12, cancel_at = $13, reached = $14,
           doer_account_id = $15, doer_name = $16
         where id = $1",
        import.id.0,
        import.state.as_str(),
        import.version,
        import.bytes,
        json(&import.settings),
        json(&import.counts),
        import.brake,
        stored.catalogue_version,
        match stored.rows {
            ImportRows::All => "all",
            ImportRows::Valid => "valid",
        },
        import.began_at.map(|at| at.0),
        import.ended_at.map(|at| at.0),
        import.reason.clone(),
        stored.cancel_at.map(|at| at.0),
        stored.reached,
        stored.doer.as_ref().map(|(account, _)| account.0),
        stored.doer.as_ref().map(|(_, name)| name.clone()),
    )
    .map(|_| ())
}

/// Takes the lease, if nobody holds it; gives its token.
pub(crate) async fn lease(
    conn: &mut Conn,
    id: ImportId,
    now: Moment,
    until: Moment,
) -> Result<Option<i64>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "update import set lease_token = lease_token + 1, lease_until_at = $3
         where id = $1 and (lease_until_at is null or lease_until_at < $2) returning lease_token",
        id.0,
        now.0,
        until.0,
    )?;
    Ok(row.map(|(token,)| token))
}

/// Prolongs the lease; `false` if it is another's by now. To be asked first in every transaction.
pub(crate) async fn prolong(conn: &mut Conn, id: ImportId, token: i64, until: Moment) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update import set lease_until_at = $3 where id = $1 and lease_token = $2",
        id.0,
        token,
        until.0,
    )?;
    Ok(touched > 0)
}

/// Gives the lease up.
pub(crate) async fn release(conn: &mut Conn, id: ImportId, token: i64) -> Result<(), StoreError> {
    execute!(conn, "update import set lease_until_at = null where id = $1 and lease_token = $2", id.0, token)
        .map(|_| ())
}

/// Adds a piece of the file.
pub(crate) async fn put_piece(conn: &mut Conn, id: ImportId, place: i64, content: Vec<u8>) -> Result<(), StoreError> {
    execute!(conn, "insert into import_piece (import_id, place, content) values ($1, $2, $3)", id.0, place, content)
        .map(|_| ())
}

/// A piece of the file.
pub(crate) async fn piece(conn: &mut Conn, id: ImportId, place: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let row = fetch_optional!(
        conn,
        (Vec<u8>,),
        "select content from import_piece where import_id = $1 and place = $2",
        id.0,
        place
    )?;
    Ok(row.map(|(content,)| content))
}

/// Drops the file: everything that is needed of it stands in the rows.
pub(crate) async fn drop_file(conn: &mut Conn, id: ImportId) -> Result<(), StoreError> {
    execute!(conn, "delete from import_piece where import_id = $1", id.0).map(|_| ())
}

/// Forgets an import that has changed nobody.
pub(crate) async fn forget(conn: &mut Conn, id: ImportId) -> Result<(), StoreError> {
    for statement in [
        "delete from import_piece where import_id = $1",
        "delete from import_row where import_id = $1",
        "delete from import where id = $1",
    ] {
        execute!(conn, statement, id.0)?;
    }
    Ok(())
}

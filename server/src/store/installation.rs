//! What the database is, for whoever looks an installation over: its version and schema before it is opened, its clock, and the installation's mark.

use std::path::PathBuf;

use sqlx::{
    PgPool, SqlitePool,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

use super::{
    Conn, OpenError, StoreError,
    connection::{Both, execute, fetch_one, fetch_optional},
    migrate,
};

/// How far the schema of a database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Schema {
    /// There is no database yet, or nothing in it.
    None,
    /// The last step that it has; this program has as many.
    At(i64),
}

/// The last step that this program knows.
pub(crate) fn newest() -> i64 {
    migrate::newest()
}

/// Looks without changing anything, and without making a file.
pub(crate) async fn schema(address: &str) -> Result<Schema, OpenError> {
    if address.starts_with("postgres://") || address.starts_with("postgresql://") {
        let pool: PgPool = PgPoolOptions::new().max_connections(1).connect(address).await.map_err(StoreError::from)?;
        let there = "select cast(to_regclass('_sqlx_migrations') as text)";
        let (table,): (Option<String>,) = sqlx::query_as(there).fetch_one(&pool).await.map_err(StoreError::from)?;
        let at = match table {
            Some(_) => Some(sqlx::query_as(LAST).fetch_one(&pool).await.map_err(StoreError::from)?),
            None => None,
        };
        pool.close().await;
        return Ok(told(at));
    }
    let Some(file) = file(address)? else { return Ok(Schema::None) };
    if !file.exists() {
        return Ok(Schema::None);
    }
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let pool: SqlitePool =
        SqlitePoolOptions::new().max_connections(1).connect_with(options).await.map_err(StoreError::from)?;
    let there = "select count(*) from sqlite_master where name = '_sqlx_migrations'";
    let (tables,): (i64,) = sqlx::query_as(there).fetch_one(&pool).await.map_err(StoreError::from)?;
    let at = match tables {
        0 => None,
        _ => Some(sqlx::query_as(LAST).fetch_one(&pool).await.map_err(StoreError::from)?),
    };
    pool.close().await;
    Ok(told(at))
}

const LAST: &str = "select cast(max(version) as bigint) from _sqlx_migrations";

fn told(at: Option<(Option<i64>,)>) -> Schema {
    at.and_then(|(version,)| version).map_or(Schema::None, Schema::At)
}

/// The file of an SQLite database.
pub(crate) fn file(address: &str) -> Result<Option<PathBuf>, OpenError> {
    if address.starts_with("postgres://") || address.starts_with("postgresql://") {
        return Ok(None);
    }
    if !address.starts_with("sqlite:") {
        return Err(OpenError::UnknownAddress);
    }
    let options: SqliteConnectOptions = address.parse().map_err(StoreError::from)?;
    Ok(Some(options.get_filename().to_owned()))
}

/// The engine and its version, in its own words.
pub(crate) async fn engine(conn: &mut Conn) -> Result<String, StoreError> {
    let statement =
        Both::of("select 'SQLite ' || sqlite_version()", "select 'PostgreSQL ' || current_setting('server_version')");
    fetch_one!(conn, (String,), statement).map(|(version,)| version)
}

/// The database's own clock in milliseconds since 1970; an embedded one has the machine's.
pub(crate) async fn clock(conn: &mut Conn) -> Result<Option<i64>, StoreError> {
    let statement = Both::of(
        "select cast(null as integer)",
        "select cast(floor(extract(epoch from clock_timestamp()) * 1000) as bigint)",
    );
    fetch_one!(conn, (Option<i64>,), statement).map(|(clock,)| clock)
}

/// The mark, once the installation has been served.
pub(crate) async fn mark(conn: &mut Conn) -> Result<Option<Vec<u8>>, StoreError> {
    let row = fetch_optional!(conn, (Vec<u8>,), "select mark from installation where one = 1")?;
    Ok(row.map(|(mark,)| mark))
}

/// Keeps a mark, unless there is one.
pub(crate) async fn put_mark(conn: &mut Conn, mark: &[u8]) -> Result<(), StoreError> {
    execute!(conn, "insert into installation (one, mark) values (1, $1) on conflict (one) do nothing", mark.to_vec())
        .map(|_| ())
}

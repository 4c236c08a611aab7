//! The database: SQLite by default, PostgreSQL for more than one server, one set of queries for both. Only this room names SQL.
//!
//! Writing goes through [`Store::write`]: the closure and its audit rows are committed together or not at all, and what was answered with
//! success is on disk. On SQLite one task writes and commits what has queued up as a group, each closure in its own savepoint.

pub(crate) mod account;
pub(crate) mod agent;
pub(crate) mod agent_told;
pub(crate) mod agent_work;
pub(crate) mod approval;
pub(crate) mod attribute;
pub(crate) mod audit;
pub(crate) mod audit_list;
pub(crate) mod change;
pub(crate) mod change_many;
pub(crate) mod column_profile;
pub(crate) mod confirm;
pub(crate) mod conflict;
mod connection;
pub(crate) mod container;
pub(crate) mod draft;
pub(crate) mod entry;
pub(crate) mod erase;
mod error;
pub(crate) mod export;
pub(crate) mod export_link;
pub(crate) mod federated;
pub(crate) mod fill_set;
pub(crate) mod finding;
pub(crate) mod given;
pub(crate) mod grant;
pub(crate) mod hand_over;
pub(crate) mod history;
pub(crate) mod identity;
pub(crate) mod import;
pub(crate) mod import_keys;
pub(crate) mod import_row;
pub(crate) mod installation;
pub(crate) mod item;
pub(crate) mod item_list;
pub(crate) mod item_value;
pub(crate) mod item_waiting;
pub(crate) mod kept;
pub(crate) mod known;
pub(crate) mod lease;
pub(crate) mod mapping;
mod migrate;
pub(crate) mod news;
pub(crate) mod notice;
pub(crate) mod notice_choice;
pub(crate) mod overdue;
pub(crate) mod people_list;
pub(crate) mod person;
pub(crate) mod picture;
pub(crate) mod pinned;
pub(crate) mod policy;
pub(crate) mod policy_group;
pub(crate) mod queue;
pub(crate) mod received;
pub(crate) mod reexport;
pub(crate) mod reexport_job;
pub(crate) mod reexport_row;
pub(crate) mod reference;
pub(crate) mod rekey;
pub(crate) mod request;
mod rows;
pub(crate) mod run;
mod said;
pub(crate) mod seat;
pub(crate) mod sent_picture;
pub(crate) mod service;
pub(crate) mod session;
pub(crate) mod set_up;
pub(crate) mod source;
pub(crate) mod source_order;
pub(crate) mod stage;
pub(crate) mod stand_in;
pub(crate) mod standing;
pub(crate) mod started;
pub(crate) mod stranger;
pub(crate) mod template;
pub(crate) mod undelivered;
pub(crate) mod username;
pub(crate) mod vouched;
pub(crate) mod whom;
pub(crate) mod within;
mod writer;
pub(crate) mod writing;

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::{FutureExt as _, future::BoxFuture};
use sqlx::{
    Connection as _, PgPool, SqlitePool,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::Notify;

pub(crate) use connection::Conn;
use connection::Engine;
pub(crate) use error::StoreError;
use writer::Writer;

/// The open database. Cloning is cheap.
#[derive(Clone)]
pub(crate) enum Store {
    /// One writer, several readers.
    Sqlite {
        /// The task that writes.
        writer: Writer,
        /// Connections that can only read.
        readers: SqlitePool,
    },
    /// A pool.
    Postgres {
        /// Connections for everything.
        pool: PgPool,
        /// Told after a commit that something was put in the export queue.
        queued: Arc<Notify>,
    },
}

/// The address is neither `sqlite:` nor `postgres:`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    /// The address is neither `sqlite:` nor `postgres:`.
    #[error("`database` must start with sqlite:// or postgres://")]
    UnknownAddress,
    /// The database cannot be opened.
    #[error("the database cannot be opened")]
    Store(#[from] StoreError),
}

impl Store {
    /// Opens the database and brings its schema up to date. SQLite files are made if they are missing.
    pub(crate) async fn open(address: &str) -> Result<Self, OpenError> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            let pool = PgPoolOptions::new()
                .max_connections(16)
                // Asking each time whether a connection still lives would double the round trips of a request.
                .test_before_acquire(false)
                .before_acquire(|connection, known| {
                    Box::pin(async move {
                        if known.idle_for > Duration::from_secs(5) {
                            connection.ping().await?;
                        }
                        Ok(true)
                    })
                })
                .acquire_timeout(Duration::from_secs(10))
                .connect(address)
                .await
                .map_err(StoreError::from)?;
            migrate::postgres(&pool).await?;
            return Ok(Self::Postgres { pool, queued: Arc::default() });
        }
        if !address.starts_with("sqlite:") {
            return Err(OpenError::UnknownAddress);
        }
        let options: SqliteConnectOptions = address.parse().map_err(StoreError::from)?;
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What was answered with success is on disk.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true)
            // Kibibytes.
            .pragma("cache_size", "-16384")
            .pragma("temp_store", "memory");
        let writing = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await
            .map_err(StoreError::from)?;
        migrate::sqlite(&writing).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            // A file does not hang up.
            .test_before_acquire(false)
            // The system keeps the file's pages in memory anyway.
            .connect_with(options.read_only(true).pragma("cache_size", "-2048"))
            .await
            .map_err(StoreError::from)?;
        let connection = writing.acquire().await.map_err(StoreError::from)?;
        Ok(Self::Sqlite { writer: Writer::start(connection), readers })
    }

    /// A connection for reading.
    pub(crate) async fn read(&self) -> Result<Conn, StoreError> {
        let engine = match self {
            Self::Sqlite { readers, .. } => Engine::Sqlite(readers.acquire().await?),
            Self::Postgres { pool, .. } => Engine::Postgres(pool.acquire().await?),
        };
        Ok(Conn::new(engine))
    }

    /// Runs `work` in a transaction with its audit rows. An error of `work` undoes all that it did. When this answers with success, it is
    /// on disk.
    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
    {
        match self {
            Self::Sqlite { writer, .. } => writer.write(work).await,
            Self::Postgres { pool, queued } => {
                let (pool, queued) = (pool.clone(), queued.clone());
                // A task of its own: a sender who goes away must not leave a transaction half done on a connection that others use next.
                let task = tokio::spawn(async move { write_on_postgres(&pool, &queued, work).await });
                task.await.unwrap_or_else(|_| Err(StoreError::BrokeOff.into()))
            }
        }
    }

    /// Waits until something has been put in the export queue through this store; what other servers put there is not heard of.
    pub(crate) async fn queued(&self) {
        match self {
            Self::Sqlite { writer, .. } => writer.queued.notified().await,
            Self::Postgres { queued, .. } => queued.notified().await,
        }
    }

    /// Whether the database answers.
    pub(crate) async fn ping(&self) -> Result<(), StoreError> {
        let mut conn = self.read().await?;
        connection::fetch_one!(conn, (i64,), "select cast(1 as bigint)").map(|_| ())
    }

    /// Closes the database after the writes that were handed over are done.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.stop().await;
            }
            Self::Postgres { pool, .. } => pool.close().await,
        }
    }
}

async fn write_on_postgres<T, E, F>(pool: &PgPool, queued: &Notify, work: F) -> Result<T, E>
where
    E: From<StoreError>,
    F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, E>>,
{
    let mut conn = Conn::new(Engine::Postgres(pool.acquire().await.map_err(StoreError::from)?));
    connection::execute!(conn, "begin")?;
    let outcome = match AssertUnwindSafe(work(&mut conn)).catch_unwind().await {
        Ok(Ok(value)) => match news::flush(&mut conn).await {
            Ok(()) => audit::flush(&mut conn).await.map(|()| value).map_err(E::from),
            Err(error) => Err(error.into()),
        },
        Ok(Err(error)) => Err(error),
        Err(_) => Err(StoreError::BrokeOff.into()),
    };
    let end = if outcome.is_ok() { "commit" } else { "rollback" };
    if let Err(error) = connection::execute!(conn, end) {
        // Whatever state the connection is in, nobody else is to meet it.
        conn.close().await;
        return Err(error.into());
    }
    if conn.queued && outcome.is_ok() {
        queued.notify_one();
    }
    outcome
}

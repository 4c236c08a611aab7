//! What can go wrong with the database, sorted by what the caller can do about it.

/// A failure of the database.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// Locked, out of connections or away: worth another try.
    #[error("the database is busy or away")]
    Unavailable(#[source] sqlx::Error),
    /// No room on the disk.
    #[error("the disk that holds the database is full")]
    NoSpace(#[source] sqlx::Error),
    /// A row with this key exists already; names the constraint or the column.
    #[error("a row with this key exists already: {0}")]
    Duplicate(String),
    /// A stored row cannot be understood: a defect or a foreign hand.
    #[error("{table}.{column} of row {row} cannot be understood")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
    },
    /// A schema step failed.
    #[error("the database's schema cannot be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Anything else; the cause is kept for the log.
    #[error("the database refused a statement")]
    Other(#[source] sqlx::Error),
    /// The work panicked, which the log has; nothing of it was kept.
    #[error("the work broke off because of a fault in this program")]
    BrokeOff,
    /// The task that writes to SQLite is gone; only at shutdown.
    #[error("the server is stopping")]
    Stopping,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                return Self::Unavailable(error);
            }
            sqlx::Error::Database(database) if database.is_unique_violation() => {
                // PostgreSQL names the constraint, SQLite only says the columns in its message.
                let what = database.constraint().unwrap_or_else(|| database.message()).to_owned();
                return Self::Duplicate(what);
            }
            sqlx::Error::Database(database) => database.code().map(std::borrow::Cow::into_owned).unwrap_or_default(),
            _ => return Self::Other(error),
        };
        match code.as_str() {
            // SQLITE_FULL and PostgreSQL's disk_full.
            "13" | "53100" => Self::NoSpace(error),
            // SQLITE_BUSY, SQLITE_LOCKED; PostgreSQL's serialization failure, deadlock, too many connections, shutdown.
            "5" | "6" | "261" | "517" | "40001" | "40P01" | "53300" | "57P01" | "57P03" => Self::Unavailable(error),
            _ => Self::Other(error),
        }
    }
}

//! One connection to either engine, and the macros that run one text of SQL on both. Queries are constants with `$1` in the portable subset;
//! a statement that must differ is a [`Both`], and says so where it stands.

use sqlx::{Postgres, Sqlite, pool::PoolConnection};

use super::{audit::NewAudit, news::NewNews};

/// A connection, and the audit rows and news that are to be written with the transaction that it is in.
pub(crate) struct Conn {
    pub(super) engine: Engine,
    pub(super) audit: Vec<NewAudit>,
    pub(super) news: Vec<NewNews>,
    /// Whether this transaction has put something in the export queue.
    pub(super) queued: bool,
}

/// Which database it is.
pub(super) enum Engine {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Conn {
    pub(super) fn new(engine: Engine) -> Self {
        Self { engine, audit: Vec::new(), news: Vec::new(), queued: false }
    }

    /// Closes the connection for good, in place of giving it back.
    pub(super) async fn close(self) {
        // It is thrown away either way.
        let _ = match self.engine {
            Engine::Sqlite(connection) => connection.close().await,
            Engine::Postgres(connection) => connection.close().await,
        };
    }

    /// Adds a row to the audit log. It is written, chained to the rows before it, as the last step of this transaction.
    pub(crate) fn audit(&mut self, row: NewAudit) {
        self.audit.push(row);
    }

    /// Tells somebody something. It is written with this transaction.
    pub(crate) fn tell(&mut self, news: NewNews) {
        self.news.push(news);
    }
}

/// A statement whose text differs between the engines.
#[derive(Clone, Copy)]
pub(super) struct Both {
    pub(super) sqlite: &'static str,
    pub(super) postgres: &'static str,
    /// It looks a list up. PostgreSQL plans such a statement anew each time: a plan that is kept from when a table was empty reads all of it
    /// for every chunk of a first load.
    pub(super) looks_up: bool,
}

impl Both {
    /// One that is no look-up.
    pub(super) const fn of(sqlite: &'static str, postgres: &'static str) -> Self {
        Self { sqlite, postgres, looks_up: false }
    }
}

/// The text of a statement for each engine.
pub(super) trait Statement: Copy {
    fn sqlite(self) -> &'static str;
    fn postgres(self) -> &'static str;

    /// Whether PostgreSQL may keep its plan.
    fn keeps_plan(self) -> bool {
        true
    }
}

impl Statement for &'static str {
    fn sqlite(self) -> &'static str {
        self
    }

    fn postgres(self) -> &'static str {
        self
    }
}

impl Statement for Both {
    fn sqlite(self) -> &'static str {
        self.sqlite
    }

    fn postgres(self) -> &'static str {
        self.postgres
    }

    fn keeps_plan(self) -> bool {
        !self.looks_up
    }
}

/// Runs `$body` with `$c` as the native connection and `$db` as the native driver's type.
macro_rules! on {
    ($conn:expr, $c:ident, $db:ident => $body:expr) => {
        match &mut $conn.engine {
            $crate::store::connection::Engine::Sqlite(native) => {
                type $db = sqlx::Sqlite;
                let $c = &mut **native;
                $body
            }
            $crate::store::connection::Engine::Postgres(native) => {
                type $db = sqlx::Postgres;
                let $c = &mut **native;
                $body
            }
        }
    };
}

/// The call shared by the macros below.
macro_rules! run {
    ($conn:expr, $statement:expr, [$($bind:expr),*], $query:ident $(::<$row:ty>)?, $end:ident) => {
        match &mut $conn.engine {
            $crate::store::connection::Engine::Sqlite(native) => {
                let text = $crate::store::connection::Statement::sqlite($statement);
                sqlx::$query$(::<sqlx::Sqlite, $row>)?(text)$(.bind($bind))*.$end(&mut **native).await
            }
            $crate::store::connection::Engine::Postgres(native) => {
                let text = $crate::store::connection::Statement::postgres($statement);
                let keeps = $crate::store::connection::Statement::keeps_plan($statement);
                sqlx::$query$(::<sqlx::Postgres, $row>)?(text)$(.bind($bind))*.persistent(keeps).$end(&mut **native).await
            }
        }
    };
}

/// Every row of a query, as `$row`.
macro_rules! fetch_all {
    ($conn:expr, $row:ty, $statement:expr $(, $bind:expr)* $(,)?) => {
        $crate::store::connection::run!($conn, $statement, [$($bind),*], query_as::<$row>, fetch_all).map_err($crate::store::StoreError::from)
    };
}

/// The row of a query, if there is one.
macro_rules! fetch_optional {
    ($conn:expr, $row:ty, $statement:expr $(, $bind:expr)* $(,)?) => {
        $crate::store::connection::run!($conn, $statement, [$($bind),*], query_as::<$row>, fetch_optional).map_err($crate::store::StoreError::from)
    };
}

/// The one row of a query.
macro_rules! fetch_one {
    ($conn:expr, $row:ty, $statement:expr $(, $bind:expr)* $(,)?) => {
        $crate::store::connection::run!($conn, $statement, [$($bind),*], query_as::<$row>, fetch_one).map_err($crate::store::StoreError::from)
    };
}

/// Runs a statement; gives the number of rows that it touched.
macro_rules! execute {
    ($conn:expr, $statement:expr $(, $bind:expr)* $(,)?) => {{
        match &mut $conn.engine {
            $crate::store::connection::Engine::Sqlite(native) => {
                let text = $crate::store::connection::Statement::sqlite($statement);
                sqlx::query::<sqlx::Sqlite>(text)$(.bind($bind))*.execute(&mut **native).await.map(|done| done.rows_affected())
            }
            $crate::store::connection::Engine::Postgres(native) => {
                let text = $crate::store::connection::Statement::postgres($statement);
                let keeps = $crate::store::connection::Statement::keeps_plan($statement);
                sqlx::query::<sqlx::Postgres>(text)$(.bind($bind))*.persistent(keeps).execute(&mut **native).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::store::StoreError::from)
    }};
}

/// Inserts many rows with one statement per chunk: the start of the statement, the rows, what is bound for each, the end.
/// The last, odd-sized chunk is not kept as a prepared statement.
macro_rules! insert_many {
    ($conn:expr, $start:expr, $rows:expr, |$b:ident, $r:pat_param| $push:block, $end:expr) => {{
        let mut failed = None;
        for chunk in $rows.chunks(500) {
            let done = $crate::store::connection::on!($conn, c, Driver => {
                let mut query = sqlx::QueryBuilder::<Driver>::new($start);
                query.push_values(chunk, |mut $b, $r| { $push; });
                query.push($end);
                query.build().persistent(chunk.len() == 500).execute(c).await.map(|_| ())
            });
            if let Err(error) = done {
                failed = Some($crate::store::StoreError::from(error));
                break;
            }
        }
        match failed { None => Ok(()), Some(error) => Err(error) }
    }};
}

/// A [`Both`] around a list of texts that is bound as one JSON array: `in_texts!("select … where key in ", "$1", " order by …")`.
macro_rules! in_texts {
    ($before:expr, $place:literal, $after:expr) => {
        $crate::store::connection::Both {
            sqlite: concat!($before, "(select value from json_each(", $place, "))", $after),
            postgres: concat!($before, "(select jsonb_array_elements_text(cast(", $place, " as jsonb)))", $after),
            looks_up: true,
        }
    };
}

/// The same around a list of numbers.
macro_rules! in_numbers {
    ($before:expr, $place:literal, $after:expr) => {
        $crate::store::connection::Both {
            sqlite: concat!($before, "(select value from json_each(", $place, "))", $after),
            postgres: concat!(
                $before,
                "(select cast(one as bigint) from jsonb_array_elements_text(cast(",
                $place,
                " as jsonb)) as one)",
                $after
            ),
            looks_up: true,
        }
    };
}

pub(super) use {execute, fetch_all, fetch_one, fetch_optional, in_numbers, in_texts, insert_many, on, run};

/// A list as the JSON text that `in_texts!` and `in_numbers!` take.
pub(super) fn list<T: serde::Serialize>(items: &[T]) -> String {
    // Texts and numbers always are JSON.
    serde_json::to_string(items).unwrap_or_else(|_| "[]".to_owned())
}

//! What the machine can do without Amend, for the benches to compare with: `floor serve FILE` is a bare axum handler with a single SELECT through
//! the same kind of pool; `floor commit FILE` counts durable single-row commits for a second.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use axum::{Router, extract::State, routing::get};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve", file] => serve(file).await,
        ["commit", file] => commit(file).await,
        _ => Err("floor serve FILE | floor commit FILE".into()),
    }
}

fn options(file: &str) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
}

async fn serve(file: &str) -> Result<(), Box<dyn Error>> {
    let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options(file).read_only(true)).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, Router::new().route("/", get(one)).with_state(pool)).await?;
    Ok(())
}

async fn one(State(pool): State<SqlitePool>) -> String {
    let row: Result<(String, String), _> = sqlx::query_as(
        "select p.display_name, e.theirs from person p join entry e on e.person_id = p.id where p.id = $1",
    )
    .bind(1_i64)
    .fetch_one(&pool)
    .await;
    row.map_or_else(|error| error.to_string(), |(name, theirs)| format!("{name}{theirs}"))
}

async fn commit(file: &str) -> Result<(), Box<dyn Error>> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options(file)).await?;
    sqlx::query("create table if not exists floor (id integer primary key, moved bigint not null)")
        .execute(&pool)
        .await?;
    sqlx::query("insert into floor (id, moved) values (1, 0) on conflict (id) do nothing").execute(&pool).await?;
    let (began, mut commits) = (Instant::now(), 0_u32);
    while began.elapsed() < Duration::from_secs(2) {
        sqlx::query("update floor set moved = moved + 1 where id = 1").execute(&pool).await?;
        commits += 1;
    }
    println!("{:.0}", f64::from(commits) / began.elapsed().as_secs_f64());
    Ok(())
}

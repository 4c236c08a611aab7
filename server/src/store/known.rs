//! What a run knows of the entries that it may meet. A hundred thousand of them are read for each run that compares everybody, so they come in one
//! stream, and nothing is looked up for each.

use std::collections::HashSet;

use domain::id::SourceId;
use futures_util::TryStreamExt as _;

use super::{
    Conn, StoreError,
    connection::{fetch_all, in_texts, list, on},
};

/// An entry as it was last time.
#[derive(sqlx::FromRow)]
pub(crate) struct Known {
    /// The immutable id in hexadecimal digits.
    pub(crate) external_id: String,
    /// The salted hash of the entry as it came over the wire.
    pub(crate) hash: Vec<u8>,
    pub(crate) person_id: i64,
    /// A complete run no longer found it.
    pub(crate) is_away: bool,
    /// Somebody took its person off it.
    pub(crate) is_detached: bool,
    /// Its person is blocked by the directory: an entry that has not changed still brings them back.
    #[sqlx(default)]
    pub(crate) is_out: bool,
}

/// Hands all known entries of a source on, in no order.
pub(crate) async fn each(
    conn: &mut Conn,
    source: SourceId,
    mut take: impl FnMut(Known) + Send,
) -> Result<(), StoreError> {
    // Mostly few, and their index holds nobody else: joined, each entry would look its person up.
    let out = fetch_all!(conn, (i64,), "select id from person where blocked_by_directory_at is not null")?;
    let out: HashSet<i64> = out.into_iter().map(|(id,)| id).collect();
    on!(conn, c, Driver => {
        let mut rows = sqlx::query_as::<Driver, Known>(
            "select external_id, hash, person_id, absent_at is not null as is_away, detached_at is not null as is_detached
             from entry where source_id = $1",
        )
        .bind(source.0)
        .fetch(c);
        while let Some(known) = rows.try_next().await? {
            take(Known { is_out: out.contains(&known.person_id), ..known });
        }
        Ok(())
    })
}

/// What is known of these entries.
pub(crate) async fn of(conn: &mut Conn, source: SourceId, ids: &[String]) -> Result<Vec<Known>, StoreError> {
    fetch_all!(
        conn,
        Known,
        in_texts!(
            "select e.external_id, e.hash, e.person_id, e.absent_at is not null as is_away, e.detached_at is not null as is_detached,
                    p.blocked_by_directory_at is not null as is_out
             from entry e join person p on p.id = e.person_id where e.source_id = $2 and e.external_id in ",
            "$1",
            ""
        ),
        list(ids),
        source.0,
    )
}

//! What entries lie in. Each entry names its container by a hash, so that everybody below a place is found through an index, and the names
//! stand here once.

use std::collections::BTreeMap;

use domain::dn;
use xxhash_rust::xxh3::xxh3_64;

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, insert_many},
};

/// A container: its hash, its name in the form in which names are compared, and as it was spelled.
pub(super) type Row = (i64, String, String);

/// The hashes of what names lie in, in their order, and the containers themselves. A name that lies nowhere has none.
pub(super) fn of<'e>(names: impl Iterator<Item = &'e str>) -> (Vec<Option<i64>>, Vec<Row>) {
    // Neighbours mostly lie in the same one, so each is worked out once.
    let mut known: BTreeMap<&str, Option<Row>> = BTreeMap::new();
    let mut keys = Vec::new();
    for name in names {
        let above = dn::above(name);
        let row = known.entry(above).or_insert_with(|| {
            let normal = dn::normalize(above)?;
            Some((xxh3_64(normal.as_bytes()).cast_signed(), normal, above.to_owned()))
        });
        keys.push(row.as_ref().map(|(key, ..)| *key));
    }
    // In one order, so that two who write the same never wait for each other.
    let mut rows: Vec<Row> = known.into_values().flatten().collect();
    rows.sort();
    rows.dedup_by_key(|(key, ..)| *key);
    (keys, rows)
}

/// Keeps containers that are new.
pub(super) async fn keep(conn: &mut Conn, rows: Vec<Row>) -> Result<(), StoreError> {
    insert_many!(
        conn,
        "insert into container (container_key, name, dn) ",
        rows,
        |b, row| {
            b.push_bind(row.0).push_bind(row.1.clone()).push_bind(row.2.clone());
        },
        " on conflict (container_key) do nothing"
    )
}

/// The hashes of a container, and of all below it that anybody lies in; `path` is its name as [`dn::path`] gives it.
pub(super) async fn at_or_below(conn: &mut Conn, path: &[String]) -> Result<Vec<i64>, StoreError> {
    let name = path.join(",");
    let below = format!("%,{}", name.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    let found = fetch_all!(
        conn,
        (i64, String),
        "select container_key, name from container where name = $1 or name like $2 escape '\\'",
        name,
        below,
    )?;
    // A comma may be part of a name.
    let is_below = |name: &str| dn::path(name).is_some_and(|found| found.ends_with(path));
    Ok(found.into_iter().filter(|(_, name)| is_below(name)).map(|(key, _)| key).collect())
}

/// The containers that anybody lies in, with how many people.
pub(crate) async fn with_people(conn: &mut Conn) -> Result<Vec<(String, i64)>, StoreError> {
    fetch_all!(
        conn,
        (String, i64),
        "select c.dn, count(distinct e.person_id) from container c join entry e on e.container_key = c.container_key
         where e.detached_at is null group by c.container_key, c.dn order by c.dn"
    )
}

/// Entries that were written before this was kept.
pub(crate) async fn complete(conn: &mut Conn) -> Result<bool, StoreError> {
    let entries = fetch_all!(
        conn,
        (i64, String, String),
        "select source_id, external_id, dn from entry where container_key is null and dn <> '' limit 2000"
    )?;
    let (keys, rows) = of(entries.iter().map(|(.., dn)| dn.as_str()));
    let moved = !entries.is_empty();
    for ((source, external_id, _), key) in entries.into_iter().zip(keys) {
        // Zero is nobody's container, and says that it was looked for.
        execute!(
            conn,
            "update entry set container_key = $3 where source_id = $1 and external_id = $2",
            source,
            external_id,
            key.unwrap_or(0),
        )?;
    }
    keep(conn, rows).await?;
    Ok(moved)
}

/// Whether anybody lies in a container or below it.
pub(crate) async fn is_known(conn: &mut Conn, name: &str) -> Result<bool, StoreError> {
    let Some(path) = dn::path(name) else { return Ok(false) };
    Ok(!at_or_below(conn, &path).await?.is_empty())
}

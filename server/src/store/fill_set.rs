//! Sets of values that fill in a form. They are few and read with the attributes, so every change of them moves the catalogue's version.

use domain::{fill::FillSet, id::FillSetId};

use super::{
    Conn, StoreError,
    attribute::move_catalogue,
    connection::{execute, fetch_all, fetch_one},
};

/// A set as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) id: FillSetId,
    pub(crate) set: FillSet,
    pub(crate) version: i64,
}

/// All sets, oldest first.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Stored>, StoreError> {
    let rows = fetch_all!(conn, (i64, String, i64), "select id, definition, version from fill_set order by id")?;
    let read = |(id, definition, version): (i64, String, i64)| match serde_json::from_str(&definition) {
        Ok(set) => Ok(Stored { id: FillSetId(id), set, version }),
        Err(_) => Err(StoreError::Inconsistent { table: "fill_set", column: "definition", row: id.to_string() }),
    };
    rows.into_iter().map(read).collect()
}

/// Adds a set.
pub(crate) async fn add(conn: &mut Conn, set: &FillSet) -> Result<FillSetId, StoreError> {
    let (id,) =
        fetch_one!(conn, (i64,), "insert into fill_set (definition, version) values ($1, 1) returning id", text(set))?;
    move_catalogue(conn).await?;
    Ok(FillSetId(id))
}

/// Sets what a set says if its version still is `version`; says whether it was.
pub(crate) async fn set(conn: &mut Conn, id: FillSetId, set: &FillSet, version: i64) -> Result<bool, StoreError> {
    // The catalogue first: it is the lock that orders administrators.
    move_catalogue(conn).await?;
    let touched = execute!(
        conn,
        "update fill_set set definition = $2, version = version + 1 where id = $1 and version = $3",
        id.0,
        text(set),
        version,
    )?;
    Ok(touched > 0)
}

/// Takes a set away if its version still is `version`; says whether it was.
pub(crate) async fn remove(conn: &mut Conn, id: FillSetId, version: i64) -> Result<bool, StoreError> {
    move_catalogue(conn).await?;
    Ok(execute!(conn, "delete from fill_set where id = $1 and version = $2", id.0, version)? > 0)
}

fn text(set: &FillSet) -> String {
    // Names and words always are JSON.
    serde_json::to_string(set).unwrap_or_default()
}

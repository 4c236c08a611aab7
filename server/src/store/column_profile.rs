//! Column profiles. They are few and read with the attributes, so every change of them moves the catalogue's version.

use domain::{
    column_profile::ColumnProfile,
    id::{ColumnProfileId, ExportId, TargetId},
};

use super::{
    Conn, StoreError,
    attribute::move_catalogue,
    connection::{execute, fetch_all, fetch_one, fetch_optional},
};

/// A profile as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) id: ColumnProfileId,
    pub(crate) target: TargetId,
    pub(crate) profile: ColumnProfile,
    pub(crate) version: i64,
}

/// All profiles, oldest first.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Stored>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, i64, String, i64),
        "select id, target_id, definition, version from column_profile order by id"
    )?;
    let read = |(id, target, definition, version): (i64, i64, String, i64)| {
        let wrong = |_| StoreError::Inconsistent { table: "column_profile", column: "definition", row: id.to_string() };
        let profile = serde_json::from_str(&definition).map_err(wrong)?;
        Ok(Stored { id: ColumnProfileId(id), target: TargetId(target), profile, version })
    };
    rows.into_iter().map(read).collect()
}

/// Adds a profile.
pub(crate) async fn add(
    conn: &mut Conn,
    target: TargetId,
    profile: &ColumnProfile,
) -> Result<ColumnProfileId, StoreError> {
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into column_profile (target_id, definition, version) values ($1, $2, 1) returning id",
        target.0,
        text(profile),
    )?;
    move_catalogue(conn).await?;
    Ok(ColumnProfileId(id))
}

/// Sets what a profile says if its version still is `version`; says whether it was.
pub(crate) async fn set(
    conn: &mut Conn,
    (id, version): (ColumnProfileId, i64),
    profile: &ColumnProfile,
) -> Result<bool, StoreError> {
    // The catalogue first: it is the lock that orders administrators.
    move_catalogue(conn).await?;
    let touched = execute!(
        conn,
        "update column_profile set definition = $2, version = version + 1 where id = $1 and version = $3",
        id.0,
        text(profile),
        version,
    )?;
    Ok(touched > 0)
}

/// Takes a profile away if its version still is `version`; says whether it was.
pub(crate) async fn remove(conn: &mut Conn, (id, version): (ColumnProfileId, i64)) -> Result<bool, StoreError> {
    move_catalogue(conn).await?;
    Ok(execute!(conn, "delete from column_profile where id = $1 and version = $2", id.0, version)? > 0)
}

/// Keeps how an export's file is written, so that it stays so whatever becomes of the profile.
pub(crate) async fn use_for(conn: &mut Conn, export: ExportId, profile: &ColumnProfile) -> Result<(), StoreError> {
    execute!(conn, "update export set columns_used = $2 where id = $1", export.0, text(profile)).map(|_| ())
}

/// How an export's file is written, if not by the directory's names.
pub(crate) async fn used_for(conn: &mut Conn, export: ExportId) -> Result<Option<ColumnProfile>, StoreError> {
    let row = fetch_optional!(conn, (Option<String>,), "select columns_used from export where id = $1", export.0)?;
    let wrong = |_| StoreError::Inconsistent { table: "export", column: "columns_used", row: export.to_string() };
    row.and_then(|(used,)| used).map(|used| serde_json::from_str(&used).map_err(wrong)).transpose()
}

fn text(profile: &ColumnProfile) -> String {
    // Names and words always are JSON.
    serde_json::to_string(profile).unwrap_or_default()
}

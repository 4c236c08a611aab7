//! Targets that are SCIM services: how each is reached, and its sealed token.

use domain::{
    api::ScimService,
    id::{SourceId, TargetId},
    name::AttributeKey,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_optional},
};

/// One of them.
#[derive(Clone)]
pub(crate) struct Stored {
    pub(crate) id: TargetId,
    pub(crate) name: String,
    pub(crate) source: SourceId,
    pub(crate) service: ScimService,
    /// The sealed token.
    pub(crate) secret: Option<String>,
    pub(crate) version: i64,
}

type Columns = (i64, String, i64, Option<String>, Option<String>, i64);

/// All that were not given up.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Stored>, StoreError> {
    let rows = fetch_all!(
        conn,
        Columns,
        "select id, name, source_id, connect, secret, version from target where kind = 'scim' and retired_at is null order by id"
    )?;
    let read = |(id, name, source, connect, secret, version): Columns| {
        let wrong = |_| StoreError::Inconsistent { table: "target", column: "connect", row: id.to_string() };
        let service = serde_json::from_str(connect.as_deref().unwrap_or_default()).map_err(wrong)?;
        Ok(Stored { id: TargetId(id), name, source: SourceId(source), service, secret, version })
    };
    rows.into_iter().map(read).collect()
}

/// Makes one with these rows; `None` if its name was taken meanwhile.
pub(crate) async fn add(
    conn: &mut Conn,
    (name, source): (&str, SourceId),
    service: &ScimService,
    rows: &[(AttributeKey, &str)],
) -> Result<Option<TargetId>, StoreError> {
    let made = fetch_optional!(
        conn,
        (i64,),
        "insert into target (name, source_id, kind, connect) values ($1, $2, 'scim', $3) on conflict (name) do nothing returning id",
        name.to_owned(),
        source.0,
        text(service),
    )?;
    let Some((id,)) = made else { return Ok(None) };
    for (position, (attribute, path)) in rows.iter().enumerate() {
        execute!(
            conn,
            "insert into mapping (target_id, attribute, name, position) values ($1, $2, $3, $4)",
            id,
            attribute.as_str().to_owned(),
            (*path).to_owned(),
            i64::try_from(position).unwrap_or(i64::MAX),
        )?;
    }
    Ok(Some(TargetId(id)))
}

/// Keeps the sealed token of one.
pub(crate) async fn set_secret(conn: &mut Conn, target: TargetId, secret: &str) -> Result<(), StoreError> {
    execute!(conn, "update target set secret = $2 where id = $1", target.0, secret.to_owned()).map(|_| ())
}

/// Keeps one if its version still is this one; where it is `off`, nothing is written to it any more.
pub(crate) async fn save(conn: &mut Conn, stored: &Stored, off: bool) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update target set name = $3, connect = $4, secret = $5, version = version + 1,
           write_trouble = null, write_trouble_times = 0, write_next_at = null,
           write_on_at = case when $6 = 1 then null else write_on_at end,
           write_on_by_name = case when $6 = 1 then null else write_on_by_name end
         where id = $1 and version = $2 and kind = 'scim' and retired_at is null",
        stored.id.0,
        stored.version,
        stored.name.clone(),
        text(&stored.service),
        stored.secret.clone(),
        i64::from(off),
    )?;
    Ok(touched > 0)
}

fn text(service: &ScimService) -> String {
    serde_json::to_string(service).unwrap_or_default()
}

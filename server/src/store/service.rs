//! Targets that are SCIM services: how each is reached, and its sealed token.

use domain::{
    api::ScimService,
    id::{SourceId, TargetId},
    moment::Moment,
    name::AttributeKey,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one, fetch_optional},
    mapping,
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

/// Whether a source or another target has this name: the target of a source's directory is called as the source is.
pub(crate) async fn is_taken(conn: &mut Conn, name: &str, but: Option<TargetId>) -> Result<bool, StoreError> {
    let (taken,) = fetch_one!(
        conn,
        (i64,),
        "select (select count(*) from target where lower(name) = lower($1) and id <> $2)
              + (select count(*) from source where lower(name) = lower($1))",
        name.to_owned(),
        but.map_or(0, |id| id.0),
    )?;
    Ok(taken > 0)
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

/// Gives one up if its version still is this one: what waits for it is cancelled, its token forgotten, its name free.
pub(crate) async fn retire(
    conn: &mut Conn,
    (target, version): (TargetId, i64),
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update target set retired_at = $3, secret = null, write_on_at = null, write_on_by_name = null, version = version + 1,
           name = name || ' (' || cast(id as text) || ')'
         where id = $1 and version = $2 and kind = 'scim' and retired_at is null",
        target.0,
        version,
        now.0,
    )?;
    if touched == 0 {
        return Ok(false);
    }
    let rows =
        fetch_all!(conn, (i64,), "select id from mapping where target_id = $1 and retired_at is null", target.0)?;
    for (row,) in rows {
        mapping::retire(conn, domain::id::MappingId(row), now).await?;
    }
    Ok(true)
}

fn text(service: &ScimService) -> String {
    serde_json::to_string(service).unwrap_or_default()
}

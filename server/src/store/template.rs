//! Edits of targets and of the rows of their templates. They are few and read with the attributes, so every edit moves the catalogue's version.

use std::collections::BTreeMap;

use domain::{
    id::{MappingId, SourceId, TargetId},
    moment::Moment,
    name::AttributeKey,
    template::{MappingFormat, TargetKind},
};

use super::{
    Conn, StoreError,
    attribute::move_catalogue,
    connection::{execute, fetch_all, fetch_one, fetch_optional},
    item,
    mapping::{self, From},
    within::{Within, within},
};

/// What a row says.
#[derive(Clone, Debug)]
pub(crate) struct Says {
    pub(crate) from: From,
    pub(crate) name: String,
    pub(crate) format: MappingFormat,
    pub(crate) is_on: bool,
}

/// A target's version.
pub(crate) async fn version(conn: &mut Conn, target: TargetId) -> Result<Option<i64>, StoreError> {
    let row =
        fetch_optional!(conn, (i64,), "select version from target where id = $1 and retired_at is null", target.0)?;
    Ok(row.map(|(version,)| version))
}

/// Begins an edit of a target if its version still is `version`; says whether it is.
pub(crate) async fn begin(conn: &mut Conn, target: TargetId, version: i64) -> Result<bool, StoreError> {
    // The catalogue first: it is the lock that orders administrators.
    move_catalogue(conn).await?;
    let touched = execute!(
        conn,
        "update target set version = version + 1 where id = $1 and version = $2 and retired_at is null",
        target.0,
        version,
    )?;
    Ok(touched > 0)
}

/// Makes a target without rows; `None` if the name is taken.
pub(crate) async fn add(
    conn: &mut Conn,
    name: &str,
    source: SourceId,
    kind: TargetKind,
) -> Result<Option<TargetId>, StoreError> {
    move_catalogue(conn).await?;
    if is_taken(conn, name, None).await? {
        return Ok(None);
    }
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into target (name, source_id, kind) values ($1, $2, $3) returning id",
        name.to_owned(),
        source.0,
        kind.as_str().to_owned(),
    )?;
    Ok(Some(TargetId(id)))
}

/// Whether a source, or a target but for one, has a name; a source's is that of its directory's target, too. Letter case does not count.
pub(crate) async fn is_taken(conn: &mut Conn, name: &str, but: Option<TargetId>) -> Result<bool, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select id from target where lower(name) = lower($1) and id <> $2
         union all select id from source where lower(name) = lower($1) limit 1",
        name.to_owned(),
        but.map_or(-1, |id| id.0),
    )?;
    Ok(row.is_some())
}

/// Whether a target that is none of a directory has a name.
pub(crate) async fn has_other_target(conn: &mut Conn, name: &str) -> Result<bool, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select id from target where lower(name) = lower($1) and kind <> 'directory'",
        name.to_owned()
    )?;
    Ok(row.is_some())
}

/// Calls a target something else.
pub(crate) async fn rename(conn: &mut Conn, target: TargetId, name: &str) -> Result<(), StoreError> {
    execute!(conn, "update target set name = $2 where id = $1", target.0, name.to_owned()).map(|_| ())
}

/// How many items of a target are on their way.
pub(crate) async fn open_items(conn: &mut Conn, target: TargetId) -> Result<i64, StoreError> {
    let (open,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from item where target_id = $1 and state in ('waiting', 'queued', 'sending', 'failed', 'parked')",
        target.0
    )?;
    Ok(open)
}

/// Gives a target up: what is on its way is cancelled, what it was given is no longer asked for, its token is forgotten, and its name is free again.
pub(crate) async fn retire(conn: &mut Conn, target: TargetId, reason: &str, now: Moment) -> Result<u64, StoreError> {
    let cancelled = execute!(
        conn,
        "update item set state = 'cancelled', reason = $3, moved_at = $2
         where target_id = $1 and state in ('waiting', 'queued', 'failed', 'parked')",
        target.0,
        now.0,
        reason.to_owned(),
    )?;
    execute!(
        conn,
        "delete from given_value where mapping_id in (select id from mapping where target_id = $1)",
        target.0
    )?;
    execute!(
        conn,
        "update target set retired_at = $2, secret = null, write_on_at = null, write_on_by_name = null, name = name || ' #' || id where id = $1",
        target.0,
        now.0,
    )?;
    Ok(cancelled)
}

/// Adds a row behind those that there are.
pub(crate) async fn add_row(
    conn: &mut Conn,
    target: TargetId,
    says: &Says,
    now: Moment,
) -> Result<MappingId, StoreError> {
    let (attribute, expression) = parts(&says.from);
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into mapping (target_id, attribute, expression, name, format, off_at, position)
         values ($1, $2, $3, $4, $5, $6, (select coalesce(max(m.position), -1) + 1 from mapping m where m.target_id = $1)) returning id",
        target.0,
        attribute,
        expression,
        says.name.clone(),
        says.format.as_str().to_owned(),
        (!says.is_on).then_some(now.0),
    )?;
    Ok(MappingId(id))
}

/// Lets a row say something else. What waits by one that is switched off is cancelled; changes that are followed go on waiting.
pub(crate) async fn set_row(conn: &mut Conn, row: MappingId, says: &Says, now: Moment) -> Result<(), StoreError> {
    let (attribute, expression) = parts(&says.from);
    execute!(
        conn,
        "update mapping set attribute = $2, expression = $3, name = $4, format = $5,
           off_at = case when $6 is null then null else coalesce(off_at, $6) end where id = $1",
        row.0,
        attribute,
        expression,
        says.name.clone(),
        says.format.as_str().to_owned(),
        (!says.is_on).then_some(now.0),
    )?;
    if !says.is_on {
        item::cancel_of_mapping(conn, row, "its row was switched off", now).await?;
    }
    Ok(())
}

/// Takes a row out of its template.
pub(crate) async fn remove_row(conn: &mut Conn, row: MappingId, now: Moment) -> Result<(), StoreError> {
    mapping::retire(conn, row, now).await
}

/// Puts rows in this order.
pub(crate) async fn order(conn: &mut Conn, rows: &[MappingId]) -> Result<(), StoreError> {
    for (position, row) in rows.iter().enumerate() {
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        execute!(conn, "update mapping set position = $2 where id = $1", row.0, position)?;
    }
    Ok(())
}

fn parts(from: &From) -> (Option<String>, Option<String>) {
    match from {
        From::Attribute(key) => (Some(key.as_str().to_owned()), None),
        From::Expression(text) => (None, Some(text.clone())),
    }
}

/// What is on its way to a target, by row and, of changes, by attribute.
pub(crate) async fn on_their_way(
    conn: &mut Conn,
    target: TargetId,
    within: &Within,
) -> Result<(BTreeMap<MappingId, i64>, BTreeMap<AttributeKey, i64>), StoreError> {
    const OPEN: super::connection::Both = within!(
        "select i.mapping_id, i.attribute, count(*) from item i left join change c on c.id = i.change_id
         where i.target_id = $1 and i.suspended_at is null and i.state in ('waiting', 'queued', 'sending', 'failed', 'parked')
           and (i.change_id is null or c.state = 'approved') and ",
        "i.person_id",
        "$2",
        " group by i.mapping_id, i.attribute"
    );
    let rows = fetch_all!(conn, (Option<i64>, Option<String>, i64), OPEN, target.0, within.bound())?;
    let (mut by_row, mut by_attribute) = (BTreeMap::new(), BTreeMap::new());
    for (row, attribute, count) in rows {
        if let Some(row) = row {
            *by_row.entry(MappingId(row)).or_default() += count;
        } else if let Some(key) = attribute.and_then(|key| AttributeKey::parse(&key).ok()) {
            *by_attribute.entry(key).or_default() += count;
        }
    }
    Ok((by_row, by_attribute))
}

/// When a value of each row of a target was handed over last; no edit, so that what is kept of the catalogue does not know.
pub(crate) async fn exported(conn: &mut Conn, target: TargetId) -> Result<BTreeMap<MappingId, Moment>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, i64),
        "select id, exported_at from mapping where target_id = $1 and exported_at is not null",
        target.0
    )?;
    Ok(rows.into_iter().map(|(id, at)| (MappingId(id), Moment(at))).collect())
}

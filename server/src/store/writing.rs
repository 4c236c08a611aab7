//! Whether Amend writes a target by itself, how much, and what stands in its way.

use domain::{api::Writing, id::TargetId, moment::Moment};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, fetch_one, fetch_optional},
    within::{Within, within},
};

#[derive(sqlx::FromRow)]
struct Row {
    write_on_at: Option<i64>,
    write_on_by_name: Option<String>,
    writes_per_hour: i64,
    version: i64,
    write_trouble: Option<String>,
    write_next_at: Option<i64>,
}

/// How a target is written, with what of its queue the asker may see.
pub(crate) async fn state(
    conn: &mut Conn,
    target: TargetId,
    within: &Within,
    now: Moment,
) -> Result<Option<Writing>, StoreError> {
    const TALLY: Both = within!(
        "select count(case when state = 'sending' then 1 end), count(case when state in ('queued', 'failed') then 1 end),
                count(case when state = 'parked' then 1 end)
         from item i where i.target_id = $1 and i.suspended_at is null and i.state in ('sending', 'queued', 'failed', 'parked') and ",
        "i.person_id",
        "$2",
        ""
    );
    let row = fetch_optional!(
        conn,
        Row,
        "select write_on_at, write_on_by_name, writes_per_hour, version, write_trouble, write_next_at from target where id = $1",
        target.0
    )?;
    let Some(row) = row else { return Ok(None) };
    let (sending, failed, parked) = fetch_one!(conn, (i64, i64, i64), TALLY, target.0, within.bound())?;
    Ok(Some(Writing {
        on: row.write_on_at.is_some(),
        since: row.write_on_at.map(Moment),
        by: row.write_on_by_name,
        writes_per_hour: row.writes_per_hour,
        version: row.version,
        written_last_hour: written_since(conn, target, now.plus(-HOUR)).await?,
        sending,
        failed,
        parked,
        trouble: row.write_trouble,
        next_at: row.write_next_at.map(Moment),
    }))
}

/// An hour in milliseconds.
const HOUR: i64 = 3_600_000;

/// Values that Amend itself has written to a target since a moment.
async fn written_since(conn: &mut Conn, target: TargetId, since: Moment) -> Result<i64, StoreError> {
    let (written,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from item where target_id = $1 and state = 'done' and moved_at > $2 and export_id is null",
        target.0,
        since.0,
    )?;
    Ok(written)
}

/// How many more values may be written to a target now: none while it is off. What is being sent counts as written.
pub(crate) async fn room(conn: &mut Conn, target: TargetId, now: Moment) -> Result<i64, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64, i64),
        "select t.writes_per_hour, (select count(*) from item i where i.target_id = t.id and i.state = 'sending')
         from target t where t.id = $1 and t.write_on_at is not null",
        target.0
    )?;
    let Some((most, sending)) = row else { return Ok(0) };
    let written = written_since(conn, target, now.plus(-HOUR)).await?;
    Ok((most - sending - written).max(0))
}

/// Whether Amend writes a target by itself.
pub(crate) async fn is_on(conn: &mut Conn, target: TargetId) -> Result<bool, StoreError> {
    let row = fetch_optional!(conn, (Option<i64>,), "select write_on_at from target where id = $1", target.0)?;
    Ok(row.is_some_and(|(on,)| on.is_some()))
}

/// The targets that Amend writes by itself.
pub(crate) async fn all_on(conn: &mut Conn) -> Result<Vec<TargetId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select id from target where write_on_at is not null and retired_at is null order by id"
    )?;
    Ok(rows.into_iter().map(|(id,)| TargetId(id)).collect())
}

/// Turns writing on or off; `false` if somebody else has set it since `version`.
pub(crate) async fn set(
    conn: &mut Conn,
    (target, version): (TargetId, i64),
    on: Option<(Moment, &str)>,
    writes_per_hour: i64,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update target set version = version + 1, writes_per_hour = $3, write_on_by_name = case when $4 is null then null else coalesce(write_on_by_name, $5) end,
           write_on_at = case when $4 is null then null else coalesce(write_on_at, $4) end,
           write_trouble = null, write_trouble_times = 0, write_next_at = null
         where id = $1 and version = $2",
        target.0,
        version,
        writes_per_hour,
        on.map(|(at, _)| at.0),
        on.map(|(_, by)| by.to_owned()),
    )?;
    Ok(touched > 0)
}

/// Notes that the directory could not be written at all, and when it is tried again; or that it can.
pub(crate) async fn set_trouble(
    conn: &mut Conn,
    target: TargetId,
    trouble: Option<(&str, Moment)>,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "update target set write_trouble = $2, write_next_at = $3, write_trouble_times = case when $2 is null then 0 else write_trouble_times + 1 end
         where id = $1",
        target.0,
        trouble.map(|(why, _)| why.to_owned()),
        trouble.map(|(_, next)| next.0),
    )
    .map(|_| ())
}

/// How often in a row the directory could not be written.
pub(crate) async fn times_in_trouble(conn: &mut Conn, target: TargetId) -> Result<i64, StoreError> {
    let row = fetch_optional!(conn, (i64,), "select write_trouble_times from target where id = $1", target.0)?;
    Ok(row.map(|(times,)| times).unwrap_or_default())
}

/// The targets that are on and have something to be written now. Asked for each second, so the first of the index `item_open` answers for all.
pub(crate) async fn due(conn: &mut Conn, now: Moment) -> Result<Vec<TargetId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select t.id from target t join source s on s.id = t.source_id
         where t.write_on_at is not null and (t.write_next_at is null or t.write_next_at <= $1) and s.retired_at is null
           and (select i.id from item i left join change c on c.id = i.change_id
             where i.target_id = t.id and i.suspended_at is null and (i.change_id is null or c.state = 'approved') and (i.next_at is null or i.next_at <= $1)
               and i.state in ('waiting', 'queued', 'failed', 'sending') and (i.state <> 'sending' or i.lease_until_at < $1)
             order by i.id + 0 limit 1) is not null
         order by t.id",
        now.0,
    )?;
    Ok(rows.into_iter().map(|(id,)| TargetId(id)).collect())
}

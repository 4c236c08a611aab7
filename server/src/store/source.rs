//! Sources as runs and people are tied to them, and the lease that lets one run at a time work on a source.

use domain::{
    api::{SourceOrigin, SourceState, Via},
    id::{RunId, SourceId},
    leaving::{Leaving, WhenBack, WhenGone},
    moment::Moment,
    name::AttributeKey,
    schedule::Schedule,
    selection::Selection,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one, fetch_optional},
};

/// A source's stored side.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) id: SourceId,
    pub(crate) name: String,
    /// Where it was set up.
    pub(crate) origin: SourceOrigin,
    /// How it is reached.
    pub(crate) via: Via,
    /// Whether it is read.
    pub(crate) state: SourceState,
    /// What pages may show of its settings, as JSON; never a secret.
    pub(crate) settings: String,
    /// When it is read by itself.
    pub(crate) schedule: Schedule,
    /// Who of it becomes a person here.
    pub(crate) selection: Selection,
    /// What becomes of people who are gone from it, and of those who are back.
    pub(crate) leaving: Leaving,
    /// E-mail addresses of its owners.
    pub(crate) contacts: Vec<String>,
    /// Moves with every change of what administrators set.
    pub(crate) version: i64,
    pub(crate) next_run_at: Option<Moment>,
    /// Entries that the last complete run saw.
    pub(crate) complete_seen: Option<i64>,
    /// When the last complete run began.
    pub(crate) complete_at: Option<Moment>,
    pub(crate) retired_at: Option<Moment>,
    /// Where reading goes on, in the words of the room that reads.
    pub(crate) read_on: Option<String>,
    /// When the ids of everybody were compared last.
    pub(crate) ids_compared_at: Option<Moment>,
    /// The attribute by whose values its entries are known.
    pub(crate) known_by: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    origin: String,
    via: String,
    state: String,
    settings: String,
    interval_minutes: Option<i64>,
    schedule: Option<String>,
    selection: Option<String>,
    when_gone: String,
    when_back: String,
    contacts: String,
    version: i64,
    next_run_at: Option<i64>,
    complete_seen: Option<i64>,
    complete_at: Option<i64>,
    retired_at: Option<i64>,
    read_on: Option<String>,
    ids_compared_at: Option<i64>,
    known_by: Option<String>,
}

impl TryFrom<Row> for Source {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "source", column, row: row.id.to_string() };
        let wrong_state = wrong("state");
        let wrong_via = wrong("via");
        let selection = row.selection.as_deref().map(serde_json::from_str).transpose();
        let schedule = match &row.schedule {
            Some(text) => serde_json::from_str(text).map_err(|_| wrong("schedule"))?,
            None => match row.interval_minutes.and_then(|minutes| u32::try_from(minutes).ok()) {
                Some(minutes @ 1..) => Schedule::Minutes { minutes },
                _ => Schedule::Off,
            },
        };
        let leaving = Leaving {
            when_gone: WhenGone::parse(&row.when_gone).ok_or(wrong("when_gone"))?,
            when_back: WhenBack::parse(&row.when_back).ok_or(wrong("when_back"))?,
        };
        Ok(Self {
            leaving,
            contacts: serde_json::from_str(&row.contacts).map_err(|_| wrong("contacts"))?,
            schedule,
            selection: selection.map_err(|_| wrong("selection"))?.unwrap_or_default(),
            version: row.version,
            id: SourceId(row.id),
            name: row.name,
            origin: if row.origin == "portal" { SourceOrigin::Portal } else { SourceOrigin::File },
            via: Via::parse(&row.via).ok_or(wrong_via)?,
            state: SourceState::parse(&row.state).ok_or(wrong_state)?,
            settings: row.settings,
            next_run_at: row.next_run_at.map(Moment),
            complete_seen: row.complete_seen,
            complete_at: row.complete_at.map(Moment),
            retired_at: row.retired_at.map(Moment),
            read_on: row.read_on,
            ids_compared_at: row.ids_compared_at.map(Moment),
            known_by: row.known_by,
        })
    }
}

/// All sources, by name.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Source>, StoreError> {
    let rows = fetch_all!(
        conn,
        Row,
        "select id, name, origin, via, state, settings, interval_minutes, schedule, selection, when_gone, when_back, contacts, version, next_run_at,
                complete_seen, complete_at, retired_at, read_on, ids_compared_at, known_by
         from source order by name"
    )?;
    rows.into_iter().map(Source::try_from).collect()
}

/// Takes over a source from the settings file, and its mapping. A source that was retired comes back with its people.
pub(crate) async fn put(
    conn: &mut Conn,
    name: &str,
    settings: &str,
    interval_minutes: Option<i64>,
    next_run_at: Option<Moment>,
) -> Result<SourceId, StoreError> {
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into source (name, settings, settings_hash, interval_minutes, next_run_at) values ($1, $2, '', $3, $4)
         on conflict (name) do update set settings = excluded.settings, interval_minutes = excluded.interval_minutes,
           origin = 'file', via = 'direct', connection = null, secret = null,
           state = case when source.state = 'draft' then 'active' else source.state end,
           next_run_at = case when source.schedule is null then coalesce(source.next_run_at, excluded.next_run_at)
             else source.next_run_at end, retired_at = null
         returning id",
        name.to_owned(),
        settings.to_owned(),
        interval_minutes,
        next_run_at.map(|at| at.0),
    )?;
    Ok(SourceId(id))
}

/// Marks the sources that the settings file no longer has.
pub(crate) async fn retire_others(conn: &mut Conn, kept: &[SourceId], now: Moment) -> Result<u64, StoreError> {
    execute!(
        conn,
        super::connection::in_numbers!(
            "update source set retired_at = $2 where retired_at is null and origin = 'file' and id not in ",
            "$1",
            ""
        ),
        super::connection::list(kept),
        now.0,
    )
}

/// Replaces a source's mapping.
pub(crate) async fn set_mapping(
    conn: &mut Conn,
    source: SourceId,
    mapping: &[(AttributeKey, String)],
) -> Result<(), StoreError> {
    execute!(conn, "delete from source_mapping where source_id = $1", source.0)?;
    for (key, source_attribute) in mapping {
        execute!(
            conn,
            "insert into source_mapping (source_id, attribute, source_attribute) values ($1, $2, $3)",
            source.0,
            key.as_str().to_owned(),
            source_attribute.clone(),
        )?;
    }
    Ok(())
}

/// Every mapping: source, attribute, source attribute.
pub(crate) async fn mappings(conn: &mut Conn) -> Result<Vec<(SourceId, AttributeKey, String)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, String, String),
        "select source_id, attribute, source_attribute from source_mapping order by source_id, attribute"
    )?;
    rows.into_iter()
        .map(|(source, key, name)| {
            let key = AttributeKey::parse(&key).map_err(|_| StoreError::Inconsistent {
                table: "source_mapping",
                column: "attribute",
                row: format!("{source}/{key}"),
            })?;
            Ok((SourceId(source), key, name))
        })
        .collect()
}

/// Takes the lease of a source if nobody holds it now; gives its fencing token.
pub(crate) async fn lease(
    conn: &mut Conn,
    source: SourceId,
    holder: &str,
    now: Moment,
    until: Moment,
) -> Result<Option<i64>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "update source set lease_holder = $2, lease_token = lease_token + 1, lease_until_at = $4
         where id = $1 and (lease_until_at is null or lease_until_at < $3) returning lease_token",
        source.0,
        holder.to_owned(),
        now.0,
        until.0,
    )?;
    Ok(row.map(|(token,)| token))
}

/// Prolongs a lease; `false` if it was given back or somebody else has taken it since: a last sign of life that comes late must not hold up
/// the next run.
pub(crate) async fn heartbeat(
    conn: &mut Conn,
    source: SourceId,
    token: i64,
    until: Moment,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update source set lease_until_at = $3 where id = $1 and lease_token = $2 and lease_until_at is not null",
        source.0,
        token,
        until.0,
    )?;
    Ok(touched > 0)
}

/// Whether the token still is the newest. Asked inside each transaction of a run, so that a run that lost its lease writes nothing.
pub(crate) async fn still_leased(conn: &mut Conn, source: SourceId, token: i64) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update source set lease_token = lease_token where id = $1 and lease_token = $2",
        source.0,
        token
    )?;
    Ok(touched > 0)
}

/// Gives a lease back.
pub(crate) async fn release(conn: &mut Conn, source: SourceId, token: i64) -> Result<(), StoreError> {
    execute!(conn, "update source set lease_until_at = null where id = $1 and lease_token = $2", source.0, token)
        .map(|_| ())
}

/// Notes what a complete run saw.
pub(crate) async fn completed(
    conn: &mut Conn,
    source: SourceId,
    run: RunId,
    began_at: Moment,
    seen: i64,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "update source set complete_run_id = $2, complete_at = $3, complete_seen = $4 where id = $1",
        source.0,
        run.0,
        began_at.0,
        seen,
    )
    .map(|_| ())
}

/// Notes where reading goes on, when the ids of everybody were compared, if they were, and as of when everything is up to date.
pub(crate) async fn go_on_from(
    conn: &mut Conn,
    source: SourceId,
    read_on: Option<&str>,
    ids_compared_at: Option<Moment>,
    read_at: Moment,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "update source set read_on = $2, ids_compared_at = coalesce($3, ids_compared_at), read_at = $4 where id = $1",
        source.0,
        read_on.map(str::to_owned),
        ids_compared_at.map(|at| at.0),
        read_at.0,
    )
    .map(|_| ())
}

/// Sets when the source is read by itself (with the moment at which that is due next), who of it is taken and what becomes of who leaves, if
/// its version still is this one. What is `None` stays.
pub(crate) async fn set(
    conn: &mut Conn,
    (source, version): (SourceId, i64),
    schedule: Option<(&Schedule, Option<Moment>)>,
    selection: Option<&Selection>,
    leaving: Option<Leaving>,
) -> Result<bool, StoreError> {
    // Names and numbers always are JSON.
    let text = schedule.map(|(schedule, _)| serde_json::to_string(schedule).unwrap_or_default());
    let chosen = selection.map(|selection| serde_json::to_string(selection).unwrap_or_default());
    let touched = execute!(
        conn,
        "update source set schedule = coalesce($3, schedule),
           next_run_at = case when cast($3 as text) is null then next_run_at else $4 end,
           selection = coalesce($5, selection), when_gone = coalesce($6, when_gone), when_back = coalesce($7, when_back), version = version + 1
         where id = $1 and version = $2",
        source.0,
        version,
        text.clone(),
        schedule.and_then(|(_, next)| next).map(|at| at.0),
        chosen.clone(),
        leaving.map(|leaving| leaving.when_gone.as_str()),
        leaving.map(|leaving| leaving.when_back.as_str()),
    )?;
    Ok(touched > 0)
}

/// Sets when the next automatic run is due.
pub(crate) async fn schedule(conn: &mut Conn, source: SourceId, next: Option<Moment>) -> Result<(), StoreError> {
    execute!(conn, "update source set next_run_at = $2 where id = $1", source.0, next.map(|at| at.0)).map(|_| ())
}

/// Linked people of a source: active, blocked.
pub(crate) async fn people(conn: &mut Conn, source: SourceId) -> Result<(i64, i64), StoreError> {
    let (all,) =
        fetch_one!(conn, (i64,), "select count(*) from entry where source_id = $1 and detached_at is null", source.0)?;
    // The first condition is the index's own; the second is what counts. `cross join` has SQLite begin with the few who are blocked.
    let (blocked,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from person p cross join entry e
         where e.person_id = p.id and (p.blocked_by_directory_at is not null or p.blocked_by_admin_at is not null)
           and (p.blocked_by_admin_at is not null or p.pinned_at is null) and e.source_id = $1 and e.detached_at is null",
        source.0,
    )?;
    Ok((all - blocked, blocked))
}

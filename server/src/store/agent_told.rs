//! What the agents of a source have told of themselves, as far as reading depends on it.

use domain::{
    api::AgentTold,
    id::{AgentId, SourceId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_optional},
};

/// What the agent told that was heard of last.
pub(crate) async fn told(conn: &mut Conn, source: SourceId) -> Result<Option<AgentTold>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64, String),
        "select id, told from agent where source_id = $1 and told is not null and revoked_at is null order by last_contact_at desc, id desc limit 1",
        source.0,
    )?;
    let wrong = |id: i64| StoreError::Inconsistent { table: "agent", column: "told", row: id.to_string() };
    row.map(|(id, text)| serde_json::from_str(&text).map_err(|_| wrong(id))).transpose()
}

/// When any agent of a source was heard of last, and for how many milliseconds what that one was asked for last had waited.
pub(crate) async fn contact(conn: &mut Conn, source: SourceId) -> Result<Option<(Moment, Option<i64>)>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64, Option<i64>),
        "select last_contact_at, lag_ms from agent where source_id = $1 and last_contact_at is not null order by last_contact_at desc limit 1",
        source.0,
    )?;
    Ok(row.map(|(at, lag)| (Moment(at), lag)))
}

/// What an agent has read for a run.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    /// Attributes that were asked for and that the agent does not let out.
    pub(crate) refused: Vec<String>,
    pub(crate) entries: u64,
}

/// Notes what the agent that has done some work has read.
pub(crate) async fn note_read(conn: &mut Conn, work: i64, read: &Read, now: Moment) -> Result<(), StoreError> {
    execute!(
        conn,
        "update agent set refused = $2, read_entries = $3, read_at = $4,
           read_ms = $4 - coalesce(lag_ms, 0) - (select asked_at from agent_work where id = $1)
         where revoked_at is null and id = (select agent_id from agent_work where id = $1)",
        work,
        serde_json::to_string(&read.refused).unwrap_or_default(),
        i64::try_from(read.entries).unwrap_or(i64::MAX),
        now.0,
    )
    .map(|_| ())
}

/// Notes for how many milliseconds something had waited when an agent took it up.
pub(crate) async fn note_lag(conn: &mut Conn, agent: AgentId, lag_ms: i64) -> Result<(), StoreError> {
    execute!(conn, "update agent set lag_ms = $2 where id = $1", agent.0, lag_ms).map(|_| ())
}

//! What the agents of a source have told of themselves, as far as reading depends on it.

use domain::{api::AgentTold, id::SourceId, moment::Moment};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_optional},
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

/// When any agent of a source was heard of last.
pub(crate) async fn last_contact(conn: &mut Conn, source: SourceId) -> Result<Option<Moment>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select last_contact_at from agent where source_id = $1 and last_contact_at is not null order by last_contact_at desc limit 1",
        source.0,
    )?;
    Ok(rows.first().map(|(at,)| Moment(*at)))
}

/// Notes which attributes were asked for that the agent does not let out.
pub(crate) async fn note_refused(conn: &mut Conn, source: SourceId, refused: &[String]) -> Result<(), StoreError> {
    let text = serde_json::to_string(refused).unwrap_or_default();
    execute!(
        conn,
        "update agent set refused = $2 where source_id = $1 and revoked_at is null
           and id = (select agent_id from agent_active where source_id = $1)",
        source.0,
        text,
    )
    .map(|_| ())
}

//! Agents: which belong to which source, how each proves who it is, what it has sent before, and which of them works.

use domain::{
    api::{AgentRead, AgentTold, Via},
    id::{AccountId, AgentId, SourceId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one, fetch_optional},
};

/// An agent, with what of its source decides whether it is let in.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) id: AgentId,
    pub(crate) source: SourceId,
    pub(crate) source_name: String,
    pub(crate) via: Via,
    pub(crate) source_retired_at: Option<Moment>,
    pub(crate) name: String,
    pub(crate) created_at: Moment,
    pub(crate) created_by: String,
    pub(crate) code_until: Option<Moment>,
    /// The public half of its key; `None` before it has enrolled.
    pub(crate) public_key: Option<Vec<u8>>,
    pub(crate) enrolled_at: Option<Moment>,
    pub(crate) revoked_at: Option<Moment>,
    pub(crate) rotate_asked_at: Option<Moment>,
    pub(crate) rotated_at: Option<Moment>,
    /// The number of its last start.
    pub(crate) epoch: i64,
    pub(crate) last_contact_at: Option<Moment>,
    pub(crate) version: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) clock_skew_ms: Option<i64>,
    pub(crate) told: Option<AgentTold>,
    /// Attributes that the last run asked for and that it does not let out.
    pub(crate) refused: Vec<String>,
    /// What it read last for a run.
    pub(crate) read: Option<AgentRead>,
    /// For how many milliseconds what it was asked for last had waited.
    pub(crate) lag_ms: Option<i64>,
    pub(crate) turned_away: i64,
    pub(crate) turned_away_at: Option<Moment>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    source_id: i64,
    source_name: String,
    via: String,
    source_retired_at: Option<i64>,
    name: String,
    created_at: i64,
    created_by_name: String,
    code_until_at: Option<i64>,
    public_key: Option<Vec<u8>>,
    enrolled_at: Option<i64>,
    revoked_at: Option<i64>,
    rotate_asked_at: Option<i64>,
    rotated_at: Option<i64>,
    epoch: i64,
    last_contact_at: Option<i64>,
    version: Option<String>,
    host: Option<String>,
    clock_skew_ms: Option<i64>,
    told: Option<String>,
    refused: Option<String>,
    read_at: Option<i64>,
    read_entries: Option<i64>,
    read_ms: Option<i64>,
    lag_ms: Option<i64>,
    turned_away: i64,
    turned_away_at: Option<i64>,
}

impl TryFrom<Row> for Stored {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |table, column| StoreError::Inconsistent { table, column, row: row.id.to_string() };
        let told = row.told.as_deref().map(serde_json::from_str).transpose().map_err(|_| wrong("agent", "told"))?;
        let refused = row.refused.as_deref().map(serde_json::from_str).transpose();
        let refused = refused.map_err(|_| wrong("agent", "refused"))?;
        Ok(Self {
            via: Via::parse(&row.via).ok_or(wrong("source", "via"))?,
            told,
            refused: refused.unwrap_or_default(),
            read: row.read_at.map(|at| AgentRead {
                at: Moment(at),
                entries: row.read_entries.unwrap_or_default(),
                milliseconds: row.read_ms.unwrap_or_default(),
            }),
            lag_ms: row.lag_ms,
            id: AgentId(row.id),
            source: SourceId(row.source_id),
            source_name: row.source_name,
            source_retired_at: row.source_retired_at.map(Moment),
            name: row.name,
            created_at: Moment(row.created_at),
            created_by: row.created_by_name,
            code_until: row.code_until_at.map(Moment),
            public_key: row.public_key,
            enrolled_at: row.enrolled_at.map(Moment),
            revoked_at: row.revoked_at.map(Moment),
            rotate_asked_at: row.rotate_asked_at.map(Moment),
            rotated_at: row.rotated_at.map(Moment),
            epoch: row.epoch,
            last_contact_at: row.last_contact_at.map(Moment),
            version: row.version,
            host: row.host,
            clock_skew_ms: row.clock_skew_ms,
            turned_away: row.turned_away,
            turned_away_at: row.turned_away_at.map(Moment),
        })
    }
}

macro_rules! agents {
    () => {
        "select a.id, a.source_id, s.name as source_name, s.via, s.retired_at as source_retired_at, a.name, a.created_at, a.created_by_name,
                a.code_until_at, a.public_key, a.enrolled_at, a.revoked_at, a.rotate_asked_at, a.rotated_at, a.epoch,
                a.last_contact_at, a.version, a.host, a.clock_skew_ms, a.told, a.refused,
                a.read_at, a.read_entries, a.read_ms, a.lag_ms, a.turned_away, a.turned_away_at
         from agent a join source s on s.id = a.source_id"
    };
}

/// The agents of a source, by age.
pub(crate) async fn of_source(conn: &mut Conn, source: SourceId) -> Result<Vec<Stored>, StoreError> {
    let rows = fetch_all!(conn, Row, concat!(agents!(), " where a.source_id = $1 order by a.id"), source.0)?;
    rows.into_iter().map(Stored::try_from).collect()
}

/// One agent.
pub(crate) async fn by_id(conn: &mut Conn, agent: AgentId) -> Result<Option<Stored>, StoreError> {
    let row = fetch_optional!(conn, Row, concat!(agents!(), " where a.id = $1"), agent.0)?;
    row.map(Stored::try_from).transpose()
}

/// The agent that a code was made for.
pub(crate) async fn by_code(conn: &mut Conn, code_hash: &[u8]) -> Result<Option<Stored>, StoreError> {
    let row = fetch_optional!(conn, Row, concat!(agents!(), " where a.code_hash = $1"), code_hash.to_vec())?;
    row.map(Stored::try_from).transpose()
}

/// Adds an agent that may enrol with a code.
pub(crate) async fn invite(
    conn: &mut Conn,
    (source, name): (SourceId, &str),
    (account, by): (AccountId, &str),
    (code_hash, until): (&[u8], Moment),
    now: Moment,
) -> Result<AgentId, StoreError> {
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into agent (source_id, name, created_at, created_by_account_id, created_by_name, code_hash, code_until_at)
         values ($1, $2, $3, $4, $5, $6, $7) returning id",
        source.0,
        name.to_owned(),
        now.0,
        account.0,
        by.to_owned(),
        code_hash.to_vec(),
        until.0,
    )?;
    Ok(AgentId(id))
}

/// Gives an agent that has not enrolled another code; the one before is worth nothing any more.
pub(crate) async fn invite_again(
    conn: &mut Conn,
    agent: AgentId,
    (code_hash, until): (&[u8], Moment),
) -> Result<(), StoreError> {
    execute!(
        conn,
        "update agent set code_hash = $2, code_until_at = $3 where id = $1 and enrolled_at is null",
        agent.0,
        code_hash.to_vec(),
        until.0,
    )
    .map(|_| ())
}

/// Keeps the key of an agent that has shown its code. `false` if somebody else was faster.
pub(crate) async fn enrol(
    conn: &mut Conn,
    agent: AgentId,
    public_key: &[u8],
    (version, host): (&str, &str),
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update agent set public_key = $2, version = $3, host = $4, enrolled_at = $5, last_contact_at = $5
         where id = $1 and enrolled_at is null and revoked_at is null",
        agent.0,
        public_key.to_vec(),
        version.to_owned(),
        host.to_owned(),
        now.0,
    )?;
    Ok(touched > 0)
}

/// Whether some agent has this key, or had it until it was revoked.
pub(crate) async fn has_key(conn: &mut Conn, public_key: &[u8]) -> Result<bool, StoreError> {
    let row = fetch_optional!(conn, (i64,), "select id from agent where public_key = $1", public_key.to_vec())?;
    Ok(row.is_some())
}

/// Puts another key in the place of an agent's; `false` if it is no longer that one.
pub(crate) async fn set_key(
    conn: &mut Conn,
    agent: AgentId,
    (before, after): (&[u8], &[u8]),
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update agent set public_key = $3, rotated_at = $4, rotate_asked_at = null where id = $1 and public_key = $2 and revoked_at is null",
        agent.0,
        before.to_vec(),
        after.to_vec(),
        now.0,
    )?;
    Ok(touched > 0)
}

/// Takes nothing of an agent any more; `false` if it was so already.
pub(crate) async fn revoke(conn: &mut Conn, agent: AgentId, now: Moment) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update agent set revoked_at = $2, code_hash = null where id = $1 and revoked_at is null",
        agent.0,
        now.0
    )?;
    execute!(conn, "delete from agent_active where agent_id = $1", agent.0)?;
    execute!(conn, "delete from agent_nonce where agent_id = $1", agent.0)?;
    Ok(touched > 0)
}

/// Asks an agent to make itself another key.
pub(crate) async fn ask_rotation(conn: &mut Conn, agent: AgentId, now: Moment) -> Result<(), StoreError> {
    execute!(conn, "update agent set rotate_asked_at = $2 where id = $1", agent.0, now.0).map(|_| ())
}

/// Remembers a nonce; `false` if it was there already. Servers that are given the same one at once wait for each other here.
pub(crate) async fn take_nonce(
    conn: &mut Conn,
    agent: AgentId,
    nonce: &str,
    until: Moment,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "insert into agent_nonce (agent_id, nonce, until_at) values ($1, $2, $3) on conflict (agent_id, nonce) do nothing",
        agent.0,
        nonce.to_owned(),
        until.0,
    )?;
    Ok(touched > 0)
}

/// Forgets nonces that would not be believed any more.
pub(crate) async fn sweep(conn: &mut Conn, now: Moment) -> Result<(), StoreError> {
    execute!(conn, "delete from agent_nonce where until_at < $1", now.0).map(|_| ())
}

/// Notes a request of an agent; `false` if its start or its place among the requests is not the newest, or it was revoked.
pub(crate) async fn go_on(
    conn: &mut Conn,
    agent: AgentId,
    (epoch, sequence): (i64, i64),
    skew_ms: i64,
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update agent set sequence = $3, clock_skew_ms = $4, last_contact_at = $5
         where id = $1 and epoch = $2 and sequence < $3 and revoked_at is null",
        agent.0,
        epoch,
        sequence,
        skew_ms,
        now.0,
    )?;
    Ok(touched > 0)
}

/// Notes that an agent has started; gives the number of this start, `None` if it was revoked.
pub(crate) async fn begin(
    conn: &mut Conn,
    agent: AgentId,
    (version, host, told): (&str, &str, &AgentTold),
    skew_ms: i64,
    now: Moment,
) -> Result<Option<i64>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "update agent set epoch = epoch + 1, sequence = 0, version = $2, host = $3, told = $4, clock_skew_ms = $5, last_contact_at = $6
         where id = $1 and revoked_at is null returning epoch",
        agent.0,
        version.to_owned(),
        host.to_owned(),
        // Texts and numbers always are JSON.
        serde_json::to_string(told).unwrap_or_default(),
        skew_ms,
        now.0,
    )?;
    Ok(row.map(|(epoch,)| epoch))
}

/// Takes or keeps the place of a source's working agent; whether this one has it now.
pub(crate) async fn lease(
    conn: &mut Conn,
    (source, agent): (SourceId, AgentId),
    now: Moment,
    until: Moment,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "insert into agent_active (source_id, agent_id, until_at) values ($1, $2, $4)
         on conflict (source_id) do update set agent_id = excluded.agent_id, until_at = excluded.until_at
         where agent_active.agent_id = excluded.agent_id or agent_active.until_at <= $3",
        source.0,
        agent.0,
        now.0,
        until.0,
    )?;
    Ok(touched > 0)
}

/// The working agent of a source.
pub(crate) async fn active(conn: &mut Conn, source: SourceId, now: Moment) -> Result<Option<AgentId>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select agent_id from agent_active where source_id = $1 and until_at > $2",
        source.0,
        now.0
    )?;
    Ok(row.map(|(agent,)| AgentId(agent)))
}

/// Notes by how much an agent's clock differs.
pub(crate) async fn note_skew(conn: &mut Conn, agent: AgentId, skew_ms: i64) -> Result<(), StoreError> {
    execute!(conn, "update agent set clock_skew_ms = $2 where id = $1", agent.0, skew_ms).map(|_| ())
}

/// Counts a process that was turned away because another one has started under its identity.
pub(crate) async fn note_turned_away(conn: &mut Conn, agent: AgentId, now: Moment) -> Result<(), StoreError> {
    execute!(conn, "update agent set turned_away = turned_away + 1, turned_away_at = $2 where id = $1", agent.0, now.0)
        .map(|_| ())
}

/// Removes the agents of a draft that is dropped.
pub(crate) async fn drop_all(conn: &mut Conn, source: SourceId) -> Result<(), StoreError> {
    execute!(conn, "delete from agent_active where source_id = $1", source.0)?;
    execute!(conn, "delete from agent_nonce where agent_id in (select id from agent where source_id = $1)", source.0)?;
    execute!(conn, "delete from agent where source_id = $1", source.0).map(|_| ())
}

//! What agents are asked to do, and the pieces that they send. A row lives for as long as whoever asked waits for it.

use domain::{
    id::{AgentId, SourceId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one, fetch_optional},
};

/// Whose lease of which work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub(crate) work: i64,
    pub(crate) agent: AgentId,
    pub(crate) token: i64,
}

/// Work that an agent has taken.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) work: i64,
    pub(crate) token: i64,
    /// When it was asked for.
    pub(crate) asked_at: Moment,
    /// What to do, as JSON.
    pub(crate) errand: String,
}

/// Where a piece of work is.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Standing {
    pub(crate) state: String,
    pub(crate) asked_at: i64,
    pub(crate) lease_until_at: Option<i64>,
    pub(crate) seen: i64,
    pub(crate) pieces: Option<i64>,
    pub(crate) digest: Option<String>,
}

/// What became of a piece that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    /// It is kept, or was already; the next one has this number.
    Next(i64),
    /// Another one is expected, this one.
    OutOfOrder(i64),
    /// So many wait to be read that no more are taken.
    Full,
    /// Nobody waits for it any more.
    NotWanted,
}

/// Pieces that may wait to be read.
const WAITING: i64 = 8;

/// Asks for something; gives the number of the work.
pub(crate) async fn ask(
    conn: &mut Conn,
    source: SourceId,
    errand: &str,
    now: Moment,
    asker_until: Moment,
) -> Result<i64, StoreError> {
    execute!(conn, "delete from agent_work where asker_until_at < $1", now.0.saturating_sub(60_000))?;
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into agent_work (source_id, errand, state, asked_at, asker_until_at) values ($1, $2, 'waiting', $3, $4) returning id",
        source.0,
        errand.to_owned(),
        now.0,
        asker_until.0,
    )?;
    Ok(id)
}

/// Whether there is something to do for a source.
pub(crate) async fn is_waiting(conn: &mut Conn, source: SourceId, now: Moment) -> Result<bool, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select id from agent_work where source_id = $1 and state = 'waiting' and asker_until_at >= $2 limit 1",
        source.0,
        now.0,
    )?;
    Ok(row.is_some())
}

/// Gives an agent the oldest that waits. It may have been revoked since it asked.
pub(crate) async fn take(
    conn: &mut Conn,
    source: SourceId,
    agent: AgentId,
    now: Moment,
    lease_until: Moment,
) -> Result<Option<Given>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64, i64, i64, String),
        "update agent_work set state = 'leased', agent_id = $3, token = token + 1, lease_until_at = $4
         where state = 'waiting' and exists (select 1 from agent a where a.id = $3 and a.revoked_at is null) and id = (
             select min(id) from agent_work where source_id = $1 and state = 'waiting' and asker_until_at >= $2)
         returning id, token, asked_at, errand",
        source.0,
        now.0,
        agent.0,
        lease_until.0,
    )?;
    Ok(row.map(|(work, token, asked_at, errand)| Given { work, token, asked_at: Moment(asked_at), errand }))
}

/// A sign of life with how much was read so far; whether the work is still wanted.
pub(crate) async fn alive(
    conn: &mut Conn,
    held: Held,
    seen: i64,
    now: Moment,
    lease_until: Moment,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update agent_work set seen = $4, lease_until_at = $5
         where id = $1 and agent_id = $2 and token = $3 and state = 'leased' and asker_until_at >= $6",
        held.work,
        held.agent.0,
        held.token,
        seen,
        lease_until.0,
        now.0,
    )?;
    Ok(touched == 1)
}

/// Keeps the next piece.
pub(crate) async fn put(
    conn: &mut Conn,
    held: Held,
    (sequence, digest, body): (i64, &str, Vec<u8>),
    now: Moment,
    lease_until: Moment,
) -> Result<Put, StoreError> {
    // Of two requests with one piece one waits here for the other.
    let row = fetch_optional!(
        conn,
        (i64, i64),
        "update agent_work set lease_until_at = $4
         where id = $1 and agent_id = $2 and token = $3 and state = 'leased' and asker_until_at >= $5
         returning next_sequence, taken",
        held.work,
        held.agent.0,
        held.token,
        lease_until.0,
        now.0,
    )?;
    let Some((next, taken)) = row else { return Ok(Put::NotWanted) };
    if sequence < next {
        let known = fetch_optional!(
            conn,
            (String,),
            "select digest from agent_chunk where work_id = $1 and sequence = $2",
            held.work,
            sequence,
        )?;
        let is_same = known.is_some_and(|(known,)| known == digest);
        return Ok(if is_same { Put::Next(next) } else { Put::OutOfOrder(next) });
    }
    if sequence > next {
        return Ok(Put::OutOfOrder(next));
    }
    if next - taken >= WAITING {
        return Ok(Put::Full);
    }
    execute!(
        conn,
        "insert into agent_chunk (work_id, sequence, digest, body) values ($1, $2, $3, $4)",
        held.work,
        sequence,
        digest.to_owned(),
        body,
    )?;
    execute!(conn, "update agent_work set next_sequence = $2 where id = $1", held.work, next + 1)?;
    Ok(Put::Next(next + 1))
}

/// What a delta is to look up, once it is known; `None` where the work is not wanted any more.
pub(crate) async fn look_ups(conn: &mut Conn, held: Held, now: Moment) -> Result<Option<Option<String>>, StoreError> {
    let row = fetch_optional!(
        conn,
        (Option<String>,),
        "select look_ups from agent_work
         where id = $1 and agent_id = $2 and token = $3 and state = 'leased' and asker_until_at >= $4",
        held.work,
        held.agent.0,
        held.token,
        now.0,
    )?;
    Ok(row.map(|(look_ups,)| look_ups))
}

/// The agent has sent all; whether somebody waits for it.
pub(crate) async fn end(
    conn: &mut Conn,
    held: Held,
    (pieces, digest): (i64, &str),
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update agent_work set state = 'ended', pieces = $4, digest = $5
         where id = $1 and agent_id = $2 and token = $3 and state = 'leased' and asker_until_at >= $6 and next_sequence = $4",
        held.work,
        held.agent.0,
        held.token,
        pieces,
        digest.to_owned(),
        now.0,
    )?;
    Ok(touched == 1)
}

/// Where it is; nothing if it is gone.
pub(crate) async fn standing(conn: &mut Conn, work: i64) -> Result<Option<Standing>, StoreError> {
    fetch_optional!(
        conn,
        Standing,
        "select state, asked_at, lease_until_at, seen, pieces, digest from agent_work where id = $1",
        work,
    )
}

/// The pieces from a number on, a few at a time.
pub(crate) async fn pieces(conn: &mut Conn, work: i64, from: i64) -> Result<Vec<Vec<u8>>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, Option<Vec<u8>>),
        "select sequence, body from agent_chunk where work_id = $1 and sequence >= $2 order by sequence limit $3",
        work,
        from,
        WAITING,
    )?;
    // One that is missing is waited for.
    let in_order = rows.into_iter().zip(from..).take_while(|((sequence, _), wanted)| sequence == wanted);
    Ok(in_order.map_while(|((_, body), _)| body).collect())
}

/// Whoever asked has read the pieces before this number, and is still there.
pub(crate) async fn took(conn: &mut Conn, work: i64, taken: i64, asker_until: Moment) -> Result<(), StoreError> {
    execute!(
        conn,
        "update agent_chunk set body = null where work_id = $1 and sequence < $2 and body is not null",
        work,
        taken,
    )?;
    execute!(conn, "update agent_work set taken = $2, asker_until_at = $3 where id = $1", work, taken, asker_until.0,)?;
    Ok(())
}

/// Says what a delta is to look up.
pub(crate) async fn say_look_ups(conn: &mut Conn, work: i64, look_ups: &str) -> Result<(), StoreError> {
    execute!(conn, "update agent_work set look_ups = $2 where id = $1", work, look_ups.to_owned()).map(|_| ())
}

/// Nobody waits for it any more.
pub(crate) async fn close(conn: &mut Conn, work: i64) -> Result<(), StoreError> {
    execute!(conn, "delete from agent_work where id = $1", work).map(|_| ())
}

//! The outbox: letters to the owners of sources and to people, one row for one address, until a mail server has taken it.

use domain::{
    api::{LastNotice, NoticeAbout, NoticeState},
    id::{NoticeId, PersonId, RunId, SourceId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one, fetch_optional, in_texts, list},
};

/// Whom a letter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// An owner of a source, about a run if it is about one.
    Owner(SourceId, Option<RunId>),
    /// A person.
    Person(PersonId),
}

/// A notice that is being sent.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    pub(crate) id: NoticeId,
    pub(crate) whose: Whose,
    pub(crate) recipient: String,
    /// What it tells, as JSON.
    pub(crate) told: String,
    /// How often it was tried before.
    pub(crate) attempts: i64,
    /// The fencing token of the lease.
    pub(crate) token: i64,
    pub(crate) made_at: Moment,
}

/// Adds a notice for one address, to be sent at once.
pub(crate) async fn add(
    conn: &mut Conn,
    (source, run): (SourceId, Option<RunId>),
    about: NoticeAbout,
    recipient: &str,
    told: &str,
    now: Moment,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into notice (source_id, run_id, about, recipient, told, state, next_at, made_at, moved_at)
         values ($1, $2, $3, $4, $5, 'waiting', $6, $6, $6)",
        source.0,
        run.map(|run| run.0),
        about.as_str(),
        recipient.to_owned(),
        told.to_owned(),
        now.0,
    )
    .map(|_| ())
}

/// Adds a letter for a person, to be sent at once.
pub(crate) async fn add_to_person(
    conn: &mut Conn,
    person: PersonId,
    recipient: &str,
    told: &str,
    now: Moment,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into notice (person_id, about, recipient, told, state, next_at, made_at, moved_at)
         values ($1, 'news', $2, $3, 'waiting', $4, $4, $4)",
        person.0,
        recipient.to_owned(),
        told.to_owned(),
        now.0,
    )
    .map(|_| ())
}

/// Takes a letter away that has nothing to tell any more, unless another server has taken it over.
pub(crate) async fn drop_claimed(conn: &mut Conn, notice: &Notice) -> Result<(), StoreError> {
    execute!(conn, "delete from notice where id = $1 and lease_token = $2", notice.id.0, notice.token).map(|_| ())
}

/// Who was told of a failure since the directory was last read before this run.
pub(crate) async fn know_of_failure(conn: &mut Conn, source: SourceId, run: RunId) -> Result<Vec<String>, StoreError> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select distinct recipient from notice where source_id = $1 and about = 'failed' and run_id < $2 and run_id >
           (select coalesce(max(id), 0) from run
            where source_id = $1 and id < $2 and dry = 0 and state in ('complete', 'partial', 'held', 'discarded'))",
        source.0,
        run.0,
    )?;
    Ok(rows.into_iter().map(|(recipient,)| recipient).collect())
}

/// Notes that the owners are told of waiting values; `false` if they were told after `before`, perhaps by another server a moment ago.
pub(crate) async fn tell_of_waiting(
    conn: &mut Conn,
    source: SourceId,
    before: Moment,
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update source set waiting_told_at = $3 where id = $1 and (waiting_told_at is null or waiting_told_at <= $2)",
        source.0,
        before.0,
        now.0,
    )?;
    Ok(touched > 0)
}

/// Sources with owners whom nobody has told of waiting values since `before`.
pub(crate) async fn untold_of_waiting(conn: &mut Conn, before: Moment) -> Result<Vec<SourceId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select id from source where contacts <> '[]' and retired_at is null and (waiting_told_at is null or waiting_told_at <= $1)",
        before.0,
    )?;
    Ok(rows.into_iter().map(|(id,)| SourceId(id)).collect())
}

/// What has waited for a source's targets since before a moment and is in no file that somebody has downloaded: values, people, and since when
/// the first of them waits.
pub(crate) async fn long_waiting(
    conn: &mut Conn,
    source: SourceId,
    before: Moment,
) -> Result<(i64, i64, Option<Moment>), StoreError> {
    let (items, people, since) = fetch_one!(
        conn,
        (i64, i64, Option<i64>),
        "select count(*), count(distinct i.person_id), min(i.made_at)
         from item i join change c on c.id = i.change_id join target t on t.id = i.target_id
         where t.source_id = $1 and i.state in ('waiting', 'queued') and i.suspended_at is null and c.state = 'approved'
           and i.made_at <= $2",
        source.0,
        before.0,
    )?;
    Ok((items, people, since.map(Moment)))
}

/// The next notice that is due and that nobody is sending.
pub(crate) async fn due(conn: &mut Conn, now: Moment) -> Result<Option<NoticeId>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select id from notice where state = 'waiting' and next_at <= $1 and (lease_until_at is null or lease_until_at < $1)
         order by next_at, id limit 1",
        now.0,
    )?;
    Ok(row.map(|(id,)| NoticeId(id)))
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    source_id: Option<i64>,
    run_id: Option<i64>,
    person_id: Option<i64>,
    recipient: String,
    told: String,
    attempts: i64,
    lease_token: i64,
    made_at: i64,
}

/// Takes the lease of a notice, if it still is due and nobody is sending it.
pub(crate) async fn claim(
    conn: &mut Conn,
    id: NoticeId,
    now: Moment,
    until: Moment,
) -> Result<Option<Notice>, StoreError> {
    let row = fetch_optional!(
        conn,
        Row,
        "update notice set lease_token = lease_token + 1, lease_until_at = $3
         where id = $1 and state = 'waiting' and next_at <= $2 and (lease_until_at is null or lease_until_at < $2)
         returning id, source_id, run_id, person_id, recipient, told, attempts, lease_token, made_at",
        id.0,
        now.0,
        until.0,
    )?;
    let Some(row) = row else { return Ok(None) };
    let nobodys = || StoreError::Inconsistent { table: "notice", column: "person_id", row: row.id.to_string() };
    let whose = match (row.source_id, row.person_id) {
        (Some(source), _) => Whose::Owner(SourceId(source), row.run_id.map(RunId)),
        (None, Some(person)) => Whose::Person(PersonId(person)),
        (None, None) => return Err(nobodys()),
    };
    Ok(Some(Notice {
        id: NoticeId(row.id),
        whose,
        recipient: row.recipient,
        told: row.told,
        attempts: row.attempts,
        token: row.lease_token,
        made_at: Moment(row.made_at),
    }))
}

/// Gives a lease back without having tried.
pub(crate) async fn give_back(conn: &mut Conn, notice: &Notice) -> Result<(), StoreError> {
    execute!(
        conn,
        "update notice set lease_until_at = null where id = $1 and lease_token = $2",
        notice.id.0,
        notice.token
    )
    .map(|_| ())
}

/// Notes how an attempt went: delivered, or why not and when it is tried again, if it is. `false` if another server has taken it over.
pub(crate) async fn tried(
    conn: &mut Conn,
    notice: &Notice,
    state: NoticeState,
    failed: Option<(&str, Moment)>,
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update notice set state = $3, attempts = attempts + 1, reason = $4, next_at = coalesce($5, next_at), moved_at = $6,
           lease_until_at = null
         where id = $1 and lease_token = $2 and state = 'waiting'",
        notice.id.0,
        notice.token,
        state.as_str(),
        failed.map(|(reason, _)| reason.to_owned()),
        failed.map(|(_, next)| next.0),
        now.0,
    )?;
    Ok(touched > 0)
}

#[derive(sqlx::FromRow)]
struct LastRow {
    recipient: String,
    about: String,
    state: String,
    attempts: i64,
    next_at: i64,
    reason: Option<String>,
    moved_at: i64,
}

/// The last notice to each address of a source.
pub(crate) async fn last(conn: &mut Conn, source: SourceId) -> Result<Vec<LastNotice>, StoreError> {
    let rows = fetch_all!(
        conn,
        LastRow,
        "select recipient, about, state, attempts, next_at, reason, moved_at from notice
         where id in (select max(id) from notice where source_id = $1 group by recipient) order by recipient",
        source.0,
    )?;
    let read = |row: LastRow| {
        let wrong = |column| StoreError::Inconsistent { table: "notice", column, row: row.recipient.clone() };
        let state = NoticeState::parse(&row.state).ok_or_else(|| wrong("state"))?;
        let tried_again = state == NoticeState::Waiting && row.attempts > 0;
        Ok(LastNotice {
            about: NoticeAbout::parse(&row.about).ok_or_else(|| wrong("about"))?,
            state,
            at: Moment(row.moved_at),
            reason: row.reason,
            next_at: tried_again.then_some(Moment(row.next_at)),
            to: row.recipient,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Has what could not be delivered to an address tried again at once; how many that are.
pub(crate) async fn again(conn: &mut Conn, source: SourceId, to: &str, now: Moment) -> Result<u64, StoreError> {
    execute!(
        conn,
        "update notice set state = 'waiting', attempts = 0, next_at = $3, moved_at = $3
         where source_id = $1 and recipient = $2
           and (state = 'parked' or (state = 'waiting' and attempts > 0 and (lease_until_at is null or lease_until_at < $3)))",
        source.0,
        to.to_owned(),
        now.0,
    )
}

/// Whether a test message of a source is still on its way.
pub(crate) async fn is_testing(conn: &mut Conn, source: SourceId) -> Result<bool, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from notice where source_id = $1 and about = 'test' and state = 'waiting' and attempts = 0",
        source.0
    )?;
    Ok(count > 0)
}

/// Sets whom a source's notices go to, and drops what was not delivered to others.
pub(crate) async fn set_contacts(conn: &mut Conn, source: SourceId, contacts: &[String]) -> Result<(), StoreError> {
    execute!(conn, "update source set contacts = $2 where id = $1", source.0, list(contacts))?;
    execute!(
        conn,
        in_texts!("delete from notice where source_id = $2 and state <> 'sent' and recipient not in ", "$1", ""),
        list(contacts),
        source.0,
    )
    .map(|_| ())
}

/// Forgets what was delivered or given up before a moment.
pub(crate) async fn sweep(conn: &mut Conn, before: Moment) -> Result<u64, StoreError> {
    execute!(conn, "delete from notice where state <> 'waiting' and moved_at < $1", before.0)
}

/// Whom a source's notices go to.
pub(crate) async fn contacts(conn: &mut Conn, source: SourceId) -> Result<Vec<String>, StoreError> {
    let row = fetch_optional!(conn, (String,), "select contacts from source where id = $1", source.0)?;
    let text = row.map(|(text,)| text).unwrap_or_default();
    let wrong = |_| StoreError::Inconsistent { table: "source", column: "contacts", row: source.to_string() };
    if text.is_empty() { Ok(Vec::new()) } else { serde_json::from_str(&text).map_err(wrong) }
}

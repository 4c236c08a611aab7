//! Letters that could not be delivered, for whoever looks after them.

use domain::{
    api::Undelivered,
    id::{NoticeId, PersonId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{fetch_all, fetch_one},
};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    recipient: String,
    person_id: Option<i64>,
    name: String,
    state: String,
    attempts: i64,
    next_at: i64,
    reason: String,
    made_at: i64,
    moved_at: i64,
}

/// Letters above `after` that were given up, or tried in vain at least once.
pub(crate) async fn page(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<Undelivered>, StoreError> {
    let rows = fetch_all!(
        conn,
        Row,
        "select n.id, n.recipient, n.person_id, coalesce(p.display_name, s.name, '') as name, n.state, n.attempts, n.next_at,
           coalesce(n.reason, '') as reason, n.made_at, n.moved_at
         from notice n left join person p on p.id = n.person_id left join source s on s.id = n.source_id
         where n.state in ('parked', 'waiting') and n.reason is not null and n.id > $1 order by n.id limit $2",
        after,
        limit
    )?;
    let read = |row: Row| Undelivered {
        id: NoticeId(row.id),
        to: row.recipient,
        person: row.person_id.map(PersonId),
        name: row.name,
        made_at: Moment(row.made_at),
        at: Moment(row.moved_at),
        attempts: row.attempts,
        reason: row.reason,
        next_at: (row.state == "waiting").then_some(Moment(row.next_at)),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// How many they are.
pub(crate) async fn count(conn: &mut Conn) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from notice where state in ('parked', 'waiting') and reason is not null"
    )?;
    Ok(count)
}

/// Has one tried again at once; its address, if there is such a letter and nobody is sending it.
pub(crate) async fn again(conn: &mut Conn, id: NoticeId, now: Moment) -> Result<Option<String>, StoreError> {
    let rows = fetch_all!(
        conn,
        (String,),
        "update notice set state = 'waiting', attempts = 0, next_at = $2, moved_at = $2
         where id = $1 and reason is not null
           and (state = 'parked' or (state = 'waiting' and (lease_until_at is null or lease_until_at < $2)))
         returning recipient",
        id.0,
        now.0,
    )?;
    Ok(rows.into_iter().map(|(to,)| to).next())
}

/// Gives one up for good; its address, if there is such a letter and nobody is sending it.
pub(crate) async fn forget(conn: &mut Conn, id: NoticeId, now: Moment) -> Result<Option<String>, StoreError> {
    let rows = fetch_all!(
        conn,
        (String,),
        "delete from notice where id = $1 and reason is not null and state in ('parked', 'waiting')
           and (lease_until_at is null or lease_until_at < $2)
         returning recipient",
        id.0,
        now.0,
    )?;
    Ok(rows.into_iter().map(|(to,)| to).next())
}

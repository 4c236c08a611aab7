//! Where changes stand between their levels of approval: whom each asks now, since when, and who has said yes already.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::{AccountId, ChangeId, PersonId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, in_numbers, insert_many, list},
};

/// Since when a change waits at its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stage {
    pub(crate) since: Moment,
    /// How often nobody decided in time.
    pub(crate) timeouts: u32,
    /// When others are asked too.
    pub(crate) due: Option<Moment>,
}

/// The stages of these changes; one that was never set is left out.
pub(crate) async fn stages(conn: &mut Conn, changes: &[ChangeId]) -> Result<BTreeMap<ChangeId, Stage>, StoreError> {
    if changes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = fetch_all!(
        conn,
        (i64, i64, i64, Option<i64>),
        in_numbers!("select change_id, since_at, timeouts, due_at from approval_stage where change_id in ", "$1", ""),
        list(changes),
    )?;
    let stage = |(change, since, timeouts, due): (i64, i64, i64, Option<i64>)| {
        let timeouts = u32::try_from(timeouts).unwrap_or(u32::MAX);
        (ChangeId(change), Stage { since: Moment(since), timeouts, due: due.map(Moment) })
    };
    Ok(rows.into_iter().map(stage).collect())
}

/// Sets the stages of these changes.
pub(crate) async fn set_stages(conn: &mut Conn, stages: &[(ChangeId, Stage)]) -> Result<(), StoreError> {
    insert_many!(
        conn,
        "insert into approval_stage (change_id, since_at, timeouts, due_at) ",
        stages,
        |b, (change, stage)| {
            b.push_bind(change.0)
                .push_bind(stage.since.0)
                .push_bind(i64::from(stage.timeouts))
                .push_bind(stage.due.map(|at| at.0))
        },
        " on conflict (change_id) do update set since_at = excluded.since_at, timeouts = excluded.timeouts, due_at = excluded.due_at"
    )
}

/// Whom these changes ask now.
pub(crate) async fn asked(
    conn: &mut Conn,
    changes: &[ChangeId],
) -> Result<BTreeMap<ChangeId, Vec<String>>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, String),
        in_numbers!(
            "select change_id, asked from approval_asked where change_id in ",
            "$1",
            " order by change_id, asked"
        ),
        list(changes),
    )?;
    let mut all: BTreeMap<ChangeId, Vec<String>> = BTreeMap::new();
    for (change, asked) in rows {
        all.entry(ChangeId(change)).or_default().push(asked);
    }
    Ok(all)
}

/// Which of these changes ask one of these, now.
pub(crate) async fn that_ask(
    conn: &mut Conn,
    changes: &[ChangeId],
    asked: &[String],
) -> Result<BTreeSet<ChangeId>, StoreError> {
    let all = self::asked(conn, changes).await?;
    Ok(all.into_iter().filter(|(_, words)| words.iter().any(|word| asked.contains(word))).map(|(id, _)| id).collect())
}

/// Sets whom these changes ask; what they asked before is forgotten.
pub(crate) async fn set_asked(conn: &mut Conn, asked: &[(ChangeId, Vec<String>)]) -> Result<(), StoreError> {
    let changes: Vec<ChangeId> = asked.iter().map(|(change, _)| *change).collect();
    execute!(conn, in_numbers!("delete from approval_asked where change_id in ", "$1", ""), list(&changes))?;
    let rows: Vec<(ChangeId, &String)> =
        asked.iter().flat_map(|(change, all)| all.iter().map(|one| (*change, one))).collect();
    insert_many!(
        conn,
        "insert into approval_asked (asked, change_id) ",
        rows,
        |b, (change, asked)| { b.push_bind((*asked).clone()).push_bind(change.0) },
        " on conflict (asked, change_id) do nothing"
    )
}

/// Forgets what was kept of changes that ask nobody any more. Who has said yes is kept, unless the change begins anew.
pub(crate) async fn forget(conn: &mut Conn, changes: &[ChangeId]) -> Result<(), StoreError> {
    for statement in [
        in_numbers!("delete from approval_asked where change_id in ", "$1", ""),
        in_numbers!("delete from approval_stage where change_id in ", "$1", ""),
    ] {
        execute!(conn, statement, list(changes))?;
    }
    Ok(())
}

/// Who has said yes at a level, while others were still to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) change: ChangeId,
    pub(crate) level: String,
    pub(crate) by: AccountId,
    /// In whose place.
    pub(crate) for_person: Option<PersonId>,
}

/// Adds what somebody said.
pub(crate) async fn give(conn: &mut Conn, given: &[Given], now: Moment) -> Result<(), StoreError> {
    insert_many!(
        conn,
        "insert into approval_given (change_id, level, given_at, by_account_id, for_person_id) ",
        given,
        |b, one| {
            b.push_bind(one.change.0)
                .push_bind(one.level.clone())
                .push_bind(now.0)
                .push_bind(one.by.0)
                .push_bind(one.for_person.map(|person| person.0))
        },
        ""
    )
}

/// The levels at which somebody has said yes, by change.
pub(crate) async fn given(
    conn: &mut Conn,
    changes: &[ChangeId],
) -> Result<BTreeMap<ChangeId, Vec<String>>, StoreError> {
    if changes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = fetch_all!(
        conn,
        (i64, String),
        in_numbers!("select change_id, level from approval_given where change_id in ", "$1", " order by id"),
        list(changes),
    )?;
    let mut all: BTreeMap<ChangeId, Vec<String>> = BTreeMap::new();
    for (change, level) in rows {
        all.entry(ChangeId(change)).or_default().push(level);
    }
    Ok(all)
}

/// A change that stands against another value is decided on anew.
pub(crate) async fn begin_anew(conn: &mut Conn, change: ChangeId) -> Result<(), StoreError> {
    execute!(conn, "delete from approval_given where change_id = $1", change.0).map(|_| ())
}

/// Changes that wait and of which it was never worked out whom they ask.
pub(crate) async fn unknown(conn: &mut Conn, limit: i64) -> Result<Vec<ChangeId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select c.id from change c where c.state in ('pending', 'conflict')
           and not exists (select 1 from approval_stage s where s.change_id = c.id) order by c.id limit $1",
        limit,
    )?;
    Ok(rows.into_iter().map(|(change,)| ChangeId(change)).collect())
}

/// Changes of which others are to be asked by now. Who is blocked lets theirs rest.
pub(crate) async fn overdue(conn: &mut Conn, now: Moment, limit: i64) -> Result<Vec<ChangeId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select s.change_id from approval_stage s join change c on c.id = s.change_id
         where s.due_at <= $1 and c.state = 'pending' and c.suspended_at is null order by s.due_at, s.change_id limit $2",
        now.0,
        limit,
    )?;
    Ok(rows.into_iter().map(|(change,)| ChangeId(change)).collect())
}

/// Those of these changes that are overdue.
pub(crate) async fn overdue_among(
    conn: &mut Conn,
    changes: &[ChangeId],
    now: Moment,
) -> Result<BTreeSet<ChangeId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        in_numbers!(
            "select s.change_id from approval_stage s join change c on c.id = s.change_id
             where s.due_at <= $2 and c.state = 'pending' and c.suspended_at is null and s.change_id in ",
            "$1",
            ""
        ),
        list(changes),
        now.0,
    )?;
    Ok(rows.into_iter().map(|(change,)| ChangeId(change)).collect())
}

/// The changes after one that wait, of these attributes or of all.
pub(crate) async fn waiting(
    conn: &mut Conn,
    attributes: Option<&[String]>,
    after: ChangeId,
    limit: i64,
) -> Result<Vec<ChangeId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        super::connection::in_texts!(
            "select id from change where state in ('pending', 'conflict') and id > $2
               and (cast($1 as text) is null or attribute in ",
            "$1",
            ") order by id limit $3"
        ),
        attributes.map(list),
        after.0,
        limit,
    )?;
    Ok(rows.into_iter().map(|(change,)| ChangeId(change)).collect())
}

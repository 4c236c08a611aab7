//! Items that are being written by Amend itself. Whoever writes them holds a lease with a number of its target's own; when it runs out, another
//! server takes them over under a new number, and what the first one notes later touches no row.

use domain::{
    id::{ItemId, TargetId},
    item::ItemState,
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one, fetch_optional, in_numbers, list},
    item::{Item, Row as ItemRow, item_columns, may_go},
};

/// An item that may be written now.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) item: Item,
    /// How often it was tried before.
    pub(crate) attempts: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    item: ItemRow,
    attempts: i64,
}

/// The states are named once more as the index `item_open` has them, and the order is its own (`id + 0`), so that it is used: what is done long since is not
/// looked at for every batch.
macro_rules! candidates {
    () => {
        concat!(
            " from item i left join change c on c.id = i.change_id
             where i.target_id = $1 and i.suspended_at is null and (i.next_at is null or i.next_at <= $2)
               and i.state in ('waiting', 'queued', 'failed', 'sending') and (i.state <> 'sending' or i.lease_until_at < $2) and ",
            may_go!()
        )
    };
}

/// Items of a target that may be written now, oldest first: nobody writes them, or whoever did has not been heard of.
pub(crate) async fn candidates(
    conn: &mut Conn,
    target: TargetId,
    now: Moment,
    (after, limit): (i64, i64),
) -> Result<Vec<Candidate>, StoreError> {
    let rows = fetch_all!(
        conn,
        Row,
        concat!(
            "select ",
            item_columns!(),
            ", i.attempts",
            candidates!(),
            " and i.id + 0 > $3 order by i.id + 0 limit $4"
        ),
        target.0,
        now.0,
        after,
        limit,
    )?;
    rows.into_iter().map(|row| Ok(Candidate { item: row.item.try_into()?, attempts: row.attempts })).collect()
}

/// How many there are.
pub(crate) async fn count_candidates(conn: &mut Conn, target: TargetId, now: Moment) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(conn, (i64,), concat!("select count(*)", candidates!()), target.0, now.0)?;
    Ok(count)
}

/// Takes the lease of these items; gives its number.
pub(crate) async fn take(
    conn: &mut Conn,
    target: TargetId,
    items: &[ItemId],
    now: Moment,
    until: Moment,
) -> Result<i64, StoreError> {
    let (token,) = fetch_one!(
        conn,
        (i64,),
        "update target set lease_token = lease_token + 1 where id = $1 returning lease_token",
        target.0
    )?;
    execute!(
        conn,
        in_numbers!(
            "update item set state = 'sending', attempts = attempts + 1, lease_token = $2, lease_until_at = $3, export_id = null, next_at = null,
               reason = null, moved_at = $4
             where id in ",
            "$1",
            ""
        ),
        list(items),
        token,
        until.0,
        now.0,
    )?;
    Ok(token)
}

/// Prolongs a lease; whether it still is this one.
pub(crate) async fn beat(conn: &mut Conn, target: TargetId, token: i64, until: Moment) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update item set lease_until_at = $3 where target_id = $1 and lease_token = $2 and state = 'sending'",
        target.0,
        token,
        until.0,
    )?;
    Ok(touched > 0)
}

/// Notes items as written, with the receipt; gives those whose lease still was this one.
pub(crate) async fn done(
    conn: &mut Conn,
    (items, token): (&[ItemId], i64),
    receipt: &str,
    now: Moment,
) -> Result<Vec<ItemId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        in_numbers!(
            "update item set state = 'done', receipt = $3, reason = null, lease_until_at = null, moved_at = $4
             where lease_token = $2 and state = 'sending' and id in ",
            "$1",
            " returning id"
        ),
        list(items),
        token,
        receipt.to_owned(),
        now.0,
    )?;
    Ok(rows.into_iter().map(|(id,)| ItemId(id)).collect())
}

/// Notes an item as not written: it is tried again at `next`, or parked; whether its lease still was this one.
pub(crate) async fn failed(
    conn: &mut Conn,
    (item, token): (ItemId, i64),
    (state, reason): (ItemState, &str),
    next: Option<Moment>,
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update item set state = $3, reason = $4, next_at = $5, lease_until_at = null, moved_at = $6
         where id = $1 and lease_token = $2 and state = 'sending'",
        item.0,
        token,
        state.as_str(),
        reason.to_owned(),
        next.map(|next| next.0),
        now.0,
    )?;
    Ok(touched > 0)
}

/// Gives back what of a lease nobody has tried to write.
pub(crate) async fn give_back(conn: &mut Conn, target: TargetId, token: i64, now: Moment) -> Result<(), StoreError> {
    execute!(
        conn,
        "update item set state = case when attempts > 1 then 'queued' else 'waiting' end, attempts = attempts - 1, lease_until_at = null, moved_at = $3
         where target_id = $1 and lease_token = $2 and state = 'sending'",
        target.0,
        token,
        now.0,
    )
    .map(|_| ())
}

/// Lets items wait that cannot be written now, with the reason.
pub(crate) async fn put_off(conn: &mut Conn, items: &[ItemId], reason: &str, next: Moment) -> Result<(), StoreError> {
    execute!(
        conn,
        in_numbers!("update item set reason = $2, next_at = $3 where id in ", "$1", ""),
        list(items),
        reason.to_owned(),
        next.0,
    )
    .map(|_| ())
}

/// Has items of a target be asked about at once that were put off for a reason which holds no more.
pub(crate) async fn wake(conn: &mut Conn, target: TargetId, reason: &str) -> Result<(), StoreError> {
    execute!(
        conn,
        "update item set reason = null, next_at = null
         where target_id = $1 and state in ('waiting', 'queued', 'failed') and reason = $2",
        target.0,
        reason.to_owned(),
    )
    .map(|_| ())
}

/// Has items be written again at once that failed or were parked, of the target or of all that are given; gives those.
pub(crate) async fn again(conn: &mut Conn, items: &[ItemId], now: Moment) -> Result<Vec<ItemId>, StoreError> {
    conn.queued = true;
    // One attempt stays noted, so that the entry is looked at before it is written.
    let rows = fetch_all!(
        conn,
        (i64,),
        in_numbers!(
            "update item set state = 'queued', attempts = 1, next_at = null, moved_at = $2 where state in ('failed', 'parked') and id in ",
            "$1",
            " returning id"
        ),
        list(items),
        now.0,
    )?;
    Ok(rows.into_iter().map(|(id,)| ItemId(id)).collect())
}

/// Has everything wait for a file again that was to be written, but for what somebody is writing at this moment.
pub(crate) async fn release(conn: &mut Conn, target: TargetId, now: Moment) -> Result<u64, StoreError> {
    conn.queued = true;
    execute!(
        conn,
        "update item set state = 'waiting', attempts = 0, reason = null, next_at = null, export_id = null, lease_until_at = null, moved_at = $2
         where target_id = $1 and (state in ('queued', 'failed', 'parked') or (state = 'sending' and lease_until_at < $2))",
        target.0,
        now.0,
    )
}

/// Whether a lease has run out.
pub(crate) async fn has_left(conn: &mut Conn, now: Moment) -> Result<bool, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select id from item where state = 'sending' and lease_until_at < $1 limit 1",
        now.0
    )?;
    Ok(row.is_some())
}

/// Has what nobody is writing any more go on as its change does, where that is no longer approved or its target is off.
pub(crate) async fn settle_left(conn: &mut Conn, now: Moment) -> Result<u64, StoreError> {
    execute!(
        conn,
        "update item set lease_until_at = null, moved_at = $1,
           state = case when change_id is null then 'waiting'
                        when (select c.state from change c where c.id = item.change_id) = 'conflict' then 'failed'
                        when (select c.state from change c where c.id = item.change_id) = 'approved' then 'waiting'
                        else 'cancelled' end
         where state = 'sending' and lease_until_at < $1
           and ((select c.state from change c where c.id = item.change_id) <> 'approved'
                or (select t.write_on_at from target t where t.id = item.target_id) is null)",
        now.0,
    )
}

//! The export queue's rows.

use domain::{
    id::{ChangeId, ExportId, ItemId, MappingId, PersonId, TargetId},
    item::ItemState,
    moment::Moment,
    name::AttributeKey,
    value::Value,
};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, fetch_one, fetch_optional, in_numbers, list},
    given,
    within::{Within, within},
};

/// An item's row.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: ItemId,
    pub(crate) person: PersonId,
    pub(crate) carries: Carries,
    pub(crate) state: ItemState,
}

/// What an item carries to its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Carries {
    /// An approved change.
    Change { change: ChangeId, attribute: AttributeKey },
    /// A value that a mapping came to when somebody looked; `None` clears.
    Value { mapping: MappingId, value: Option<Value> },
}

impl Item {
    /// The change that it carries, if it is one.
    pub(crate) fn change(&self) -> Option<ChangeId> {
        match self.carries {
            Carries::Change { change, .. } => Some(change),
            Carries::Value { .. } => None,
        }
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: i64,
    person_id: i64,
    attribute: Option<String>,
    change_id: Option<i64>,
    mapping_id: Option<i64>,
    value: Option<String>,
    state: String,
}

/// The columns of an item, of `item i`.
macro_rules! item_columns {
    () => {
        "i.id, i.person_id, i.attribute, i.change_id, i.mapping_id, i.value, i.state"
    };
}
pub(super) use item_columns;

/// What is true of an item that may go: a change is approved, or it is a value.
macro_rules! may_go {
    () => {
        "(i.change_id is null or c.state = 'approved')"
    };
}
pub(super) use may_go;

impl TryFrom<Row> for Item {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "item", column, row: row.id.to_string() };
        let carries = match (&row.attribute, row.change_id, row.mapping_id, &row.value) {
            (Some(key), Some(change), None, _) => Carries::Change {
                change: ChangeId(change),
                attribute: AttributeKey::parse(key).map_err(|_| wrong("attribute"))?,
            },
            (_, None, Some(mapping), Some(value)) => {
                Carries::Value { mapping: MappingId(mapping), value: given::read_value(value)? }
            }
            _ => return Err(wrong("change_id")),
        };
        Ok(Self {
            id: ItemId(row.id),
            person: PersonId(row.person_id),
            carries,
            state: ItemState::parse(&row.state).ok_or_else(|| wrong("state"))?,
        })
    }
}

/// Puts a change in the queue of a target.
pub(crate) async fn add(
    conn: &mut Conn,
    target: TargetId,
    person: PersonId,
    attribute: &AttributeKey,
    change: ChangeId,
    now: Moment,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into item (target_id, person_id, attribute, change_id, state, made_at, moved_at)
         values ($1, $2, $3, $4, 'waiting', $5, $5)",
        target.0,
        person.0,
        attribute.as_str().to_owned(),
        change.0,
        now.0,
    )?;
    conn.queued = true;
    replace_values(conn, &[person], now).await
}

/// Cancels the values of these people that wait where a change of the same attribute was approved since: it says what is to be written.
pub(super) async fn replace_values(conn: &mut Conn, people: &[PersonId], now: Moment) -> Result<(), StoreError> {
    const REPLACE: Both = in_numbers!(
        "update item set state = 'cancelled', reason = 'a change was approved since', moved_at = $2
         where mapping_id is not null and state in ('waiting', 'queued', 'failed', 'parked')
           and exists (select 1 from item n join mapping m on m.id = item.mapping_id
             where n.change_id is not null and n.state = 'waiting' and n.id > item.id and n.target_id = item.target_id
               and n.person_id = item.person_id and n.attribute = m.attribute)
           and person_id in ",
        "$1",
        ""
    );
    execute!(conn, REPLACE, list(people), now.0).map(|_| ())
}

/// Cancels what waits by a mapping.
pub(super) async fn cancel_of_mapping(
    conn: &mut Conn,
    mapping: MappingId,
    reason: &str,
    now: Moment,
) -> Result<u64, StoreError> {
    execute!(
        conn,
        "update item set state = 'cancelled', reason = $3, moved_at = $2
         where mapping_id = $1 and state in ('waiting', 'queued', 'failed', 'parked')",
        mapping.0,
        now.0,
        reason.to_owned(),
    )
}

/// Cancels items that nobody is writing at this moment, with the reason.
pub(crate) async fn cancel(conn: &mut Conn, items: &[ItemId], reason: &str, now: Moment) -> Result<u64, StoreError> {
    execute!(
        conn,
        in_numbers!(
            "update item set state = 'cancelled', reason = $3, moved_at = $2
             where state in ('waiting', 'queued', 'failed', 'parked') and id in ",
            "$1",
            ""
        ),
        list(items),
        now.0,
        reason.to_owned(),
    )
}

/// Cancels what is still open of a change's items. An item that was given away stays done.
pub(crate) async fn cancel_of_change(conn: &mut Conn, change: ChangeId, now: Moment) -> Result<u64, StoreError> {
    execute!(
        conn,
        "update item set state = 'cancelled', moved_at = $2
         where change_id = $1 and state in ('waiting', 'queued', 'failed', 'parked')",
        change.0,
        now.0,
    )
}

/// Puts the items of people to rest, or wakes them.
pub(crate) async fn set_suspended(
    conn: &mut Conn,
    people: &[PersonId],
    suspended_at: Option<Moment>,
) -> Result<(), StoreError> {
    execute!(
        conn,
        in_numbers!(
            "update item set suspended_at = $2
             where state in ('waiting', 'queued', 'sending', 'failed', 'parked') and person_id in ",
            "$1",
            ""
        ),
        list(people),
        suspended_at.map(|at| at.0),
    )
    .map(|_| ())
}

/// Since when these changes are in an export that has not been handed over yet; those that are in none are left out.
pub(crate) async fn queued_since(conn: &mut Conn, changes: &[ChangeId]) -> Result<Vec<(ChangeId, Moment)>, StoreError> {
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let rows = fetch_all!(
        conn,
        (i64, i64),
        in_numbers!(
            "select change_id, min(moved_at) from item where state = 'queued' and change_id in ",
            "$1",
            " group by change_id"
        ),
        list(changes),
    )?;
    Ok(rows.into_iter().map(|(change, at)| (ChangeId(change), Moment(at))).collect())
}

/// How changes were handed over the last time: `true` where Amend wrote them itself.
pub(crate) async fn handed_over(conn: &mut Conn, changes: &[ChangeId]) -> Result<Vec<(ChangeId, bool)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, i64),
        in_numbers!(
            "select change_id, cast(case when export_id is null then 1 else 0 end as bigint) from item
             where state = 'done' and change_id in ",
            "$1",
            " order by id"
        ),
        list(changes),
    )?;
    Ok(rows.into_iter().map(|(change, written)| (ChangeId(change), written != 0)).collect())
}

/// Whether any of these changes is being written to a directory at this moment, or was when whoever wrote it was last heard of.
pub(crate) async fn is_sending(conn: &mut Conn, changes: &[ChangeId]) -> Result<bool, StoreError> {
    if changes.is_empty() {
        return Ok(false);
    }
    let row = fetch_optional!(
        conn,
        (i64,),
        in_numbers!("select id from item where state = 'sending' and change_id in ", "$1", " limit 1"),
        list(changes),
    )?;
    Ok(row.is_some())
}

/// Has the exports of a target made one after the other; SQLite has one writer anyway. Not its key is locked: whoever approves holds a person and adds an
/// item of this target, whoever exports holds the target and wants the person.
pub(crate) async fn lock_target(conn: &mut Conn, target: TargetId) -> Result<(), StoreError> {
    const LOCK: Both =
        Both::of("select id from target where id = $1", "select id from target where id = $1 for no key update");
    fetch_optional!(conn, (i64,), LOCK, target.0).map(|_| ())
}

/// Items of an export that may still be handed over, in its order: their changes are approved and nobody was put to rest.
pub(crate) async fn ready(conn: &mut Conn, export: ExportId) -> Result<Vec<Item>, StoreError> {
    fetch_all!(
        conn,
        Row,
        concat!(
            "select ",
            item_columns!(),
            " from item i left join change c on c.id = i.change_id
              where i.export_id = $1 and i.state = 'queued' and i.suspended_at is null and ",
            may_go!(),
            " order by i.id"
        ),
        export.0
    )?
    .into_iter()
    .map(Item::try_from)
    .collect()
}

/// Moves items from a state to another, for an export; gives how many moved.
pub(crate) async fn take(conn: &mut Conn, items: &[ItemId], export: ExportId, now: Moment) -> Result<u64, StoreError> {
    execute!(
        conn,
        in_numbers!(
            "update item set state = 'queued', export_id = $2, moved_at = $3 where state = 'waiting' and id in ",
            "$1",
            ""
        ),
        list(items),
        export.0,
        now.0,
    )
}

/// Has the items of an export wait again, but for these.
pub(crate) async fn put_back(
    conn: &mut Conn,
    export: ExportId,
    but: &[ItemId],
    now: Moment,
) -> Result<u64, StoreError> {
    execute!(
        conn,
        in_numbers!(
            "update item set state = 'waiting', export_id = null, moved_at = $3
             where state = 'queued' and export_id = $2 and id not in ",
            "$1",
            ""
        ),
        list(but),
        export.0,
        now.0,
    )
}

/// These items, in order.
pub(crate) async fn by_ids(conn: &mut Conn, items: &[ItemId]) -> Result<Vec<Item>, StoreError> {
    fetch_all!(
        conn,
        Row,
        in_numbers!(concat!("select ", item_columns!(), " from item i where i.id in "), "$1", " order by i.id"),
        list(items)
    )?
    .into_iter()
    .map(Item::try_from)
    .collect()
}

/// Marks an export's items as delivered, with the receipt; cancelled ones stay cancelled.
pub(crate) async fn deliver(conn: &mut Conn, export: ExportId, receipt: &str, now: Moment) -> Result<u64, StoreError> {
    execute!(
        conn,
        "update item set state = 'done', receipt = $2, moved_at = $3 where export_id = $1 and state = 'queued'",
        export.0,
        receipt.to_owned(),
        now.0,
    )
}

/// What waits for a target: items, people, and changes exported but not yet shown by the directory.
pub(crate) async fn tally(conn: &mut Conn, target: TargetId, within: &Within) -> Result<(i64, i64, i64), StoreError> {
    const TALLY: Both = within!(
        "select count(case when i.state = 'waiting' then 1 end),
                count(distinct case when i.state = 'waiting' then i.person_id end),
                count(distinct case when i.state = 'done' and c.state = 'exported' then c.id end)
         from item i left join change c on c.id = i.change_id
         where i.target_id = $1 and i.suspended_at is null
           and ((i.state = 'waiting' and (i.change_id is null or c.state = 'approved')) or (i.state = 'done' and c.state = 'exported')) and ",
        "i.person_id",
        "$2",
        ""
    );
    fetch_one!(conn, (i64, i64, i64), TALLY, target.0, within.bound())
}

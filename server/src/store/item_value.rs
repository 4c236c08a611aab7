//! Items that carry values of a template's rows: what waits of them for whom, and adding many at once.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::{ChangeId, ItemId, MappingId, PersonId, ReexportId, SourceId, TargetId},
    item::ItemState,
    moment::Moment,
    value::Value,
};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, in_numbers, insert_many, list},
    given::{read_value, write_value},
};

/// A value that waits, or is being written.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub(crate) item: ItemId,
    pub(crate) value: Option<Value>,
    pub(crate) state: ItemState,
}

/// The values of people that are on their way to a target, by person and mapping.
pub(crate) async fn open(
    conn: &mut Conn,
    target: TargetId,
    people: &[PersonId],
) -> Result<BTreeMap<(PersonId, MappingId), Vec<Open>>, StoreError> {
    const OPEN: Both = in_numbers!(
        "select id, person_id, mapping_id, value, state from item
         where target_id = $2 and mapping_id is not null and state in ('waiting', 'queued', 'sending', 'failed', 'parked') and person_id in ",
        "$1",
        " order by id"
    );
    let rows = fetch_all!(conn, (i64, i64, i64, String, String), OPEN, list(people), target.0)?;
    let mut all: BTreeMap<(PersonId, MappingId), Vec<Open>> = BTreeMap::new();
    for (id, person, mapping, value, state) in rows {
        let wrong = || StoreError::Inconsistent { table: "item", column: "state", row: id.to_string() };
        let state = ItemState::parse(&state).ok_or_else(wrong)?;
        let open = Open { item: ItemId(id), value: read_value(&value)?, state };
        all.entry((PersonId(person), MappingId(mapping))).or_default().push(open);
    }
    Ok(all)
}

/// The changes of people that are on their way to a target.
pub(crate) async fn open_changes(
    conn: &mut Conn,
    target: TargetId,
    people: &[PersonId],
) -> Result<BTreeSet<ChangeId>, StoreError> {
    const OPEN: Both = in_numbers!(
        "select distinct change_id from item
         where target_id = $2 and change_id is not null and state in ('waiting', 'queued', 'sending', 'failed', 'parked') and person_id in ",
        "$1",
        ""
    );
    let rows = fetch_all!(conn, (i64,), OPEN, list(people), target.0)?;
    Ok(rows.into_iter().map(|(change,)| ChangeId(change)).collect())
}

/// Puts values in the queue of a target.
pub(crate) async fn add(
    conn: &mut Conn,
    (target, reexport): (TargetId, Option<ReexportId>),
    values: &[(PersonId, MappingId, Option<Value>)],
    now: Moment,
) -> Result<(), StoreError> {
    conn.queued = true;
    insert_many!(
        conn,
        "insert into item (target_id, person_id, mapping_id, value, reexport_id, state, made_at, moved_at) ",
        values,
        |b, (person, mapping, value)| {
            b.push_bind(target.0)
                .push_bind(person.0)
                .push_bind(mapping.0)
                .push_bind(write_value(value.as_ref()))
                .push_bind(reexport.map(|job| job.0))
                .push_bind("waiting")
                .push_bind(now.0)
                .push_bind(now.0)
        },
        ""
    )
}

/// Has what waits of changes belong to a job.
pub(crate) async fn belong(
    conn: &mut Conn,
    (target, reexport): (TargetId, ReexportId),
    changes: &[ChangeId],
) -> Result<(), StoreError> {
    const BELONG: Both = in_numbers!(
        "update item set reexport_id = $3 where target_id = $2 and state = 'waiting' and change_id in ",
        "$1",
        ""
    );
    if changes.is_empty() {
        return Ok(());
    }
    execute!(conn, BELONG, list(changes), target.0, reexport.0).map(|_| ())
}

/// What the directory of a source was given of these people by their templates' rows since a moment, without any change.
pub(crate) async fn given_since(
    conn: &mut Conn,
    source: SourceId,
    people: &[PersonId],
    since: Moment,
) -> Result<Vec<(PersonId, MappingId, Option<Value>)>, StoreError> {
    const GIVEN: Both = in_numbers!(
        "select i.person_id, i.mapping_id, i.value from item i join target t on t.id = i.target_id
         where t.source_id = $2 and t.kind = 'directory' and i.mapping_id is not null and i.state = 'done' and i.moved_at > $3 and i.person_id in ",
        "$1",
        ""
    );
    let rows = fetch_all!(conn, (i64, i64, String), GIVEN, list(people), source.0, since.0)?;
    let read =
        |(person, mapping, value): (i64, i64, String)| Ok((PersonId(person), MappingId(mapping), read_value(&value)?));
    rows.into_iter().map(read).collect()
}

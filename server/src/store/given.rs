//! What targets were last given by mappings whose values no source says.

use std::collections::BTreeMap;

use domain::{
    id::{ExportId, ItemId, MappingId, PersonId, TargetId},
    moment::Moment,
    value::{Theirs, Value},
};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, in_numbers, insert_many, list},
};

/// What a target was last given by a mapping.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) value: Theirs,
    /// Nobody has read the source since, so that what was read is older.
    pub(crate) is_newest: bool,
}

/// What these people's values were when a target was last given them, by person and mapping.
pub(crate) async fn of_people(
    conn: &mut Conn,
    target: TargetId,
    people: &[PersonId],
) -> Result<BTreeMap<(PersonId, MappingId), Given>, StoreError> {
    const OF: Both = in_numbers!(
        "select g.person_id, g.mapping_id, g.value, case when g.given_at >= coalesce(s.read_at, s.complete_at, 0) then 1 else 0 end
         from given_value g join mapping m on m.id = g.mapping_id join target t on t.id = m.target_id join source s on s.id = t.source_id
         where m.target_id = $2 and g.person_id in ",
        "$1",
        ""
    );
    let rows = fetch_all!(conn, (i64, i64, String, i32), OF, list(people), target.0)?;
    let read = |(person, mapping, value, is_newest): (i64, i64, String, i32)| {
        let given = Given { value: read_value(&value)?.into(), is_newest: is_newest != 0 };
        Ok(((PersonId(person), MappingId(mapping)), given))
    };
    rows.into_iter().map(read).collect()
}

/// Notes what the items of an export give, as they are handed over.
pub(crate) async fn note_export(conn: &mut Conn, export: ExportId, now: Moment) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into given_value (mapping_id, person_id, value, given_at)
         select mapping_id, person_id, value, $2 from item where export_id = $1 and state = 'queued' and mapping_id is not null
         on conflict (mapping_id, person_id) do update set value = excluded.value, given_at = excluded.given_at",
        export.0,
        now.0,
    )?;
    execute!(
        conn,
        "update mapping set exported_at = $2
         where target_id = (select target_id from export where id = $1)
           and (id in (select mapping_id from item where export_id = $1 and state = 'queued' and mapping_id is not null)
                or attribute in (select attribute from item where export_id = $1 and state = 'queued' and change_id is not null))",
        export.0,
        now.0,
    )
    .map(|_| ())
}

/// Notes what items gave that Amend has written itself.
pub(crate) async fn note_items(
    conn: &mut Conn,
    target: TargetId,
    items: &[ItemId],
    now: Moment,
) -> Result<(), StoreError> {
    const GIVEN: Both = in_numbers!(
        "insert into given_value (mapping_id, person_id, value, given_at)
         select mapping_id, person_id, value, $2 from item where mapping_id is not null and id in ",
        "$1",
        " on conflict (mapping_id, person_id) do update set value = excluded.value, given_at = excluded.given_at"
    );
    const EXPORTED: Both = in_numbers!(
        "with given as (select mapping_id, attribute from item where id in ",
        "$1",
        ") update mapping set exported_at = $2
         where target_id = $3 and (id in (select mapping_id from given where mapping_id is not null)
           or attribute in (select attribute from given where mapping_id is null))"
    );
    execute!(conn, GIVEN, list(items), now.0)?;
    execute!(conn, EXPORTED, list(items), now.0, target.0).map(|_| ())
}

/// Notes what a target turned out to hold in the place of an item's value.
pub(crate) async fn note_held(
    conn: &mut Conn,
    item: ItemId,
    held: Option<&Value>,
    now: Moment,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into given_value (mapping_id, person_id, value, given_at)
         select mapping_id, person_id, $2, $3 from item where id = $1 and mapping_id is not null
         on conflict (mapping_id, person_id) do update set value = excluded.value, given_at = excluded.given_at",
        item.0,
        write_value(held),
        now.0,
    )
    .map(|_| ())
}

/// Has values count as given to a target.
pub(crate) async fn note_values(
    conn: &mut Conn,
    values: &[(PersonId, MappingId, Option<Value>)],
    now: Moment,
) -> Result<(), StoreError> {
    insert_many!(
        conn,
        "insert into given_value (mapping_id, person_id, value, given_at) ",
        values,
        |b, (person, mapping, value)| {
            b.push_bind(mapping.0).push_bind(person.0).push_bind(write_value(value.as_ref())).push_bind(now.0)
        },
        " on conflict (mapping_id, person_id) do update set value = excluded.value, given_at = excluded.given_at"
    )
}

/// A value as [`read_value`] reads it back.
pub(super) fn write_value(value: Option<&Value>) -> String {
    list(value.map(Value::texts).unwrap_or_default())
}

/// Forgets what a target was given for the people of these items, but for what the items gave.
pub(crate) async fn forget_but(conn: &mut Conn, target: TargetId, items: &[ItemId]) -> Result<(), StoreError> {
    const FORGET: Both = in_numbers!(
        "with kept as (select person_id, mapping_id from item where id in ",
        "$1",
        ") delete from given_value
           where mapping_id in (select id from mapping where target_id = $2) and person_id in (select person_id from kept)
             and not exists (select 1 from kept where kept.person_id = given_value.person_id and kept.mapping_id = given_value.mapping_id)"
    );
    execute!(conn, FORGET, list(items), target.0).map(|_| ())
}

/// A value of an item or of what was given: a list of texts, of which an empty one is no value.
pub(super) fn read_value(text: &str) -> Result<Option<Value>, StoreError> {
    let texts: Vec<String> = serde_json::from_str(text).map_err(|_| StoreError::Inconsistent {
        table: "item",
        column: "value",
        row: text.chars().take(40).collect(),
    })?;
    Ok(Value::many(texts))
}

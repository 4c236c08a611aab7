//! Many changes at once, with their items: what a file of people brings, and what is decided together.

use domain::{
    id::{ChangeId, PersonId, TargetId},
    merge::Notice,
    moment::Moment,
    name::AttributeKey,
};
use sqlx::QueryBuilder;

use super::{
    Conn, StoreError,
    change::{Change, json},
    connection::{Both, execute, in_numbers, insert_many, list, on},
    item,
};

/// Changes that are added with one statement.
const TOGETHER: usize = 500;

/// Adds new changes as they are, and gives each its id. A person has at most one of an attribute among them.
pub(crate) async fn add(conn: &mut Conn, changes: &mut [Change]) -> Result<(), StoreError> {
    for chunk in changes.chunks_mut(TOGETHER) {
        let added: Vec<(i64, i64, String)> = on!(conn, c, Driver => {
            let mut query = QueryBuilder::<Driver>::new(
                "insert into change (request_id, person_id, attribute, base, edit, state, version, author_account_id, author_person_id,
                   author_name, proposed_at, approver_name, approved_at) ",
            );
            query.push_values(chunk.iter(), |mut b, change| {
                b.push_bind(change.request.0)
                    .push_bind(change.person.0)
                    .push_bind(change.attribute.as_str().to_owned())
                    .push_bind(json(&change.base))
                    .push_bind(json(&change.edit))
                    .push_bind(change.state.as_str())
                    .push_bind(change.version)
                    .push_bind(change.author.0)
                    .push_bind(change.author_person.map(|person| person.0))
                    .push_bind(change.author_name.clone())
                    .push_bind(change.proposed_at.0)
                    .push_bind(change.approver_name.clone())
                    .push_bind(change.approved_at.map(|at| at.0));
            });
            query.push(" returning id, person_id, attribute");
            query.build_query_as().persistent(chunk.len() == TOGETHER).fetch_all(c).await
        })?;
        let ids: std::collections::HashMap<(i64, String), i64> =
            added.into_iter().map(|(id, person, attribute)| ((person, attribute), id)).collect();
        for change in chunk {
            let id = ids.get(&(change.person.0, change.attribute.as_str().to_owned()));
            let inconsistent =
                || StoreError::Inconsistent { table: "change", column: "id", row: change.person.to_string() };
            change.id = ChangeId(*id.ok_or_else(inconsistent)?);
        }
    }
    Ok(())
}

/// The columns that a decision sets, read from a list of objects.
macro_rules! decided {
    ($from:literal) => {
        concat!(
            "update change set state = j.state, version = j.version, approver_name = j.approver_name, approved_at = j.approved_at, reason = j.reason, notice = j.notice from ",
            $from,
            " where change.id = j.id and change.version = j.seen"
        )
    };
}

/// Saves what was decided on these changes, each from the version that it had before; gives how many still had it.
pub(crate) async fn save_decided(conn: &mut Conn, changes: &[(i64, Change)]) -> Result<u64, StoreError> {
    const SAVE: Both = Both {
        sqlite: decided!(
            "(select value ->> 'id' as id, value ->> 'seen' as seen, value ->> 'state' as state, value ->> 'version' as version,
                value ->> 'approver_name' as approver_name, value ->> 'approved_at' as approved_at, value ->> 'reason' as reason,
                value ->> 'notice' as notice from json_each($1)) as j"
        ),
        postgres: decided!(
            "jsonb_to_recordset(cast($1 as jsonb)) as j(id bigint, seen bigint, state text, version bigint, approver_name text,
                approved_at bigint, reason text, notice text)"
        ),
        looks_up: true,
    };
    let mut saved = 0;
    for chunk in changes.chunks(TOGETHER) {
        let rows: Vec<serde_json::Value> = chunk
            .iter()
            .map(|(seen, one)| {
                serde_json::json!({
                    "id": one.id, "seen": seen, "state": one.state.as_str(), "version": one.version,
                    "approver_name": one.approver_name, "approved_at": one.approved_at.map(|at| at.0), "reason": one.reason,
                    "notice": one.notice.map(Notice::as_str),
                })
            })
            .collect();
        saved += execute!(conn, SAVE, json(&rows))?;
    }
    Ok(saved)
}

/// Saves these approved changes as exported; gives how many still were approved.
pub(crate) async fn save_exported(conn: &mut Conn, changes: &[ChangeId], now: Moment) -> Result<u64, StoreError> {
    execute!(
        conn,
        in_numbers!(
            "update change set state = 'exported', version = version + 1, notice = null, exported_at = $2 where state = 'approved' and id in ",
            "$1",
            ""
        ),
        list(changes),
        now.0,
    )
}

/// An item to be put in the queue.
pub(crate) struct NewItem {
    pub(crate) target: TargetId,
    pub(crate) person: PersonId,
    pub(crate) attribute: AttributeKey,
    pub(crate) change: ChangeId,
}

/// Puts items in the queue.
pub(crate) async fn add_items(conn: &mut Conn, items: &[NewItem], now: Moment) -> Result<(), StoreError> {
    insert_many!(
        conn,
        "insert into item (target_id, person_id, attribute, change_id, state, made_at, moved_at) ",
        items,
        |b, item| {
            b.push_bind(item.target.0)
                .push_bind(item.person.0)
                .push_bind(item.attribute.as_str().to_owned())
                .push_bind(item.change.0)
                .push_bind("waiting")
                .push_bind(now.0)
                .push_bind(now.0)
        },
        ""
    )?;
    conn.queued = true;
    let people: Vec<PersonId> = items.iter().map(|item| item.person).collect();
    item::replace_values(conn, &people, now).await
}

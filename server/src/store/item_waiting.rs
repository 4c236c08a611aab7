//! What waits for a target, to be taken into a file.

use std::collections::BTreeSet;

use domain::id::{PersonId, TargetId};

use super::{
    Conn, StoreError,
    connection::{Both, Engine, fetch_all, list},
    item::{Item, Row, item_columns, may_go},
    within::{Within, within_postgres, within_sqlite},
};

macro_rules! waiting {
    () => {
        concat!(
            "select ",
            item_columns!(),
            " from item i left join change c on c.id = i.change_id
              where i.target_id = $2 and i.state = 'waiting' and i.suspended_at is null and i.id > $3 and ",
            may_go!(),
            " and "
        )
    };
}

/// Items that wait for a target and may go, by person; of all people within or of those of them who are named.
pub(crate) async fn waiting(
    conn: &mut Conn,
    target: TargetId,
    (people, within): (Option<&[PersonId]>, &Within),
    after: i64,
    limit: i64,
) -> Result<Vec<Item>, StoreError> {
    const WAITING: Both = Both {
        sqlite: concat!(
            waiting!(),
            within_sqlite!("i.person_id", "$5"),
            " and (cast($1 as text) is null or i.person_id in (select value from json_each($1))) order by i.id limit $4"
        ),
        postgres: concat!(
            waiting!(),
            within_postgres!("i.person_id", "$5"),
            " and (cast($1 as text) is null or i.person_id in
                (select cast(one as bigint) from jsonb_array_elements_text(cast($1 as jsonb)) as one)) order by i.id limit $4"
        ),
        looks_up: true,
    };
    fetch_all!(conn, Row, WAITING, people.map(list), target.0, after, limit, within.bound(),)?
        .into_iter()
        .map(Item::try_from)
        .collect()
}

/// Locks those of whom something waits for a target and may go, within or of those who are named, until the transaction ends; gives whom. SQLite has one
/// writer anyway: nobody needs a lock, and none is named.
pub(crate) async fn lock_waiting(
    conn: &mut Conn,
    target: TargetId,
    (people, within): (Option<&[PersonId]>, &Within),
) -> Result<Option<BTreeSet<PersonId>>, StoreError> {
    const LOCK: Both = Both {
        sqlite: "select id from person where 1 = 0",
        postgres: concat!(
            "select id from person where id in (select i.person_id from item i left join change c on c.id = i.change_id
               where i.target_id = $2 and i.state = 'waiting' and i.suspended_at is null and ",
            may_go!(),
            " and ",
            within_postgres!("i.person_id", "$3"),
            " and (cast($1 as text) is null or i.person_id in
                (select cast(one as bigint) from jsonb_array_elements_text(cast($1 as jsonb)) as one)))
             order by id for no key update"
        ),
        looks_up: true,
    };
    if matches!(conn.engine, Engine::Sqlite(_)) {
        return Ok(None);
    }
    let locked = fetch_all!(conn, (i64,), LOCK, people.map(list), target.0, within.bound())?;
    Ok(Some(locked.into_iter().map(|(id,)| PersonId(id)).collect()))
}

//! Policy rules. They are few and read with the attributes, so every change of them moves the catalogue's version.

use domain::{id::RuleId, moment::Moment, policy::PolicyRule};

use super::{
    Conn, StoreError,
    attribute::move_catalogue,
    connection::{execute, fetch_all, fetch_one},
};

/// A rule as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) id: RuleId,
    pub(crate) rule: PolicyRule,
    /// Since when it says nothing.
    pub(crate) off_at: Option<Moment>,
}

/// All rules in their order.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Stored>, StoreError> {
    let rows =
        fetch_all!(conn, (i64, String, Option<i64>), "select id, rule, off_at from policy_rule order by position, id")?;
    rows.into_iter()
        .map(|(id, text, off_at)| {
            let rule = serde_json::from_str(&text).map_err(|_| StoreError::Inconsistent {
                table: "policy_rule",
                column: "rule",
                row: id.to_string(),
            })?;
            Ok(Stored { id: RuleId(id), rule, off_at: off_at.map(Moment) })
        })
        .collect()
}

/// Adds a rule at the end.
pub(crate) async fn add(conn: &mut Conn, rule: &PolicyRule) -> Result<RuleId, StoreError> {
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into policy_rule (position, rule) values ((select coalesce(max(position), 0) + 1 from policy_rule), $1) returning id",
        text(rule),
    )?;
    move_catalogue(conn).await?;
    Ok(RuleId(id))
}

/// Sets what a rule says and whether it is off.
pub(crate) async fn set(conn: &mut Conn, stored: &Stored) -> Result<(), StoreError> {
    execute!(
        conn,
        "update policy_rule set rule = $2, off_at = $3 where id = $1",
        stored.id.0,
        text(&stored.rule),
        stored.off_at.map(|at| at.0),
    )?;
    move_catalogue(conn).await
}

/// Puts the rules in this order.
pub(crate) async fn order(conn: &mut Conn, ids: &[RuleId]) -> Result<(), StoreError> {
    for (place, id) in (1_i64..).zip(ids) {
        execute!(conn, "update policy_rule set position = $2 where id = $1", id.0, place)?;
    }
    move_catalogue(conn).await
}

/// Takes a rule away.
pub(crate) async fn remove(conn: &mut Conn, id: RuleId) -> Result<(), StoreError> {
    execute!(conn, "delete from policy_rule where id = $1", id.0)?;
    move_catalogue(conn).await
}

fn text(rule: &PolicyRule) -> String {
    // Names and words always are JSON.
    serde_json::to_string(rule).unwrap_or_default()
}

/// Somebody with one of the places where their entries lie; who has none has one row without.
pub(crate) type PlaceRow = (i64, Option<i64>, Option<String>);

/// People with ids above `after`, up to `until`, with where their entries lie, by person.
pub(crate) async fn places(conn: &mut Conn, after: i64, until: i64) -> Result<Vec<PlaceRow>, StoreError> {
    fetch_all!(
        conn,
        PlaceRow,
        "select p.id, e.source_id, e.dn from person p
         left join entry e on e.person_id = p.id and e.detached_at is null
         where p.id > $1 and p.id <= $2 order by p.id, e.source_id, e.external_id",
        after,
        until,
    )
}

/// The greatest id of a person.
pub(crate) async fn last_person(conn: &mut Conn) -> Result<i64, StoreError> {
    let (last,) = fetch_one!(conn, (i64,), "select coalesce(max(id), 0) from person")?;
    Ok(last)
}

/// A change that a rule may hold or free: id, person, attribute, whether it is pending, and whose word it is.
#[derive(sqlx::FromRow)]
pub(crate) struct Waiting {
    pub(crate) id: i64,
    pub(crate) person_id: i64,
    pub(crate) attribute: String,
    pub(crate) state: String,
    pub(crate) author_person_id: Option<i64>,
}

/// Changes that wait for a decision or for their export, after `after`.
pub(crate) async fn waiting(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<Waiting>, StoreError> {
    fetch_all!(
        conn,
        Waiting,
        "select id, person_id, attribute, state, author_person_id from change
         where state in ('pending', 'approved') and id > $1 order by id limit $2",
        after,
        limit,
    )
}

//! Values that an administrator holds in place for one person, until their time ends.

use domain::{id::PersonId, moment::Moment, name::AttributeKey, value::Value};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, in_numbers, list},
};

/// A value that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pin {
    pub(crate) person: PersonId,
    pub(crate) attribute: AttributeKey,
    pub(crate) value: Option<Value>,
    pub(crate) reason: String,
    pub(crate) until: Moment,
    pub(crate) at: Moment,
    pub(crate) by: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    person_id: i64,
    attribute: String,
    value: String,
    reason: String,
    until_at: i64,
    pinned_at: i64,
    pinned_by_name: String,
}

impl TryFrom<Row> for Pin {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "pinned_value", column, row: row.person_id.to_string() };
        Ok(Self {
            person: PersonId(row.person_id),
            attribute: AttributeKey::parse(&row.attribute).map_err(|_| wrong("attribute"))?,
            value: serde_json::from_str(&row.value).map_err(|_| wrong("value"))?,
            reason: row.reason.clone(),
            until: Moment(row.until_at),
            at: Moment(row.pinned_at),
            by: row.pinned_by_name.clone(),
        })
    }
}

/// What is held of these people.
pub(crate) async fn of_people(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<Pin>, StoreError> {
    const OF: Both = in_numbers!(
        "select person_id, attribute, value, reason, until_at, pinned_at, pinned_by_name from pinned_value where person_id in ",
        "$1",
        ""
    );
    fetch_all!(conn, Row, OF, list(people))?.into_iter().map(Pin::try_from).collect()
}

/// What has run out.
pub(crate) async fn run_out(conn: &mut Conn, now: Moment, limit: i64) -> Result<Vec<Pin>, StoreError> {
    let rows = fetch_all!(
        conn,
        Row,
        "select person_id, attribute, value, reason, until_at, pinned_at, pinned_by_name from pinned_value
         where until_at <= $1 order by until_at, person_id, attribute limit $2",
        now.0,
        limit,
    )?;
    rows.into_iter().map(Pin::try_from).collect()
}

/// Holds a value in the place of one that was held before.
pub(crate) async fn put(conn: &mut Conn, pin: &Pin) -> Result<(), StoreError> {
    remove(conn, pin.person, &pin.attribute).await?;
    execute!(
        conn,
        "insert into pinned_value (person_id, attribute, value, reason, until_at, pinned_at, pinned_by_name)
         values ($1, $2, $3, $4, $5, $6, $7)",
        pin.person.0,
        pin.attribute.as_str().to_owned(),
        // A list of texts always is JSON.
        serde_json::to_string(&pin.value).unwrap_or_default(),
        pin.reason.clone(),
        pin.until.0,
        pin.at.0,
        pin.by.clone(),
    )
    .map(|_| ())
}

/// Lets a value go; says whether one was held.
pub(crate) async fn remove(conn: &mut Conn, person: PersonId, key: &AttributeKey) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "delete from pinned_value where person_id = $1 and attribute = $2",
        person.0,
        key.as_str().to_owned(),
    )?;
    Ok(touched > 0)
}

/// Two people are one: what was held of the one who goes is held of the one who stays, where nothing was.
pub(crate) async fn give(conn: &mut Conn, from: PersonId, to: PersonId) -> Result<(), StoreError> {
    execute!(
        conn,
        "update pinned_value set person_id = $2
         where person_id = $1 and attribute not in (select attribute from pinned_value where person_id = $2)",
        from.0,
        to.0,
    )?;
    execute!(conn, "delete from pinned_value where person_id = $1", from.0).map(|_| ())
}

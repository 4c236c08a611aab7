//! Changes in conflict of many people, for those who settle many at once.

use domain::{
    id::{ChangeId, PersonId, SourceId},
    name::AttributeKey,
};

use super::{
    Conn, StoreError,
    connection::{Both, fetch_all, fetch_one, list},
    within::{Within, within_postgres, within_sqlite},
};

/// Which conflicts somebody is shown.
#[derive(Clone, Copy)]
pub(crate) struct Inbox<'a> {
    /// Of this attribute alone.
    pub(crate) attribute: Option<&'a AttributeKey>,
    /// Of people whom this source has alone.
    pub(crate) source: Option<SourceId>,
    /// Of people within.
    pub(crate) within: &'a Within,
    /// The person who asks.
    pub(crate) person: Option<PersonId>,
    /// Attributes of theirs whose changes are left out, since they are hidden from them.
    pub(crate) hidden: &'a [AttributeKey],
}

/// A query of an inbox: `$1` attribute, `$2` source, `$3` the scope, `$4` the person who asks, `$5` what is hidden of them.
macro_rules! inbox {
    ($inbox:expr, $conn:expr, $fetch:ident, $bound:ident, $start:literal, $end:literal $(, $bind:expr)*) => {{
        let inbox = $inbox;
        let statement = Both {
            sqlite: concat!(
                in_conflict!($start, "(select value from json_each($5))"),
                within_sqlite!("c.person_id", "$3"),
                $end
            ),
            postgres: concat!(
                in_conflict!($start, "(select jsonb_array_elements_text(cast($5 as jsonb)))"),
                within_postgres!("c.person_id", "$3"),
                $end
            ),
            looks_up: true,
        };
        $fetch!(
            $conn,
            (i64,),
            statement,
            inbox.attribute.map(|key| key.as_str().to_owned()),
            inbox.source.map(|source| source.0),
            inbox.within.$bound(),
            inbox.person.map(|person| person.0),
            list(inbox.hidden)
            $(, $bind)*
        )
    }};
}

macro_rules! in_conflict {
    ($start:literal, $hidden:literal) => {
        concat!(
            $start,
            " from change c where c.state = 'conflict' and c.suspended_at is null
               and (cast($1 as text) is null or c.attribute = $1)
               and (cast($2 as bigint) is null
                 or exists (select 1 from entry s where s.person_id = c.person_id and s.source_id = $2))
               and (cast($4 as bigint) is null or c.person_id <> $4 or c.attribute not in ",
            $hidden,
            ") and "
        )
    };
}

/// The changes in conflict after `after`, oldest first.
pub(crate) async fn page(
    conn: &mut Conn,
    inbox: Inbox<'_>,
    after: i64,
    limit: i64,
) -> Result<Vec<ChangeId>, StoreError> {
    let rows = inbox!(
        inbox,
        conn,
        fetch_all,
        bound_for_few,
        "select c.id",
        " and c.id > $6 order by c.id limit $7",
        after,
        limit
    )?;
    Ok(rows.into_iter().map(|(id,)| ChangeId(id)).collect())
}

/// How many there are.
pub(crate) async fn count(conn: &mut Conn, inbox: Inbox<'_>) -> Result<i64, StoreError> {
    let (count,) = inbox!(inbox, conn, fetch_one, bound, "select count(*)", "")?;
    Ok(count)
}

//! Changes in conflict of everybody, for those who settle many at once.

use domain::{
    id::{ChangeId, SourceId},
    name::AttributeKey,
};

use super::{
    Conn, StoreError,
    connection::{fetch_all, fetch_one},
};

/// The changes in conflict after `after`, oldest first; of one attribute, and of people whom one source has, if these are given.
pub(crate) async fn page(
    conn: &mut Conn,
    (attribute, source): (Option<&AttributeKey>, Option<SourceId>),
    after: i64,
    limit: i64,
) -> Result<Vec<ChangeId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select c.id from change c
         where c.state = 'conflict' and c.suspended_at is null and c.id > $1
           and (cast($2 as text) is null or c.attribute = $2)
           and (cast($3 as bigint) is null
             or exists (select 1 from entry e where e.person_id = c.person_id and e.source_id = $3))
         order by c.id limit $4",
        after,
        attribute.map(|key| key.as_str().to_owned()),
        source.map(|source| source.0),
        limit,
    )?;
    Ok(rows.into_iter().map(|(id,)| ChangeId(id)).collect())
}

/// How many there are.
pub(crate) async fn count(
    conn: &mut Conn,
    (attribute, source): (Option<&AttributeKey>, Option<SourceId>),
) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from change c
         where c.state = 'conflict' and c.suspended_at is null
           and (cast($1 as text) is null or c.attribute = $1)
           and (cast($2 as bigint) is null
             or exists (select 1 from entry e where e.person_id = c.person_id and e.source_id = $2))",
        attribute.map(|key| key.as_str().to_owned()),
        source.map(|source| source.0),
    )?;
    Ok(count)
}

//! Who has a seat, and who waits for one.

use domain::id::PersonId;

use super::{
    Conn, StoreError,
    connection::{fetch_all, fetch_one},
};

/// How many people are active.
pub(crate) async fn active(conn: &mut Conn) -> Result<i64, StoreError> {
    let (active,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from person
         where blocked_by_admin_at is null and (blocked_by_directory_at is null or pinned_at is not null)"
    )?;
    Ok(active)
}

/// How many people wait for a seat. The first condition is the index's own; the second is what counts.
pub(crate) async fn waiting(conn: &mut Conn) -> Result<i64, StoreError> {
    let (waiting,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from person where (blocked_by_directory_at is not null or blocked_by_admin_at is not null)
           and blocked_by_directory_reason = 'no_seat' and blocked_by_admin_at is null"
    )?;
    Ok(waiting)
}

/// The first who wait, in the order in which they came.
pub(crate) async fn first_waiting(conn: &mut Conn, count: i64) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select id from person where (blocked_by_directory_at is not null or blocked_by_admin_at is not null)
           and blocked_by_directory_reason = 'no_seat' and blocked_by_admin_at is null order by created_at, id limit $1",
        count
    )?;
    Ok(rows.into_iter().map(|(id,)| PersonId(id)).collect())
}

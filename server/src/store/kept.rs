//! Changes that an administrator kept although the policy has closed their attribute since they were proposed (P7).

use std::collections::BTreeSet;

use domain::{id::ChangeId, moment::Moment};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, in_numbers, list},
};

/// Keeps changes.
pub(crate) async fn keep(
    conn: &mut Conn,
    changes: &[ChangeId],
    by: Option<&str>,
    now: Moment,
) -> Result<(), StoreError> {
    for change in changes {
        execute!(
            conn,
            "insert into kept_change (change_id, kept_at, kept_by_name) values ($1, $2, $3) on conflict (change_id) do nothing",
            change.0,
            now.0,
            by.map(str::to_owned),
        )?;
    }
    Ok(())
}

/// Which of these changes were kept.
pub(crate) async fn among(conn: &mut Conn, changes: &[ChangeId]) -> Result<BTreeSet<ChangeId>, StoreError> {
    if changes.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows = fetch_all!(
        conn,
        (i64,),
        in_numbers!("select change_id from kept_change where change_id in ", "$1", ""),
        list(changes),
    )?;
    Ok(rows.into_iter().map(|(change,)| ChangeId(change)).collect())
}

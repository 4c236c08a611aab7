//! What became of looks that were carried out, and forgetting those that never were.

use domain::{api::JobItems, id::ReexportId, moment::Moment};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, fetch_optional, in_numbers, list},
};

/// What jobs have in the queue, in their order.
pub(crate) async fn items(conn: &mut Conn, jobs: &[ReexportId]) -> Result<Vec<JobItems>, StoreError> {
    const ITEMS: Both = in_numbers!(
        "select reexport_id, state, count(*) from item where reexport_id in ",
        "$1",
        " group by reexport_id, state"
    );
    let rows = fetch_all!(conn, (i64, String, i64), ITEMS, list(jobs))?;
    let of = |job: &ReexportId| {
        let mut items = JobItems::default();
        for (_, state, count) in rows.iter().filter(|(id, ..)| *id == job.0) {
            let place = match state.as_str() {
                "waiting" | "queued" => &mut items.waiting,
                "sending" | "failed" => &mut items.running,
                "done" => &mut items.done,
                "parked" => &mut items.failed,
                _ => &mut items.cancelled,
            };
            *place += count;
        }
        items
    };
    Ok(jobs.iter().map(of).collect())
}

/// Cancels what of a job waits, but for changes: they go on by themselves.
pub(crate) async fn cancel_items(
    conn: &mut Conn,
    id: ReexportId,
    reason: &str,
    now: Moment,
) -> Result<u64, StoreError> {
    execute!(
        conn,
        "update item set state = 'cancelled', reason = $3, moved_at = $2
         where reexport_id = $1 and mapping_id is not null and state in ('waiting', 'queued', 'failed', 'parked')",
        id.0,
        now.0,
        reason.to_owned(),
    )
}

/// Forgets looks that ran out before a moment and were never carried out; one at a time, since each may be long. Gives whether there was one.
pub(crate) async fn forget_one(conn: &mut Conn, before: Moment) -> Result<bool, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select id from reexport where executed_at is null and state <> 'looking' and expires_at < $1 order by id limit 1",
        before.0
    )?;
    let Some((id,)) = row else { return Ok(false) };
    execute!(
        conn,
        "delete from reexport_row where reexport_id = $1 and number in
           (select number from reexport_row where reexport_id = $1 order by number limit 5000)",
        id
    )?;
    execute!(
        conn,
        "delete from reexport where id = $1 and not exists (select 1 from reexport_row r where r.reexport_id = $1)",
        id
    )
    .map(|_| true)
}

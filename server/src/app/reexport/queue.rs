//! Carrying a look out, a few hundred rows in each transaction. Each row is worked out once more; what moved is marked and left alone until
//! somebody has looked at what it is now (S3.9).

use std::collections::BTreeSet;

use domain::{
    api::CarriedOutAs,
    id::{MappingId, PersonId},
    reexport::RowState,
    rights::Act,
    value::Value,
};

use super::{
    TOGETHER,
    look::Seen,
    put::Put,
    work::{Left, acting},
};
use crate::{
    app::{catalogue::Catalogue, template},
    clock,
    store::{
        Conn, given, item, person,
        reexport::{Stage, Stored},
        reexport_row::{self, ToDo},
    },
};

/// Puts the next rows in the queue; whether that was the end.
pub(super) async fn go_on(conn: &mut Conn, catalogue: &Catalogue, stored: &mut Stored) -> Result<bool, Left> {
    let now = clock::now();
    let target = template::target(catalogue, stored.target).map_err(Left::missing)?;
    let Some(mut executed) = stored.executed.clone() else {
        return Err(Left::Over("nobody had it carried out".to_owned()));
    };
    let account = stored.doer.unwrap_or(stored.account);
    let Some(asker) = acting(conn, account, &executed.by, Act::MakeExport).await? else {
        return Err(Left::Over("whoever had it carried out may not make exports any more".to_owned()));
    };
    let rows = reexport_row::to_do(conn, stored.id, stored.reached, TOGETHER).await?;
    let Some(last) = rows.last() else {
        stored.stage = Stage::Executed;
        return Ok(true);
    };
    stored.reached = last.number;
    item::lock_target(conn, target.id).await?;
    let people: Vec<PersonId> = rows.iter().map(|row| row.person).collect::<BTreeSet<_>>().into_iter().collect();
    person::lock(conn, &people).await?;
    let mut seen = Seen::read(conn, catalogue, target, &people).await?;
    let mut put = Put::read(conn, (catalogue, target), Some(stored.id), &people).await?;
    let (mut queued, mut merged, mut given) = (Vec::new(), Vec::new(), Vec::new());
    let mut values: Vec<(PersonId, MappingId, Option<Value>)> = Vec::new();
    for ToDo { number, person, mapping, value } in rows {
        let is_followed = target.mapping(mapping).is_some_and(|one| target.follows(one));
        let fresh = match (target.mapping(mapping), seen.standings.get(&person)) {
            (Some(mapping), Some(standing)) => seen.comes_to(mapping, standing),
            (None, _) => Err("its row was switched off or taken out of the template since".to_owned()),
            (_, None) => Err("this person is gone".to_owned()),
        };
        if fresh.as_ref() != Ok(&value) {
            reexport_row::set_moved(conn, (stored.id, number), &fresh).await?;
            executed.moved += 1;
            continue;
        }
        match executed.done_as {
            CarriedOutAs::Queue => {
                match put.one(conn, &mut seen, (person, mapping, value), (&asker.actor(), now)).await? {
                    RowState::Merged => merged.push(number),
                    _ => queued.push(number),
                }
            }
            // What a directory holds it says itself.
            CarriedOutAs::Given if is_followed => {}
            CarriedOutAs::Given => {
                put.take_back_all(person, mapping);
                values.push((person, mapping, value));
                given.push(number);
            }
        }
    }
    put.finish(conn, now).await?;
    given::note_values(conn, &values, now).await?;
    let count = |rows: &[i64]| i64::try_from(rows.len()).unwrap_or(i64::MAX);
    executed.queued += count(&queued);
    executed.merged += count(&merged);
    executed.given += count(&given);
    for (rows, state) in [(queued, RowState::Queued), (merged, RowState::Merged), (given, RowState::Given)] {
        reexport_row::set_state(conn, stored.id, &rows, state).await?;
    }
    stored.executed = Some(executed);
    Ok(false)
}

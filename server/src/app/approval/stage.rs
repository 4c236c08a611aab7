//! Keeping whom changes ask, so that lists of them cost one look-up, and when others are to be asked too. It is worked out anew when a change
//! moves, when the policy does, and after each run: who decides is asked at the decision once more, so nothing hangs on it but lists.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    change::ChangeState,
    id::{ChangeId, PersonId},
    moment::Moment,
};

use super::{Approvals, tokens};
use crate::{
    app::{AppError, catalogue::Catalogue},
    store::{
        Conn,
        approval::{self as stored, Stage},
        change::Change,
        entry::{self, Entry},
    },
};

/// What becomes of the time at a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Staged {
    /// The change has come to another level, or asks for the first time.
    Anew,
    /// It goes on.
    Still,
    /// Nobody decided in time.
    TimedOut,
}

/// Works out whom these changes ask, and keeps it. Those that ask nobody any more are forgotten.
pub(in crate::app) async fn settle(
    conn: &mut Conn,
    catalogue: &Catalogue,
    changes: &[&Change],
    staged: Staged,
    now: Moment,
) -> Result<(), AppError> {
    let entries = entries_of(conn, changes).await?;
    let entries = entries.iter().map(|(person, entries)| (*person, entries.as_slice())).collect();
    refresh(conn, catalogue, changes, &entries, staged, now).await
}

/// The entries of those whom changes describe.
pub(super) async fn entries_of(
    conn: &mut Conn,
    changes: &[&Change],
) -> Result<BTreeMap<PersonId, Vec<Entry>>, AppError> {
    let people: Vec<PersonId> = changes.iter().map(|change| change.person).collect();
    let mut entries: BTreeMap<PersonId, Vec<Entry>> = BTreeMap::new();
    for entry in entry::of_people(conn, &people).await? {
        entries.entry(entry.person).or_default().push(entry);
    }
    Ok(entries)
}

/// The same for people whose entries are known.
pub(in crate::app) async fn refresh(
    conn: &mut Conn,
    catalogue: &Catalogue,
    changes: &[&Change],
    entries: &BTreeMap<PersonId, &[Entry]>,
    staged: Staged,
    now: Moment,
) -> Result<(), AppError> {
    let (open, over): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|one| is_open(one));
    if !over.is_empty() {
        forget(conn, &over).await?;
    }
    let moved = moved(conn, catalogue, &open, entries, staged, now).await?;
    if !moved.asked.is_empty() {
        stored::set_asked(conn, &moved.asked).await?;
    }
    stored::set_stages(conn, &moved.stages).await?;
    Ok(())
}

/// Those of these changes that do not ask whom they are kept to ask. It writes nothing, so that a run about which nobody is asked anew does not
/// hold up who writes.
pub(super) async fn that_moved(
    conn: &mut Conn,
    catalogue: &Catalogue,
    changes: &[&Change],
    now: Moment,
) -> Result<Vec<ChangeId>, AppError> {
    let entries = entries_of(conn, changes).await?;
    let entries = entries.iter().map(|(person, entries)| (*person, entries.as_slice())).collect();
    let open: Vec<&Change> = changes.iter().copied().filter(|one| is_open(one)).collect();
    let moved = moved(conn, catalogue, &open, &entries, Staged::Still, now).await?;
    let asked = moved.asked.into_iter().map(|(id, _)| id);
    let ids: BTreeSet<ChangeId> = asked.chain(moved.stages.into_iter().map(|(id, _)| id)).collect();
    Ok(ids.into_iter().collect())
}

/// What is to be written.
#[derive(Default)]
struct Moved {
    asked: Vec<(ChangeId, Vec<String>)>,
    stages: Vec<(ChangeId, Stage)>,
}

async fn moved(
    conn: &mut Conn,
    catalogue: &Catalogue,
    open: &[&Change],
    entries: &BTreeMap<PersonId, &[Entry]>,
    staged: Staged,
    now: Moment,
) -> Result<Moved, AppError> {
    let mut moved = Moved::default();
    if open.is_empty() {
        return Ok(moved);
    }
    let approvals = Approvals::load(conn, catalogue, None, open.iter().copied(), entries).await?;
    let ids: Vec<ChangeId> = open.iter().map(|change| change.id).collect();
    let before = if staged == Staged::Still { stored::asked(conn, &ids).await? } else { BTreeMap::new() };
    for change in open {
        let known = approvals.stage(change.id);
        let first = Stage { since: now, timeouts: 0, due: None };
        let mut stage = match (staged, known) {
            (Staged::Anew, _) => first,
            (Staged::Still, None) => Stage { since: change.proposed_at, ..first },
            (Staged::Still, Some(stage)) => stage,
            (Staged::TimedOut, stage) => stage.map_or(first, |one| Stage { timeouts: one.timeouts + 1, ..one }),
        };
        let own = entries.get(&change.person).copied().unwrap_or_default();
        let waits = approvals.waits_after(catalogue, change, own, stage.timeouts);
        let days = waits.level.as_ref().and_then(|level| level.days).filter(|_| waits.asked.goes_on);
        let spans = i64::from(stage.timeouts) + 1;
        stage.due =
            days.map(|days| stage.since.plus(catalogue.day.saturating_mul(i64::from(days)).saturating_mul(spans)));
        let tokens = tokens(&waits.asked);
        if before.get(&change.id) != Some(&tokens) {
            moved.asked.push((change.id, tokens));
        }
        if known != Some(stage) {
            moved.stages.push((change.id, stage));
        }
    }
    Ok(moved)
}

fn is_open(change: &Change) -> bool {
    matches!(change.state, ChangeState::Pending | ChangeState::Conflict)
}

/// Forgets whom changes asked that are decided on.
pub(in crate::app) async fn forget(conn: &mut Conn, changes: &[&Change]) -> Result<(), AppError> {
    let ids: Vec<ChangeId> = changes.iter().map(|change| change.id).collect();
    Ok(stored::forget(conn, &ids).await?)
}

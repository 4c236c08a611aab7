//! Noting what became of a batch, all of it in one transaction. Whoever has lost the lease meanwhile changes nothing.

use std::collections::BTreeSet;

use domain::{
    id::{ChangeId, ItemId, PersonId},
    item::ItemState,
    moment::Moment,
    template::TargetKind,
};

use super::{
    super::{App, AppError, asker::Actor, step_many},
    PAUSES,
    send::Sent,
    take::{Batch, Errand, NOT_THERE, Taken},
};
use crate::{
    clock,
    store::{Conn, given, lease, mapping::Target, person},
    target::Fate,
};

/// After so many attempts an item is parked.
const ATTEMPTS: i64 = 8;

/// What one item came to.
struct Note {
    person: PersonId,
    taken: Taken,
    fate: Fate,
}

impl App {
    pub(super) async fn finish_batch(&self, target: &Target, batch: Batch, sent: Sent) -> Result<(), AppError> {
        let now = clock::now();
        // What only Amend gives, no run reads.
        let is_read = target.kind == TargetKind::Directory;
        let stale: Vec<String> = batch
            .errands
            .iter()
            .zip(&sent.fates)
            .filter(|(_, fates)| is_read && fates.iter().flatten().any(|fate| matches!(fate, Fate::Stale | Fate::Gone)))
            .map(|(errand, _)| errand.external_id.clone())
            .collect();
        let begun = batch.errands.into_iter().zip(sent.fates).filter_map(|(errand, fates)| Some((errand, fates?)));
        let notes: Vec<Note> = begun.flat_map(notes).collect();
        let draw = u16::from_le_bytes(clock::random()?);
        let (to, token) = (target.clone(), batch.token);
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { note(conn, &to, (token, draw), &notes, now).await })
            })
            .await?;
        if !stale.is_empty() {
            // What it reads says what becomes of the change: a conflict, or that it is in force already.
            match self.start_entries_run(target.source, stale, Actor::default(), now).await {
                Ok(_) => {}
                Err(AppError::Conflict(reason)) => tracing::info!(target = target.name, reason, "write_back.not_read"),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn notes((errand, fates): (Errand, Vec<Fate>)) -> impl Iterator<Item = Note> {
    let person = errand.person;
    errand.items.into_iter().zip(fates).map(move |(taken, fate)| Note { person, taken, fate })
}

async fn note(
    conn: &mut Conn,
    target: &Target,
    (token, draw): (i64, u16),
    notes: &[Note],
    now: Moment,
) -> Result<(), AppError> {
    let people: BTreeSet<PersonId> = notes.iter().map(|note| note.person).collect();
    person::lock(conn, &people.into_iter().collect::<Vec<_>>()).await?;
    let receipts: &[(Fate, &str)] = match target.kind {
        TargetKind::Scim => {
            &[(Fate::Made, "scim:made at "), (Fate::Written, "scim:written at "), (Fate::There, "scim:there at ")]
        }
        TargetKind::Directory | TargetKind::File => &[(Fate::Written, "ldap:0 at "), (Fate::There, "ldap:there at ")],
    };
    let (mut delivered, mut written): (Vec<ChangeId>, usize) = (Vec::new(), 0);
    for (fate, receipt) in receipts {
        let items: Vec<ItemId> = notes.iter().filter(|note| note.fate == *fate).map(|note| note.taken.id).collect();
        if items.is_empty() {
            continue;
        }
        let done = lease::done(conn, (&items, token), &format!("{receipt}{}", now.to_rfc3339()), now).await?;
        let is_done = |note: &&Note| done.contains(&note.taken.id);
        delivered.extend(notes.iter().filter(is_done).filter_map(|note| note.taken.change));
        given::note_items(conn, target.id, &done, now).await?;
        written += done.len();
        if *fate == Fate::Made {
            let made: BTreeSet<PersonId> = notes.iter().filter(is_done).map(|note| note.person).collect();
            given::forget_but(conn, target.id, &done).await?;
            note_made(conn, target, made, now);
        }
    }
    // What was decided otherwise while it was written stays so; the next run shows what the directory holds.
    step_many::hand_over(conn, &delivered, &Actor::default(), now).await?;
    if written > 0 {
        let mut row = Actor::default().audit(now, "export.write");
        row.detail = serde_json::json!({ "target": target.name, "items": written, "changes": delivered });
        conn.audit(row);
    }
    for note in notes {
        fail(conn, target, (token, draw), note, now).await?;
    }
    Ok(lease::give_back(conn, target.id, token, now).await?)
}

/// Notes who was made: what counted as given of them is forgotten, and by the log's row they are looked at once more.
fn note_made(conn: &mut Conn, target: &Target, made: BTreeSet<PersonId>, now: Moment) {
    for person in made {
        let mut row = Actor::default().audit(now, "service.make_user");
        row.person = Some(person);
        row.detail = serde_json::json!({ "target": target.name });
        conn.audit(row);
    }
}

/// Notes an item that was not written.
async fn fail(
    conn: &mut Conn,
    target: &Target,
    (token, draw): (i64, u16),
    note: &Note,
    now: Moment,
) -> Result<(), AppError> {
    let (reason, is_final) = match &note.fate {
        Fate::Made | Fate::Written | Fate::There => return Ok(()),
        Fate::Stale if target.kind == TargetKind::Scim => {
            ("this user changes there all the time; looked at again", false)
        }
        Fate::Gone if target.kind == TargetKind::Scim => {
            ("the service has no such user any more; looked for again", false)
        }
        Fate::Stale => ("the directory holds something else by now; its entry is read anew", false),
        Fate::Gone => ("the directory has no such entry any more; it is read anew", false),
        Fate::Else(_) => (
            "somebody else has changed it there since Amend wrote it; try it again to write over that, or leave it as it is there",
            true,
        ),
        Fate::Refused(why) => (why.as_str(), true),
        Fate::Absent(why) | Fate::Later(why) => (why.as_str(), false),
    };
    let is_absent = matches!(note.fate, Fate::Absent(_));
    let is_parked = is_final || (note.taken.attempts + 1 >= ATTEMPTS && !is_absent);
    let state = if is_parked { ItemState::Parked } else { ItemState::Failed };
    let pause = if is_absent { NOT_THERE } else { PAUSES.pause(note.taken.attempts, draw) };
    let next = (!is_parked).then(|| now.plus(pause));
    if !lease::failed(conn, (note.taken.id, token), (state, reason), next, now).await? {
        return Ok(());
    }
    if let Fate::Else(held) = &note.fate {
        // Whoever has it tried again has seen what stands there, and that alone is written over.
        given::note_held(conn, note.taken.id, held.as_ref(), now).await?;
    }
    tracing::info!(item = note.taken.id.0, state = state.as_str(), reason, "write_back.not_written");
    if is_parked {
        let mut row = Actor::default().audit(now, "export.park");
        row.person = Some(note.person);
        row.attribute = note.taken.attribute.clone();
        row.change = note.taken.change;
        row.detail = serde_json::json!({ "target": target.name, "reason": reason });
        conn.audit(row);
    }
    Ok(())
}

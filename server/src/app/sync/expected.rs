//! Loads what is known of the entries that a run may meet, while the directory is asked already.

use std::collections::{BTreeSet, HashMap};

use domain::id::{PersonId, SourceId};

use crate::{
    app::AppError,
    source::{EntryId, Expected, LookUps},
    store::{Conn, Store, entry, finding, known},
};

/// What is known of entries, by their ids.
pub(super) type SlotsById = HashMap<EntryId, Slot>;

/// An entry of last time.
pub(super) struct Slot {
    pub(super) hash: [u8; 16],
    pub(super) person: PersonId,
    /// A complete run no longer found it.
    pub(super) is_away: bool,
    /// Its person is blocked by the directory.
    pub(super) is_out: bool,
    /// No run touches it.
    pub(super) is_detached: bool,
    pub(super) is_seen: bool,
}

impl Slot {
    fn of(known: &known::Known) -> Self {
        Self {
            hash: known.hash.as_slice().try_into().unwrap_or_default(),
            person: PersonId(known.person_id),
            is_away: known.is_away,
            is_out: known.is_out,
            is_detached: known.is_detached,
            is_seen: false,
        }
    }

    pub(super) fn is_in(&self) -> bool {
        !self.is_away && !self.is_out && !self.is_detached
    }
}

/// What is known before the first entry is met.
pub(super) struct Slots {
    pub(super) slots: SlotsById,
    /// The ids that a delta is to look up, known or not.
    pub(super) wanted: LookUps,
}

/// Hands on what is known of all of a source's entries.
pub(super) async fn load(store: Store, source: SourceId, known: async_channel::Sender<Slots>) -> Result<(), AppError> {
    let slots = everybody(&store, source).await?;
    // A run that broke off meanwhile needs it no more.
    let _ = known.send(Slots { slots, wanted: LookUps::default() }).await;
    Ok(())
}

/// Waits until a delta says whom it is about to look up, and hands on what is known of them. Where it has compared all ids, known people whom it
/// did not find are looked up too, and people it found whom nobody knows: one of the two must be wrong. `compares_ids`: it surely will.
pub(super) async fn load_expected(
    store: Store,
    source: SourceId,
    compares_ids: bool,
    expected: async_channel::Receiver<Expected>,
    known: async_channel::Sender<Slots>,
) -> Result<(), AppError> {
    let mut all = if compares_ids { Some(everybody(&store, source).await?) } else { None };
    // A directory that could not be asked expects nobody.
    let Ok(expected) = expected.recv().await else { return Ok(()) };
    if expected.present.is_some() && all.is_none() {
        all = Some(everybody(&store, source).await?);
    }
    let mut ids: BTreeSet<String> = expected.touched.iter().map(hex::encode).collect();
    let mut conn = store.read().await?;
    // Their names may be free by now, though nothing of them has changed.
    ids.extend(finding::without_name(&mut conn, source).await?);
    if let (Some(mut present), Some(all)) = (expected.present, all) {
        for (id, slot) in all {
            let is_present =
                if slot.is_away && !slot.is_detached { present.contains(&id) } else { present.remove(&id) };
            let is_blocked_for_it = slot.is_away && slot.is_out;
            if !is_present && !slot.is_detached && !is_blocked_for_it {
                ids.insert(hex::encode(id.bytes()));
            }
        }
        ids.extend(present.iter().map(|id| hex::encode(id.bytes())));
    }
    let mut slots = slots_of(&mut conn, source, &ids).await?;
    let mut first = Vec::new();
    if expected.references_follow {
        let mut reports = BTreeSet::new();
        for some in ids.iter().cloned().collect::<Vec<_>>().chunks(1000) {
            reports.extend(entry::reports_of(&mut conn, source, some).await?);
        }
        // Whoever comes back was followed to a place that nobody here knows.
        if slots.values().any(|slot| slot.is_away) {
            reports.extend(entry::reports_of_strangers(&mut conn, source).await?);
        }
        reports.retain(|id| !ids.contains(id));
        slots.extend(slots_of(&mut conn, source, &reports).await?);
        first = reports.iter().map(|id| id_bytes(id)).collect::<Result<_, _>>()?;
    }
    let then = ids.iter().map(|id| id_bytes(id)).collect::<Result<_, _>>()?;
    let wanted = LookUps { first, then };
    let _ = known.send(Slots { slots, wanted }).await;
    Ok(())
}

async fn slots_of(conn: &mut Conn, source: SourceId, ids: &BTreeSet<String>) -> Result<SlotsById, AppError> {
    let mut slots = SlotsById::new();
    for some in ids.iter().cloned().collect::<Vec<_>>().chunks(1000) {
        for known in known::of(conn, source, some).await? {
            slots.insert(parse(&known.external_id)?, Slot::of(&known));
        }
    }
    Ok(slots)
}

async fn everybody(store: &Store, source: SourceId) -> Result<SlotsById, AppError> {
    let (mut slots, mut damaged) = (SlotsById::new(), None);
    let take = |one: known::Known| match EntryId::from_hex(&one.external_id) {
        Some(id) => drop(slots.insert(id, Slot::of(&one))),
        None => damaged = Some(one.external_id),
    };
    known::each(&mut store.read().await?, source, take).await?;
    damaged.map_or(Ok(slots), |id| Err(unreadable(&id)))
}

fn parse(text: &str) -> Result<EntryId, AppError> {
    EntryId::from_hex(text).ok_or_else(|| unreadable(text))
}

fn id_bytes(text: &str) -> Result<Vec<u8>, AppError> {
    hex::decode(text).map_err(|_| unreadable(text))
}

fn unreadable(id: &str) -> AppError {
    AppError::Internal(format!("entry id {id} cannot be read"))
}

//! Stands on the reading thread between the directory and the run: knows every entry of last time by id and hash, so that an unchanged one is
//! never decoded, and hands the others on in bounded chunks.

use std::{
    borrow::Borrow,
    collections::{BTreeSet, HashMap},
    hash::{Hash, Hasher},
    sync::Arc,
};

use domain::{
    id::{PersonId, SourceId},
    leaving::WhenGone,
};

use super::Scope;
use crate::{
    app::AppError,
    source::{Expected, LookUps, Meeting, RawEntry, Sink, Stop},
    store::{Conn, Store, entry, finding},
};

/// Known entries that are fetched at once.
const PAGE: i64 = 2000;

/// An entry's id, which mostly has the length of a UUID: a hundred thousand of them are held at once.
#[derive(Clone, PartialEq, Eq)]
enum Id {
    Uuid([u8; 16]),
    Other(Box<[u8]>),
}

impl Id {
    fn parse(text: &str) -> Result<Self, AppError> {
        let mut uuid = [0; 16];
        match hex::decode_to_slice(text, &mut uuid) {
            Ok(()) => Ok(Self::Uuid(uuid)),
            Err(_) => Ok(Self::Other(id_bytes(text)?.into())),
        }
    }
}

impl Borrow<[u8]> for Id {
    fn borrow(&self) -> &[u8] {
        match self {
            Self::Uuid(bytes) => bytes,
            Self::Other(bytes) => bytes,
        }
    }
}

impl Hash for Id {
    /// As that of the bytes, by which it is found.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let bytes: &[u8] = self.borrow();
        bytes.hash(state);
    }
}

/// What is known of entries.
type Known = HashMap<Id, Slot>;

/// An entry of last time.
struct Slot {
    hash: [u8; 16],
    person: PersonId,
    /// A complete run no longer found it.
    is_away: bool,
    /// Its person is blocked by the directory.
    is_out: bool,
    /// No run touches it.
    is_detached: bool,
    is_seen: bool,
}

impl Slot {
    fn of(known: &entry::Known) -> Self {
        Self {
            hash: known.hash.as_slice().try_into().unwrap_or_default(),
            person: PersonId(known.person_id),
            is_away: known.is_away != 0,
            is_out: known.is_out != 0,
            is_detached: known.is_detached != 0,
            is_seen: false,
        }
    }

    fn is_in(&self) -> bool {
        !self.is_away && !self.is_out && !self.is_detached
    }
}

/// Somebody whom a complete run did not find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Missing {
    pub(super) person: PersonId,
    /// They were in until now, so that this run takes something from them.
    pub(super) was_in: bool,
}

/// What is known of entries, by their ids.
pub(super) struct Slots {
    slots: Known,
    /// The ids that a delta is to look up, known or not.
    wanted: LookUps,
}

/// Loads what is known of a source's entries, and hands it on; that runs while the directory is asked already.
pub(super) async fn load(store: Store, source: SourceId, known: async_channel::Sender<Slots>) -> Result<(), AppError> {
    let mut slots = Known::new();
    let mut after = String::new();
    let mut conn = store.read().await?;
    loop {
        let page = entry::known(&mut conn, source, &after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.external_id);
        for known in page {
            slots.insert(Id::parse(&known.external_id)?, Slot::of(&known));
        }
    }
    // A run that broke off meanwhile needs it no more.
    let _ = known.send(Slots { slots, wanted: LookUps::default() }).await;
    Ok(())
}

/// Waits until a delta says whom it is about to look up, and hands on what is known of them. Where it has compared all ids, known people whom it
/// did not find are looked up too, and people it found whom nobody knows: one of the two must be wrong.
pub(super) async fn load_expected(
    store: Store,
    source: SourceId,
    expected: async_channel::Receiver<Expected>,
    known: async_channel::Sender<Slots>,
) -> Result<(), AppError> {
    // A directory that could not be asked expects nobody.
    let Ok(expected) = expected.recv().await else { return Ok(()) };
    let mut ids: BTreeSet<String> = expected.touched.iter().map(hex::encode).collect();
    let mut conn = store.read().await?;
    // Their names may be free by now, though nothing of them has changed.
    ids.extend(finding::without_name(&mut conn, source).await?);
    if let Some(mut present) = expected.present {
        let mut after = String::new();
        loop {
            let page = entry::known(&mut conn, source, &after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.external_id);
            for known in page {
                let id = id_bytes(&known.external_id)?;
                if known.is_detached != 0 {
                    present.remove(&id);
                    continue;
                }
                let is_blocked_for_it = known.is_away != 0 && known.is_out != 0;
                let is_present = if known.is_away == 0 { present.remove(&id) } else { present.contains(&id) };
                if !is_present && !is_blocked_for_it {
                    ids.insert(known.external_id);
                }
            }
        }
        ids.extend(present.iter().map(hex::encode));
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

async fn slots_of(conn: &mut Conn, source: SourceId, ids: &BTreeSet<String>) -> Result<Known, AppError> {
    let mut slots = Known::new();
    for some in ids.iter().cloned().collect::<Vec<_>>().chunks(1000) {
        for known in entry::known_of(conn, source, some).await? {
            slots.insert(Id::parse(&known.external_id)?, Slot::of(&known));
        }
    }
    Ok(slots)
}

fn id_bytes(text: &str) -> Result<Vec<u8>, AppError> {
    hex::decode(text).map_err(|_| AppError::Internal(format!("entry id {text} cannot be read")))
}

/// Everything that is known before a run.
pub(super) struct Collector {
    slots: Known,
    /// Where the slots come from; empty once they are here.
    coming: Option<async_channel::Receiver<Slots>>,
    /// Where a delta says whom it is about to look up.
    expects: Option<async_channel::Sender<Expected>>,
    salt: u128,
    scope: Arc<Scope>,
    chunks: Option<async_channel::Sender<Vec<RawEntry>>>,
    unchanged: i64,
}

impl Collector {
    /// `known` brings what [`load`] or [`load_expected`] finds, which `expects` asks for; `salt` is what stored hashes are mixed with.
    pub(super) fn new(
        known: async_channel::Receiver<Slots>,
        expects: Option<async_channel::Sender<Expected>>,
        (salt, scope): (u128, Arc<Scope>),
        chunks: async_channel::Sender<Vec<RawEntry>>,
    ) -> Self {
        Self { slots: Known::new(), coming: Some(known), expects, salt, scope, chunks: Some(chunks), unchanged: 0 }
    }

    /// Waits until it is known what was there. When that cannot be had, whoever loads it tells why, and nothing is taken.
    fn know(&mut self) -> LookUps {
        // A delta that expected nobody is not waited for.
        self.expects = None;
        let Some(known) = self.coming.take() else { return LookUps::default() };
        match known.recv_blocking() {
            Ok(Slots { slots, wanted }) => {
                self.slots = slots;
                wanted
            }
            Err(_) => {
                self.chunks = None;
                LookUps::default()
            }
        }
    }

    /// Tells the other side that nothing more comes.
    pub(super) fn close(&mut self) {
        // A directory without an entry never asked.
        self.know();
        self.chunks = None;
    }

    /// Linked people whom neither absence nor the directory's word keeps out.
    pub(super) fn scope(&self) -> i64 {
        count(self.slots.values().filter(|slot| slot.is_in()).count())
    }

    /// People whose entry was not met, and with whom what becomes of who is gone was not done already. To be asked only after a complete run.
    pub(super) fn missing(&self, when_gone: WhenGone) -> Vec<Missing> {
        let is_done = |slot: &Slot| slot.is_away && (slot.is_out || when_gone == WhenGone::Nothing);
        let is_missing = |slot: &&Slot| !slot.is_seen && !slot.is_detached && !is_done(slot);
        let missing = |slot: &Slot| Missing { person: slot.person, was_in: slot.is_in() };
        let mut missing: Vec<Missing> = self.slots.values().filter(is_missing).map(missing).collect();
        missing.sort_unstable();
        missing
    }

    /// The ids of those of them who were in until now.
    pub(super) fn missing_ids(&self) -> BTreeSet<Vec<u8>> {
        let is_missing = |(_, slot): &(&Id, &Slot)| !slot.is_seen && slot.is_in();
        let bytes = |id: &Id| -> Vec<u8> { Borrow::<[u8]>::borrow(id).to_vec() };
        self.slots.iter().filter(is_missing).map(|(id, _)| bytes(id)).collect()
    }

    /// These were met but are out of scope: as good as not met.
    pub(super) fn leave_out(&mut self, ids: &[String]) {
        for id in ids.iter().filter_map(|id| hex::decode(id).ok()) {
            if let Some(slot) = self.slots.get_mut(id.as_slice()) {
                slot.is_seen = false;
            }
        }
    }

    /// Whether somebody is linked to an entry.
    pub(super) fn knows(&self, id: &str) -> bool {
        hex::decode(id).is_ok_and(|id| self.slots.contains_key(id.as_slice()))
    }

    /// Entries that were exactly as last time.
    pub(super) fn unchanged(&self) -> i64 {
        self.unchanged
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

impl Sink for Collector {
    fn expect(&mut self, expected: Expected) -> Result<LookUps, Stop> {
        self.expects.take().ok_or(Stop)?.send_blocking(expected).map_err(|_| Stop)?;
        let wanted = self.know();
        if self.chunks.is_some() { Ok(wanted) } else { Err(Stop) }
    }

    fn meet(&mut self, id: &[u8], dn: &str, hash: u128) -> Meeting {
        self.know();
        let Some(slot) = self.slots.get_mut(id) else { return Meeting::Take };
        let is_first = !std::mem::replace(&mut slot.is_seen, true);
        if slot.is_detached {
            return Meeting::Skip;
        }
        if slot.hash == (hash ^ self.salt ^ self.scope.salt(dn)).to_be_bytes() && !slot.is_away {
            self.unchanged += i64::from(is_first);
            return Meeting::Skip;
        }
        Meeting::Take
    }

    fn take(&mut self, entries: Vec<RawEntry>) -> Result<(), Stop> {
        self.chunks.as_ref().ok_or(Stop)?.send_blocking(entries).map_err(|_| Stop)
    }
}

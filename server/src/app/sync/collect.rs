//! Stands on the reading thread between the directory and the run: knows every entry of last time by id and hash, so that an unchanged one is
//! never decoded, and hands the others on in bounded chunks.

use std::{collections::BTreeSet, sync::Arc};

use domain::{id::PersonId, leaving::WhenGone};

use super::{
    Scope,
    expected::{Slot, Slots, SlotsById},
};
use crate::source::{EntryId, Expected, LookUps, Meeting, RawEntry, Sink, Stop};

/// Somebody whom a complete run did not find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Missing {
    pub(super) person: PersonId,
    /// They were in until now, so that this run takes something from them.
    pub(super) was_in: bool,
}

/// Everything that is known before a run.
pub(super) struct Collector {
    slots: SlotsById,
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
    /// `known` brings what [`super::expected::load`] or [`super::expected::load_expected`] finds, which `expects` asks for; `salt` is what stored hashes are mixed with.
    pub(super) fn new(
        known: async_channel::Receiver<Slots>,
        expects: Option<async_channel::Sender<Expected>>,
        (salt, scope): (u128, Arc<Scope>),
        chunks: async_channel::Sender<Vec<RawEntry>>,
    ) -> Self {
        Self { slots: SlotsById::new(), coming: Some(known), expects, salt, scope, chunks: Some(chunks), unchanged: 0 }
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
        let is_missing = |(_, slot): &(&EntryId, &Slot)| !slot.is_seen && slot.is_in();
        self.slots.iter().filter(is_missing).map(|(id, _)| id.bytes().to_vec()).collect()
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

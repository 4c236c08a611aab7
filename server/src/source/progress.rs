//! Live figures of a run and the switch to end it, shared between the reading thread and whoever watches.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Shared by reference; all methods may be called from any thread.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    seen: AtomicU64,
    pages: AtomicU64,
    bytes: AtomicU64,
    cancelled: AtomicBool,
}

impl Progress {
    /// Entries read so far.
    pub(crate) fn seen(&self) -> u64 {
        self.seen.load(Relaxed)
    }

    /// Pages finished so far.
    pub(crate) fn pages(&self) -> u64 {
        self.pages.load(Relaxed)
    }

    /// Bytes received so far, after decryption.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Relaxed)
    }

    /// Ends the run within a second.
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
    }

    /// Whether [`Self::cancel`] was called.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Relaxed)
    }

    pub(crate) fn set_seen(&self, seen: u64) {
        self.seen.store(seen, Relaxed);
    }

    pub(crate) fn add_page(&self) {
        self.pages.fetch_add(1, Relaxed);
    }

    pub(crate) fn add_bytes(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Relaxed);
    }
}

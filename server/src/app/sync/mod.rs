//! Syncing: read a directory, plan, brake, apply, and let what was read meet the changes that people made.
//!
//! A first load streams straight in. A later run stages only the entries that are not exactly as last time; when all is read, the brake looks
//! at what would happen to how many, and either the stage is applied chunk by chunk or the run is held for a person, having touched nobody. Every
//! chunk leaves the stage in the transaction that applies it, so a crash goes on with what is left. Nothing here writes to a directory.
//!
//! Only a run that read everything may conclude that somebody is gone, and gone means blocked, never deleted. One run at a time works on a
//! source, under a lease whose fencing token is checked in every transaction.

mod apply;
mod collect;
mod finish;
mod load;
mod map;
mod meet;
mod plan_chunk;
mod recover;
mod remove;
mod settle;
mod stage;
mod start;
mod weigh;
mod work;

use std::sync::Arc;

use domain::{
    api::RunCounts,
    id::{RunId, SourceId},
    moment::Moment,
};

use super::catalogue::Catalogue;

/// What every step of a run needs to know.
#[derive(Clone)]
struct Context {
    run: RunId,
    source: SourceId,
    source_name: String,
    /// The fencing token of the lease.
    token: i64,
    began_at: Moment,
    catalogue: Arc<Catalogue>,
}

/// What a run has done so far, as it is stored with each chunk.
#[derive(Clone, Copy, Debug, Default)]
struct Tally(RunCounts);

//! Looking in every directory for the one entry that has a certain value, as when somebody signs in for the first time. Whether it is one is decided
//! over all directories together: where one of them cannot be asked, nothing is decided.

use std::{collections::BTreeSet, sync::Arc};

use domain::id::SourceId;

use super::{App, AppError, catalogue::Catalogue, connection::Connection, sync::is_disabled};
use crate::{
    config::Incremental,
    signin::Proof,
    source::{Meeting, Outcome, Progress, RawEntry, Sink, Stop},
};

/// An entry that has the value.
#[derive(Clone, Debug)]
pub(super) struct Sought {
    pub(super) source: SourceId,
    pub(super) external_id: String,
    pub(super) is_disabled: bool,
    /// The attribute that it was found by.
    pub(super) attribute: String,
}

/// Keeps a few: more than one is already too many.
#[derive(Default)]
struct Few(Vec<RawEntry>);

impl Sink for Few {
    fn meet(&mut self, _id: &[u8], _dn: &str, _hash: u128) -> Meeting {
        Meeting::Take
    }

    fn take(&mut self, entries: Vec<RawEntry>) -> Result<(), Stop> {
        self.0.extend(entries);
        if self.0.len() > 10 { Err(Stop) } else { Ok(()) }
    }
}

impl App {
    /// The entries that the first of the proofs finds which finds any.
    pub(super) async fn seek(&self, catalogue: &Catalogue, proofs: &[Proof]) -> Result<Vec<Sought>, AppError> {
        let mut asked = Vec::new();
        for (source, reached) in catalogue.reached_sources() {
            match reached {
                Ok(connection) if connection.is_in_use => asked.push((source, connection.clone())),
                Ok(_) => {}
                Err(reason) => return Err(AppError::Directory(format!("source {source}: {reason}"))),
            }
        }
        for proof in proofs {
            let mut found = Vec::new();
            for (source, connection) in &asked {
                found.extend(seek_in(*source, connection, proof).await?);
            }
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }
}

async fn seek_in(source: SourceId, connection: &Arc<Connection>, proof: &Proof) -> Result<Vec<Sought>, AppError> {
    let (reach, request) = (connection.reach.clone(), connection.request.holding(&proof.attribute, &proof.value));
    let read = tokio::task::spawn_blocking(move || {
        let mut few = Few::default();
        let end = reach.read_full(&request, Incremental::Off, &mut few, &Progress::default());
        (few.0, end)
    });
    let (entries, end) = read.await.map_err(|error| AppError::Internal(error.to_string()))?;
    match end.outcome {
        Outcome::Complete | Outcome::Cancelled => {}
        // There may be a second one that could not be read.
        Outcome::Partial { reason } | Outcome::Failed { reason } => {
            return Err(AppError::Directory(format!("source {source}: {reason}")));
        }
    }
    // A server may send an entry twice.
    let mut ids = BTreeSet::new();
    let sought = |entry: &RawEntry| Sought {
        source,
        external_id: hex::encode(&entry.id),
        is_disabled: is_disabled(connection, entry),
        attribute: proof.attribute.clone(),
    };
    Ok(entries.iter().filter(|entry| ids.insert(entry.id.clone())).map(sought).collect())
}

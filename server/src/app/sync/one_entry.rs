//! Reads one entry that somebody has named, as a run would, without changing anything.

use std::sync::Arc;

use domain::{dn, id::SourceId, plan::Found, selection::Verdict};

use super::{Scope, map::Mapper};
use crate::{
    app::{App, AppError, asker::Asker, rekey::refuse_unkeyed},
    config::Incremental,
    source::{Meeting, Outcome, Progress, RawEntry, Sink, Stop},
    store::source,
};

/// Keeps what comes.
#[derive(Default)]
struct Kept(Vec<RawEntry>);

impl Sink for Kept {
    fn meet(&mut self, _id: &[u8], _dn: &str, _hash: u128) -> Meeting {
        Meeting::Take
    }

    fn take(&mut self, entries: Vec<RawEntry>) -> Result<(), Stop> {
        self.0.extend(entries);
        // Whoever names one entry does not mean a container full of them.
        if self.0.len() > 1000 { Err(Stop) } else { Ok(()) }
    }
}

impl App {
    /// The entry with this distinguished name or user name, as it is mapped here.
    pub(in crate::app) async fn read_entry(&self, asker: &Asker, id: SourceId, named: &str) -> Result<Found, AppError> {
        let named = named.trim();
        if named.is_empty() || named.len() > 1000 {
            return Err(AppError::BadRequest(
                "`entry` is the distinguished name or the user name of an entry".to_owned(),
            ));
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let name = catalogue
            .sources
            .get(&id)
            .cloned()
            .ok_or_else(|| AppError::BadRequest("`source`: there is no such source".to_owned()))?;
        let connection = catalogue.connection(id)?;
        let stored = source::all(&mut self.store().read().await?).await?.into_iter().find(|one| one.id == id);
        let stored = stored.ok_or(AppError::NotFound)?;
        refuse_unkeyed(&stored, connection)?;
        let progress = Arc::new(Progress::default());
        let scope = Scope::load(connection, stored.selection, stored.leaving, progress.clone()).await?;
        let scope =
            scope.map_err(|trouble| AppError::Conflict(format!("the directory could not be read: {trouble}")))?;
        let place = dn::path(named);
        if let (Some(place), Some(base)) = (&place, dn::path(&connection.base))
            && !place.ends_with(&base)
        {
            return Err(AppError::Conflict(format!("source {name} reads nothing outside of {}", connection.base)));
        }
        let wide = scope.request(connection)?;
        let request = match place {
            Some(_) => wide.at(named),
            None => wide.named(&connection.username_attribute, named),
        };
        let reach = connection.reach.clone();
        let read = tokio::task::spawn_blocking(move || {
            let mut kept = Kept::default();
            let end = reach.read_full(&request, Incremental::Off, &mut kept, &progress);
            (kept.0, end)
        });
        let (mut kept, end) = read.await.map_err(|error| AppError::Internal(error.to_string()))?;
        match end.outcome {
            Outcome::Failed { reason } if reason.is_no_such_entry() => {}
            Outcome::Failed { reason } => {
                return Err(AppError::Conflict(format!("the directory could not be read: {reason}")));
            }
            Outcome::Complete | Outcome::Partial { .. } | Outcome::Cancelled => {}
        }
        if place.is_some() {
            kept.retain(|entry| dn::normalize(&entry.dn) == dn::normalize(named));
        }
        let entry = match kept.len() {
            1 => kept.pop(),
            0 => None,
            _ => {
                return Err(AppError::Conflict(format!(
                    "several entries are called {named}; give the distinguished name"
                )));
            }
        };
        let entry = entry.ok_or_else(|| {
            AppError::Conflict(format!("source {name} has no entry that is called {named}; look at the spelling"))
        })?;
        let mapped = Mapper::new(&catalogue, connection, &scope).map(entry);
        match mapped.verdict {
            Verdict::Taken => Ok(mapped.staged.found),
            Verdict::LeftOut { .. } | Verdict::Frozen { .. } => Err(AppError::Conflict(
                "this entry is left out by who comes in from the source; bring it in first".to_owned(),
            )),
        }
    }
}

//! Choosing who of a directory is taken: what there is to choose among, and what a choice would come to before it is saved (S4.9, S4.11, T15).

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    api::{ContainerView, Tried, TriedEntry},
    dn,
    id::SourceId,
    leaving::Leaving,
    selection::{Selection, Verdict},
};

use super::{
    App, AppError,
    asker::Asker,
    connection::Connection,
    sync::{Scope, is_disabled},
};
use crate::{
    source::{Meeting, Outcome, Progress, RawEntry, Sink, Stop, Trouble},
    store::known::{self, Known},
};

/// Examples of each kind.
const EXAMPLES: usize = 50;

impl App {
    /// The containers of a source as the directory has them now, each after the one that it lies in.
    pub(crate) async fn containers(&self, asker: &Asker, id: SourceId) -> Result<Vec<ContainerView>, AppError> {
        let connection = self.reachable(asker, id).await?;
        let (reach, request) = (connection.reach.clone(), connection.request.clone());
        let read = tokio::task::spawn_blocking(move || reach.read_containers(&request));
        let found = read
            .await
            .map_err(|error| AppError::Internal(error.to_string()))?
            .map_err(|trouble| unreachable(&trouble))?;
        let base = dn::path(&connection.base).map_or(0, |path| path.len());
        let mut containers: Vec<(Vec<String>, ContainerView)> = found
            .into_iter()
            .filter_map(|dn| {
                let mut path = dn::path(&dn)?;
                let depth = u32::try_from(path.len().saturating_sub(base)).unwrap_or(u32::MAX);
                let name = dn::common_name(&dn).unwrap_or_else(|| dn.clone());
                // From the root down, so that children follow their parents.
                path.reverse();
                Some((path, ContainerView { name, depth, dn }))
            })
            .collect();
        containers.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(containers.into_iter().map(|(_, container)| container).collect())
    }

    /// What a selection would come to. The directory is read, nothing is changed.
    pub(crate) async fn try_selection(
        &self,
        asker: &Asker,
        id: SourceId,
        selection: Selection,
    ) -> Result<Tried, AppError> {
        selection.judge().map_err(|why| AppError::BadRequest(format!("`selection`: {why}")))?;
        let connection = self.reachable(asker, id).await?;
        let progress = Arc::new(Progress::default());
        let scope = Scope::load(&connection, selection, Leaving::default(), progress.clone()).await?;
        let scope = scope.map_err(|trouble| unreachable(&trouble))?;
        let request = scope.request(&connection)?;
        let known = self.known_ids(id).await?;
        let (reach, how) = (connection.reach.clone(), crate::config::Incremental::Off);
        let absent_groups = scope.absent_groups.clone();
        let read = tokio::task::spawn_blocking(move || {
            let mut trial = Trial {
                connection: &connection,
                scope: &scope,
                known: &known,
                tried: Tried::default(),
                examples: Default::default(),
            };
            let end = reach.read_full(&request, how, &mut trial, &progress);
            (end, trial.told())
        });
        let (end, mut tried) = read.await.map_err(|error| AppError::Internal(error.to_string()))?;
        match end.outcome {
            Outcome::Complete => {}
            Outcome::Partial { reason } | Outcome::Failed { reason } => return Err(unreachable(&reason)),
            Outcome::Cancelled => return Err(AppError::Internal("nobody stops a trial".to_owned())),
        }
        tried.absent_groups = absent_groups;
        Ok(tried)
    }

    /// How a source is reached.
    pub(super) async fn reachable(&self, asker: &Asker, id: SourceId) -> Result<Arc<Connection>, AppError> {
        self.catalogue(asker.catalogue_version).await?.connection(id).cloned()
    }

    /// Ids of known entries, and whether their people are in.
    async fn known_ids(&self, id: SourceId) -> Result<BTreeMap<Vec<u8>, bool>, AppError> {
        let mut ids = BTreeMap::new();
        let mut conn = self.store().read().await?;
        let is_in = |one: &Known| !one.is_away && !one.is_out;
        let take = |one: Known| ids.extend(hex::decode(&one.external_id).ok().map(|id| (id, is_in(&one))));
        known::each(&mut conn, id, take).await?;
        Ok(ids)
    }
}

/// A directory that cannot be asked is a matter of the moment, in words for whoever sets it up.
fn unreachable(trouble: &Trouble) -> AppError {
    AppError::Conflict(format!("the directory could not be read: {trouble}"))
}

struct Trial<'a> {
    connection: &'a Connection,
    scope: &'a Scope,
    known: &'a BTreeMap<Vec<u8>, bool>,
    tried: Tried,
    /// Who goes, who comes, who is frozen, who else is left out.
    examples: [Vec<TriedEntry>; 4],
}

impl Trial<'_> {
    fn told(mut self) -> Tried {
        self.tried.examples = self.examples.into_iter().flatten().collect();
        self.tried
    }

    fn look(&mut self, entry: &RawEntry) {
        let known = self.known.get(&entry.id).copied();
        let verdict = self.scope.full_verdict(entry, is_disabled(self.connection, entry), known.is_some());
        let is_in = known == Some(true);
        let tried = &mut self.tried;
        tried.read += 1;
        let kind = match (&verdict, is_in, known) {
            (Verdict::Taken, _, known) => {
                tried.taken += 1;
                tried.comes += i64::from(known.is_none());
                known.is_none().then_some(1)
            }
            (Verdict::Frozen { .. }, ..) => {
                tried.frozen += 1;
                Some(2)
            }
            (Verdict::LeftOut { .. }, is_in, _) => {
                tried.left_out += 1;
                tried.goes += i64::from(is_in);
                Some(if is_in { 0 } else { 3 })
            }
        };
        if let Some(examples) = kind.and_then(|kind| self.examples.get_mut(kind)).filter(|some| some.len() < EXAMPLES) {
            examples.push(TriedEntry { dn: entry.dn.clone(), verdict, known: is_in });
        }
    }
}

impl Sink for Trial<'_> {
    fn meet(&mut self, _id: &[u8], _dn: &str, _hash: u128) -> Meeting {
        Meeting::Take
    }

    fn take(&mut self, entries: Vec<RawEntry>) -> Result<(), Stop> {
        entries.iter().for_each(|entry| self.look(entry));
        Ok(())
    }
}

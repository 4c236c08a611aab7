//! What a chunk of decisions is decided by: the people, entries and changes that they are about, read at once and kept up to date in memory.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{Decision, Moved, Verdict},
    approval::Capacity,
    change::ChangeState,
    id::{ChangeId, PersonId},
    merge,
    moment::Moment,
    rights::Act,
};

use super::{Call, writes::Writes};
use crate::{
    app::{
        AppError,
        approval::{Approvals, Waits},
        asker::Asker,
        catalogue::Catalogue,
        policies,
        show_change::shows,
        standing::{Standing, open_change},
        together,
    },
    store::{
        Conn,
        change::{self, Change},
        entry::Entry,
    },
};

/// Decisions being taken.
pub(super) struct Desk<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) asker: &'a Asker,
    pub(super) now: Moment,
    pub(super) standings: BTreeMap<PersonId, Standing>,
    /// Whose each of their changes is.
    whose: BTreeMap<ChangeId, PersonId>,
    /// The changes that are named and matter no more to their people.
    over: BTreeMap<ChangeId, Change>,
    pub(super) approvals: Approvals,
    /// What the policy has closed since, and nobody has chosen about.
    held: BTreeSet<ChangeId>,
    pub(super) writes: Writes,
}

impl<'a> Desk<'a> {
    /// Reads what decisions on these changes of these people need.
    pub(super) async fn open(
        conn: &mut Conn,
        catalogue: &'a Catalogue,
        asker: &'a Asker,
        ids: &[ChangeId],
        people: &[PersonId],
        now: Moment,
    ) -> Result<Self, AppError> {
        let standings = Standing::load_many(conn, people).await?;
        let whose = whose(&standings);
        let unknown: Vec<ChangeId> = ids.iter().copied().filter(|id| !whose.contains_key(id)).collect();
        let over = if unknown.is_empty() { Vec::new() } else { change::by_ids(conn, &unknown).await? };
        let over: BTreeMap<ChangeId, Change> = over.into_iter().map(|change| (change.id, change)).collect();
        let waiting = standings.values().flat_map(|standing| {
            let waits = |change: &&Change| matches!(change.state, ChangeState::Pending | ChangeState::Conflict);
            standing.changes.iter().filter(waits).map(|change| (change, standing.entries.as_slice()))
        });
        let held = policies::held(conn, &catalogue.closed(waiting)).await?;
        let approvals = load(conn, catalogue, asker, &standings, &over).await?;
        Ok(Self { catalogue, asker, now, standings, whose, over, approvals, held, writes: Writes::default() })
    }

    /// Reads one person anew, after something was written past what is kept here.
    pub(super) async fn reread(&mut self, conn: &mut Conn, person: PersonId) -> Result<(), AppError> {
        if let Some(fresh) = Standing::load_many(conn, &[person]).await?.remove(&person) {
            self.standings.insert(person, fresh);
        }
        self.whose = whose(&self.standings);
        self.approvals = load(conn, self.catalogue, self.asker, &self.standings, &self.over).await?;
        Ok(())
    }

    fn find(&self, id: ChangeId) -> Option<&Change> {
        let standing = self.whose.get(&id).and_then(|person| self.standings.get(person));
        let known = standing.and_then(|standing| standing.changes.iter().find(|change| change.id == id));
        known.or_else(|| self.over.get(&id))
    }

    /// Where a change is now.
    pub(super) fn state_of(&self, id: ChangeId) -> Option<ChangeState> {
        self.find(id).map(|change| change.state)
    }

    /// Keeps a change as it is from now on.
    pub(super) fn put(&mut self, change: &Change) {
        let standing = self.standings.get_mut(&change.person);
        if let Some(known) = standing.and_then(|one| one.changes.iter_mut().find(|known| known.id == change.id)) {
            known.clone_from(change);
        }
    }

    fn entries_of(&self, person: PersonId) -> &[Entry] {
        self.standings.get(&person).map_or(&[], |standing| standing.entries.as_slice())
    }

    fn waits(&self, change: &Change) -> Waits {
        self.approvals.waits(self.catalogue, change, self.entries_of(change.person))
    }

    /// The pending changes that are decided on with one.
    pub(super) fn pending_with(&self, change: &Change) -> Vec<Change> {
        let all = self.standings.get(&change.person).map_or(&[][..], |standing| standing.changes.as_slice());
        together::pending_with(self.catalogue, all, change).cloned().collect()
    }

    /// The change, if the asker may decide on it now.
    pub(super) fn may_decide(&self, decision: &Decision) -> Result<Change, AppError> {
        let change = self.find(decision.change).ok_or(AppError::NotFound)?;
        let entries = self.entries_of(change.person);
        let is_shown = shows(self.catalogue, self.asker, change, entries);
        let all: Vec<(Change, Waits)> = std::iter::once(change.clone())
            .chain(self.pending_with(change))
            .map(|one| {
                let waits = self.waits(&one);
                (one, waits)
            })
            .collect();
        let asks_nobody = all.iter().all(|(_, waits)| waits.level.is_none());
        let asks_asker = all
            .iter()
            .filter(|(_, waits)| asks_nobody || waits.level.is_some())
            .any(|(one, waits)| self.asker.can(Act::Decide, Some(&self.approvals.whose(one, waits))));
        if asks_asker && is_shown {
            return Ok(change.clone());
        }
        // Who was asked at another level is told what became of it.
        let is_concerned = is_shown && self.approvals.concerns(self.catalogue, change, entries);
        if is_concerned && change.version != decision.version {
            return Err(AppError::Stale { moved: self.moved(change) });
        }
        // Who may see the change is told why not; to others it does not exist.
        let whose = self.catalogue.whose(self.asker, change.person, entries);
        let sees = self.asker.can(Act::SeePerson, Some(&whose)) && is_shown;
        Err(if sees || is_concerned { AppError::Forbidden } else { AppError::NotFound })
    }

    /// Refuses a decision on a change that rests, has moved since it was looked at, or is held.
    pub(super) fn is_as_seen(&self, change: &Change, decision: &Decision) -> Result<(), AppError> {
        if change.suspended_at.is_some() {
            return Err(AppError::Conflict("this person is blocked; the change waits until they return".to_owned()));
        }
        if change.version != decision.version || self.is_stale(change, decision.verdict) {
            return Err(AppError::Stale { moved: self.moved(change) });
        }
        let says_yes = matches!(decision.verdict, Verdict::Approve | Verdict::KeepMine);
        if says_yes && self.is_held(change) {
            return Err(AppError::Conflict(
                "the attribute was locked or hidden for this person since; an administrator chooses whether to keep or withdraw the change".to_owned(),
            ));
        }
        Ok(())
    }

    fn is_held(&self, change: &Change) -> bool {
        self.held.contains(&change.id)
    }

    /// The changes that are decided on with this one: the asker must have sent them with it, as they are.
    pub(super) fn decided_with(&self, call: &Call, change: &Change, verdict: Verdict) -> Result<Vec<Change>, AppError> {
        let with = self.pending_with(change);
        let label = |change: &Change| {
            self.catalogue.attribute(&change.attribute).map_or_else(String::new, |one| one.label("en").to_owned())
        };
        let all = self.standings.get(&change.person).map_or(&[][..], |standing| standing.changes.as_slice());
        if verdict == Verdict::Approve
            && change.state == ChangeState::Pending
            && let Some(other) = together::collides(self.catalogue, all, change)
        {
            return Err(AppError::Conflict(format!(
                "{} is decided on with it and is in conflict; settle that first",
                label(other)
            )));
        }
        for one in &with {
            match call.named.get(&one.id) {
                Some((version, same)) if *same == verdict => {
                    if *version != one.version || self.is_stale(one, verdict) {
                        return Err(AppError::Stale { moved: self.moved(one) });
                    }
                }
                _ => {
                    return Err(AppError::Conflict(format!(
                        "{} is decided on with it as one; send the same decision on both",
                        label(one)
                    )));
                }
            }
            if verdict == Verdict::Approve && self.is_held(one) {
                return Err(AppError::Conflict(format!(
                    "{} is held by a lock; an administrator keeps or withdraws it first",
                    label(one)
                )));
            }
        }
        Ok(with)
    }

    /// Whether the directory moved under the change since it was proposed. A conflict shows what moved, so it is decided on as seen.
    fn is_stale(&self, change: &Change, verdict: Verdict) -> bool {
        let Some(standing) = self.standings.get(&change.person) else { return false };
        verdict == Verdict::Approve
            && self.catalogue.attribute(&change.attribute).is_some_and(|attribute| {
                let own = standing.own(self.catalogue, attribute);
                merge::is_stale(&own, standing.theirs(self.catalogue, &change.attribute), &open_change(change))
            })
    }

    fn moved(&self, change: &Change) -> Vec<Moved> {
        let standing = self.standings.get(&change.person);
        standing.map_or_else(Vec::new, |standing| super::moved(self.catalogue, standing, change))
    }

    /// In whose place the asker decides on these changes.
    pub(super) fn for_whom(&self, changes: &[Change]) -> Option<String> {
        let mut for_whom = changes.iter().filter_map(|one| match self.approvals.capacity(one, &self.waits(one)) {
            Some(Capacity::For(person)) => self.name_of(person),
            _ => None,
        });
        for_whom.next()
    }

    pub(super) fn name_of(&self, person: PersonId) -> Option<String> {
        self.approvals.absent_name(person)
    }
}

fn whose(standings: &BTreeMap<PersonId, Standing>) -> BTreeMap<ChangeId, PersonId> {
    let all = standings.values().flat_map(|one| &one.changes);
    all.map(|change| (change.id, change.person)).collect()
}

async fn load(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    standings: &BTreeMap<PersonId, Standing>,
    over: &BTreeMap<ChangeId, Change>,
) -> Result<Approvals, AppError> {
    let changes = standings.values().flat_map(|one| &one.changes).chain(over.values());
    let entries = standings.iter().map(|(person, one)| (*person, one.entries.as_slice())).collect();
    Approvals::load(conn, catalogue, Some(asker), changes, &entries).await
}

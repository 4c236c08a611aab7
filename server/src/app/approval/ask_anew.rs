//! Asking anew: after the policy or a directory has moved, whom each waiting change asks is worked out once more; and where nobody has decided
//! in time, whoever comes next is asked too.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    approval::Approver,
    attribute::{Approval, Attribute},
    change::ChangeState,
    id::{ChangeId, PersonId},
    moment::Moment,
    policy,
};

use super::{
    Staged,
    mine::{is_of_person, person_token},
    refresh, settle,
    stage::{entries_of, that_moved},
};
use crate::{
    app::{
        App, AppError,
        asker::Actor,
        catalogue::Catalogue,
        deciders,
        notices::news,
        policy_groups::{ReadGroup, of_levels},
    },
    store::{
        Conn, approval as stored,
        change::{self, Change},
        entry::Entry,
        person,
    },
};

/// Changes that are looked at in one transaction.
const TOGETHER: i64 = 500;

impl App {
    /// Works out anew whom waiting changes ask, of these attributes or of all.
    pub(in crate::app) async fn ask_anew(
        &self,
        attributes: Option<Vec<String>>,
        staged: Staged,
        now: Moment,
    ) -> Result<(), AppError> {
        let catalogue = self.present_catalogue().await?;
        let mut after = ChangeId(0);
        loop {
            let waiting = {
                let mut conn = self.store().read().await?;
                stored::waiting(&mut conn, attributes.as_deref(), after, TOGETHER).await?
            };
            let Some(last) = waiting.last().copied() else { return Ok(()) };
            after = last;
            let moved = if staged == Staged::Still {
                let mut conn = self.store().read().await?;
                let changes = change::by_ids(&mut conn, &waiting).await?;
                that_moved(&mut conn, &catalogue, &changes.iter().collect::<Vec<_>>(), now).await?
            } else {
                waiting
            };
            if moved.is_empty() {
                continue;
            }
            let catalogue = catalogue.clone();
            self.store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move {
                        let changes = locked(conn, &moved).await?;
                        let changes: Vec<&Change> = changes.iter().collect();
                        let before = stored::asked(conn, &moved).await?;
                        settle(conn, &catalogue, &changes, staged, now).await?;
                        tell_late_comers(conn, &catalogue, &changes, &before, now).await
                    })
                })
                .await?;
        }
    }

    /// The same after a run, of the attributes about which it can come to something else.
    pub(in crate::app) async fn ask_anew_after_run(&self, now: Moment) -> Result<(), AppError> {
        let catalogue = self.present_catalogue().await?;
        let rules = &catalogue.policies.rules;
        let all = catalogue.attributes.iter().map(|stored| &stored.attribute);
        let follows =
            all.filter(|one| !rules.is_silent() && rules.speaks_of(one) || follows_directory(&catalogue, one));
        let keys: Vec<String> = follows.map(|one| one.key.to_string()).collect();
        if keys.is_empty() { Ok(()) } else { self.ask_anew(Some(keys), Staged::Still, now).await }
    }

    /// Works out whom those changes ask of which it never was: those that an earlier release had made.
    pub(crate) async fn ask_unasked(&self, now: Moment) -> Result<(), AppError> {
        let catalogue = self.present_catalogue().await?;
        loop {
            let unknown = {
                let mut conn = self.store().read().await?;
                stored::unknown(&mut conn, TOGETHER).await?
            };
            if unknown.is_empty() {
                return Ok(());
            }
            let catalogue = catalogue.clone();
            self.store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move {
                        let changes = locked(conn, &unknown).await?;
                        settle(conn, &catalogue, &changes.iter().collect::<Vec<_>>(), Staged::Still, now).await
                    })
                })
                .await?;
        }
    }

    /// Asks others where nobody has decided in time.
    pub(crate) async fn tend_approvals(&self, now: Moment) -> Result<(), AppError> {
        let catalogue = self.present_catalogue().await?;
        loop {
            let overdue = {
                let mut conn = self.store().read().await?;
                stored::overdue(&mut conn, now, TOGETHER).await?
            };
            if overdue.is_empty() {
                return Ok(());
            }
            let catalogue = catalogue.clone();
            self.store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move { escalate(conn, &catalogue, &overdue, now).await })
                })
                .await?;
        }
    }

    /// Whoever a level names must be there: the groups that nobody has read yet, with who is in them.
    pub(in crate::app) async fn groups_of_levels(
        &self,
        catalogue: &Catalogue,
        attribute: &Attribute,
    ) -> Result<Vec<ReadGroup>, AppError> {
        let of = |attribute: &Attribute| -> Vec<PersonId> {
            let approvers = attribute.levels.iter().flat_map(|level| level.approvers.clone());
            let named = approvers.flat_map(|approver| match approver {
                Approver::People(people) => people,
                _ => Vec::new(),
            });
            named.collect()
        };
        // Who was named while they were there keeps nobody from changing something else.
        let before = catalogue.attribute(&attribute.key).map(of).unwrap_or_default();
        let named: Vec<PersonId> = of(attribute).into_iter().filter(|one| !before.contains(one)).collect();
        if !named.is_empty() {
            let known = person::by_ids(&mut self.store().read().await?, &named).await?;
            if let Some(unknown) = named.iter().find(|one| !known.iter().any(|person| person.id == **one)) {
                return Err(AppError::BadRequest(format!("`levels`: there is no person {unknown}")));
            }
        }
        self.read_new_groups(catalogue, &of_levels(attribute.levels.iter()), "levels").await
    }
}

/// Tells whoever comes to be asked that a change waits for them, and nobody whom it asked before.
async fn tell_late_comers(
    conn: &mut Conn,
    catalogue: &Catalogue,
    changes: &[&Change],
    before: &BTreeMap<ChangeId, Vec<String>>,
    now: Moment,
) -> Result<(), AppError> {
    let ids: Vec<ChangeId> = changes.iter().map(|change| change.id).collect();
    let after = stored::asked(conn, &ids).await?;
    let of = |all: &BTreeMap<ChangeId, Vec<String>>, id| -> BTreeSet<String> {
        all.get(&id).into_iter().flatten().cloned().collect()
    };
    let mut newly: BTreeMap<ChangeId, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.state == ChangeState::Pending) {
        let (before, after) = (of(before, change.id), of(&after, change.id));
        let new: BTreeSet<String> = after.difference(&before).cloned().collect();
        if !new.is_empty() {
            newly.insert(change.id, (before, new));
        }
    }
    let waiting: Vec<&Change> = changes.iter().copied().filter(|change| newly.contains_key(&change.id)).collect();
    let entries = entries_of(conn, &waiting).await?;
    let entries = entries.iter().map(|(person, entries)| (*person, entries.as_slice())).collect();
    let mut asked = deciders::asked(conn, catalogue, &entries, &waiting, now).await?;
    for (id, people) in &mut asked {
        let Some((before, new)) = newly.get(id) else { continue };
        // A group or the administrators are asked as a whole.
        let is_circle = new.iter().any(|token| !is_of_person(token));
        people.retain(|person| {
            let token = person_token(*person);
            if is_circle { !before.contains(&token) } else { new.contains(&token) }
        });
    }
    news::tell_waiting(conn, &waiting, &asked, now);
    Ok(())
}

/// Whether who decides on an attribute can be another one after a run.
fn follows_directory(catalogue: &Catalogue, attribute: &Attribute) -> bool {
    let ways = policy::ways_of_approval(attribute, &catalogue.policies.rules);
    ways.iter().any(|way| matches!(way, Approval::Manager | Approval::Levels))
}

/// These changes, with their people locked.
async fn locked(conn: &mut Conn, ids: &[ChangeId]) -> Result<Vec<Change>, AppError> {
    let people: Vec<PersonId> = change::by_ids(conn, ids).await?.iter().map(|change| change.person).collect();
    person::lock(conn, &people).await?;
    Ok(change::by_ids(conn, ids).await?)
}

async fn escalate(conn: &mut Conn, catalogue: &Catalogue, ids: &[ChangeId], now: Moment) -> Result<(), AppError> {
    let changes = locked(conn, ids).await?;
    // Another server may have asked already, or somebody decided.
    let due = stored::overdue_among(conn, ids, now).await?;
    let changes: Vec<&Change> = changes.iter().filter(|change| due.contains(&change.id)).collect();
    let entries = entries_of(conn, &changes).await?;
    let entries: BTreeMap<PersonId, &[Entry]> =
        entries.iter().map(|(person, entries)| (*person, entries.as_slice())).collect();
    let before = deciders::asked(conn, catalogue, &entries, &changes, now).await?;
    refresh(conn, catalogue, &changes, &entries, Staged::TimedOut, now).await?;
    news::ask_others(conn, catalogue, &entries, &changes, (&before, now)).await?;
    for change in changes {
        let mut row = Actor::default().audit(now, "change.escalate");
        row.person = Some(change.person);
        row.attribute = Some(change.attribute.clone());
        row.change = Some(change.id);
        row.detail = serde_json::json!({ "state": change.state, "timed_out": true });
        conn.audit(row);
    }
    Ok(())
}

//! What decisions come to, written together: the changes, their items and audit rows, whom they ask from now on, and what lists show.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    change::{ChangeEvent, ChangeState},
    id::{ChangeId, PersonId},
};

use super::desk::Desk;
use crate::{
    app::{
        AppError,
        approval::{self, Pass, Staged},
        asker::Actor,
        notices::news,
        step::{self, Why},
    },
    store::{
        Conn,
        approval::{self as stored, Given},
        audit::NewAudit,
        change::Change,
        change_many::{self, NewItem},
        person,
    },
};

/// What is to be written.
#[derive(Default)]
pub(super) struct Writes {
    /// Each change as it is then, with the version that it had before.
    saved: BTreeMap<ChangeId, (i64, Change)>,
    items: Vec<NewItem>,
    given: Vec<Given>,
    audit: Vec<NewAudit>,
    /// The steps that were taken, for whoever is told.
    steps: Vec<(ChangeId, ChangeEvent)>,
}

impl Desk<'_> {
    /// Does one step of a change.
    pub(super) fn step(
        &mut self,
        mut change: Change,
        event: ChangeEvent,
        why: Why,
        place: Option<(usize, usize)>,
        for_whom: Option<String>,
    ) -> Result<Change, AppError> {
        let seen = change.version;
        // Nobody applies anything: it is what follows.
        let actor = if event == ChangeEvent::Apply { Actor::default() } else { self.asker.actor() };
        step::advance(&mut change, event, &actor, why, self.now)?;
        let mut row = step::audit_row(&change, event, &actor, self.now);
        // One level alone is nothing to tell.
        note(&mut row, place.filter(|(_, of)| *of > 1), for_whom);
        self.writes.audit.push(row);
        self.writes.steps.push((change.id, event));
        self.keep(seen, change.clone());
        Ok(change)
    }

    /// A change takes effect.
    pub(super) fn approved(
        &mut self,
        change: Change,
        place: Option<(usize, usize)>,
        for_whom: Option<String>,
    ) -> Result<(), AppError> {
        let change = self.step(change, ChangeEvent::Approve, Why::default(), place, for_whom)?;
        let entries = self.standings.get(&change.person).map_or(&[][..], |standing| standing.entries.as_slice());
        if step::applies_at_once(self.catalogue, &change, entries) {
            self.step(change, ChangeEvent::Apply, Why::default(), None, None)?;
            return Ok(());
        }
        let targets = step::targets(self.catalogue, &change, entries).into_iter().map(|target| target.id);
        let item =
            |target| NewItem { target, person: change.person, attribute: change.attribute.clone(), change: change.id };
        let items: Vec<NewItem> = targets.map(item).collect();
        self.writes.items.extend(items);
        Ok(())
    }

    /// A change has passed a level and waits for others.
    pub(super) fn passed(&mut self, mut change: Change, pass: Pass, for_whom: Option<String>) {
        let seen = change.version;
        change.version += 1;
        let mut row = self.asker.actor().audit(self.now, "change.pass_level");
        row.person = Some(change.person);
        row.attribute = Some(change.attribute.clone());
        row.change = Some(change.id);
        row.detail = serde_json::json!({ "state": change.state });
        note(&mut row, Some(pass.place), for_whom);
        self.writes.audit.push(row);
        self.writes.given.push(Given {
            change: change.id,
            level: pass.level,
            by: self.asker.who.account,
            for_person: pass.for_person,
        });
        self.keep(seen, change);
    }

    fn keep(&mut self, seen: i64, change: Change) {
        self.put(&change);
        let seen = self.writes.saved.get(&change.id).map_or(seen, |(first, _)| *first);
        self.writes.saved.insert(change.id, (seen, change));
    }

    /// Writes everything that was decided until now.
    pub(super) async fn write(&mut self, conn: &mut Conn) -> Result<(), AppError> {
        let writes = std::mem::take(&mut self.writes);
        if writes.saved.is_empty() {
            return Ok(());
        }
        let people: BTreeSet<PersonId> = writes.saved.values().map(|(_, change)| change.person).collect();
        let people: Vec<PersonId> = people.into_iter().collect();
        person::touch_many(conn, &people).await?;
        let saved: Vec<(i64, Change)> = writes.saved.into_values().collect();
        let count = change_many::save_decided(conn, &saved).await?;
        if usize::try_from(count).ok() != Some(saved.len()) {
            // Their people are locked, so nobody else can have moved them.
            return Err(AppError::Internal(format!("{count} of {} changes were as they had been read", saved.len())));
        }
        change_many::add_items(conn, &writes.items, self.now).await?;
        stored::give(conn, &writes.given, self.now).await?;
        writes.audit.into_iter().for_each(|row| conn.audit(row));
        let changes: Vec<&Change> = saved.iter().map(|(_, change)| change).collect();
        let by_id: BTreeMap<ChangeId, &Change> = changes.iter().map(|change| (change.id, *change)).collect();
        for (id, event) in writes.steps {
            if let Some(change) = by_id.get(&id) {
                news::of_step(conn, change, event, &self.asker.actor(), self.now);
            }
        }
        let entries = people.iter().filter_map(|id| Some((*id, self.standings.get(id)?.entries.as_slice()))).collect();
        approval::refresh(conn, self.catalogue, &changes, &entries, Staged::Anew, self.now).await?;
        let waiting: Vec<&Change> =
            changes.iter().copied().filter(|change| change.state == ChangeState::Pending).collect();
        news::ask(conn, self.catalogue, &entries, &waiting, self.now).await?;
        let mut shown = Vec::new();
        for standing in people.iter().filter_map(|id| self.standings.get(id)) {
            let now = standing.shown(self.catalogue);
            if !standing.person.shows(&now) {
                shown.push((standing.person.id, now));
            }
        }
        person::set_shown_many(conn, &shown).await?;
        Ok(())
    }
}

/// Adds to a row at which level it was, of how many, and in whose place.
fn note(row: &mut NewAudit, place: Option<(usize, usize)>, for_whom: Option<String>) {
    let Some(detail) = row.detail.as_object_mut() else { return };
    if let Some((level, of)) = place {
        detail.insert("level".to_owned(), level.into());
        detail.insert("of".to_owned(), of.into());
    }
    if let Some(name) = for_whom {
        detail.insert("for".to_owned(), name.into());
    }
}

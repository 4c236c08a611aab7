//! Putting values in the queue of a target so that none is there twice: what waits already stays, what waits with another value gives way, and
//! where a change of the same attribute says what is written, that goes on instead.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    change::{ChangeEvent, ChangeState},
    id::{ChangeId, ItemId, MappingId, PersonId, ReexportId},
    item::ItemState,
    moment::Moment,
    reexport::RowState,
    value::Value,
};

use super::look::Seen;
use crate::{
    app::{
        AppError,
        asker::Actor,
        catalogue::Catalogue,
        standing::Standing,
        step::{self, Why},
    },
    store::{
        Conn, item,
        item_value::{self, Open},
        mapping::Target,
        person,
    },
};

/// Why something that waited is not handed over.
const REPLACED: &str = "something newer was asked for";

/// What is being put in the queue with one transaction.
pub(super) struct Put<'c> {
    catalogue: &'c Catalogue,
    target: &'c Target,
    job: Option<ReexportId>,
    open: BTreeMap<(PersonId, MappingId), Vec<Open>>,
    open_changes: BTreeSet<ChangeId>,
    cancelled: Vec<ItemId>,
    added: Vec<(PersonId, MappingId, Option<Value>)>,
    /// Changes whose items are part of the job.
    changes: Vec<ChangeId>,
    touched: BTreeSet<PersonId>,
}

impl<'c> Put<'c> {
    /// Looks what of these people is in the queue; they are locked already.
    pub(super) async fn read(
        conn: &mut Conn,
        (catalogue, target): (&'c Catalogue, &'c Target),
        job: Option<ReexportId>,
        people: &[PersonId],
    ) -> Result<Self, AppError> {
        let open = item_value::open(conn, target.id, people).await?;
        let open_changes = item_value::open_changes(conn, target.id, people).await?;
        Ok(Self {
            catalogue,
            target,
            job,
            open,
            open_changes,
            cancelled: Vec::new(),
            added: Vec::new(),
            changes: Vec::new(),
            touched: BTreeSet::new(),
        })
    }

    /// Puts one value in the queue, or finds it there.
    pub(super) async fn one(
        &mut self,
        conn: &mut Conn,
        seen: &mut Seen<'_>,
        (person, mapping, value): (PersonId, MappingId, Option<Value>),
        (actor, now): (&Actor, Moment),
    ) -> Result<RowState, AppError> {
        let change = seen.standings.get(&person).zip(self.target.mapping(mapping));
        let change =
            change.and_then(|(standing, mapping)| seen.change(mapping, standing)).map(|one| (one.id, one.state));
        match change {
            Some((id, ChangeState::Approved)) => {
                if self.open_changes.insert(id) {
                    // Its item was cancelled, so that nothing would ever write it.
                    let key = self.target.mapping(mapping).and_then(|one| one.attribute().cloned());
                    item::add(conn, self.target.id, person, &key.ok_or(AppError::NotFound)?, id, now).await?;
                    self.changes.push(id);
                    return Ok(RowState::Queued);
                }
                Ok(RowState::Merged)
            }
            Some((id, ChangeState::NotTaken | ChangeState::Failed)) => {
                let standing = seen.standings.get_mut(&person).ok_or(AppError::NotFound)?;
                let change = standing.changes.iter_mut().find(|one| one.id == id).ok_or(AppError::NotFound)?;
                step::step(conn, self.catalogue, change, ChangeEvent::Reexport, actor, Why::default(), now).await?;
                self.open_changes.insert(id);
                self.changes.push(id);
                self.touched.insert(person);
                Ok(RowState::Queued)
            }
            _ => Ok(self.value(person, mapping, value, true)),
        }
    }

    /// Puts a value in the queue that no change says, unless it is there; `again` also replaces what failed.
    pub(super) fn value(
        &mut self,
        person: PersonId,
        mapping: MappingId,
        value: Option<Value>,
        again: bool,
    ) -> RowState {
        let open = self.open.remove(&(person, mapping)).unwrap_or_default();
        let has_failed = |one: &Open| matches!(one.state, ItemState::Failed | ItemState::Parked);
        let kept = open.iter().rfind(|one| one.value == value && !(again && has_failed(one))).map(|one| one.item);
        // What is being written at this moment cannot be called back; what is newer comes after it.
        let gone = open.iter().filter(|one| Some(one.item) != kept && one.state != ItemState::Sending);
        self.cancelled.extend(gone.map(|one| one.item));
        match kept {
            Some(_) => RowState::Merged,
            None => {
                self.added.push((person, mapping, value));
                RowState::Queued
            }
        }
    }

    /// Takes back what waits of a mapping with another value than it has now: the target holds that.
    pub(super) fn take_back(&mut self, person: PersonId, mapping: MappingId, value: Option<&Value>) {
        let open = self.open.remove(&(person, mapping)).unwrap_or_default();
        let gone = open.iter().filter(|one| one.value.as_ref() != value && one.state != ItemState::Sending);
        self.cancelled.extend(gone.map(|one| one.item));
    }

    /// Takes back all that waits of a mapping: it counts as given.
    pub(super) fn take_back_all(&mut self, person: PersonId, mapping: MappingId) {
        let open = self.open.remove(&(person, mapping)).unwrap_or_default();
        self.cancelled.extend(open.iter().filter(|one| one.state != ItemState::Sending).map(|one| one.item));
    }

    /// Writes all of it.
    pub(super) async fn finish(self, conn: &mut Conn, now: Moment) -> Result<(), AppError> {
        if !self.cancelled.is_empty() {
            item::cancel(conn, &self.cancelled, REPLACED, now).await?;
        }
        if !self.added.is_empty() {
            item_value::add(conn, (self.target.id, self.job), &self.added, now).await?;
        }
        if let Some(job) = self.job {
            item_value::belong(conn, (self.target.id, job), &self.changes).await?;
        }
        for person in self.touched {
            person::touch(conn, person).await?;
            if let Some(standing) = Standing::load(conn, person).await? {
                person::set_shown(conn, person, &standing.shown(self.catalogue)).await?;
            }
        }
        Ok(())
    }
}

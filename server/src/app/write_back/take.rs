//! Taking what is due for a target under a lease: all of a person's at once, as many as the limit of the hour leaves room for.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use domain::{
    delta::{Cell, Row},
    id::{ChangeId, ItemId, PersonId, TargetId},
    item::ItemState,
    moment::Moment,
    template::TargetKind,
};

use super::super::{
    App, AppError,
    catalogue::Catalogue,
    export_file::{self, Known},
    exports::people_of,
    standing::Standing,
    template,
};
use super::{door::Order, user};
use crate::{
    clock,
    store::{
        Conn,
        entry::Entry,
        item,
        lease::{self, Candidate},
        mapping::Target,
        person, writing,
    },
    target::{self, Wish},
};

/// Items that are taken together: what one transaction notes, and what one lease has to last for.
const BATCH: i64 = 200;
/// For how long something waits whose person is not in the directory.
pub(super) const NOT_THERE: i64 = 600_000;

/// Why something that is due is not written now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// Its row of the template is off.
    Off,
    /// A lock or a conflict holds it.
    Held,
    /// It names somebody who is in no directory any more.
    Unnamed,
    /// Its person is not in the directory.
    Absent,
}

impl Left {
    /// In words, with what to do.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Off => export_file::OFF,
            Self::Held => {
                "it is held: an attribute was closed since it was approved, or what it was decided on with is in conflict"
            }
            Self::Unnamed => "whom it names is in no directory any more; have somebody else named there",
            Self::Absent => {
                "this person has no entry in the directory; make one there, or hand the values over in a file"
            }
        }
    }

    /// For how long it is left alone.
    fn pause(self) -> i64 {
        match self {
            Self::Off | Self::Held => 15_000,
            Self::Unnamed | Self::Absent => NOT_THERE,
        }
    }
}

/// The entry that a target has of somebody.
pub(super) fn entry_in<'s>(standing: &'s Standing, target: &Target) -> Option<&'s Entry> {
    standing.entries.iter().find(|entry| entry.source == target.source && entry.is_present())
}

/// What is being written under one lease.
pub(super) struct Batch {
    pub(super) token: i64,
    /// When the lease was asked for, by a clock that stands still when this program does not.
    pub(super) since: Instant,
    pub(super) errands: Vec<Errand>,
}

impl Batch {
    /// Whom it is about.
    pub(super) fn people(&self) -> BTreeSet<PersonId> {
        self.errands.iter().map(|errand| errand.person).collect()
    }
}

/// What is written for one person.
pub(super) struct Errand {
    pub(super) person: PersonId,
    /// For reading the entry anew.
    pub(super) external_id: String,
    pub(super) order: Order,
    /// One for each wish of the order.
    pub(super) items: Vec<Taken>,
}

/// One item of it.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) id: ItemId,
    /// The change that it carries, if it is one, and the attribute that it is about.
    pub(super) change: Option<ChangeId>,
    pub(super) attribute: Option<domain::name::AttributeKey>,
    /// How often it was tried before.
    pub(super) attempts: i64,
}

impl App {
    /// The next of what is due, leased, by the policy as it is now; `None` if nothing is. Whoever is `busy` is being written at this moment: what else
    /// there is of them comes after that.
    pub(super) async fn take_batch(
        &self,
        target: &Target,
        busy: BTreeSet<PersonId>,
    ) -> Result<Option<Batch>, AppError> {
        loop {
            let (since, now) = (Instant::now(), clock::now());
            let until = now.plus(self.lease_milliseconds());
            let (catalogue, busy) = (self.present_catalogue().await?, busy.clone());
            let Some(target) = catalogue.targets.iter().find(|one| one.id == target.id).cloned() else {
                return Ok(None);
            };
            let taken = self
                .store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move { take(conn, &catalogue, &target, &busy, (since, now, until)).await })
                })
                .await?;
            match taken {
                // Everything that was due was put off.
                Some(batch) if batch.errands.is_empty() => {}
                taken => return Ok(taken),
            }
        }
    }
}

async fn take(
    conn: &mut Conn,
    catalogue: &Catalogue,
    target: &Target,
    busy: &BTreeSet<PersonId>,
    (since, now, until): (Instant, Moment, Moment),
) -> Result<Option<Batch>, AppError> {
    item::lock_target(conn, target.id).await?;
    let room = writing::room(conn, target.id, now).await?.min(BATCH);
    let due = lease::candidates(conn, target.id, now, (0, room)).await?;
    let mut people = people_of(&due.iter().map(|one| one.item.clone()).collect::<Vec<_>>());
    people.retain(|person| !busy.contains(person));
    person::lock(conn, &people).await?;
    // What moved until they were locked is not taken.
    let due = lease::candidates(conn, target.id, now, (0, room)).await?;
    let due: Vec<Candidate> = due.into_iter().filter(|one| people.contains(&one.item.person)).collect();
    if due.is_empty() {
        return Ok(None);
    }
    let errands = errands(conn, catalogue, target, &people, &due, now).await?;
    let ids: Vec<ItemId> = errands.iter().flat_map(|errand| errand.items.iter().map(|item| item.id)).collect();
    let token = match ids.is_empty() {
        true => 0,
        false => lease::take(conn, target.id, &ids, now, until).await?,
    };
    Ok(Some(Batch { token, since, errands }))
}

/// What is to be written for whom; what cannot be written now is put off.
async fn errands(
    conn: &mut Conn,
    catalogue: &Catalogue,
    target: &Target,
    people: &[PersonId],
    due: &[Candidate],
    now: Moment,
) -> Result<Vec<Errand>, AppError> {
    let all: Vec<&item::Item> = due.iter().map(|one| &one.item).collect();
    let known = export_file::look_up(conn, catalogue, target, people, &all).await?;
    let Known { standings, waiting, strangers, outdated } = known;
    if !outdated.is_empty() {
        item::cancel(conn, &outdated, export_file::OUTDATED, now).await?;
    }
    let columns = export_file::columns(catalogue, target);
    let mut rows: Vec<Row> = Vec::new();
    for one in waiting {
        let cell = Cell { item: one.item, change: one.change, old: one.known, new: one.new };
        match rows.iter_mut().find(|row| row.person == one.person) {
            Some(row) => drop(row.cells.insert(one.mapping, cell)),
            None => rows.push(Row { person: one.person, cells: [(one.mapping, cell)].into() }),
        }
    }
    let pictures = export_file::pictures(conn, catalogue, target, &rows).await?;
    let mut errands = Vec::new();
    let mut nowhere: BTreeSet<PersonId> = BTreeSet::new();
    if target.kind == TargetKind::Scim {
        errands = of_users(conn, catalogue, target, std::mem::take(&mut rows), (&standings, due)).await?;
    }
    for row in rows {
        let entry = standings.get(&row.person).and_then(|standing| entry_in(standing, target));
        let Some((entry, id)) = entry.and_then(|entry| Some((entry, hex::decode(&entry.external_id).ok()?))) else {
            nowhere.insert(row.person);
            continue;
        };
        let of_row: BTreeMap<ItemId, &Candidate> =
            due.iter().filter(|one| one.item.person == row.person).map(|one| (one.item.id, one)).collect();
        let (mut wishes, mut items, mut look_first) = (Vec::new(), Vec::new(), false);
        for (mapping, cell) in row.cells {
            let (Some(mapping), Some(candidate)) = (target.mapping(mapping), of_row.get(&cell.item)) else { continue };
            let Some(attribute) = template::definition(catalogue, mapping) else { continue };
            let cell = match export_file::is_picture(catalogue, mapping) {
                true => export_file::of_pictures(&pictures, cell)?,
                false => cell,
            };
            let is_there = domain::equality::identical(cell.old.value(), cell.new.as_ref());
            look_first |= candidate.attempts > 0 || candidate.item.state == ItemState::Sending || is_there;
            let of_mapping: Vec<_> = columns.iter().filter(|column| column.mapping == mapping.id).cloned().collect();
            wishes.push(Wish::of(attribute.into_owned(), &of_mapping, &cell));
            let (change, attribute) = (cell.change, mapping.attribute().cloned());
            items.push(Taken { id: candidate.item.id, change, attribute, attempts: candidate.attempts });
        }
        let order = Order::Entry(target::Order { id, dn: entry.dn.clone(), wishes, look_first });
        errands.push(Errand { person: row.person, external_id: entry.external_id.clone(), order, items });
    }
    let taken: BTreeSet<ItemId> = errands.iter().flat_map(|errand| errand.items.iter().map(|item| item.id)).collect();
    let is_left = |item: &&item::Item| !taken.contains(&item.id) && !outdated.contains(&item.id);
    let mut put_off: BTreeMap<&str, (Left, Vec<ItemId>)> = BTreeMap::new();
    for item in due.iter().map(|one| &one.item).filter(is_left) {
        let why = match item {
            item if export_file::is_off(target, item) => Left::Off,
            item if item.change().is_some_and(|change| strangers.contains(&change)) => Left::Unnamed,
            item if nowhere.contains(&item.person) => Left::Absent,
            _ => Left::Held,
        };
        put_off.entry(why.reason()).or_insert_with(|| (why, Vec::new())).1.push(item.id);
    }
    for (reason, (why, items)) in put_off {
        lease::put_off(conn, &items, reason, now.plus(why.pause())).await?;
    }
    Ok(errands)
}

/// The same for a SCIM service, which may have people of no directory.
async fn of_users(
    conn: &mut Conn,
    catalogue: &Catalogue,
    target: &Target,
    rows: Vec<Row>,
    (standings, due): (&BTreeMap<PersonId, Standing>, &[Candidate]),
) -> Result<Vec<Errand>, AppError> {
    let named = user::named(conn, catalogue, target, &rows).await?;
    let mut errands = Vec::new();
    for row in rows {
        let (person, cells) = (row.person, row.cells.clone());
        let Some(standing) = standings.get(&person) else { continue };
        let user::Ordered { order, mappings } = user::order(catalogue, target, standing, row, &named)?;
        let items = mappings.iter().filter_map(|mapping| {
            let candidate = due.iter().find(|one| cells.get(mapping).is_some_and(|cell| cell.item == one.item.id))?;
            let attribute = target.mapping(*mapping)?.attribute().cloned();
            Some(Taken { id: candidate.item.id, change: None, attribute, attempts: candidate.attempts })
        });
        let items = items.collect();
        errands.push(Errand { person, external_id: String::new(), order: Order::User(order), items });
    }
    Ok(errands)
}

/// Prolongs the lease of a batch; whether it still is ours.
pub(super) async fn beat(app: &App, target: TargetId, token: i64) -> Result<bool, AppError> {
    let until = clock::now().plus(app.lease_milliseconds());
    app.store().write(move |conn| Box::pin(async move { Ok(lease::beat(conn, target, token, until).await?) })).await
}

//! Exports: what was approved is written to a file that the directory's owner feeds back. The delta since the last export is the normal case;
//! a file counts as handed over from its first download on.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{Export, Item, KeyColumn, MakeExport, Page, Target},
    change::{ChangeEvent, ChangeState},
    delta::{self, Waiting},
    id::{ChangeId, ExportId, ItemId, PersonId, TargetId},
    moment::Moment,
    name::AttributeKey,
    value::Value,
};
use sha2::{Digest as _, Sha256};

use super::{
    App, AppError, asker::Asker, catalogue::Catalogue, place, show_change::merge_new, standing::Standing, step,
};
use crate::{
    store::{
        Conn,
        change::{self, Change},
        export::{self, NewExport},
        item, person,
    },
    target::csv::{self, Sheet},
};

/// Items that are read together.
const CHUNK: i64 = 2000;

impl App {
    /// The targets, with what waits for each.
    pub(crate) async fn targets(&self, asker: &Asker) -> Result<Vec<Target>, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let mut targets = Vec::new();
        for target in &catalogue.targets {
            let (waiting, people, unconfirmed) = item::tally(&mut conn, target.id).await?;
            let attributes = target
                .mapping
                .iter()
                .map(|(attribute, name)| domain::api::TargetAttribute {
                    attribute: attribute.clone(),
                    name: name.clone(),
                })
                .collect();
            targets.push(Target { id: target.id, name: target.name.clone(), waiting, people, unconfirmed, attributes });
        }
        Ok(targets)
    }

    /// Items that wait for a target.
    pub(crate) async fn waiting(
        &self,
        asker: &Asker,
        target: TargetId,
        after: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<Item>, AppError> {
        let limit = place::limit(limit)?;
        let after = place::number(after)?.unwrap_or(0);
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        if !catalogue.targets.iter().any(|known| known.id == target) {
            return Err(AppError::NotFound);
        }
        let mut conn = self.store().read().await?;
        let mut items = item::waiting(&mut conn, target, None, after, limit + 1).await?;
        let (total, _, _) = item::tally(&mut conn, target).await?;
        let next = place::cut(&mut items, limit, |last| last.id.to_string());
        let ids: Vec<ChangeId> = items.iter().map(|item| item.change).collect();
        let changes: BTreeMap<ChangeId, Change> =
            change::by_ids(&mut conn, &ids).await?.into_iter().map(|change| (change.id, change)).collect();
        let people: Vec<PersonId> = items.iter().map(|item| item.person).collect();
        let names: BTreeMap<PersonId, String> =
            person::by_ids(&mut conn, &people).await?.into_iter().map(|one| (one.id, one.display_name)).collect();
        let items = items
            .iter()
            .filter_map(|item| {
                let change = changes.get(&item.change)?;
                Some(Item {
                    id: item.id,
                    person: item.person,
                    person_name: names.get(&item.person).cloned().unwrap_or_default(),
                    attribute: item.attribute.clone(),
                    change: item.change,
                    change_state: change.state,
                    old: change.base.value().cloned(),
                    new: merge_new(&catalogue, change),
                    state: item.state,
                })
            })
            .collect();
        Ok(Page { items, next, total })
    }

    /// Makes an export of what waits, for everybody or for chosen people, and keeps its file.
    pub(crate) async fn make_export(
        &self,
        asker: &Asker,
        make: MakeExport,
        idempotency_key: Option<String>,
        now: Moment,
    ) -> Result<Export, AppError> {
        if make.people.as_ref().is_some_and(Vec::is_empty) {
            return Err(AppError::BadRequest("`people` names nobody; leave it out to export everybody".to_owned()));
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let asker = asker.clone();
        self.store()
            .write(move |conn| {
                Box::pin(async move { make_in(conn, &catalogue, &asker, make, idempotency_key.as_deref(), now).await })
            })
            .await
    }

    /// Exports, newest first.
    pub(crate) async fn exports(&self, after: Option<&str>, limit: Option<u32>) -> Result<Page<Export>, AppError> {
        let limit = place::limit(limit)?;
        let before = place::number(after)?.unwrap_or(i64::MAX);
        let mut conn = self.store().read().await?;
        let mut items = export::list(&mut conn, before, limit + 1).await?;
        let total = export::count(&mut conn).await?;
        let next = place::cut(&mut items, limit, |last| last.id.to_string());
        Ok(Page { items, next, total })
    }

    /// One export.
    pub(crate) async fn export(&self, id: ExportId) -> Result<Export, AppError> {
        let mut conn = self.store().read().await?;
        export::by_id(&mut conn, id).await?.ok_or(AppError::NotFound)
    }

    /// The file of an export: the same bytes each time. The first download marks its changes as exported; every download is audited.
    pub(crate) async fn download(
        &self,
        asker: &Asker,
        id: ExportId,
        now: Moment,
    ) -> Result<(Export, Vec<u8>), AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let asker = asker.clone();
        self.store()
            .write(move |conn| {
                Box::pin(async move {
                    let known = export::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    let content = export::file(conn, id).await?.ok_or(AppError::NotFound)?;
                    if export::downloaded(conn, id, now).await? {
                        hand_over(conn, &catalogue, &asker, id, &known.sha256, now).await?;
                    }
                    let mut row = asker.actor().audit(now, "export.download");
                    row.detail = serde_json::json!({ "export": id, "sha256": known.sha256 });
                    conn.audit(row);
                    let fresh = export::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    Ok((fresh, content))
                })
            })
            .await
    }
}

/// Marks everything in a file as handed over.
async fn hand_over(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    id: ExportId,
    receipt: &str,
    now: Moment,
) -> Result<(), AppError> {
    let items = item::of_export(conn, id).await?;
    item::deliver(conn, id, receipt, now).await?;
    let ids: Vec<ChangeId> = items.iter().map(|item| item.change).collect();
    for mut change in change::by_ids(conn, &ids).await? {
        // One that was withdrawn or confirmed since the file was made stays as it is.
        if change.state == ChangeState::Approved {
            person::touch(conn, change.person).await?;
            let why = step::Why::default();
            step::step(conn, catalogue, &mut change, ChangeEvent::Export, &asker.actor(), why, now).await?;
        }
    }
    Ok(())
}

async fn make_in(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    make: MakeExport,
    idempotency_key: Option<&str>,
    now: Moment,
) -> Result<Export, AppError> {
    let target = catalogue.targets.iter().find(|target| target.id == make.target).ok_or(AppError::NotFound)?;
    if let Some(key) = idempotency_key {
        if let Some(known) = export::by_key(conn, asker.who.account, key).await? {
            return export::by_id(conn, known).await?.ok_or(AppError::NotFound);
        }
    }
    let items = all_waiting(conn, target.id, make.people.as_deref()).await?;
    if items.is_empty() {
        return Err(AppError::Conflict("nothing waits to be exported for these people".to_owned()));
    }
    let (rows, taken) = gather(conn, catalogue, make.key, &items).await?;
    if rows.is_empty() {
        return Err(AppError::Conflict(
            "the directory holds all of it already; the next sync will confirm it".to_owned(),
        ));
    }
    let new = NewExport {
        target: target.id,
        profile: make.profile,
        key: make.key,
        delimiter: make.delimiter,
        items: count(taken.len()),
        people: count(rows.len()),
        account: asker.who.account,
        made_by: &asker.name,
        idempotency_key,
    };
    let id = export::make(conn, &new, now)
        .await?
        .ok_or_else(|| AppError::Conflict("the same export is being made".to_owned()))?;
    let is_filled = |key: &AttributeKey| rows.iter().any(|(_, cells)| cells.contains_key(key));
    let columns = target.mapping.iter().filter(|(key, _)| is_filled(key)).map(|(key, name)| {
        (key.clone(), name.clone(), catalogue.attribute(key).is_some_and(|attribute| attribute.many))
    });
    let people = rows.len();
    let sheet = Sheet { key_name: csv::key_name(make.key).to_owned(), columns: columns.collect(), rows };
    let content =
        csv::write(&sheet, make.profile, make.delimiter).map_err(|error| AppError::Internal(error.to_string()))?;
    let day = now.to_rfc3339();
    let file_name = format!("{}-{}-{id}.csv", target.name, day.split('T').next().unwrap_or(&day));
    export::put_file(conn, id, &file_name, &hex::encode(Sha256::digest(&content)), &content).await?;
    for chunk in taken.chunks(5000) {
        item::take(conn, chunk, id, now).await?;
    }
    let mut row = asker.actor().audit(now, "export.make");
    row.detail = serde_json::json!({ "export": id, "items": taken.len(), "people": people });
    conn.audit(row);
    export::by_id(conn, id).await?.ok_or(AppError::NotFound)
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

async fn all_waiting(
    conn: &mut Conn,
    target: TargetId,
    people: Option<&[PersonId]>,
) -> Result<Vec<item::Item>, AppError> {
    let mut all = Vec::new();
    let mut after = 0;
    loop {
        let page = item::waiting(conn, target, people, after, CHUNK).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = last.id.0;
        all.extend(page);
    }
}

/// A row of the file: what names the person, and the new value by attribute.
type Row = (String, BTreeMap<AttributeKey, Option<Value>>);

/// The rows of a file, and the items that are in it. What the directory holds already is left waiting for the sync to confirm it.
async fn gather(
    conn: &mut Conn,
    catalogue: &Catalogue,
    key: KeyColumn,
    items: &[item::Item],
) -> Result<(Vec<Row>, Vec<ItemId>), AppError> {
    let mut by_person: BTreeMap<PersonId, Vec<&item::Item>> = BTreeMap::new();
    for item in items {
        by_person.entry(item.person).or_default().push(item);
    }
    let (mut rows, mut taken) = (Vec::new(), Vec::new());
    let people: Vec<PersonId> = by_person.keys().copied().collect();
    for chunk in people.chunks(500) {
        let standings = Standing::load_many(conn, chunk).await?;
        let mut waiting = Vec::new();
        for item in chunk.iter().filter_map(|person| by_person.get(person)).flatten() {
            let standing = standings.get(&item.person);
            let change = standing.and_then(|standing| standing.changes.iter().find(|change| change.id == item.change));
            let (Some(standing), Some(change)) = (standing, change) else { continue };
            let attribute = catalogue.attribute(&item.attribute).ok_or(AppError::NotFound)?;
            let known = standing.theirs(catalogue, &item.attribute).clone();
            let new = domain::merge::apply(attribute, &change.edit, known.value());
            waiting.push(Waiting {
                person: item.person,
                attribute: item.attribute.clone(),
                change: item.change,
                known,
                new,
            });
        }
        for row in delta::delta(&waiting).rows {
            let Some(standing) = standings.get(&row.person) else { continue };
            let changes: BTreeSet<ChangeId> = row.cells.values().map(|cell| cell.change).collect();
            let of_row = by_person.get(&row.person).into_iter().flatten().filter(|item| changes.contains(&item.change));
            taken.extend(of_row.map(|item| item.id));
            let cells = row.cells.into_iter().map(|(key, cell)| (key, cell.new)).collect();
            rows.push((key_of(catalogue, standing, key)?, cells));
        }
    }
    Ok((rows, taken))
}

/// What names the person in the file.
fn key_of(catalogue: &Catalogue, standing: &Standing, key: KeyColumn) -> Result<String, AppError> {
    let person = &standing.person;
    let entry = standing.entries.first();
    let found = match key {
        KeyColumn::Dn => entry.map(|entry| entry.dn.clone()),
        KeyColumn::Id => entry.map(|entry| csv::printed_id(&entry.external_id)),
        KeyColumn::Username => person.username.clone(),
        KeyColumn::Mail => {
            let mail = AttributeKey::parse("mail").ok();
            mail.and_then(|mail| standing.theirs(catalogue, &mail).value().map(|value| value.first().to_owned()))
        }
    };
    found.ok_or_else(|| {
        AppError::Conflict(format!(
            "{} has no value for the key column {}; choose another key column or leave the person out",
            person.display_name,
            csv::key_name(key)
        ))
    })
}

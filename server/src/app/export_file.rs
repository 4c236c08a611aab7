//! What stands in the file of an export: who, which attributes, and the bytes.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    api::{CsvProfile, Delimiter, FileFormat, KeyColumn},
    attribute::Kind,
    column_profile::ColumnProfile,
    delta::{self, Cell, Waiting},
    id::{ChangeId, ItemId, MappingId, PersonId},
    kind::country::parts::Part,
    moment::Moment,
    name::AttributeKey,
    value::{Theirs, Value},
};
use sha2::{Digest as _, Sha256};

use super::{
    AppError, catalogue::Catalogue, column_profiles, policies, references, standing::Standing, template, together,
};
use crate::{
    store::{
        Conn,
        entry::Entry,
        item::{self, Carries},
        mapping::{Mapping, Target},
        picture,
    },
    target::{self, Column, Row, Sheet, WriteError},
};

/// How a file is written.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) format: FileFormat,
    pub(super) profile: CsvProfile,
    pub(super) key: KeyColumn,
    pub(super) delimiter: Delimiter,
    /// What another program calls the columns.
    pub(super) columns: Option<&'a ColumnProfile>,
}

/// A file's bytes, and what is in them.
pub(super) struct File {
    pub(super) content: Vec<u8>,
    /// In hexadecimal digits.
    pub(super) sha256: String,
    pub(super) items: Vec<ItemId>,
    pub(super) people: usize,
}

/// Writes the file of these items; `None` if the directory holds all of it already.
pub(super) async fn fill(
    conn: &mut Conn,
    catalogue: &Catalogue,
    target: &Target,
    look: Look<'_>,
    items: &[item::Item],
    now: Moment,
) -> Result<Option<File>, AppError> {
    let (rows, items) = gather(conn, catalogue, target, look, items, now).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let is_filled = |mapping: MappingId| rows.iter().any(|row| row.cells.contains_key(&mapping));
    let mut columns = columns(catalogue, target);
    columns.retain(|column| is_filled(column.mapping));
    let mut key_heading = look.key.heading().to_owned();
    if let Some(profile) = look.columns {
        column_profiles::rename(&mut columns, target, profile);
        key_heading = profile.key_heading.clone().unwrap_or(key_heading);
    }
    let people = rows.len();
    let sheet = Sheet { target: target.name.clone(), key_heading, columns, rows };
    let written = target::write(&sheet, look.format, look.profile, look.delimiter, now);
    let content = written.map_err(|error| match error {
        WriteError::DoesNotFit(why) => AppError::Conflict(why),
        WriteError::Csv(_) | WriteError::Xlsx(_) => AppError::Internal(error.to_string()),
    })?;
    let sha256 = hex::encode(Sha256::digest(&content));
    Ok(Some(File { content, sha256, items, people }))
}

/// What a target is given, in the template's order.
pub(super) fn columns(catalogue: &Catalogue, target: &Target) -> Vec<Column> {
    let columns = target.on().flat_map(|mapping| {
        let attribute = mapping.attribute().and_then(|key| catalogue.attribute(key));
        let many = attribute.is_some_and(|attribute| attribute.many);
        let bytes = attribute.is_some_and(|attribute| attribute.kind == Kind::Photo);
        let column =
            |heading: &str, part| Column { mapping: mapping.id, heading: heading.to_owned(), many, bytes, part };
        match mapping.attribute().is_some_and(|key| catalogue.is_in_parts(target, key, &mapping.name)) {
            true => Part::ALL.map(|part| column(part.attribute(), Some(part))).to_vec(),
            false => vec![column(&mapping.name, None)],
        }
    });
    columns.collect()
}

/// What is known of items that wait.
pub(super) struct Known {
    pub(super) standings: BTreeMap<PersonId, Standing>,
    /// What may be handed over.
    pub(super) waiting: Vec<Waiting>,
    /// Changes that name somebody who is in no directory any more.
    pub(super) strangers: BTreeSet<ChangeId>,
    /// Values that are not what their mappings come to any more: nobody has looked at what they would be now.
    pub(super) outdated: Vec<ItemId>,
}

/// Looks up what the items of some people come to. What the policy has closed since, or a conflict in their group holds, is left out.
pub(super) async fn look_up(
    conn: &mut Conn,
    catalogue: &Catalogue,
    target: &Target,
    people: &[PersonId],
    items: &[&item::Item],
) -> Result<Known, AppError> {
    let mut standings = Standing::load_many(conn, people).await?;
    let mut gone = Vec::new();
    for standing in standings.values_mut() {
        gone.extend(references::refresh(conn, catalogue, standing).await?);
    }
    weigh(conn, catalogue, target, (standings, gone), items).await
}

/// The same, and nothing is stored.
pub(super) async fn look_at(
    conn: &mut Conn,
    catalogue: &Catalogue,
    target: &Target,
    people: &[PersonId],
    items: &[&item::Item],
) -> Result<Known, AppError> {
    let mut standings = Standing::load_many(conn, people).await?;
    let mut gone = Vec::new();
    for standing in standings.values_mut() {
        gone.extend(references::renamed(conn, catalogue, standing).await?.gone);
    }
    weigh(conn, catalogue, target, (standings, gone), items).await
}

async fn weigh(
    conn: &mut Conn,
    catalogue: &Catalogue,
    target: &Target,
    (standings, gone): (BTreeMap<PersonId, Standing>, Vec<ChangeId>),
    items: &[&item::Item],
) -> Result<Known, AppError> {
    let people: Vec<PersonId> = standings.keys().copied().collect();
    let given = template::given(conn, target, &people).await?;
    let each = standings.values().flat_map(|one| one.changes.iter().map(|change| (change, one.entries.as_slice())));
    // What the policy has closed since is nobody's word any more until somebody has said so.
    let closed = catalogue.closed(each);
    let mut held = policies::held(conn, &closed).await?;
    held.extend(standings.values().flat_map(|one| together::held_by_conflict(catalogue, one)));
    let (mut waiting, mut strangers, mut outdated) = (Vec::new(), BTreeSet::new(), Vec::new());
    for item in items {
        let Some(standing) = standings.get(&item.person) else { continue };
        match &item.carries {
            Carries::Change { change, attribute } => {
                let change = standing.changes.iter().find(|one| one.id == *change && !held.contains(change));
                let (Some(change), Some(mapping)) = (change, target.mapping_of(attribute)) else { continue };
                if gone.contains(&change.id) {
                    strangers.insert(change.id);
                    continue;
                }
                let attribute = catalogue.attribute(attribute).ok_or(AppError::NotFound)?;
                let known = template::known_before(catalogue, target, standing, change);
                let new = domain::merge::apply(attribute, &change.edit, known.value());
                let new = template::formatted(catalogue, mapping, standing, new);
                let (person, mapping, change) = (item.person, mapping.id, Some(change.id));
                waiting.push(Waiting { item: item.id, person, mapping, change, known, new });
            }
            Carries::Value { mapping, value } => {
                let Some(row) = target.mapping(*mapping) else { continue };
                let is_so_now = template::takes(target, standing)
                    && template::value_of(catalogue, row, standing).is_ok_and(|now| now == *value);
                if !is_so_now {
                    outdated.push(item.id);
                    continue;
                }
                let known = template::guard_of(catalogue, target, row, standing, &given);
                let (person, mapping, new) = (item.person, row.id, value.clone());
                waiting.push(Waiting { item: item.id, person, mapping, change: None, known, new });
            }
        }
    }
    Ok(Known { standings, waiting, strangers, outdated })
}

/// Why what waits by a row that is off is not handed over.
pub(super) const OFF: &str =
    "its row of the template is switched off; it goes on waiting, and is handed over once the row is on again";

/// Whether an item waits by a row of the template that is off. What was looked at is cancelled when its row is switched off; an approved change
/// stays what was approved, and waits.
pub(super) fn is_off(target: &Target, item: &item::Item) -> bool {
    let row = match &item.carries {
        Carries::Change { attribute, .. } => target.row_of(attribute),
        Carries::Value { mapping, .. } => target.row(*mapping),
    };
    row.is_some_and(|row| !row.is_on)
}

/// Why a value that waits is not handed over.
pub(super) const OUTDATED: &str = "what it is made of has changed since; look at what the target would be given now";

/// The rows of a file, and the items that are in it. What the directory holds already is left waiting for the sync to confirm it.
async fn gather(
    conn: &mut Conn,
    catalogue: &Catalogue,
    target: &Target,
    look: Look<'_>,
    items: &[item::Item],
    now: Moment,
) -> Result<(Vec<Row>, Vec<ItemId>), AppError> {
    let key = look.key;
    // A cell of a workbook has no room for a picture: it waits for another kind of file.
    let fits = |item: &&item::Item| look.format != FileFormat::Xlsx || !is_picture_item(catalogue, target, item);
    if !items.is_empty() && !items.iter().any(|item| fits(&item)) {
        return Err(AppError::Conflict(
            "only pictures wait, which do not fit in a workbook; make another file".to_owned(),
        ));
    }
    let mut by_person: BTreeMap<PersonId, Vec<&item::Item>> = BTreeMap::new();
    for item in items.iter().filter(fits) {
        by_person.entry(item.person).or_default().push(item);
    }
    let (mut rows, mut taken, mut nameless, mut strangers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut unnameable = BTreeSet::new();
    let people: Vec<PersonId> = by_person.keys().copied().collect();
    for chunk in people.chunks(500) {
        let of_chunk: Vec<&item::Item> =
            chunk.iter().filter_map(|person| by_person.get(person)).flatten().copied().collect();
        let Known { standings, waiting, strangers: gone, outdated } =
            look_up(conn, catalogue, target, chunk, &of_chunk).await?;
        if !outdated.is_empty() {
            item::cancel(conn, &outdated, OUTDATED, now).await?;
        }
        let names = standings.values().filter(|one| one.changes.iter().any(|change| gone.contains(&change.id)));
        strangers.extend(names.map(|one| one.person.display_name.clone()));
        let delta = delta::delta(&waiting).rows;
        let pictures = pictures(conn, catalogue, target, &delta).await?;
        for mut row in delta {
            let Some(standing) = standings.get(&row.person) else { continue };
            if look.format.modifies() {
                row.cells.retain(|mapping, _| {
                    let mapping = target.mapping(*mapping);
                    let names = mapping.is_some_and(|mapping| target.needs_rename(mapping, &standing.entries));
                    if names {
                        unnameable.insert(standing.person.display_name.clone());
                    }
                    !names
                });
                if row.cells.is_empty() {
                    continue;
                }
            }
            let Some(named) = key_of(catalogue, target, standing, key) else {
                nameless.push(standing.person.display_name.clone());
                continue;
            };
            let mut cells = BTreeMap::new();
            for (mapping, cell) in row.cells {
                taken.push(cell.item);
                let is_picture = target.mapping(mapping).is_some_and(|mapping| is_picture(catalogue, mapping));
                let cell = if is_picture { of_pictures(&pictures, cell)? } else { cell };
                cells.insert(mapping, cell);
            }
            rows.push(Row { key: named, cells });
        }
    }
    match nameless.first() {
        Some(_) if rows.is_empty() => Err(AppError::Conflict(no_name(&nameless, key))),
        _ if rows.is_empty() && !strangers.is_empty() => Err(AppError::Conflict(format!(
            "whom the changes of {} name is in no directory any more; have somebody else named there",
            strangers.iter().take(3).cloned().collect::<Vec<_>>().join(", ")
        ))),
        _ if rows.is_empty() && !unnameable.is_empty() => Err(AppError::Conflict(format!(
            "what waits of {} is part of the name of their entries, and no modification changes that: it needs a rename in the directory",
            unnameable.iter().take(3).cloned().collect::<Vec<_>>().join(", ")
        ))),
        _ => Ok((rows, taken)),
    }
}

/// Whether a mapping writes pictures.
pub(super) fn is_picture(catalogue: &Catalogue, mapping: &Mapping) -> bool {
    let attribute = mapping.attribute().and_then(|key| catalogue.attribute(key));
    attribute.is_some_and(|attribute| attribute.kind == Kind::Photo)
}

fn is_picture_item(catalogue: &Catalogue, target: &Target, item: &item::Item) -> bool {
    let mapping = match &item.carries {
        Carries::Change { attribute, .. } => target.mapping_of(attribute),
        Carries::Value { mapping, .. } => target.mapping(*mapping),
    };
    mapping.is_some_and(|mapping| is_picture(catalogue, mapping))
}

/// The bytes of all pictures in these rows, by digest.
pub(super) async fn pictures(
    conn: &mut Conn,
    catalogue: &Catalogue,
    target: &Target,
    rows: &[delta::Row],
) -> Result<BTreeMap<String, Vec<u8>>, AppError> {
    let has_pictures: BTreeSet<MappingId> =
        target.on().filter(|mapping| is_picture(catalogue, mapping)).map(|mapping| mapping.id).collect();
    let cells = rows.iter().flat_map(|row| &row.cells).filter(|(mapping, _)| has_pictures.contains(mapping));
    let values = cells.flat_map(|(_, cell)| cell.old.value().into_iter().chain(&cell.new));
    let digests: BTreeSet<String> = values.flat_map(Value::texts).map(|text| digest(text).to_owned()).collect();
    Ok(picture::many(conn, &digests.into_iter().collect::<Vec<_>>()).await?)
}

/// The same with the bytes of pictures, in Base64, in the place of their names.
pub(super) fn of_pictures(known: &BTreeMap<String, Vec<u8>>, cell: Cell) -> Result<Cell, AppError> {
    let bytes = |value: &Value| {
        let each = value.texts().iter().map(|text| known.get(digest(text)).map(|bytes| STANDARD.encode(bytes)));
        Value::many(each.collect::<Option<Vec<_>>>()?)
    };
    let old = match cell.old.value() {
        // Where they cannot be had any more, nothing can be told of them.
        Some(value) => bytes(value).map_or(Theirs::NotRead, |value| Some(value).into()),
        None => cell.old,
    };
    let new = cell.new.as_ref().map(|value| bytes(value).ok_or("an approved picture is gone"));
    let new = new.transpose().map_err(|why| AppError::Internal(why.to_owned()))?;
    Ok(Cell { old, new, ..cell })
}

/// What a picture is kept under.
fn digest(text: &str) -> &str {
    text.trim_start_matches("sha256:")
}

/// That nobody who waits can be named in the first column, with the remedy.
fn no_name(nameless: &[String], key: KeyColumn) -> String {
    let column = match key {
        KeyColumn::Dn => "distinguished name",
        KeyColumn::Id => "immutable id",
        KeyColumn::Username => "user name",
        KeyColumn::Mail => "e-mail address",
    };
    let some: Vec<&str> = nameless.iter().take(3).map(String::as_str).collect();
    let others = nameless.len().saturating_sub(some.len());
    let more = if others > 0 { format!(" and {others} more") } else { String::new() };
    format!("{}{more} cannot be named in the file: there is no {column}; choose another first column", some.join(", "))
}

/// What names the person in the file. Who has none, such as somebody in no directory where the distinguished name is asked for, goes on waiting.
pub(super) fn key_of(catalogue: &Catalogue, target: &Target, standing: &Standing, key: KeyColumn) -> Option<String> {
    let person = &standing.person;
    let entry: Option<&Entry> = standing.entries.iter().find(|entry| entry.source == target.source);
    match key {
        KeyColumn::Dn => entry.map(|entry| entry.dn.clone()),
        KeyColumn::Id => entry.map(|entry| catalogue.printed_id(target.source, &entry.external_id)),
        KeyColumn::Username => person.username.clone(),
        KeyColumn::Mail => {
            let mail = AttributeKey::parse("mail").ok()?;
            let theirs = standing.theirs(catalogue, &mail).value().map(|value| value.first().to_owned());
            // Of somebody in no directory, the file is what tells it.
            let own = || standing.effective(catalogue, catalogue.attribute(&mail)?).value;
            theirs.or_else(|| standing.entries.is_empty().then(own).flatten().map(|value| value.first().to_owned()))
        }
    }
}

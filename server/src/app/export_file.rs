//! What stands in the file of an export: who, which attributes, and the bytes.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    api::{CsvProfile, Delimiter, FileFormat, KeyColumn},
    attribute::Kind,
    change::ChangeState,
    delta::{self, Cell, Waiting},
    id::{ChangeId, ItemId, PersonId},
    kind::country::parts::Part,
    moment::Moment,
    name::AttributeKey,
    value::{Theirs, Value},
};
use sha2::{Digest as _, Sha256};

use super::{AppError, catalogue::Catalogue, policies, references, standing::Standing, together};
use crate::{
    store::{
        Conn,
        change::Change,
        entry::Entry,
        item::{self, Target},
        picture,
    },
    target::{self, Column, Row, Sheet, WriteError},
};

/// How a file is written.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub(super) format: FileFormat,
    pub(super) profile: CsvProfile,
    pub(super) key: KeyColumn,
    pub(super) delimiter: Delimiter,
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
    look: Look,
    items: &[item::Item],
    now: Moment,
) -> Result<Option<File>, AppError> {
    let (rows, items) = gather(conn, catalogue, target, look, items).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let is_filled = |key: &AttributeKey| rows.iter().any(|row| row.cells.contains_key(key));
    let mut columns = columns(catalogue, target);
    columns.retain(|column| is_filled(&column.attribute));
    let people = rows.len();
    let sheet = Sheet { target: target.name.clone(), key: look.key, columns, rows };
    let written = target::write(&sheet, look.format, look.profile, look.delimiter, now);
    let content = written.map_err(|error| match error {
        WriteError::DoesNotFit(why) => AppError::Conflict(why),
        WriteError::Csv(_) | WriteError::Xlsx(_) => AppError::Internal(error.to_string()),
    })?;
    let sha256 = hex::encode(Sha256::digest(&content));
    Ok(Some(File { content, sha256, items, people }))
}

/// What a target is given, in the mapping's order.
pub(super) fn columns(catalogue: &Catalogue, target: &Target) -> Vec<Column> {
    let columns = target.mapping.iter().flat_map(|(key, name)| {
        let many = catalogue.attribute(key).is_some_and(|attribute| attribute.many);
        let (attribute, bytes) = (key.clone(), is_picture(catalogue, key));
        let column = |heading: &str, part| Column {
            attribute: attribute.clone(),
            heading: heading.to_owned(),
            many,
            bytes,
            part,
        };
        match catalogue.is_in_parts(target, key, name) {
            true => Part::ALL.map(|part| column(part.attribute(), Some(part))).to_vec(),
            false => vec![column(name, None)],
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
}

/// Looks up what the items of some people come to. What the policy has closed since, or a conflict in their group holds, is left out.
pub(super) async fn look_up(
    conn: &mut Conn,
    catalogue: &Catalogue,
    people: &[PersonId],
    items: &[&item::Item],
) -> Result<Known, AppError> {
    let mut standings = Standing::load_many(conn, people).await?;
    let mut gone = Vec::new();
    for standing in standings.values_mut() {
        gone.extend(references::refresh(conn, catalogue, standing).await?);
    }
    let each = standings.values().flat_map(|one| one.changes.iter().map(|change| (change, one.entries.as_slice())));
    // What the policy has closed since is nobody's word any more until somebody has said so.
    let closed = catalogue.closed(each);
    let mut held = policies::held(conn, &closed).await?;
    held.extend(standings.values().flat_map(|one| together::held_by_conflict(catalogue, one)));
    let (mut waiting, mut strangers) = (Vec::new(), BTreeSet::new());
    for item in items {
        let standing = standings.get(&item.person);
        let change = standing.and_then(|standing| standing.changes.iter().find(|change| change.id == item.change));
        let change = change.filter(|change| !held.contains(&change.id));
        let (Some(standing), Some(change)) = (standing, change) else { continue };
        if gone.contains(&change.id) {
            strangers.insert(change.id);
            continue;
        }
        let attribute = catalogue.attribute(&item.attribute).ok_or(AppError::NotFound)?;
        let known = known(catalogue, standing, change);
        let new = domain::merge::apply(attribute, &change.edit, known.value());
        waiting.push(Waiting {
            person: item.person,
            attribute: item.attribute.clone(),
            change: item.change,
            known,
            new,
        });
    }
    Ok(Known { standings, waiting, strangers })
}

/// The rows of a file, and the items that are in it. What the directory holds already is left waiting for the sync to confirm it.
async fn gather(
    conn: &mut Conn,
    catalogue: &Catalogue,
    target: &Target,
    look: Look,
    items: &[item::Item],
) -> Result<(Vec<Row>, Vec<ItemId>), AppError> {
    let key = look.key;
    // A cell of a workbook has no room for a picture: it waits for another kind of file.
    let fits = |item: &&item::Item| look.format != FileFormat::Xlsx || !is_picture(catalogue, &item.attribute);
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
    let people: Vec<PersonId> = by_person.keys().copied().collect();
    for chunk in people.chunks(500) {
        let of_chunk: Vec<&item::Item> =
            chunk.iter().filter_map(|person| by_person.get(person)).flatten().copied().collect();
        let Known { standings, waiting, strangers: gone } = look_up(conn, catalogue, chunk, &of_chunk).await?;
        let names = standings.values().filter(|one| one.changes.iter().any(|change| gone.contains(&change.id)));
        strangers.extend(names.map(|one| one.person.display_name.clone()));
        let delta = delta::delta(&waiting).rows;
        let pictures = pictures(conn, catalogue, &delta).await?;
        for row in delta {
            let Some(standing) = standings.get(&row.person) else { continue };
            let Some(named) = key_of(catalogue, target, standing, key) else {
                nameless.push(standing.person.display_name.clone());
                continue;
            };
            let changes: BTreeSet<ChangeId> = row.cells.values().map(|cell| cell.change).collect();
            let of_row = by_person.get(&row.person).into_iter().flatten().filter(|item| changes.contains(&item.change));
            taken.extend(of_row.map(|item| item.id));
            let mut cells = BTreeMap::new();
            for (key, cell) in row.cells {
                let cell = if is_picture(catalogue, &key) { of_pictures(&pictures, cell)? } else { cell };
                cells.insert(key, cell);
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
        _ => Ok((rows, taken)),
    }
}

/// What the target holds as far as is known: what it was last given, as long as nobody has seen what became of that, else what was read.
fn known(catalogue: &Catalogue, standing: &Standing, change: &Change) -> Theirs {
    let read = standing.theirs(catalogue, &change.attribute).clone();
    let given = standing.changes.iter().filter(|one| one.attribute == change.attribute && one.id < change.id);
    let given = given.filter(|one| one.state == ChangeState::Exported).max_by_key(|one| one.id);
    match (given, catalogue.attribute(&change.attribute)) {
        (Some(given), Some(attribute)) => domain::merge::apply(attribute, &given.edit, read.value()).into(),
        _ => read,
    }
}

pub(super) fn is_picture(catalogue: &Catalogue, key: &AttributeKey) -> bool {
    catalogue.attribute(key).is_some_and(|attribute| attribute.kind == Kind::Photo)
}

/// The bytes of all pictures in these rows, by digest.
pub(super) async fn pictures(
    conn: &mut Conn,
    catalogue: &Catalogue,
    rows: &[delta::Row],
) -> Result<BTreeMap<String, Vec<u8>>, AppError> {
    let cells = rows.iter().flat_map(|row| &row.cells).filter(|(key, _)| is_picture(catalogue, key));
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
fn key_of(catalogue: &Catalogue, target: &Target, standing: &Standing, key: KeyColumn) -> Option<String> {
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

//! What stands in the file of an export: who, which attributes, and the bytes.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
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
    target::{self, Column, Row, Sheet, WriteError, csv},
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
    let (rows, items) = gather(conn, catalogue, target, look.key, items).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let is_filled = |key: &AttributeKey| rows.iter().any(|row| row.cells.contains_key(key));
    let columns = target.mapping.iter().filter(|(key, _)| is_filled(key)).flat_map(|(key, name)| {
        let many = catalogue.attribute(key).is_some_and(|attribute| attribute.many);
        let column = |heading: &str, part| Column { attribute: key.clone(), heading: heading.to_owned(), many, part };
        match catalogue.is_in_parts(target, key, name) {
            true => Part::ALL.map(|part| column(part.attribute(), Some(part))).to_vec(),
            false => vec![column(name, None)],
        }
    });
    let people = rows.len();
    let sheet = Sheet { target: target.name.clone(), key: look.key, columns: columns.collect(), rows };
    let written = target::write(&sheet, look.format, look.profile, look.delimiter, now);
    let content = written.map_err(|error| match error {
        WriteError::DoesNotFit(why) => AppError::Conflict(why),
        WriteError::Csv(_) | WriteError::Xlsx(_) => AppError::Internal(error.to_string()),
    })?;
    let sha256 = hex::encode(Sha256::digest(&content));
    Ok(Some(File { content, sha256, items, people }))
}

/// The rows of a file, and the items that are in it. What the directory holds already is left waiting for the sync to confirm it.
async fn gather(
    conn: &mut Conn,
    catalogue: &Catalogue,
    target: &Target,
    key: KeyColumn,
    items: &[item::Item],
) -> Result<(Vec<Row>, Vec<ItemId>), AppError> {
    let mut by_person: BTreeMap<PersonId, Vec<&item::Item>> = BTreeMap::new();
    for item in items {
        by_person.entry(item.person).or_default().push(item);
    }
    let (mut rows, mut taken, mut nameless, mut strangers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let people: Vec<PersonId> = by_person.keys().copied().collect();
    for chunk in people.chunks(500) {
        let mut standings = Standing::load_many(conn, chunk).await?;
        let mut gone = Vec::new();
        for standing in standings.values_mut() {
            gone.extend(references::refresh(conn, catalogue, standing).await?);
        }
        let each = standings.values().flat_map(|one| one.changes.iter().map(|change| (change, one.entries.as_slice())));
        // What the policy has closed since is nobody's word any more until somebody has said so.
        let closed = catalogue.closed(each);
        let mut held = policies::held(conn, &closed).await?;
        held.extend(standings.values().flat_map(|one| together::held_by_conflict(catalogue, one)));
        let mut waiting = Vec::new();
        for item in chunk.iter().filter_map(|person| by_person.get(person)).flatten() {
            let standing = standings.get(&item.person);
            let change = standing.and_then(|standing| standing.changes.iter().find(|change| change.id == item.change));
            let change = change.filter(|change| !held.contains(&change.id));
            let (Some(standing), Some(change)) = (standing, change) else { continue };
            if gone.contains(&change.id) {
                strangers.push(standing.person.display_name.clone());
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
        for row in delta::delta(&waiting).rows {
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
                let is_picture = catalogue.attribute(&key).is_some_and(|attribute| attribute.kind == Kind::Photo);
                let cell = if is_picture { of_pictures(conn, cell).await? } else { cell };
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

/// The same with the bytes of pictures in the place of their names.
async fn of_pictures(conn: &mut Conn, cell: Cell) -> Result<Cell, AppError> {
    let old = match cell.old.value() {
        // Where they cannot be had any more, nothing can be told of them.
        Some(value) => pictures(conn, Some(value)).await?.map_or(Theirs::NotRead, |value| Some(value).into()),
        None => cell.old,
    };
    let new = pictures(conn, cell.new.as_ref()).await?;
    if new.is_none() && cell.new.is_some() {
        return Err(AppError::Internal("an approved picture is gone".to_owned()));
    }
    Ok(Cell { old, new, ..cell })
}

/// The bytes of pictures in base64, as a directory is given them: in a file of text there is no other way. `None` if one is gone.
async fn pictures(conn: &mut Conn, value: Option<&Value>) -> Result<Option<Value>, AppError> {
    let mut texts = Vec::new();
    for text in value.iter().flat_map(|value| value.texts()) {
        let Some(content) = picture::get(conn, text.trim_start_matches("sha256:")).await? else { return Ok(None) };
        texts.push(base64::engine::general_purpose::STANDARD.encode(content));
    }
    Ok(Value::many(texts))
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
        KeyColumn::Id => entry.map(|entry| csv::printed_id(&entry.external_id)),
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

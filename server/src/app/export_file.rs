//! What stands in the file of an export: who, which attributes, and the bytes.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{CsvProfile, Delimiter, KeyColumn},
    delta::{self, Waiting},
    id::{ChangeId, ItemId, PersonId},
    kind::country::parts::Part,
    name::AttributeKey,
    value::Value,
};
use sha2::{Digest as _, Sha256};

use super::{AppError, catalogue::Catalogue, policies, standing::Standing, together};
use crate::{
    store::{
        Conn,
        item::{self, Target},
    },
    target::csv::{self, Column, Sheet},
};

/// How a file is written.
#[derive(Clone, Copy)]
pub(super) struct Look {
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
) -> Result<Option<File>, AppError> {
    let (rows, items) = gather(conn, catalogue, look.key, items).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let is_filled = |key: &AttributeKey| rows.iter().any(|(_, cells)| cells.contains_key(key));
    let columns = target.mapping.iter().filter(|(key, _)| is_filled(key)).flat_map(|(key, name)| {
        let many = catalogue.attribute(key).is_some_and(|attribute| attribute.many);
        let column = |heading: &str, part| Column { attribute: key.clone(), heading: heading.to_owned(), many, part };
        match catalogue.is_in_parts(target, key, name) {
            true => Part::ALL.map(|part| column(part.attribute(), Some(part))).to_vec(),
            false => vec![column(name, None)],
        }
    });
    let people = rows.len();
    let sheet = Sheet { key_name: csv::key_name(look.key).to_owned(), columns: columns.collect(), rows };
    let content =
        csv::write(&sheet, look.profile, look.delimiter).map_err(|error| AppError::Internal(error.to_string()))?;
    let sha256 = hex::encode(Sha256::digest(&content));
    Ok(Some(File { content, sha256, items, people }))
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
    let (mut rows, mut taken, mut nameless) = (Vec::new(), Vec::new(), Vec::new());
    let people: Vec<PersonId> = by_person.keys().copied().collect();
    for chunk in people.chunks(500) {
        let standings = Standing::load_many(conn, chunk).await?;
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
            let Some(named) = key_of(catalogue, standing, key) else {
                nameless.push(standing.person.display_name.clone());
                continue;
            };
            let changes: BTreeSet<ChangeId> = row.cells.values().map(|cell| cell.change).collect();
            let of_row = by_person.get(&row.person).into_iter().flatten().filter(|item| changes.contains(&item.change));
            taken.extend(of_row.map(|item| item.id));
            let cells = row.cells.into_iter().map(|(key, cell)| (key, cell.new)).collect();
            rows.push((named, cells));
        }
    }
    match nameless.first() {
        Some(_) if rows.is_empty() => Err(AppError::Conflict(no_name(&nameless, key))),
        _ => Ok((rows, taken)),
    }
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
fn key_of(catalogue: &Catalogue, standing: &Standing, key: KeyColumn) -> Option<String> {
    let person = &standing.person;
    let entry = standing.entries.first();
    match key {
        KeyColumn::Dn => entry.map(|entry| entry.dn.clone()),
        KeyColumn::Id => entry.map(|entry| csv::printed_id(&entry.external_id)),
        KeyColumn::Username => person.username.clone(),
        KeyColumn::Mail => {
            let mail = AttributeKey::parse("mail").ok()?;
            let theirs = standing.theirs(catalogue, &mail).value().map(|value| value.first().to_owned());
            // Of somebody in no directory, the file is what tells it.
            let own = || standing.effective(catalogue, catalogue.attribute(&mail)?).value;
            theirs.or_else(|| entry.is_none().then(own).flatten().map(|value| value.first().to_owned()))
        }
    }
}

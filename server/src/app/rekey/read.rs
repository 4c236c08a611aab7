//! What re-keying asks of the directory: of every entry the id and the key, and whether it is in scope.

use std::{collections::HashMap, sync::Arc};

use domain::{
    api::MappingRow,
    id::SourceId,
    leaving::Leaving,
    rekey::{Entry, RekeyBy},
    selection::{Selection, Verdict},
    text::{clean, fold},
};

use crate::{
    app::{
        AppError,
        connection::Connection,
        names,
        sync::{Scope, is_disabled},
    },
    config::Incremental,
    source::{IdAttribute, Meeting, Outcome, Progress, RawEntry, ReadRequest, RunEnd, Sink, Stop, Trouble},
};

/// Where a key comes from.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// The attribute of the directory; none is asked for the name.
    attribute: Option<String>,
}

impl Key {
    /// The key of a source, where it reads one.
    pub(super) fn of(by: RekeyBy, connection: &Connection) -> Result<Self, AppError> {
        let mapped = |attribute: &str| {
            let is_it = |row: &&MappingRow| row.attribute.as_str() == attribute && !row.expression;
            let found = connection.mapping.iter().find(is_it);
            found.map(|row| Some(row.from.clone())).ok_or_else(|| {
                AppError::BadRequest(format!(
                    "`by`: this source reads no {attribute} as it is, so nobody can be recognised by it; map it and run the source, or choose another key"
                ))
            })
        };
        let attribute = match by {
            RekeyBy::Username => Some(connection.username_attribute.clone()),
            RekeyBy::Mail | RekeyBy::EmployeeNumber => mapped(by.as_str())?,
            RekeyBy::Dn => None,
        };
        Ok(Self { attribute })
    }

    /// The keys of an entry, folded.
    fn of_entry(&self, entry: &RawEntry) -> Vec<String> {
        let Some(attribute) = &self.attribute else { return vec![names::normal(&entry.dn)] };
        let held = entry.attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(attribute));
        let texts = held.into_iter().flat_map(|(_, values)| values).filter_map(|value| std::str::from_utf8(value).ok());
        texts.map(|text| fold(&clean(text, false))).filter(|key| !key.is_empty()).collect()
    }
}

/// The directory as it is now.
pub(super) struct Directory {
    pub(super) entries: Vec<Entry>,
    /// The name of each, in the same order.
    pub(super) names: Vec<String>,
    pub(super) read: u64,
    pub(super) without_id: u64,
}

/// Reads it.
pub(super) async fn read(
    source: SourceId,
    connection: &Connection,
    selection: Selection,
    id_attribute: &str,
    key: &Key,
) -> Result<Directory, AppError> {
    let connection = lean(connection, id_attribute, key)?;
    let progress = Arc::new(Progress::default());
    let scope = Scope::load(&connection, selection, Leaving::default(), progress.clone()).await?;
    let scope = scope.map_err(|trouble| unreadable(&trouble))?;
    let request = scope.request(&connection)?;
    let key = key.clone();
    let read = tokio::task::spawn_blocking(move || {
        let mut gathered = Gathered {
            connection: &connection,
            scope: &scope,
            key: &key,
            places: HashMap::new(),
            entries: Vec::new(),
            names: Vec::new(),
        };
        let end = connection.reach.read_full(&request, Incremental::Off, &mut gathered, &progress);
        (end, gathered.entries, gathered.names)
    });
    let (end, entries, names) = read.await.map_err(|error| AppError::Internal(error.to_string()))?;
    let RunEnd { outcome, seen, undecodable_count, .. } = end;
    match outcome {
        // Who has no id of the wanted attribute is nobody's entry; everybody else is.
        Outcome::Complete | Outcome::Partial { reason: Trouble::Undecodable(_) } => {}
        Outcome::Partial { reason } | Outcome::Failed { reason } => return Err(unreadable(&reason)),
        Outcome::Cancelled => return Err(AppError::Internal("nobody stops this reading".to_owned())),
    }
    tracing::info!(source = source.0, seen, without_id = undecodable_count, "rekey.read");
    Ok(Directory { entries, names, read: seen, without_id: undecodable_count })
}

/// The connection with a search for nothing but the id, the key and what decides on who is in scope.
fn lean(connection: &Connection, id_attribute: &str, key: &Key) -> Result<Connection, AppError> {
    let wrong = |problem: String| AppError::BadRequest(format!("`id_attribute`: {problem}"));
    if domain::catalogue::is_denied(id_attribute) {
        return Err(wrong(format!("{id_attribute} holds a password or a key; Amend never reads it")));
    }
    let id = IdAttribute::new(id_attribute).map_err(|problem| wrong(problem.to_string()))?;
    let wanted: Vec<&str> = key.attribute.iter().chain(&connection.disabled_attribute).map(String::as_str).collect();
    let request = ReadRequest::new(&connection.connect.base, &connection.connect.filter, &wanted, id)
        .map_err(|problem| wrong(problem.to_string()))?;
    Ok(Connection { request, ..connection.clone() })
}

fn unreadable(trouble: &Trouble) -> AppError {
    AppError::Conflict(format!("the directory could not be read: {trouble}"))
}

struct Gathered<'a> {
    connection: &'a Connection,
    scope: &'a Scope,
    key: &'a Key,
    /// An entry that a server sends twice is one entry.
    places: HashMap<(String, String), usize>,
    entries: Vec<Entry>,
    names: Vec<String>,
}

impl Gathered<'_> {
    fn keep(&mut self, entry: RawEntry) {
        let is_disabled = is_disabled(self.connection, &entry);
        let takes = |verdict: &Verdict| !matches!(verdict, Verdict::LeftOut { .. });
        let known = self.scope.full_verdict(&entry, is_disabled, true);
        let newcomer = self.scope.full_verdict(&entry, is_disabled, false);
        let kept = Entry {
            id: hex::encode(&entry.id),
            keys: self.key.of_entry(&entry),
            is_in_scope: takes(&known),
            would_come: matches!(newcomer, Verdict::Taken),
        };
        let name = (kept.id.clone(), names::normal(&entry.dn));
        let known = self.places.get(&name).and_then(|place| self.entries.get_mut(*place));
        match known {
            Some(place) => *place = kept,
            None => {
                self.places.insert(name, self.entries.len());
                self.entries.push(kept);
                self.names.push(entry.dn);
            }
        }
    }
}

impl Sink for Gathered<'_> {
    fn meet(&mut self, _id: &[u8], _dn: &str, _hash: u128) -> Meeting {
        Meeting::Take
    }

    fn take(&mut self, entries: Vec<RawEntry>) -> Result<(), Stop> {
        entries.into_iter().for_each(|entry| self.keep(entry));
        Ok(())
    }
}

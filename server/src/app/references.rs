//! Values that refer to something stored: another person, a picture. They are checked against the database, and a person is stored as the
//! distinguished name that the directory will be given.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    attribute::Kind,
    id::{AccountId, ChangeId, PersonId},
    problem::{Problem, ProblemCode},
    value::{Edit, Theirs, Value},
};

use super::{
    AppError,
    around::Wish,
    catalogue::Catalogue,
    names::{self, Names},
    standing::Standing,
};
use crate::store::{
    Conn,
    change::{self, Change},
    entry, history, picture,
    reference::{self, Reference},
    sent_picture::{self, Sent},
};

/// Checks and rewrites the references in a wish; problems are the sender's to mend.
pub(super) async fn resolve(
    conn: &mut Conn,
    standing: &Standing,
    wish: Wish,
    asker: Option<AccountId>,
) -> Result<Result<Wish, Vec<Problem>>, AppError> {
    let Some(value) = wish.value.clone() else { return Ok(Ok(wish)) };
    match wish.attribute.kind {
        Kind::Person => person(conn, standing, wish, &value).await,
        Kind::Photo => picture(conn, standing, wish, &value, asker).await,
        _ => Ok(Ok(wish)),
    }
}

async fn person(
    conn: &mut Conn,
    standing: &Standing,
    wish: Wish,
    value: &Value,
) -> Result<Result<Wish, Vec<Problem>>, AppError> {
    let mut names = Vec::new();
    for text in value.texts() {
        let found = match text.strip_prefix("person:") {
            Some(id) => by_id(conn, id).await?,
            None => by_name(conn, text).await?,
        };
        match found {
            None => return Ok(Err(vec![Problem::new(ProblemCode::NoSuchPerson).detail(text.clone())])),
            Some((id, _)) if id == standing.person.id => {
                return Ok(Err(vec![Problem::new(ProblemCode::OneselfNotAllowed)]));
            }
            Some((_, name)) => names.push(name),
        }
    }
    Ok(Ok(Wish { value: Value::many(names), ..wish }))
}

async fn by_id(conn: &mut Conn, id: &str) -> Result<Option<(PersonId, String)>, AppError> {
    let Ok(id) = id.parse::<PersonId>() else { return Ok(None) };
    Ok(entry::of_person(conn, id).await?.into_iter().next().map(|entry| (id, entry.dn)))
}

async fn by_name(conn: &mut Conn, name: &str) -> Result<Option<(PersonId, String)>, AppError> {
    let names = Names::load(conn, &BTreeSet::from([name.to_owned()])).await?;
    Ok(names.person(name).map(|id| (id, name.to_owned())))
}

/// A picture can only be named if it is one that the person's directory entry or an open change has, one that the directory said before, or one
/// that the author has sent for this place.
async fn picture(
    conn: &mut Conn,
    standing: &Standing,
    wish: Wish,
    value: &Value,
    asker: Option<AccountId>,
) -> Result<Result<Wish, Vec<Problem>>, AppError> {
    let key = &wish.attribute.key;
    for text in value.texts() {
        let mut said = standing.entries.iter().filter_map(|entry| entry.theirs.get(key)?.value());
        let mut proposed = standing.changes.iter().filter(|change| change.attribute == *key);
        let is_proposed = |change: &Change| matches!(&change.edit, Edit::Set(set) if set.texts().contains(text));
        let mut is_known = said.any(|value| value.texts().contains(text)) || proposed.any(is_proposed);
        if let (false, Some(account), Some(digest)) = (is_known, asker, text.strip_prefix("sha256:")) {
            let (person, attribute, digest) = (standing.person.id, key.clone(), digest.to_owned());
            is_known = sent_picture::is_there(conn, &Sent { account, person, attribute, digest }).await?;
        }
        if !is_known && picture::get(conn, text.trim_start_matches("sha256:")).await?.is_some() {
            // One that they had before can be set back.
            let lines = history::lines(conn, standing.person.id).await?;
            let mut had = lines.iter().flat_map(|line| &line.values).filter(|value| value.attribute == *key);
            let names = |said: &Theirs| said.value().is_some_and(|value| value.texts().contains(text));
            is_known = had.any(|value| names(&value.old) || names(&value.new));
        }
        if !is_known {
            return Ok(Err(vec![Problem::new(ProblemCode::NotAPicture)]));
        }
    }
    Ok(Ok(wish))
}

/// Notes whom a new change names, so that it still means them when their entry is renamed or moved.
pub(super) async fn note(conn: &mut Conn, catalogue: &Catalogue, change: &Change) -> Result<(), AppError> {
    if catalogue.attribute(&change.attribute).is_none_or(|attribute| attribute.kind != Kind::Person) {
        return Ok(());
    }
    let base = change.base.value().map(|value| value.first().to_owned());
    let new = set_by(change).map(str::to_owned);
    let names = Names::load(conn, &base.iter().chain(&new).cloned().collect()).await?;
    let person = |name: Option<String>| names.person(&name?);
    let (new, base) = (person(new), person(base));
    if new.is_some() || base.is_some() {
        reference::put(conn, Reference { change: change.id, new, base }).await?;
    }
    Ok(())
}

/// The one text that a change sets.
fn set_by(change: &Change) -> Option<&str> {
    match &change.edit {
        Edit::Set(value) => Some(value.first()),
        Edit::Clear | Edit::Members { .. } => None,
    }
}

/// Has the open changes of a person who name others call them by the distinguished names that they have now; gives those whose person is in no
/// directory any more.
pub(super) async fn refresh(
    conn: &mut Conn,
    catalogue: &Catalogue,
    standing: &mut Standing,
) -> Result<Vec<ChangeId>, AppError> {
    let Renamed { gone, moved } = renamed(conn, catalogue, standing).await?;
    for id in moved {
        let Some(change) = standing.changes.iter_mut().find(|change| change.id == id) else { continue };
        change.version += 1;
        if !change::save(conn, change).await? {
            // Somebody decided on it meanwhile: it is looked at as it is now, and called anew the next time.
            *change = change::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
        }
    }
    Ok(gone)
}

/// What has become of those whom changes name.
#[derive(Default)]
pub(super) struct Renamed {
    /// Changes whose person is in no directory any more.
    pub(super) gone: Vec<ChangeId>,
    /// Changes that call somebody otherwise by now.
    pub(super) moved: Vec<ChangeId>,
}

/// The same, and nothing is stored.
pub(super) async fn renamed(
    conn: &mut Conn,
    catalogue: &Catalogue,
    standing: &mut Standing,
) -> Result<Renamed, AppError> {
    let is_reference = |change: &&Change| {
        change.state.is_open() && catalogue.attribute(&change.attribute).is_some_and(|one| one.kind == Kind::Person)
    };
    let ids: Vec<ChangeId> = standing.changes.iter().filter(is_reference).map(|change| change.id).collect();
    if ids.is_empty() {
        return Ok(Renamed::default());
    }
    let (mut gone, mut moved) = (Vec::new(), BTreeSet::new());
    let references = reference::of_changes(conn, &ids).await?;
    let names = names_now(conn, &references).await?;
    let name_now = |person: Option<PersonId>| names.get(&person?).cloned();
    for Reference { change: id, new, base } in references {
        let (new_name, base_name) = (name_now(new), name_now(base));
        let Some(place) = standing.changes.iter().position(|change| change.id == id) else { continue };
        let theirs = standing.theirs(catalogue, &standing.changes[place].attribute).clone();
        let change = &mut standing.changes[place];
        match (new, new_name, set_by(change)) {
            (Some(_), None, Some(_)) => gone.push(id),
            (Some(_), Some(name), Some(said)) if !is_same(&name, said) => {
                change.edit = Value::one(name).map_or(Edit::Clear, Edit::Set);
                moved.insert(id);
            }
            _ => {}
        }
        // The directory follows with its own references, or it does not: what it says now is no news where it is the same person.
        let said = theirs.value().map(Value::first);
        let knew = change.base.value().map(Value::first);
        if let (Some(name), Some(said), Some(knew)) = (base_name, said, knew)
            && is_same(&name, said)
            && !is_same(said, knew)
        {
            change.base = theirs.clone();
            moved.insert(id);
        }
    }
    Ok(Renamed { gone, moved: moved.into_iter().collect() })
}

fn is_same(one: &str, other: &str) -> bool {
    one == other || names::normal(one) == names::normal(other)
}

/// The distinguished names of those named who are in a directory.
async fn names_now(conn: &mut Conn, references: &[Reference]) -> Result<BTreeMap<PersonId, String>, AppError> {
    let named: BTreeSet<PersonId> = references.iter().flat_map(|one| [one.new, one.base]).flatten().collect();
    let entries = entry::of_people(conn, &named.into_iter().collect::<Vec<_>>()).await?;
    let mut names = BTreeMap::new();
    for entry in entries.into_iter().filter(|entry| entry.is_present() && entry.detached_at.is_none()) {
        names.entry(entry.person).or_insert(entry.dn);
    }
    Ok(names)
}

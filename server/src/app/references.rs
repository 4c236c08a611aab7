//! Values that refer to something stored: another person, a picture. They are checked against the database, and a person is stored as the
//! distinguished name that the directory will be given.

use std::collections::BTreeSet;

use domain::{
    attribute::Kind,
    id::{AccountId, ChangeId, PersonId},
    problem::{Problem, ProblemCode},
    value::{Edit, Value},
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
    entry,
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

/// A picture can only be named if it is one that the person's directory entry or an open change has, or one that the author has sent for this place.
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
    let is_reference = |change: &&Change| {
        change.state.is_open() && catalogue.attribute(&change.attribute).is_some_and(|one| one.kind == Kind::Person)
    };
    let ids: Vec<ChangeId> = standing.changes.iter().filter(is_reference).map(|change| change.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut gone = Vec::new();
    for Reference { change: id, new, base } in reference::of_changes(conn, &ids).await? {
        let (new_name, base_name) = (name_now(conn, new).await?, name_now(conn, base).await?);
        let Some(place) = standing.changes.iter().position(|change| change.id == id) else { continue };
        let theirs = standing.theirs(catalogue, &standing.changes[place].attribute).clone();
        let change = &mut standing.changes[place];
        let mut moved = false;
        match (new, new_name, set_by(change)) {
            (Some(_), None, Some(_)) => gone.push(id),
            (Some(_), Some(name), Some(said)) if !is_same(&name, said) => {
                change.edit = Value::one(name).map_or(Edit::Clear, Edit::Set);
                moved = true;
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
            moved = true;
        }
        if moved {
            change.version += 1;
            if !change::save(conn, change).await? {
                return Err(AppError::Stale { moved: Vec::new() });
            }
        }
    }
    Ok(gone)
}

fn is_same(one: &str, other: &str) -> bool {
    one == other || names::normal(one) == names::normal(other)
}

/// The distinguished name of a person who is in a directory.
async fn name_now(conn: &mut Conn, person: Option<PersonId>) -> Result<Option<String>, AppError> {
    let Some(person) = person else { return Ok(None) };
    let entries = entry::of_person(conn, person).await?;
    Ok(entries.into_iter().find(|entry| entry.is_present() && entry.detached_at.is_none()).map(|entry| entry.dn))
}

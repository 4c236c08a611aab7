//! Values that refer to something stored: another person, a picture. They are checked against the database, and a person is stored as the
//! distinguished name that the directory will be given.

use std::collections::BTreeSet;

use domain::{
    attribute::Kind,
    id::{AccountId, PersonId},
    problem::{Problem, ProblemCode},
    value::{Edit, Value},
};

use super::{AppError, names::Names, standing::Standing, submit::Wish};
use crate::store::{
    Conn,
    change::Change,
    entry,
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

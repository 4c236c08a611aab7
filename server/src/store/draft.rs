//! What people typed into their own profile and did not save. Nobody else is ever told, and it is in no log.

use std::collections::BTreeMap;

use domain::{
    api::{Draft, Typed},
    id::PersonId,
    moment::Moment,
    name::AttributeKey,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, in_texts, list},
};

/// The word to the approver stands under no attribute.
const COMMENT: &str = "";

/// What is kept for a person since `since`.
pub(crate) async fn of_person(conn: &mut Conn, person: PersonId, since: Moment) -> Result<Draft, StoreError> {
    let rows = fetch_all!(
        conn,
        (String, String, i64, i64),
        "select attribute, typed, version, kept_at from draft where person_id = $1 and kept_at >= $2",
        person.0,
        since.0
    )?;
    let mut draft = Draft::default();
    for (attribute, typed, version, kept_at) in rows {
        draft.version = Some(draft.version.map_or(version, |oldest| oldest.min(version)));
        draft.kept_at = draft.kept_at.max(Some(Moment(kept_at)));
        if attribute == COMMENT {
            draft.comment = serde_json::from_str(&typed).ok();
        } else if let (Ok(key), Ok(typed)) = (AttributeKey::parse(&attribute), serde_json::from_str(&typed)) {
            draft.fields.insert(key, typed);
        }
    }
    Ok(draft)
}

/// Keeps what was typed into fields on a version of the profile.
pub(crate) async fn keep(
    conn: &mut Conn,
    of: (PersonId, i64),
    typed: &BTreeMap<AttributeKey, Typed>,
    now: Moment,
) -> Result<(), StoreError> {
    for (key, typed) in typed {
        put(conn, of, key.as_str(), typed, now).await?;
    }
    Ok(())
}

/// Keeps the word to the approver.
pub(crate) async fn keep_comment(
    conn: &mut Conn,
    of: (PersonId, i64),
    comment: &str,
    now: Moment,
) -> Result<(), StoreError> {
    put(conn, of, COMMENT, &comment, now).await
}

async fn put<T: serde::Serialize>(
    conn: &mut Conn,
    (person, version): (PersonId, i64),
    attribute: &str,
    typed: &T,
    now: Moment,
) -> Result<(), StoreError> {
    // As JSON, which may hold characters that a database's text may not. What is kept always is JSON.
    let typed = serde_json::to_string(typed).unwrap_or_default();
    execute!(
        conn,
        "insert into draft (person_id, attribute, typed, version, kept_at) values ($1, $2, $3, $4, $5)
         on conflict (person_id, attribute) do update
         set typed = excluded.typed, version = excluded.version, kept_at = excluded.kept_at",
        person.0,
        attribute.to_owned(),
        typed,
        version,
        now.0,
    )
    .map(|_| ())
}

/// Forgets what was typed into these fields.
pub(crate) async fn forget(conn: &mut Conn, person: PersonId, keys: &[&str]) -> Result<(), StoreError> {
    execute!(
        conn,
        in_texts!("delete from draft where person_id = $1 and attribute in ", "$2", ""),
        person.0,
        list(keys)
    )
    .map(|_| ())
}

/// Forgets the word to the approver.
pub(crate) async fn forget_comment(conn: &mut Conn, person: PersonId) -> Result<(), StoreError> {
    forget(conn, person, &[COMMENT]).await
}

/// Forgets all that a person typed.
pub(crate) async fn forget_all(conn: &mut Conn, person: PersonId) -> Result<(), StoreError> {
    execute!(conn, "delete from draft where person_id = $1", person.0).map(|_| ())
}

/// Moves what somebody typed to the one whom they turned out to be, where that one typed nothing into the same field.
pub(crate) async fn give(conn: &mut Conn, from: PersonId, to: PersonId) -> Result<(), StoreError> {
    execute!(
        conn,
        "update draft set person_id = $2
         where person_id = $1 and attribute not in (select attribute from draft where person_id = $2)",
        from.0,
        to.0
    )?;
    forget_all(conn, from).await
}

/// Forgets what nobody has come back to.
pub(crate) async fn sweep(conn: &mut Conn, before: Moment) -> Result<(), StoreError> {
    execute!(conn, "delete from draft where kept_at < $1", before.0).map(|_| ())
}

//! What a later run is about to do, kept until it may be done: a held run survives a restart, and a crash in the middle of applying goes on
//! with what is left.

use domain::{
    id::{PersonId, RunId, SourceId},
    plan::Found,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, in_texts, insert_many, list},
    said::{said_from_text, said_to_text},
};

/// An entry that is not as it was last time.
#[derive(Clone, Debug)]
pub(crate) struct Staged {
    /// What was read; its id is the immutable one in hexadecimal digits.
    pub(crate) found: Found,
    /// The hash of the entry as it came over the wire, salted with the mapping that it was read with.
    pub(crate) hash: u128,
    /// The entry as the directory sent it, as it is kept; blank where a run has staged it that did not keep this.
    pub(crate) received: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    external_id: String,
    dn: String,
    username: Option<String>,
    hash: Vec<u8>,
    theirs: String,
    disabled: i64,
    received: String,
}

/// Stages entries; of two with the same id the later one counts.
pub(crate) async fn put_many(conn: &mut Conn, id: RunId, staged: &[Staged]) -> Result<(), StoreError> {
    insert_many!(
        conn,
        "insert into staged_entry (run_id, external_id, dn, username, hash, theirs, disabled, received) ",
        staged,
        |b, e| {
            b.push_bind(id.0)
                .push_bind(e.found.id.clone())
                .push_bind(e.found.dn.clone())
                .push_bind(e.found.username.clone())
                .push_bind(e.hash.to_be_bytes().to_vec())
                .push_bind(said_to_text(&e.found.values))
                .push_bind(i64::from(e.found.disabled))
                .push_bind(e.received.clone())
        },
        " on conflict (run_id, external_id) do update set dn = excluded.dn, username = excluded.username, hash = excluded.hash,
            theirs = excluded.theirs, disabled = excluded.disabled, received = excluded.received"
    )
}

/// Staged entries after an id, in the order of ids.
pub(crate) async fn page(conn: &mut Conn, id: RunId, after: &str, limit: i64) -> Result<Vec<Staged>, StoreError> {
    let rows = fetch_all!(
        conn,
        Row,
        "select external_id, dn, username, hash, theirs, disabled, received from staged_entry
         where run_id = $1 and external_id > $2 order by external_id limit $3",
        id.0,
        after.to_owned(),
        limit,
    )?;
    rows.into_iter()
        .map(|row| {
            let wrong = |column| StoreError::Inconsistent {
                table: "staged_entry",
                column,
                row: format!("{id}/{}", row.external_id),
            };
            let hash: [u8; 16] = row.hash.as_slice().try_into().map_err(|_| wrong("hash"))?;
            let found = Found {
                values: said_from_text(&row.theirs).ok_or_else(|| wrong("theirs"))?,
                id: row.external_id,
                dn: row.dn,
                username: row.username,
                disabled: row.disabled != 0,
            };
            Ok(Staged { found, hash: u128::from_be_bytes(hash), received: row.received })
        })
        .collect()
}

/// Takes applied entries off the stage.
pub(crate) async fn done(conn: &mut Conn, id: RunId, external_ids: &[String]) -> Result<(), StoreError> {
    execute!(
        conn,
        in_texts!("delete from staged_entry where run_id = $2 and external_id in ", "$1", ""),
        list(external_ids),
        id.0,
    )
    .map(|_| ())
}

/// A staged entry that may move a user name, with the person behind it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Naming {
    pub(crate) external_id: String,
    pub(crate) dn: String,
    /// The user name that the entry says.
    pub(crate) username: Option<String>,
    pub(crate) disabled: i64,
    /// Nobody for a new entry.
    pub(crate) person_id: Option<i64>,
    /// The user name that the person holds.
    pub(crate) held: Option<String>,
}

/// Staged entries of people who hold another user name than their entry says, or lose theirs, in the order of ids.
pub(crate) async fn movers(conn: &mut Conn, id: RunId, source: SourceId) -> Result<Vec<Naming>, StoreError> {
    fetch_all!(
        conn,
        Naming,
        "select t.external_id, t.dn, t.username, t.disabled, p.id as person_id, p.username as held from staged_entry t
         join entry e on e.source_id = $2 and e.external_id = t.external_id join person p on p.id = e.person_id
         where t.run_id = $1 and p.username is not null and (t.disabled <> 0 or t.username is null or t.username <> p.username)
         order by t.external_id",
        id.0,
        source.0,
    )
}

/// Staged entries of people who hold no user name now and of nobody yet, in the order of ids: they may want what others give up.
pub(crate) async fn nameless(conn: &mut Conn, id: RunId, source: SourceId) -> Result<Vec<Naming>, StoreError> {
    fetch_all!(
        conn,
        Naming,
        "select t.external_id, t.dn, t.username, t.disabled, p.id as person_id, p.username as held from staged_entry t
         left join entry e on e.source_id = $2 and e.external_id = t.external_id left join person p on p.id = e.person_id
         where t.run_id = $1 and p.username is null and t.username is not null order by t.external_id",
        id.0,
        source.0,
    )
}

/// Stages people who would be blocked since a complete run did not find them.
pub(crate) async fn put_removals(conn: &mut Conn, id: RunId, people: &[PersonId]) -> Result<(), StoreError> {
    insert_many!(
        conn,
        "insert into staged_removal (run_id, person_id) ",
        people,
        |b, person| { b.push_bind(id.0).push_bind(person.0) },
        " on conflict (run_id, person_id) do nothing"
    )
}

/// Staged removals after a person, in the order of ids.
pub(crate) async fn removals(
    conn: &mut Conn,
    id: RunId,
    after: PersonId,
    limit: i64,
) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select person_id from staged_removal where run_id = $1 and person_id > $2 order by person_id limit $3",
        id.0,
        after.0,
        limit,
    )?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}

/// Staged removals after a person with the distinguished names of their entries, in the order of ids.
pub(crate) async fn removal_names(
    conn: &mut Conn,
    id: RunId,
    source: SourceId,
    after: PersonId,
    limit: i64,
) -> Result<Vec<(PersonId, String)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, String),
        "select r.person_id, min(e.dn) from staged_removal r join entry e on e.person_id = r.person_id and e.source_id = $2
         where r.run_id = $1 and r.person_id > $3 group by r.person_id order by r.person_id limit $4",
        id.0,
        source.0,
        after.0,
        limit,
    )?;
    Ok(rows.into_iter().map(|(person, dn)| (PersonId(person), dn)).collect())
}

/// Takes applied removals off the stage.
pub(crate) async fn removals_done(conn: &mut Conn, id: RunId, people: &[PersonId]) -> Result<(), StoreError> {
    execute!(
        conn,
        super::connection::in_numbers!("delete from staged_removal where run_id = $2 and person_id in ", "$1", ""),
        list(people),
        id.0,
    )
    .map(|_| ())
}

/// Clears a run's stage.
pub(crate) async fn clear(conn: &mut Conn, id: RunId) -> Result<(), StoreError> {
    execute!(conn, "delete from staged_entry where run_id = $1", id.0)?;
    execute!(conn, "delete from staged_removal where run_id = $1", id.0).map(|_| ())
}

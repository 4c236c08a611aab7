//! Who is in the groups that policy rules name. A run writes what moved and nothing else.

use std::collections::BTreeSet;

use domain::{
    id::{PersonId, SourceId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one, fetch_optional, in_numbers, list},
    rows::{self, Cell},
};

/// A group of a source.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) id: i64,
    pub(crate) source: SourceId,
    /// In the form in which names are compared.
    pub(crate) name: String,
}

/// All groups that were read.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Group>, StoreError> {
    let rows = fetch_all!(conn, (i64, i64, String), "select id, source_id, name from policy_group order by id")?;
    Ok(rows.into_iter().map(|(id, source, name)| Group { id, source: SourceId(source), name }).collect())
}

/// Who is in which group, by person.
pub(crate) async fn members(conn: &mut Conn) -> Result<Vec<(PersonId, i64)>, StoreError> {
    let rows =
        fetch_all!(conn, (i64, i64), "select person_id, group_id from policy_member order by person_id, group_id")?;
    Ok(rows.into_iter().map(|(person, group)| (PersonId(person), group)).collect())
}

/// Some members of a group who are there, of whichever source: enough to find one who is neither of two.
pub(crate) async fn some_members(conn: &mut Conn, name: &str) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select distinct m.person_id from policy_group g join policy_member m on m.group_id = g.id join person p on p.id = m.person_id
         where g.name = $1 and p.blocked_by_admin_at is null and (p.blocked_by_directory_at is null or p.pinned_at is not null)
         order by m.person_id limit 3",
        name.to_owned(),
    )?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}

/// What the names of a group's members came to when they were read last.
pub(crate) async fn names_hash(conn: &mut Conn, source: SourceId, name: &str) -> Result<Option<i64>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select names_hash from policy_group where source_id = $1 and name = $2",
        source.0,
        name.to_owned(),
    )?;
    Ok(row.map(|(hash,)| hash))
}

/// The people of a source whose entries have one of these names' hashes, with the name.
pub(crate) async fn candidates(
    conn: &mut Conn,
    source: SourceId,
    dn_keys: &[i64],
) -> Result<Vec<(PersonId, String)>, StoreError> {
    let mut found = Vec::new();
    for chunk in dn_keys.chunks(5000) {
        let rows = fetch_all!(
            conn,
            (i64, String),
            in_numbers!(
                "select person_id, dn from entry where source_id = $1 and detached_at is null and dn_key in ",
                "$2",
                ""
            ),
            source.0,
            list(chunk),
        )?;
        found.extend(rows.into_iter().map(|(person, dn)| (PersonId(person), dn)));
    }
    Ok(found)
}

/// Sets who is in a group; says whether anybody came or went.
pub(crate) async fn set(
    conn: &mut Conn,
    (source, name): (SourceId, &str),
    names_hash: i64,
    people: &BTreeSet<PersonId>,
    now: Moment,
) -> Result<bool, StoreError> {
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into policy_group (source_id, name, names_hash, read_at) values ($1, $2, $3, $4)
         on conflict (source_id, name) do update set names_hash = excluded.names_hash, read_at = excluded.read_at returning id",
        source.0,
        name.to_owned(),
        names_hash,
        now.0,
    )?;
    let known = fetch_all!(conn, (i64,), "select person_id from policy_member where group_id = $1", id)?;
    let known: BTreeSet<PersonId> = known.into_iter().map(|(person,)| PersonId(person)).collect();
    let went: Vec<PersonId> = known.difference(people).copied().collect();
    let came: Vec<PersonId> = people.difference(&known).copied().collect();
    for chunk in went.chunks(5000) {
        execute!(
            conn,
            in_numbers!("delete from policy_member where group_id = $1 and person_id in ", "$2", ""),
            id,
            list(chunk),
        )?;
    }
    let cells: Vec<[Cell<'_>; 2]> = came.iter().map(|person| [Cell::Number(id), Cell::Number(person.0)]).collect();
    rows::add(conn, "policy_member (group_id, person_id)", cells.into_iter()).await?;
    Ok(!went.is_empty() || !came.is_empty())
}

/// Forgets a group that no rule names any more.
pub(crate) async fn forget(conn: &mut Conn, id: i64) -> Result<(), StoreError> {
    execute!(conn, "delete from policy_member where group_id = $1", id)?;
    execute!(conn, "delete from policy_group where id = $1", id).map(|_| ())
}

/// Whoever turns out to be somebody else is in their groups too.
pub(crate) async fn give(conn: &mut Conn, from: PersonId, to: PersonId) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into policy_member (group_id, person_id)
         select group_id, $2 from policy_member where person_id = $1 on conflict (group_id, person_id) do nothing",
        from.0,
        to.0,
    )?;
    execute!(conn, "delete from policy_member where person_id = $1", from.0).map(|_| ())
}

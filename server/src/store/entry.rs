//! Entries: what each source last said about each person it knows.

use std::collections::BTreeMap;

use domain::{
    id::{PersonId, RunId, SourceId},
    moment::Moment,
    name::AttributeKey,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, in_numbers, in_texts, insert_many, list},
    container,
    rows::{self, Cell},
    said::{Said, said_from_text, said_to_text},
};

/// A run, and when it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct ReadBy {
    pub(crate) run: RunId,
    pub(crate) at: i64,
}

/// An entry's row.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) source: SourceId,
    /// The immutable id in hexadecimal digits.
    pub(crate) external_id: String,
    pub(crate) person: PersonId,
    pub(crate) dn: String,
    /// A hash of the normalised DN, for resolving references from other entries.
    pub(crate) dn_key: i64,
    /// The hash of the entry as it came over the wire, salted with the mapping that it was read with.
    pub(crate) hash: u128,
    pub(crate) theirs: Said,
    /// The run that first read the present value, where it is not `first_run`.
    pub(crate) since: BTreeMap<AttributeKey, ReadBy>,
    /// A hash of the manager's normalised DN, for finding who reports to somebody.
    pub(crate) manager_key: Option<i64>,
    pub(crate) first_run: ReadBy,
    /// When a complete run no longer found it.
    pub(crate) absent_at: Option<Moment>,
    /// When somebody took its person off the source: no run touches it until they are linked again.
    pub(crate) detached_at: Option<Moment>,
}

impl Entry {
    /// Whether the source has it now, and it counts.
    pub(crate) fn is_present(&self) -> bool {
        self.absent_at.is_none() && self.detached_at.is_none()
    }

    /// The run that first read the present value of an attribute.
    pub(crate) fn read_by(&self, key: &AttributeKey) -> ReadBy {
        self.since.get(key).copied().unwrap_or(self.first_run)
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) source_id: i64,
    pub(super) external_id: String,
    pub(super) person_id: i64,
    pub(super) dn: String,
    pub(super) dn_key: i64,
    pub(super) hash: Vec<u8>,
    pub(super) theirs: String,
    pub(super) since: String,
    pub(super) manager_key: Option<i64>,
    pub(super) first_run_id: i64,
    pub(super) first_run_at: i64,
    pub(super) absent_at: Option<i64>,
    pub(super) detached_at: Option<i64>,
}

impl TryFrom<Row> for Entry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent {
            table: "entry",
            column,
            row: format!("{}/{}", row.source_id, row.external_id),
        };
        let hash: [u8; 16] = row.hash.as_slice().try_into().map_err(|_| wrong("hash"))?;
        Ok(Self {
            source: SourceId(row.source_id),
            hash: u128::from_be_bytes(hash),
            theirs: said_from_text(&row.theirs).ok_or_else(|| wrong("theirs"))?,
            since: serde_json::from_str(&row.since).map_err(|_| wrong("since"))?,
            external_id: row.external_id,
            person: PersonId(row.person_id),
            dn: row.dn,
            dn_key: row.dn_key,
            manager_key: row.manager_key,
            first_run: ReadBy { run: RunId(row.first_run_id), at: row.first_run_at },
            absent_at: row.absent_at.map(Moment),
            detached_at: row.detached_at.map(Moment),
        })
    }
}

macro_rules! columns {
    () => {
        "source_id, external_id, person_id, dn, dn_key, hash, theirs, since, manager_key, first_run_id, first_run_at, absent_at,
         detached_at"
    };
}

/// The ids of the entries that name one of these as their manager.
pub(crate) async fn reports_of(conn: &mut Conn, source: SourceId, ids: &[String]) -> Result<Vec<String>, StoreError> {
    let found = fetch_all!(
        conn,
        (String,),
        in_texts!(
            "select r.external_id from entry e join entry r on r.manager_key = e.dn_key and r.source_id = e.source_id
             where r.absent_at is null and e.source_id = $2 and e.external_id in ",
            "$1",
            ""
        ),
        list(ids),
        source.0,
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The ids of the entries whose manager is nobody who is there.
pub(crate) async fn reports_of_strangers(conn: &mut Conn, source: SourceId) -> Result<Vec<String>, StoreError> {
    let found = fetch_all!(
        conn,
        (String,),
        "select r.external_id from entry r
         where r.source_id = $1 and r.absent_at is null and r.manager_key is not null
         and not exists (select 1 from entry e where e.dn_key = r.manager_key and e.absent_at is null)",
        source.0,
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The entries with these ids.
pub(crate) async fn by_external_ids(
    conn: &mut Conn,
    source: SourceId,
    ids: &[impl serde::Serialize],
) -> Result<Vec<Entry>, StoreError> {
    fetch_all!(
        conn,
        Row,
        in_texts!(concat!("select ", columns!(), " from entry where source_id = $2 and external_id in "), "$1", ""),
        list(ids),
        source.0,
    )?
    .into_iter()
    .map(Entry::try_from)
    .collect()
}

/// The entries of a person.
pub(crate) async fn of_person(conn: &mut Conn, person: PersonId) -> Result<Vec<Entry>, StoreError> {
    fetch_all!(
        conn,
        Row,
        concat!("select ", columns!(), " from entry where person_id = $1 order by source_id, external_id"),
        person.0
    )?
    .into_iter()
    .map(Entry::try_from)
    .collect()
}

/// The entries of these people.
pub(crate) async fn of_people(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<Entry>, StoreError> {
    fetch_all!(
        conn,
        Row,
        in_numbers!(
            concat!("select ", columns!(), " from entry where person_id in "),
            "$1",
            " order by person_id, source_id"
        ),
        list(people)
    )?
    .into_iter()
    .map(Entry::try_from)
    .collect()
}

/// The people whose entries have these hashed DNs, with the DN and the name; the caller compares the DN itself.
pub(crate) async fn by_dn_keys(
    conn: &mut Conn,
    keys: &[i64],
) -> Result<Vec<(i64, String, PersonId, String)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, String, i64, String),
        in_numbers!(
            "select e.dn_key, e.dn, e.person_id, p.display_name from entry e join person p on p.id = e.person_id where e.dn_key in ",
            "$1",
            ""
        ),
        list(keys)
    )?;
    Ok(rows.into_iter().map(|(key, dn, person, name)| (key, dn, PersonId(person), name)).collect())
}

/// People whose manager's DN has this hash; the caller compares the DN itself where it decides on a right.
pub(crate) async fn reports(conn: &mut Conn, manager_key: i64) -> Result<Vec<Entry>, StoreError> {
    fetch_all!(
        conn,
        Row,
        concat!("select ", columns!(), " from entry where manager_key = $1 and absent_at is null order by person_id"),
        manager_key
    )?
    .into_iter()
    .map(Entry::try_from)
    .collect()
}

fn cells((e, container): (&Entry, Option<i64>)) -> [Cell<'_>; 14] {
    [
        e.source.0.into(),
        e.external_id.as_str().into(),
        e.person.0.into(),
        e.dn.as_str().into(),
        e.dn_key.into(),
        e.hash.to_be_bytes().to_vec().into(),
        said_to_text(&e.theirs).into(),
        since_to_text(&e.since).into(),
        e.manager_key.into(),
        e.first_run.run.0.into(),
        e.first_run.at.into(),
        e.absent_at.map(|at| at.0).into(),
        e.detached_at.map(|at| at.0).into(),
        container.into(),
    ]
}

/// Adds new entries.
pub(crate) async fn add_many(conn: &mut Conn, entries: &[Entry]) -> Result<(), StoreError> {
    let (keys, containers) = container::of(entries.iter().map(|one| one.dn.as_str()));
    container::keep(conn, containers).await?;
    rows::add(conn, concat!("entry (", columns!(), ", container_key)"), entries.iter().zip(keys).map(cells)).await
}

/// Writes entries as they are from now on.
pub(crate) async fn put_many(conn: &mut Conn, entries: &[Entry]) -> Result<(), StoreError> {
    let (keys, containers) = container::of(entries.iter().map(|one| one.dn.as_str()));
    container::keep(conn, containers).await?;
    let entries: Vec<(&Entry, Option<i64>)> = entries.iter().zip(keys).collect();
    insert_many!(
        conn,
        concat!("insert into entry (", columns!(), ", container_key) "),
        entries,
        |b, (e, container)| {
            b.push_bind(e.source.0)
                .push_bind(e.external_id.clone())
                .push_bind(e.person.0)
                .push_bind(e.dn.clone())
                .push_bind(e.dn_key)
                .push_bind(e.hash.to_be_bytes().to_vec())
                .push_bind(said_to_text(&e.theirs))
                .push_bind(since_to_text(&e.since))
                .push_bind(e.manager_key)
                .push_bind(e.first_run.run.0)
                .push_bind(e.first_run.at)
                .push_bind(e.absent_at.map(|at| at.0))
                .push_bind(e.detached_at.map(|at| at.0))
                .push_bind(*container)
        },
        " on conflict (source_id, external_id) do update set person_id = excluded.person_id, dn = excluded.dn,
            dn_key = excluded.dn_key, hash = excluded.hash, theirs = excluded.theirs, since = excluded.since,
            manager_key = excluded.manager_key,
            absent_at = excluded.absent_at, detached_at = excluded.detached_at, container_key = excluded.container_key"
    )
}

fn since_to_text(since: &BTreeMap<AttributeKey, ReadBy>) -> String {
    if since.is_empty() {
        return "{}".to_owned();
    }
    // Keys and numbers always are JSON.
    serde_json::to_string(since).unwrap_or_else(|_| "{}".to_owned())
}

/// Marks the entries of these people as no longer found.
pub(crate) async fn set_absent(
    conn: &mut Conn,
    source: SourceId,
    people: &[PersonId],
    now: Moment,
) -> Result<(), StoreError> {
    execute!(
        conn,
        in_numbers!(
            "update entry set absent_at = $3 where source_id = $2 and absent_at is null and person_id in ",
            "$1",
            ""
        ),
        list(people),
        source.0,
        now.0,
    )
    .map(|_| ())
}

/// Makes the next run look at these people's entries as if they had changed.
pub(crate) async fn forget_hashes(conn: &mut Conn, people: &[PersonId]) -> Result<(), StoreError> {
    execute!(
        conn,
        in_numbers!("update entry set hash = $2 where person_id in ", "$1", ""),
        list(people),
        vec![0_u8; 16]
    )
    .map(|_| ())
}

/// Ids and names of some entries that a source has now, as many as are asked for; which of them, `draw` says.
pub(crate) async fn some(
    conn: &mut Conn,
    source: SourceId,
    draw: i64,
    limit: i64,
) -> Result<Vec<(String, String)>, StoreError> {
    fetch_all!(
        conn,
        (String, String),
        "select external_id, dn from entry where source_id = $1 and absent_at is null and detached_at is null
         order by (person_id * $2) % 1000003, person_id limit $3",
        source.0,
        draw,
        limit,
    )
}

/// Whether a source has any entry yet.
pub(crate) async fn any(conn: &mut Conn, source: SourceId) -> Result<bool, StoreError> {
    let row = super::connection::fetch_optional!(
        conn,
        (i64,),
        "select person_id from entry where source_id = $1 limit 1",
        source.0
    )?;
    Ok(row.is_some())
}

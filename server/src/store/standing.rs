//! A person with the entries that stand behind them in one query: what the profile page, the most frequent of all, begins with.

use domain::{id::PersonId, moment::Moment};

use super::{
    Conn, StoreError,
    connection::fetch_all,
    entry::{self, Entry},
    person::{self, Person, joined_columns},
};

/// What is known of a person, but for the changes.
pub(crate) struct Found {
    pub(crate) person: Person,
    pub(crate) entries: Vec<Entry>,
    /// When the last complete run of the first entry's source began.
    pub(crate) synced_at: Option<Moment>,
    /// Whether anything was ever proposed for the person.
    pub(crate) has_changes: bool,
    /// Whether a value of theirs is held in place.
    pub(crate) has_pins: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    person: person::Row,
    has_changes: i64,
    has_pins: i64,
    synced_at: Option<i64>,
    source_id: Option<i64>,
    external_id: Option<String>,
    dn: Option<String>,
    dn_key: Option<i64>,
    hash: Option<Vec<u8>>,
    theirs: Option<String>,
    since: Option<String>,
    manager_key: Option<i64>,
    first_run_id: Option<i64>,
    first_run_at: Option<i64>,
    absent_at: Option<i64>,
    detached_at: Option<i64>,
}

impl Row {
    /// The entry's part, if there is one.
    fn entry(&mut self, person: PersonId) -> Option<entry::Row> {
        Some(entry::Row {
            source_id: self.source_id?,
            external_id: self.external_id.take()?,
            person_id: person.0,
            dn: self.dn.take()?,
            dn_key: self.dn_key?,
            hash: self.hash.take()?,
            theirs: self.theirs.take()?,
            since: self.since.take()?,
            manager_key: self.manager_key,
            first_run_id: self.first_run_id?,
            first_run_at: self.first_run_at?,
            absent_at: self.absent_at,
            detached_at: self.detached_at,
        })
    }
}

/// One person; `None` if there is no such person.
pub(crate) async fn one(conn: &mut Conn, id: PersonId) -> Result<Option<Found>, StoreError> {
    let rows = fetch_all!(
        conn,
        Row,
        concat!(
            "select ",
            joined_columns!(),
            ", cast(case when exists (select 1 from change c where c.person_id = p.id) then 1 else 0 end as bigint) as has_changes,
               cast(case when exists (select 1 from pinned_value v where v.person_id = p.id) then 1 else 0 end as bigint) as has_pins,
               coalesce(s.read_at, s.complete_at) as synced_at, e.source_id, e.external_id, e.dn, e.dn_key, e.hash, e.theirs, e.since, e.manager_key,
               e.first_run_id, e.first_run_at, e.absent_at, e.detached_at
             from person p left join entry e on e.person_id = p.id left join source s on s.id = e.source_id
             where p.id = $1 order by e.source_id, e.external_id"
        ),
        id.0
    )?;
    let mut found: Option<Found> = None;
    for mut row in rows {
        let entry = row.entry(id).map(Entry::try_from).transpose()?;
        match &mut found {
            Some(found) => found.entries.extend(entry),
            None => {
                found = Some(Found {
                    synced_at: row.synced_at.map(Moment),
                    has_changes: row.has_changes != 0,
                    has_pins: row.has_pins != 0,
                    entries: entry.into_iter().collect(),
                    person: Person::try_from(row.person)?,
                });
            }
        }
    }
    Ok(found)
}

//! Giving entries other ids: who is known by which now, and putting other ids in their place, for a hundred thousand at once.

use domain::{
    api::Connect,
    id::{PersonId, SourceId},
};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, in_texts, list},
    said::{Said, said_from_text},
};

/// Ids that one statement replaces.
const TOGETHER: usize = 10_000;

/// Somebody of a source.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) external_id: String,
    pub(crate) person: PersonId,
    pub(crate) display_name: String,
    /// The user name that they hold, or wish for.
    pub(crate) username: Option<String>,
    pub(crate) dn: String,
    pub(crate) theirs: Said,
    pub(crate) is_away: bool,
    pub(crate) is_detached: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    external_id: String,
    person_id: i64,
    display_name: String,
    username: Option<String>,
    dn: String,
    theirs: String,
    is_away: i64,
    is_detached: i64,
}

/// Everybody of a source, in pages by id.
pub(crate) async fn known(
    conn: &mut Conn,
    source: SourceId,
    after: &str,
    limit: i64,
) -> Result<Vec<Known>, StoreError> {
    let rows = fetch_all!(
        conn,
        Row,
        "select e.external_id, e.person_id, p.display_name, coalesce(p.username, p.wanted_username) as username, e.dn, e.theirs,
                cast(case when e.absent_at is not null then 1 else 0 end as bigint) as is_away,
                cast(case when e.detached_at is not null then 1 else 0 end as bigint) as is_detached
         from entry e join person p on p.id = e.person_id where e.source_id = $1 and e.external_id > $2
         order by e.external_id limit $3",
        source.0,
        after.to_owned(),
        limit,
    )?;
    rows.into_iter()
        .map(|row| {
            let wrong = || StoreError::Inconsistent { table: "entry", column: "theirs", row: row.external_id.clone() };
            Ok(Known {
                theirs: said_from_text(&row.theirs).ok_or_else(wrong)?,
                external_id: row.external_id,
                person: PersonId(row.person_id),
                display_name: row.display_name,
                username: row.username,
                dn: row.dn,
                is_away: row.is_away != 0,
                is_detached: row.is_detached != 0,
            })
        })
        .collect()
}

/// In front of an id that is being replaced: one may get what another gives up.
macro_rules! given_up {
    ($table:literal) => {
        in_texts!(
            concat!(
                "update ",
                $table,
                " set external_id = '~' || external_id where source_id = $2 and external_id in "
            ),
            "$1",
            ""
        )
    };
}

/// Old and new ids as rows, which the engines read out of JSON each in its own way. They are made first: else SQLite reads the whole table and
/// looks each of its rows up among them.
macro_rules! replaced {
    ($table:literal, $also:literal) => {
        Both {
            sqlite: concat!(
                "with pair as materialized
                   (select '~' || json_extract(value, '$[0]') as old_id, json_extract(value, '$[1]') as new_id from json_each($1))
                 update ",
                $table,
                " set external_id = pair.new_id",
                $also,
                " from pair where source_id = $2 and external_id = pair.old_id"
            ),
            postgres: concat!(
                "with pair as materialized
                   (select '~' || (value->>0) as old_id, value->>1 as new_id from jsonb_array_elements(cast($1 as jsonb)) as value)
                 update ",
                $table,
                " set external_id = pair.new_id",
                $also,
                " from pair where source_id = $2 and external_id = pair.old_id"
            ),
            looks_up: true,
        }
    };
}

/// Puts the new ids in the place of the old ones (old, new), and has the next run look at these entries as if they had changed. What was found
/// about an entry goes with it; what was found about entries that were nobody's is settled. Gives how many entries have another id now.
pub(crate) async fn replace(conn: &mut Conn, source: SourceId, ids: &[(String, String)]) -> Result<u64, StoreError> {
    let mut replaced = 0;
    for some in ids.chunks(TOGETHER) {
        let old: Vec<&String> = some.iter().map(|(old, _)| old).collect();
        execute!(conn, given_up!("entry"), list(&old), source.0)?;
        execute!(conn, given_up!("finding"), list(&old), source.0)?;
        execute!(conn, given_up!("federated_identity"), list(&old), source.0)?;
    }
    for some in ids.chunks(TOGETHER) {
        let new: Vec<&String> = some.iter().map(|(_, new)| new).collect();
        execute!(
            conn,
            in_texts!("delete from finding where source_id = $2 and external_id in ", "$1", ""),
            list(&new),
            source.0,
        )?;
    }
    for some in ids.chunks(TOGETHER) {
        replaced += execute!(conn, replaced!("entry", ", hash = $3"), list(some), source.0, vec![0_u8; 16])?;
        execute!(conn, replaced!("finding", ""), list(some), source.0)?;
        // Who was proved by an entry still is.
        execute!(conn, replaced!("federated_identity", ""), list(some), source.0)?;
    }
    Ok(replaced)
}

/// Notes by which attribute a source's entries are known from now on, and how it is reached, if the page says that. Where reading went on is
/// forgotten: that was told in the ids of before.
pub(crate) async fn set_known_by(
    conn: &mut Conn,
    source: SourceId,
    attribute: &str,
    connect: Option<&Connect>,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "update source set known_by = $2, connection = coalesce($3, connection), read_on = null, ids_compared_at = null, version = version + 1
         where id = $1",
        source.0,
        attribute.to_owned(),
        // Names and numbers always are JSON.
        connect.map(|connect| serde_json::to_string(connect).unwrap_or_default()),
    )
    .map(|_| ())
}

/// Notes by which attribute a source's entries are going to be known, unless it has entries that are known by one already.
pub(crate) async fn begin_known_by(conn: &mut Conn, source: SourceId, attribute: &str) -> Result<(), StoreError> {
    execute!(
        conn,
        "update source set known_by = $2
         where id = $1 and (known_by is null or not exists (select 1 from entry where source_id = $1))",
        source.0,
        attribute.to_owned(),
    )
    .map(|_| ())
}

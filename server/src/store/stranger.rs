//! People whom a source does not know now: among them is whoever comes back under another id. Read only when a run makes somebody new.

use domain::id::{PersonId, SourceId};

use super::{Conn, StoreError, connection::fetch_all, said::said_from_text};

/// Somebody whom a source does not know.
#[derive(Clone, Debug)]
pub(crate) struct Stranger {
    pub(crate) id: PersonId,
    pub(crate) display_name: String,
    /// The e-mail address, folded for searching.
    pub(crate) mail: String,
    pub(crate) employee_number: Option<String>,
    /// Another source has them.
    pub(crate) is_elsewhere: bool,
    /// An administrator has blocked them.
    pub(crate) is_barred: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    display_name: String,
    search: String,
    is_elsewhere: i64,
    is_barred: i64,
}

/// Everybody whom a source does not know.
pub(crate) async fn all(conn: &mut Conn, source: SourceId) -> Result<Vec<Stranger>, StoreError> {
    let rows = fetch_all!(
        conn,
        Row,
        "select p.id, p.display_name, p.search,
                cast(case when exists (select 1 from entry e where e.person_id = p.id and e.absent_at is null and e.detached_at is null)
                     then 1 else 0 end as bigint) as is_elsewhere,
                cast(case when p.blocked_by_admin_at is not null then 1 else 0 end as bigint) as is_barred
         from person p
         where not exists (select 1 from entry e where e.person_id = p.id and e.source_id = $1 and e.absent_at is null
                           and e.detached_at is null)
         order by p.id",
        source.0,
    )?;
    let numbers = numbers(conn).await?;
    let stranger = |row: Row| Stranger {
        id: PersonId(row.id),
        mail: row.search.split_once('\n').map(|(_, mail)| mail.to_owned()).unwrap_or_default(),
        display_name: row.display_name,
        employee_number: numbers.get(&row.id).cloned(),
        is_elsewhere: row.is_elsewhere != 0,
        is_barred: row.is_barred != 0,
    };
    Ok(rows.into_iter().map(stranger).collect())
}

/// The employee numbers of people whose entry is away, as their directory said them last.
async fn numbers(conn: &mut Conn) -> Result<std::collections::BTreeMap<i64, String>, StoreError> {
    let rows = fetch_all!(conn, (i64, String), "select person_id, theirs from entry where absent_at is not null")?;
    let number = |(person, theirs): (i64, String)| {
        let said = said_from_text(&theirs)?;
        let (_, number) = said.iter().find(|(key, _)| key.as_str() == "employee_number")?;
        Some((person, number.value()?.first().to_owned()))
    };
    Ok(rows.into_iter().filter_map(number).collect())
}

/// Whether anybody is there yet.
pub(crate) async fn anybody(conn: &mut Conn) -> Result<bool, StoreError> {
    Ok(super::connection::fetch_optional!(conn, (i64,), "select id from person limit 1")?.is_some())
}

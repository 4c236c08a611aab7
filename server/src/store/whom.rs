//! Whom a target is given values of: everybody or a selection, in pages by id; and whose values moved since somebody last looked.

use domain::id::{PersonId, TargetId};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, fetch_one, fetch_optional, list},
    people_list::Listing,
    within::{Within, within_postgres, within_sqlite},
};

/// A selection of people.
#[derive(Clone, Debug, Default)]
pub(crate) struct Whom {
    /// What is searched for, what is missing, and whom the asker may see at all.
    pub(crate) listing: Listing,
    /// Where they have to be besides.
    pub(crate) part: Within,
    /// Those who are named.
    pub(crate) people: Option<Vec<PersonId>>,
}

/// `$1` pattern to find, `$2` pattern of the blank attribute, `$3` scope, `$4` part, `$5` those who are named.
macro_rules! chosen {
    ($start:expr, $end:expr) => {
        Both {
            sqlite: concat!(chosen!($start, within_sqlite, "(select value from json_each($5))"), $end),
            postgres: concat!(
                chosen!(
                    $start,
                    within_postgres,
                    "(select cast(one as bigint) from jsonb_array_elements_text(cast($5 as jsonb)) as one)"
                ),
                $end
            ),
            looks_up: true,
        }
    };
    ($start:expr, $within:ident, $named:literal) => {
        concat!(
            $start,
            " from person where (cast($1 as text) is null or search like $1 escape '\\')
              and (cast($2 as text) is null or filled not like $2 escape '\\') and ",
            $within!("person.id", "$3"),
            " and ",
            $within!("person.id", "$4"),
            " and (cast($5 as text) is null or person.id in ",
            $named,
            ")"
        )
    };
}

/// The people with ids above `after`.
pub(crate) async fn page(
    conn: &mut Conn,
    whom: &Whom,
    after: PersonId,
    limit: i64,
) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        chosen!("select id", " and id > $6 order by id limit $7"),
        whom.listing.search_pattern(),
        whom.listing.missing_pattern(),
        whom.listing.within.bound_for_few(),
        whom.part.bound_for_few(),
        whom.people.as_deref().map(list),
        after.0,
        limit,
    )?;
    Ok(rows.into_iter().map(|(id,)| PersonId(id)).collect())
}

/// How many they are.
pub(crate) async fn count(conn: &mut Conn, whom: &Whom) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        chosen!("select count(*)", ""),
        whom.listing.search_pattern(),
        whom.listing.missing_pattern(),
        whom.listing.within.bound(),
        whom.part.bound(),
        whom.people.as_deref().map(list),
    )?;
    Ok(count)
}

/// Up to where the audit log and the lines of runs go, and with which meaning of attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) sequence: i64,
    pub(crate) line: i64,
    pub(crate) catalogue: i64,
}

/// How far they go now; the second tells whether a run is going on, of which more lines may come below that place.
pub(crate) async fn mark_now(conn: &mut Conn, catalogue: i64) -> Result<(Mark, bool), StoreError> {
    let (running,) = fetch_one!(conn, (i64,), "select count(*) from run where state = 'running'")?;
    let (sequence, line) = fetch_one!(
        conn,
        (i64, i64),
        "select coalesce((select max(sequence) from audit), 0), coalesce((select max(id) from run_line), 0)"
    )?;
    Ok((Mark { sequence, line, catalogue }, running > 0))
}

/// Up to where somebody looked last for a target; `None` if nobody has.
pub(crate) async fn looked(conn: &mut Conn, target: TargetId) -> Result<Option<Mark>, StoreError> {
    let row = fetch_optional!(
        conn,
        (Option<i64>, Option<i64>, Option<i64>),
        "select looked_sequence, looked_line_id, looked_catalogue from target where id = $1",
        target.0
    )?;
    Ok(match row {
        Some((Some(sequence), Some(line), Some(catalogue))) => Some(Mark { sequence, line, catalogue }),
        _ => None,
    })
}

/// Notes up to where somebody has looked for a target.
pub(crate) async fn set_looked(conn: &mut Conn, target: TargetId, mark: Mark) -> Result<(), StoreError> {
    execute!(
        conn,
        "update target set looked_sequence = $2, looked_line_id = $3, looked_catalogue = $4 where id = $1",
        target.0,
        mark.sequence,
        mark.line,
        mark.catalogue
    )
    .map(|_| ())
}

/// People with ids above `after` about whom something was logged or told by runs since a mark.
pub(crate) async fn moved_since(
    conn: &mut Conn,
    since: Mark,
    after: PersonId,
    limit: i64,
) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select person_id from audit where sequence > $1 and person_id > $3
           and person_id in (select id from person)
         union select person_id from run_line where id > $2 and would = 0 and person_id > $3
         order by person_id limit $4",
        since.sequence,
        since.line,
        after.0,
        limit,
    )?;
    Ok(rows.into_iter().map(|(id,)| PersonId(id)).collect())
}

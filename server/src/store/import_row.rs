//! The rows of files of people: what each comes to, and what came of it.

use domain::{
    api::{ImportAct, ImportOutcome, ImportRow, ImportValue, RowProblem},
    id::{ImportId, PersonId},
};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, fetch_one, in_numbers, insert_many, list},
    rows::{self, Cell},
    within::{Within, within},
};

/// People in a file who are not within a scope, a few of them.
pub(crate) async fn outside(conn: &mut Conn, import: ImportId, within: &Within) -> Result<Vec<PersonId>, StoreError> {
    const OUTSIDE: Both = within!(
        "select person_id from import_row r where r.import_id = $2 and r.person_id is not null and not ",
        "r.person_id",
        "$1",
        " order by r.line limit 20"
    );
    let found = fetch_all!(conn, (i64,), OUTSIDE, within.bound_for_few(), import.0)?;
    Ok(found.into_iter().map(|(person,)| PersonId(person)).collect())
}

/// A row as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) row: ImportRow,
    /// The person's version when the preview was made.
    pub(crate) person_version: Option<i64>,
    /// The user name of whoever is added.
    pub(crate) username: Option<String>,
    /// Folded, for searching.
    pub(crate) search: String,
    /// The cells of a row that was refused, as JSON.
    pub(crate) raw: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    line: i64,
    act: String,
    person_id: Option<i64>,
    person_version: Option<i64>,
    username: Option<String>,
    name: String,
    search: String,
    moves: String,
    problems: String,
    raw: Option<String>,
    outcome: Option<String>,
}

impl TryFrom<Row> for Stored {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "import_row", column, row: row.line.to_string() };
        let values: Vec<ImportValue> = serde_json::from_str(&row.moves).map_err(|_| wrong("moves"))?;
        let problems: Vec<RowProblem> = serde_json::from_str(&row.problems).map_err(|_| wrong("problems"))?;
        let outcome = match row.outcome.as_deref() {
            None => None,
            Some(word) => Some(ImportOutcome::parse(word).ok_or_else(|| wrong("outcome"))?),
        };
        Ok(Self {
            row: ImportRow {
                line: row.line,
                act: ImportAct::parse(&row.act).ok_or_else(|| wrong("act"))?,
                person: row.person_id.map(PersonId),
                name: row.name,
                values,
                problems,
                outcome,
            },
            person_version: row.person_version,
            username: row.username,
            search: row.search,
            raw: row.raw,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select line, act, person_id, person_version, username, name, search, moves, problems, raw, outcome from import_row ",
            $rest
        )
    };
}

fn json<T: serde::Serialize>(value: &T) -> String {
    // Texts and lists of them always are JSON.
    serde_json::to_string(value).unwrap_or_default()
}

/// Adds rows.
pub(crate) async fn add_many(conn: &mut Conn, id: ImportId, rows: &[Stored]) -> Result<(), StoreError> {
    const INTO: &str =
        "import_row (import_id, line, act, person_id, person_version, username, name, search, moves, problems, raw)";
    let cells = |one: &Stored| -> [Cell<'static>; 11] {
        [
            id.0.into(),
            one.row.line.into(),
            one.row.act.as_str().into(),
            one.row.person.map(|person| person.0).into(),
            one.person_version.into(),
            one.username.clone().into(),
            one.row.name.clone().into(),
            one.search.clone().into(),
            json(&one.row.values).into(),
            json(&one.row.problems).into(),
            one.raw.clone().into(),
        ]
    };
    rows::add(conn, INTO, rows.iter().map(cells)).await
}

/// Forgets all rows.
pub(crate) async fn clear(conn: &mut Conn, id: ImportId) -> Result<(), StoreError> {
    execute!(conn, "delete from import_row where import_id = $1", id.0).map(|_| ())
}

/// Which rows of an import.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    pub(crate) act: Option<ImportAct>,
    pub(crate) outcome: Option<ImportOutcome>,
    /// Part of the name or key, folded.
    pub(crate) search: Option<String>,
}

impl Listing {
    fn pattern(&self) -> Option<String> {
        let escaped = |text: &String| text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        self.search.as_ref().map(|text| format!("%{}%", escaped(text)))
    }
}

/// Rows of a listing after a line, in the file's order.
pub(crate) async fn page(
    conn: &mut Conn,
    id: ImportId,
    listing: &Listing,
    after: i64,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    fetch_all!(
        conn,
        Row,
        select!(
            "where import_id = $1 and line > $5 and (cast($2 as text) is null or act = $2) and (cast($3 as text) is null or outcome = $3)
               and (cast($4 as text) is null or search like $4 escape '\\') order by line limit $6"
        ),
        id.0,
        listing.act.map(ImportAct::as_str),
        listing.outcome.map(ImportOutcome::as_str),
        listing.pattern(),
        after,
        limit,
    )?
    .into_iter()
    .map(Stored::try_from)
    .collect()
}

/// How many rows a listing has.
pub(crate) async fn count(conn: &mut Conn, id: ImportId, listing: &Listing) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from import_row where import_id = $1 and (cast($2 as text) is null or act = $2)
           and (cast($3 as text) is null or outcome = $3) and (cast($4 as text) is null or search like $4 escape '\\')",
        id.0,
        listing.act.map(ImportAct::as_str),
        listing.outcome.map(ImportOutcome::as_str),
        listing.pattern(),
    )?;
    Ok(count)
}

/// Rows after a line that are to be carried out and were not yet, in the file's order.
pub(crate) async fn to_do(conn: &mut Conn, id: ImportId, after: i64, limit: i64) -> Result<Vec<Stored>, StoreError> {
    fetch_all!(
        conn,
        Row,
        select!(
            "where import_id = $1 and line > $2 and act in ('add', 'change', 'block') and outcome is null order by line limit $3"
        ),
        id.0,
        after,
        limit,
    )?
    .into_iter()
    .map(Stored::try_from)
    .collect()
}

/// Rows after a line that were carried out, in the file's order.
pub(crate) async fn to_undo(conn: &mut Conn, id: ImportId, after: i64, limit: i64) -> Result<Vec<Stored>, StoreError> {
    fetch_all!(
        conn,
        Row,
        select!("where import_id = $1 and line > $2 and outcome = 'done' order by line limit $3"),
        id.0,
        after,
        limit,
    )?
    .into_iter()
    .map(Stored::try_from)
    .collect()
}

/// These rows by line.
pub(crate) async fn by_lines(conn: &mut Conn, id: ImportId, lines: &[i64]) -> Result<Vec<Stored>, StoreError> {
    fetch_all!(
        conn,
        Row,
        in_numbers!(
            "select line, act, person_id, person_version, username, name, search, moves, problems, raw, outcome from import_row
             where import_id = $2 and line in ",
            "$1",
            " order by line"
        ),
        list(lines),
        id.0,
    )?
    .into_iter()
    .map(Stored::try_from)
    .collect()
}

/// Writes what came of rows: what they are now, whom they made, and what is wrong with them.
pub(crate) async fn put_many(conn: &mut Conn, id: ImportId, rows: &[Stored]) -> Result<(), StoreError> {
    insert_many!(
        conn,
        "insert into import_row (import_id, line, act, person_id, name, search, moves, problems, raw, outcome) ",
        rows,
        |b, one| {
            b.push_bind(id.0)
                .push_bind(one.row.line)
                .push_bind(one.row.act.as_str())
                .push_bind(one.row.person.map(|person| person.0))
                .push_bind(one.row.name.clone())
                .push_bind(one.search.clone())
                .push_bind(json(&one.row.values))
                .push_bind(json(&one.row.problems))
                .push_bind(one.raw.clone())
                .push_bind(one.row.outcome.map(ImportOutcome::as_str))
        },
        " on conflict (import_id, line) do update set act = excluded.act, person_id = excluded.person_id, problems = excluded.problems,
            raw = excluded.raw, outcome = excluded.outcome"
    )
}

/// People of an import who are not as they were when the preview was made, or who are no more.
pub(crate) async fn moved(conn: &mut Conn, id: ImportId) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from import_row r left join person p on p.id = r.person_id
         where r.import_id = $1 and r.act in ('change', 'block') and (p.id is null or p.version <> r.person_version)",
        id.0
    )?;
    Ok(count)
}

/// People whom no directory has and who let themselves be blocked, but for those whom the import names; after a person, in the order of ids:
/// id, version, name.
pub(crate) async fn not_named(
    conn: &mut Conn,
    id: ImportId,
    after: PersonId,
    limit: i64,
) -> Result<Vec<(PersonId, i64, String)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, i64, String),
        "select p.id, p.version, p.display_name from person p
         where p.id > $2 and p.blocked_by_admin_at is null and (p.blocked_by_directory_at is null or p.pinned_at is not null)
           and not exists (select 1 from entry e where e.person_id = p.id)
           and not exists (select 1 from import_row r where r.person_id = p.id and r.import_id = $1)
         order by p.id limit $3",
        id.0,
        after.0,
        limit,
    )?;
    Ok(rows.into_iter().map(|(id, version, name)| (PersonId(id), version, name)).collect())
}

/// Active people whom no directory has.
pub(crate) async fn count_local(conn: &mut Conn) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from person p
         where p.blocked_by_admin_at is null and (p.blocked_by_directory_at is null or p.pinned_at is not null)
           and not exists (select 1 from entry e where e.person_id = p.id)"
    )?;
    Ok(count)
}

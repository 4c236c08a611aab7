//! People: who they are, whether they are blocked, and how lists of them are read.

use domain::{
    api::{BlockReason, Blocked, BlockedBy},
    id::{PersonId, RunId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{Both, Engine, execute, fetch_all, fetch_one, fetch_optional, in_numbers, insert_many, list},
    rows::{self, Cell},
};

/// A person's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: PersonId,
    /// The user name while the person holds it; it is given up while blocked.
    pub(crate) username: Option<String>,
    /// The user name that the directory says.
    pub(crate) wanted_username: Option<String>,
    pub(crate) display_name: String,
    /// Folded name and user name, a line feed, and the folded e-mail, for searching; begins with the name, so lists are in its order.
    pub(crate) search: String,
    /// The keys of attributes that have a value, each between commas: `,mail,title,`.
    pub(crate) filled: String,
    pub(crate) blocked_by_directory: Option<(Moment, BlockReason)>,
    pub(crate) blocked_by_admin: Option<(Moment, String)>,
    /// An administrator let the person in against the directory's word.
    pub(crate) pinned_at: Option<Moment>,
    pub(crate) version: i64,
    pub(crate) created_at: Moment,
    pub(crate) created_run: Option<RunId>,
}

impl Person {
    /// Whether lists show exactly this of the person.
    pub(crate) fn shows(&self, shown: &Shown) -> bool {
        (&self.display_name, &self.search, &self.filled) == (&shown.display_name, &shown.search, &shown.filled)
    }

    /// Whether the person is locked out now, and why. An administrator's word is told before the directory's.
    pub(crate) fn blocked(&self) -> Option<Blocked> {
        if let Some((at, note)) = &self.blocked_by_admin {
            let (at, by) = (*at, BlockedBy::Admin);
            // A run that follows an administrator's word notes whom it is about, in the place of a person's words.
            return Some(match serde_json::from_str(note) {
                Ok(like) => Blocked { at, by, reason: BlockReason::LikeBlocked, note: None, like: Some(like) },
                Err(_) => Blocked { at, by, reason: BlockReason::ByAdmin, note: Some(note.clone()), like: None },
            });
        }
        let (at, reason) = self.blocked_by_directory?;
        self.pinned_at.is_none().then_some(Blocked { at, by: BlockedBy::Directory, reason, note: None, like: None })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: i64,
    username: Option<String>,
    wanted_username: Option<String>,
    display_name: String,
    search: String,
    filled: String,
    blocked_by_directory_at: Option<i64>,
    blocked_by_directory_reason: Option<String>,
    blocked_by_admin_at: Option<i64>,
    blocked_by_admin_note: Option<String>,
    pinned_at: Option<i64>,
    version: i64,
    created_at: i64,
    created_run_id: Option<i64>,
}

impl TryFrom<Row> for Person {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let by_directory = match (row.blocked_by_directory_at, row.blocked_by_directory_reason.as_deref()) {
            (Some(at), Some("disabled_in_directory")) => Some((Moment(at), BlockReason::DisabledInDirectory)),
            (Some(at), Some("left_scope")) => Some((Moment(at), BlockReason::LeftScope)),
            (Some(at), Some("no_seat")) => Some((Moment(at), BlockReason::NoSeat)),
            (Some(at), Some("returned")) => Some((Moment(at), BlockReason::Returned)),
            (None, _) => None,
            _ => {
                let row = row.id.to_string();
                return Err(StoreError::Inconsistent { table: "person", column: "blocked_by_directory_reason", row });
            }
        };
        Ok(Self {
            id: PersonId(row.id),
            username: row.username,
            wanted_username: row.wanted_username,
            display_name: row.display_name,
            search: row.search,
            filled: row.filled,
            blocked_by_directory: by_directory,
            blocked_by_admin: row
                .blocked_by_admin_at
                .map(|at| (Moment(at), row.blocked_by_admin_note.unwrap_or_default())),
            pinned_at: row.pinned_at.map(Moment),
            version: row.version,
            created_at: Moment(row.created_at),
            created_run: row.created_run_id.map(RunId),
        })
    }
}

/// The word of a directory's reason in SQL.
fn reason_word(reason: BlockReason) -> &'static str {
    match reason {
        BlockReason::DisabledInDirectory => "disabled_in_directory",
        BlockReason::LeftScope => "left_scope",
        BlockReason::NoSeat => "no_seat",
        BlockReason::Returned => "returned",
        BlockReason::ByAdmin => "by_admin",
        BlockReason::LikeBlocked => "like_blocked",
    }
}

/// The columns of a person, of the table under the name `p`.
macro_rules! joined_columns {
    () => {
        "p.id, p.username, p.wanted_username, p.display_name, p.search, p.filled, p.blocked_by_directory_at, p.blocked_by_directory_reason,
         p.blocked_by_admin_at, p.blocked_by_admin_note, p.pinned_at, p.version, p.created_at, p.created_run_id"
    };
}
pub(super) use joined_columns;

macro_rules! columns {
    () => {
        "id, username, wanted_username, display_name, search, filled, blocked_by_directory_at, blocked_by_directory_reason,
         blocked_by_admin_at, blocked_by_admin_note, pinned_at, version, created_at, created_run_id"
    };
}
pub(super) use columns;

/// One person.
pub(crate) async fn by_id(conn: &mut Conn, person: PersonId) -> Result<Option<Person>, StoreError> {
    fetch_optional!(conn, Row, concat!("select ", columns!(), " from person where id = $1"), person.0)?
        .map(Person::try_from)
        .transpose()
}

/// The person who holds a user name now, by its folded form.
pub(crate) async fn by_username(conn: &mut Conn, username_folded: &str) -> Result<Option<Person>, StoreError> {
    fetch_optional!(
        conn,
        Row,
        concat!("select ", columns!(), " from person where username_folded = $1"),
        username_folded.to_owned()
    )?
    .map(Person::try_from)
    .transpose()
}

/// These people, in no order.
pub(crate) async fn by_ids(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<Person>, StoreError> {
    fetch_all!(
        conn,
        Row,
        in_numbers!(concat!("select ", columns!(), " from person where id in "), "$1", ""),
        list(people)
    )?
    .into_iter()
    .map(Person::try_from)
    .collect()
}

/// Takes `count` new ids; the first of them is given.
pub(crate) async fn take_ids(conn: &mut Conn, count: i64) -> Result<i64, StoreError> {
    let (next,) =
        fetch_one!(conn, (i64,), "update counter set next = next + $1 where name = 'person' returning next", count)?;
    Ok(next - count)
}

fn cells(p: &Person) -> [Cell<'_>; 15] {
    let by_admin = p.blocked_by_admin.as_ref();
    [
        p.id.0.into(),
        p.username.as_deref().into(),
        p.username.as_deref().map(domain::text::fold).into(),
        p.wanted_username.as_deref().into(),
        p.display_name.as_str().into(),
        p.search.as_str().into(),
        p.filled.as_str().into(),
        p.blocked_by_directory.map(|(at, _)| at.0).into(),
        p.blocked_by_directory.map(|(_, reason)| reason_word(reason)).into(),
        by_admin.map(|(at, _)| at.0).into(),
        by_admin.map(|(_, note)| note.as_str()).into(),
        p.pinned_at.map(|at| at.0).into(),
        p.version.into(),
        p.created_at.0.into(),
        p.created_run.map(|run| run.0).into(),
    ]
}

/// Adds new people.
pub(crate) async fn add_many(conn: &mut Conn, people: &[Person]) -> Result<(), StoreError> {
    const INTO: &str = "person (id, username, username_folded, wanted_username, display_name, search, filled, blocked_by_directory_at,
        blocked_by_directory_reason, blocked_by_admin_at, blocked_by_admin_note, pinned_at, version, created_at, created_run_id)";
    rows::add(conn, INTO, people.iter().map(cells)).await
}

/// Writes people as they are from now on.
pub(crate) async fn put_many(conn: &mut Conn, people: &[Person]) -> Result<(), StoreError> {
    insert_many!(
        conn,
        concat!("insert into person (", "id, username, username_folded, wanted_username, display_name, search, filled,
            blocked_by_directory_at, blocked_by_directory_reason, blocked_by_admin_at, blocked_by_admin_note, pinned_at, version,
            created_at, created_run_id) "),
        people,
        |b, p| {
            b.push_bind(p.id.0)
                .push_bind(p.username.clone())
                .push_bind(p.username.as_deref().map(domain::text::fold))
                .push_bind(p.wanted_username.clone())
                .push_bind(p.display_name.clone())
                .push_bind(p.search.clone())
                .push_bind(p.filled.clone())
                .push_bind(p.blocked_by_directory.map(|(at, _)| at.0))
                .push_bind(p.blocked_by_directory.map(|(_, reason)| reason_word(reason)))
                .push_bind(p.blocked_by_admin.as_ref().map(|(at, _)| at.0))
                .push_bind(p.blocked_by_admin.as_ref().map(|(_, note)| note.clone()))
                .push_bind(p.pinned_at.map(|at| at.0))
                .push_bind(p.version)
                .push_bind(p.created_at.0)
                .push_bind(p.created_run.map(|run| run.0))
        },
        " on conflict (id) do update set username = excluded.username, username_folded = excluded.username_folded,
            wanted_username = excluded.wanted_username, display_name = excluded.display_name, search = excluded.search,
            filled = excluded.filled, blocked_by_directory_at = excluded.blocked_by_directory_at,
            blocked_by_directory_reason = excluded.blocked_by_directory_reason,
            blocked_by_admin_at = excluded.blocked_by_admin_at, blocked_by_admin_note = excluded.blocked_by_admin_note,
            pinned_at = excluded.pinned_at, version = excluded.version"
    )
}

/// Locks these people until the transaction ends, in the one order that everybody keeps, so that two transactions never wait for each other:
/// whoever moves what belongs to several people locks them first. SQLite has one writer anyway.
pub(crate) async fn lock(conn: &mut Conn, people: &[PersonId]) -> Result<(), StoreError> {
    const LOCK: Both = in_numbers!("select id from person where id in ", "$1", " order by id for no key update");
    if people.is_empty() || matches!(conn.engine, Engine::Sqlite(_)) {
        return Ok(());
    }
    fetch_all!(conn, (i64,), LOCK, list(people)).map(|_| ())
}

/// Moves a person's version by one, which on PostgreSQL also locks the row until the transaction ends; gives the new version.
pub(crate) async fn touch(conn: &mut Conn, person: PersonId) -> Result<Option<i64>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "update person set version = version + 1 where id = $1 returning version",
        person.0
    )?;
    Ok(row.map(|(version,)| version))
}

/// Moves the versions of these people by one, and locks them like [`touch`].
pub(crate) async fn touch_many(conn: &mut Conn, people: &[PersonId]) -> Result<(), StoreError> {
    execute!(conn, in_numbers!("update person set version = version + 1 where id in ", "$1", ""), list(people))
        .map(|_| ())
}

/// What lists show and search of a person, worked out from the effective values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) display_name: String,
    pub(crate) search: String,
    pub(crate) filled: String,
}

/// Sets what lists show of a person.
pub(crate) async fn set_shown(conn: &mut Conn, person: PersonId, shown: &Shown) -> Result<(), StoreError> {
    execute!(
        conn,
        "update person set display_name = $2, search = $3, filled = $4 where id = $1",
        person.0,
        shown.display_name.clone(),
        shown.search.clone(),
        shown.filled.clone(),
    )
    .map(|_| ())
}

/// Sets what lists show of these people.
pub(crate) async fn set_shown_many(conn: &mut Conn, all: &[(PersonId, Shown)]) -> Result<(), StoreError> {
    const SET: Both = Both {
        sqlite: "update person set display_name = j.display_name, search = j.search, filled = j.filled
                 from (select value ->> 'id' as id, value ->> 'display_name' as display_name, value ->> 'search' as search,
                   value ->> 'filled' as filled from json_each($1)) as j where person.id = j.id",
        postgres: "update person set display_name = j.display_name, search = j.search, filled = j.filled
                 from jsonb_to_recordset(cast($1 as jsonb)) as j(id bigint, display_name text, search text, filled text) where person.id = j.id",
        looks_up: true,
    };
    let row = |(id, shown): &(PersonId, Shown)| serde_json::json!({ "id": id, "display_name": shown.display_name, "search": shown.search, "filled": shown.filled });
    for chunk in all.chunks(500) {
        let rows: Vec<serde_json::Value> = chunk.iter().map(row).collect();
        execute!(conn, SET, list(&rows))?;
    }
    Ok(())
}

/// People whom several sources have, after `after`.
pub(crate) async fn in_several_sources(
    conn: &mut Conn,
    after: PersonId,
    limit: i64,
) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select person_id from entry where person_id > $1 group by person_id having count(*) > 1 order by person_id limit $2",
        after.0,
        limit,
    )?;
    Ok(rows.into_iter().map(|(id,)| PersonId(id)).collect())
}

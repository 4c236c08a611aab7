//! People: who they are, whether they are blocked, and how lists of them are read.

use domain::{
    api::{BlockReason, Blocked, BlockedBy, PersonStatus},
    id::{PersonId, RunId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{Both, Engine, execute, fetch_all, fetch_one, fetch_optional, in_numbers, insert_many, list},
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
            let note = Some(note.clone());
            return Some(Blocked { at: *at, by: BlockedBy::Admin, reason: BlockReason::ByAdmin, note });
        }
        let (at, reason) = self.blocked_by_directory?;
        self.pinned_at.is_none().then_some(Blocked { at, by: BlockedBy::Directory, reason, note: None })
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
        BlockReason::ByAdmin => "by_admin",
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

/// Writes whole rows: new people, or people as they are from now on.
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

/// What a list of people shows: filters with the text already folded and escaped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    /// Part of name, user name or e-mail.
    pub(crate) search: Option<String>,
    /// The e-mail is not searched.
    pub(crate) names_only: bool,
    /// The key of an attribute that is to be blank.
    pub(crate) missing: Option<String>,
    pub(crate) status: PersonStatus,
}

impl Listing {
    fn search_pattern(&self) -> Option<String> {
        // A line feed stands between the names and the e-mail, and nowhere else.
        let end = if self.names_only { "%\n%" } else { "%" };
        self.search.as_ref().map(|text| format!("%{}{end}", escape_like(text)))
    }

    fn missing_pattern(&self) -> Option<String> {
        self.missing.as_ref().map(|key| format!("%,{},%", escape_like(key)))
    }

    fn status_number(&self) -> i64 {
        match self.status {
            PersonStatus::Active => 0,
            PersonStatus::Blocked => 1,
            PersonStatus::All => 2,
        }
    }
}

/// A text as it stands for itself in a `like` pattern with `\` as the escape.
fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// `$1` pattern to find, `$2` pattern of the blank attribute, `$3` status (0 active, 1 blocked, 2 all).
macro_rules! listed {
    () => {
        "(cast($1 as text) is null or search like $1 escape '\\')
         and (cast($2 as text) is null or filled not like $2 escape '\\')
         and ($3 = 2 or $3 = case when blocked_by_admin_at is not null
              or (blocked_by_directory_at is not null and pinned_at is null) then 1 else 0 end)"
    };
}

/// People of a listing after the place (`search`, id), in its order.
pub(crate) async fn page(
    conn: &mut Conn,
    listing: &Listing,
    after: Option<(String, PersonId)>,
    limit: i64,
) -> Result<Vec<Person>, StoreError> {
    let (place, id) = after.map_or((None, 0), |(place, id)| (Some(place), id.0));
    fetch_all!(
        conn,
        Row,
        concat!(
            "select ",
            columns!(),
            " from person where ",
            listed!(),
            " and (cast($4 as text) is null or search > $4 or (search = $4 and id > $5)) order by search, id limit $6"
        ),
        listing.search_pattern(),
        listing.missing_pattern(),
        listing.status_number(),
        place.clone(),
        id,
        limit,
    )?
    .into_iter()
    .map(Person::try_from)
    .collect()
}

/// How many people a listing has.
pub(crate) async fn count(conn: &mut Conn, listing: &Listing) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        concat!("select count(*) from person where ", listed!()),
        listing.search_pattern(),
        listing.missing_pattern(),
        listing.status_number(),
    )?;
    Ok(count)
}

/// The people before and after the place (`search`, id) in a listing.
pub(crate) async fn neighbours(
    conn: &mut Conn,
    listing: &Listing,
    place: &str,
    id: PersonId,
) -> Result<(Option<PersonId>, Option<PersonId>), StoreError> {
    let before = fetch_optional!(
        conn,
        (i64,),
        concat!(
            "select id from person where ",
            listed!(),
            " and (search < $4 or (search = $4 and id < $5)) order by search desc, id desc limit 1"
        ),
        listing.search_pattern(),
        listing.missing_pattern(),
        listing.status_number(),
        place.to_owned(),
        id.0,
    )?;
    let after = fetch_optional!(
        conn,
        (i64,),
        concat!(
            "select id from person where ",
            listed!(),
            " and (search > $4 or (search = $4 and id > $5)) order by search, id limit 1"
        ),
        listing.search_pattern(),
        listing.missing_pattern(),
        listing.status_number(),
        place.to_owned(),
        id.0,
    )?;
    Ok((before.map(|(id,)| PersonId(id)), after.map(|(id,)| PersonId(id))))
}

/// Active people by the set of attributes that they have, with how many have just that set.
pub(crate) async fn filled_sets(conn: &mut Conn) -> Result<Vec<(String, i64)>, StoreError> {
    fetch_all!(
        conn,
        (String, i64),
        "select filled, count(*) from person
         where blocked_by_admin_at is null and (blocked_by_directory_at is null or pinned_at is not null) group by filled"
    )
}

/// Changes that wait for a decision, by person, for these people.
pub(crate) async fn pending(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<(PersonId, i64)>, StoreError> {
    const PENDING: Both = in_numbers!(
        "select person_id, count(*) from change where state in ('pending', 'conflict') and person_id in ",
        "$1",
        " group by person_id"
    );
    let rows = fetch_all!(conn, (i64, i64), PENDING, list(people))?;
    Ok(rows.into_iter().map(|(id, count)| (PersonId(id), count)).collect())
}

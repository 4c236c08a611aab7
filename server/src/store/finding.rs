//! Findings: what runs could not take in or are unsure about, kept until the cause is gone or somebody has decided.

use domain::{
    api::{FindingKind, FindingState},
    id::{FindingId, PersonId, RunId, SourceId},
    likeness::Likeness,
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, fetch_one, in_numbers, in_texts, insert_many, list},
    within::{Within, within, within_postgres, within_sqlite},
};

/// What a run found about an entry.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) source: SourceId,
    /// The entry's immutable id, or its name where that could not be read.
    pub(crate) external_id: String,
    pub(crate) kind: FindingKind,
    /// The person who was made of the entry.
    pub(crate) person: Option<PersonId>,
    /// The other one.
    pub(crate) other: Option<PersonId>,
    pub(crate) dn: String,
    pub(crate) username: Option<String>,
    pub(crate) shared: Vec<Likeness>,
    pub(crate) reason: String,
    /// The hash of the entry as it came: what is ignored is ignored until it moves.
    pub(crate) hash: u128,
}

/// A stored finding.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) id: FindingId,
    pub(crate) version: i64,
    pub(crate) state: FindingState,
    pub(crate) found: Found,
    pub(crate) first_seen_at: Moment,
    pub(crate) last_seen_at: Moment,
    pub(crate) decided: Option<(Moment, String)>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    source_id: i64,
    external_id: String,
    kind: String,
    person_id: Option<i64>,
    other_id: Option<i64>,
    dn: String,
    username: Option<String>,
    shared: String,
    reason: String,
    hash: Vec<u8>,
    state: String,
    version: i64,
    first_seen_at: i64,
    last_seen_at: i64,
    decided_by_name: Option<String>,
    decided_at: Option<i64>,
}

impl TryFrom<Row> for Finding {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "finding", column, row: row.id.to_string() };
        let hash: [u8; 16] = row.hash.as_slice().try_into().map_err(|_| wrong("hash"))?;
        let found = Found {
            source: SourceId(row.source_id),
            kind: FindingKind::parse(&row.kind).ok_or_else(|| wrong("kind"))?,
            person: row.person_id.map(PersonId),
            other: row.other_id.map(PersonId),
            shared: serde_json::from_str(&row.shared).map_err(|_| wrong("shared"))?,
            hash: u128::from_be_bytes(hash),
            external_id: row.external_id,
            dn: row.dn,
            username: row.username,
            reason: row.reason,
        };
        Ok(Self {
            id: FindingId(row.id),
            version: row.version,
            state: FindingState::parse(&row.state).ok_or_else(|| StoreError::Inconsistent {
                table: "finding",
                column: "state",
                row: row.id.to_string(),
            })?,
            found,
            first_seen_at: Moment(row.first_seen_at),
            last_seen_at: Moment(row.last_seen_at),
            decided: row.decided_at.map(|at| (Moment(at), row.decided_by_name.unwrap_or_default())),
        })
    }
}

macro_rules! columns {
    () => {
        "id, source_id, external_id, kind, person_id, other_id, dn, username, shared, reason, hash, state, version, first_seen_at,
         last_seen_at, decided_by_name, decided_at"
    };
}

/// Keeps what a run found. What was there before stays decided, but what was ignored is open again when the entry or the other one moved.
pub(crate) async fn put_many(conn: &mut Conn, found: &[Found], run: RunId, now: Moment) -> Result<(), StoreError> {
    insert_many!(
        conn,
        "insert into finding (source_id, external_id, kind, against, person_id, other_id, dn, username, shared, reason, hash, state,
           first_seen_at, last_seen_at, last_run_id) ",
        found,
        |b, f| {
            let against = f.other.filter(|_| f.kind == FindingKind::Resembles).map_or(0, |other| other.0);
            b.push_bind(f.source.0)
                .push_bind(f.external_id.clone())
                .push_bind(f.kind.as_str())
                .push_bind(against)
                .push_bind(f.person.map(|person| person.0))
                .push_bind(f.other.map(|other| other.0))
                .push_bind(f.dn.clone())
                .push_bind(f.username.clone())
                .push_bind(serde_json::to_string(&f.shared).unwrap_or_else(|_| "[]".to_owned()))
                .push_bind(f.reason.clone())
                .push_bind(f.hash.to_be_bytes().to_vec())
                .push_bind(FindingState::Open.as_str())
                .push_bind(now.0)
                .push_bind(now.0)
                .push_bind(run.0)
        },
        " on conflict (source_id, external_id, kind, against) do update set
            state = case when finding.state = 'ignored' and (finding.hash <> excluded.hash
                           or coalesce(finding.other_id, 0) <> coalesce(excluded.other_id, 0)) then 'open' else finding.state end,
            version = finding.version + case when finding.hash <> excluded.hash or finding.reason <> excluded.reason
                           or coalesce(finding.other_id, 0) <> coalesce(excluded.other_id, 0) then 1 else 0 end,
            person_id = excluded.person_id, other_id = excluded.other_id, dn = excluded.dn, username = excluded.username,
            shared = excluded.shared, reason = excluded.reason, hash = excluded.hash, last_seen_at = excluded.last_seen_at,
            last_run_id = excluded.last_run_id"
    )
}

/// Which findings somebody is shown.
#[derive(Clone, Copy)]
pub(crate) struct Listing<'a> {
    /// Of this kind; of all but those that may be meant so, where none is given.
    pub(crate) kind: Option<FindingKind>,
    pub(crate) state: FindingState,
    /// Those whose people are all within.
    pub(crate) within: &'a Within,
    /// And these, about entries there of which nobody was made yet.
    pub(crate) unmade: &'a [FindingId],
}

/// A query of a listing: `$1` kind, `$2` state, `$3` the scope, `$4` what is about nobody yet.
macro_rules! listed {
    ($listing:expr, $conn:expr, $row:ty, $fetch:ident, $bound:ident, $start:expr, $end:literal $(, $bind:expr)*) => {{
        let listing = $listing;
        let statement = Both {
            sqlite: concat!(
                of_kind!($start),
                within_sqlite!("f.person_id", "$3"),
                " and (f.other_id is null or ",
                within_sqlite!("f.other_id", "$3"),
                ")) or f.id in (select value from json_each($4)))",
                $end
            ),
            postgres: concat!(
                of_kind!($start),
                within_postgres!("f.person_id", "$3"),
                " and (f.other_id is null or ",
                within_postgres!("f.other_id", "$3"),
                ")) or f.id in (select cast(one as bigint) from jsonb_array_elements_text(cast($4 as jsonb)) as one))",
                $end
            ),
            looks_up: true,
        };
        let kind = listing.kind.map(FindingKind::as_str);
        $fetch!($conn, $row, statement, kind, listing.state.as_str(), listing.within.$bound(), list(listing.unmade) $(, $bind)*)
    }};
}

/// Whoever sees everything also sees what is about nobody.
macro_rules! of_kind {
    ($start:expr) => {
        concat!(
            $start,
            " from finding f where ((cast($1 as text) is null and f.kind <> 'out_of_scope') or f.kind = $1) and f.state = $2
               and (cast($3 as text) is null or (f.person_id is not null and "
        )
    };
}

/// Findings after `after`, oldest first.
pub(crate) async fn page(
    conn: &mut Conn,
    listing: Listing<'_>,
    after: i64,
    limit: i64,
) -> Result<Vec<Finding>, StoreError> {
    listed!(
        listing,
        conn,
        Row,
        fetch_all,
        bound_for_few,
        concat!("select ", columns!()),
        " and f.id > $5 order by f.id limit $6",
        after,
        limit
    )?
    .into_iter()
    .map(Finding::try_from)
    .collect()
}

/// How many there are.
pub(crate) async fn count(conn: &mut Conn, listing: Listing<'_>) -> Result<i64, StoreError> {
    let (count,) = listed!(listing, conn, (i64,), fetch_one, bound_for_few, "select count(*)", "")?;
    Ok(count)
}

/// Findings about entries of which nobody was made yet since somebody within stands in their way, with where the entries lie.
pub(crate) async fn unmade(
    conn: &mut Conn,
    state: FindingState,
    within: &Within,
) -> Result<Vec<(FindingId, SourceId, String)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, i64, String),
        within!(
            "select f.id, f.source_id, f.dn from finding f where f.state = $1 and f.person_id is null and f.other_id is not null and ",
            "f.other_id",
            "$2",
            " order by f.id"
        ),
        state.as_str(),
        within.bound_for_few(),
    )?;
    Ok(rows.into_iter().map(|(id, source, dn)| (FindingId(id), SourceId(source), dn)).collect())
}

/// These findings, in no order.
pub(crate) async fn by_ids(conn: &mut Conn, ids: &[FindingId]) -> Result<Vec<Finding>, StoreError> {
    fetch_all!(
        conn,
        Row,
        in_numbers!(concat!("select ", columns!(), " from finding where id in "), "$1", ""),
        list(ids)
    )?
    .into_iter()
    .map(Finding::try_from)
    .collect()
}

/// Findings of a source that name a person, after `after`.
pub(crate) async fn about_people(
    conn: &mut Conn,
    source: SourceId,
    after: i64,
    limit: i64,
) -> Result<Vec<Finding>, StoreError> {
    fetch_all!(
        conn,
        Row,
        concat!(
            "select ",
            columns!(),
            " from finding where source_id = $1 and person_id is not null and id > $2 order by id limit $3"
        ),
        source.0,
        after,
        limit,
    )?
    .into_iter()
    .map(Finding::try_from)
    .collect()
}

/// The ids of the entries whose user name is taken: every run looks at them again, for the name may be free.
pub(crate) async fn without_name(conn: &mut Conn, source: SourceId) -> Result<Vec<String>, StoreError> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select external_id from finding where source_id = $1 and kind = 'username_taken'",
        source.0
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Says where a finding is from now on, if its version still is this one.
pub(crate) async fn set_state(
    conn: &mut Conn,
    (id, version): (FindingId, i64),
    state: FindingState,
    by: Option<&str>,
    now: Moment,
) -> Result<bool, StoreError> {
    let decided = (state != FindingState::Open).then_some(now.0);
    let touched = execute!(
        conn,
        "update finding set state = $3, version = version + 1, decided_by_name = $4, decided_at = $5 where id = $1 and version = $2",
        id.0,
        version,
        state.as_str(),
        decided.and(by).map(str::to_owned),
        decided,
    )?;
    Ok(touched > 0)
}

/// Takes findings away whose cause is gone.
pub(crate) async fn remove(conn: &mut Conn, ids: &[FindingId]) -> Result<(), StoreError> {
    execute!(conn, in_numbers!("delete from finding where id in ", "$1", ""), list(ids)).map(|_| ())
}

/// Takes away what was found about people who are nobody any more.
pub(crate) async fn remove_of_person(conn: &mut Conn, person: PersonId) -> Result<(), StoreError> {
    execute!(conn, "delete from finding where person_id = $1 or other_id = $1", person.0).map(|_| ())
}

/// Takes away what was found of a kind about these entries before this run.
pub(crate) async fn settle(
    conn: &mut Conn,
    (source, run): (SourceId, RunId),
    kind: FindingKind,
    external_ids: &[String],
) -> Result<(), StoreError> {
    execute!(
        conn,
        in_texts!(
            "delete from finding where source_id = $2 and kind = $3 and last_run_id <> $4 and external_id in ",
            "$1",
            ""
        ),
        list(external_ids),
        source.0,
        kind.as_str(),
        run.0,
    )
    .map(|_| ())
}

/// Takes away what a run that looked at everything did not find again.
pub(crate) async fn settle_others(
    conn: &mut Conn,
    (source, run): (SourceId, RunId),
    kind: FindingKind,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "delete from finding where source_id = $1 and kind = $2 and last_run_id <> $3",
        source.0,
        kind.as_str(),
        run.0
    )
    .map(|_| ())
}

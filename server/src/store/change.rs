//! Changes: proposed values of attributes, and where each is.

use domain::{
    change::ChangeState,
    id::{AccountId, ChangeId, PersonId, RequestId},
    merge::Notice,
    moment::Moment,
    name::AttributeKey,
    value::{Edit, Theirs},
};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, fetch_one, fetch_optional, in_numbers, in_texts, list},
};

/// A change's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) id: ChangeId,
    pub(crate) request: RequestId,
    pub(crate) person: PersonId,
    pub(crate) attribute: AttributeKey,
    /// What the directory held when it was proposed, or when *keep mine* was chosen.
    pub(crate) base: Theirs,
    pub(crate) edit: Edit,
    pub(crate) state: ChangeState,
    pub(crate) before_conflict: Option<ChangeState>,
    /// The directory's third value, while in conflict.
    pub(crate) theirs: Option<Theirs>,
    pub(crate) version: i64,
    pub(crate) author: AccountId,
    /// The person behind the author's account.
    pub(crate) author_person: Option<PersonId>,
    pub(crate) author_name: String,
    pub(crate) proposed_at: Moment,
    pub(crate) approver_name: Option<String>,
    pub(crate) approved_at: Option<Moment>,
    pub(crate) exported_at: Option<Moment>,
    pub(crate) confirmed_at: Option<Moment>,
    pub(crate) reexported_at: Option<Moment>,
    pub(crate) suspended_at: Option<Moment>,
    /// Set where it corrects what was locked for its author (X21).
    pub(crate) suggested_at: Option<Moment>,
    /// A person's words: why it was rejected.
    pub(crate) reason: Option<String>,
    /// What Amend did to it by itself: why it was superseded, that the directory went back.
    pub(crate) notice: Option<Notice>,
    /// The request's comment.
    pub(crate) comment: Option<String>,
    /// The name of the file that it came from, if it came from one.
    pub(crate) imported: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    request_id: i64,
    person_id: i64,
    attribute: String,
    base: String,
    edit: String,
    state: String,
    before_conflict: Option<String>,
    theirs: Option<String>,
    version: i64,
    author_account_id: i64,
    author_person_id: Option<i64>,
    author_name: String,
    proposed_at: i64,
    approver_name: Option<String>,
    approved_at: Option<i64>,
    exported_at: Option<i64>,
    confirmed_at: Option<i64>,
    reexported_at: Option<i64>,
    suspended_at: Option<i64>,
    suggested_at: Option<i64>,
    reason: Option<String>,
    notice: Option<String>,
    comment: Option<String>,
    import_file: Option<String>,
}

impl TryFrom<Row> for Change {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "change", column, row: row.id.to_string() };
        let before_conflict = match row.before_conflict.as_deref() {
            None => None,
            Some(word) => Some(ChangeState::parse(word).ok_or_else(|| wrong("before_conflict"))?),
        };
        let notice = match row.notice.as_deref() {
            None => None,
            Some(word) => Some(Notice::parse(word).ok_or_else(|| wrong("notice"))?),
        };
        let theirs = row.theirs.as_deref().map(serde_json::from_str).transpose().map_err(|_| wrong("theirs"))?;
        Ok(Self {
            id: ChangeId(row.id),
            request: RequestId(row.request_id),
            person: PersonId(row.person_id),
            attribute: AttributeKey::parse(&row.attribute).map_err(|_| wrong("attribute"))?,
            base: serde_json::from_str(&row.base).map_err(|_| wrong("base"))?,
            edit: serde_json::from_str(&row.edit).map_err(|_| wrong("edit"))?,
            state: ChangeState::parse(&row.state).ok_or_else(|| wrong("state"))?,
            before_conflict,
            theirs,
            version: row.version,
            author: AccountId(row.author_account_id),
            author_person: row.author_person_id.map(PersonId),
            author_name: row.author_name,
            proposed_at: Moment(row.proposed_at),
            approver_name: row.approver_name,
            approved_at: row.approved_at.map(Moment),
            exported_at: row.exported_at.map(Moment),
            confirmed_at: row.confirmed_at.map(Moment),
            reexported_at: row.reexported_at.map(Moment),
            suspended_at: row.suspended_at.map(Moment),
            suggested_at: row.suggested_at.map(Moment),
            reason: row.reason,
            notice,
            comment: row.comment,
            imported: row.import_file,
        })
    }
}

impl Change {
    /// A pending change of an attribute by an author, still without an id.
    pub(crate) fn pending(
        request: RequestId,
        person: PersonId,
        attribute: AttributeKey,
        (base, edit): (Theirs, Edit),
        author: (AccountId, Option<PersonId>, String),
        now: Moment,
    ) -> Self {
        let (author, author_person, author_name) = author;
        Self {
            id: ChangeId(0),
            request,
            person,
            attribute,
            base,
            edit,
            state: ChangeState::Pending,
            before_conflict: None,
            theirs: None,
            version: 1,
            author,
            author_person,
            author_name,
            proposed_at: now,
            approver_name: None,
            approved_at: None,
            exported_at: None,
            confirmed_at: None,
            reexported_at: None,
            suspended_at: None,
            suggested_at: None,
            reason: None,
            notice: None,
            comment: None,
            imported: None,
        }
    }
}

macro_rules! select {
    () => {
        "select c.id, c.request_id, c.person_id, c.attribute, c.base, c.edit, c.state, c.before_conflict, c.theirs, c.version,
                c.author_account_id, c.author_person_id, c.author_name, c.proposed_at, c.approver_name, c.approved_at, c.exported_at, c.confirmed_at,
                c.reexported_at, c.suspended_at, c.suggested_at, c.reason, c.notice, q.comment, q.import_file
         from change c join request q on q.id = c.request_id "
    };
}

/// Adds a change and gives it its id; `change.id` is not looked at.
pub(crate) async fn add(conn: &mut Conn, change: &Change) -> Result<ChangeId, StoreError> {
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into change (request_id, person_id, attribute, base, edit, state, version, author_account_id, author_person_id, author_name,
           proposed_at, suggested_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id",
        change.request.0,
        change.person.0,
        change.attribute.as_str().to_owned(),
        json(&change.base),
        json(&change.edit),
        change.state.as_str(),
        change.version,
        change.author.0,
        change.author_person.map(|person| person.0),
        change.author_name.clone(),
        change.proposed_at.0,
        change.suggested_at.map(|at| at.0),
    )?;
    Ok(ChangeId(id))
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> String {
    // Values are texts and lists of texts, which always are JSON.
    serde_json::to_string(value).unwrap_or_default()
}

/// Saves a change whose version was `change.version - 1`; `false` if it moved meanwhile, and then nothing is written.
pub(crate) async fn save(conn: &mut Conn, change: &Change) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update change set base = $2, state = $3, before_conflict = $4, theirs = $5, version = $6, approver_name = $7,
           approved_at = $8, exported_at = $9, confirmed_at = $10, reexported_at = $11, suspended_at = $12, reason = $13, notice = $14,
           edit = $15
         where id = $1 and version = $6 - 1",
        change.id.0,
        json(&change.base),
        change.state.as_str(),
        change.before_conflict.map(ChangeState::as_str),
        change.theirs.as_ref().map(json),
        change.version,
        change.approver_name.clone(),
        change.approved_at.map(|at| at.0),
        change.exported_at.map(|at| at.0),
        change.confirmed_at.map(|at| at.0),
        change.reexported_at.map(|at| at.0),
        change.suspended_at.map(|at| at.0),
        change.reason.clone(),
        change.notice.map(Notice::as_str),
        json(&change.edit),
    )?;
    Ok(touched > 0)
}

/// One change.
pub(crate) async fn by_id(conn: &mut Conn, id: ChangeId) -> Result<Option<Change>, StoreError> {
    fetch_optional!(conn, Row, concat!(select!(), "where c.id = $1"), id.0)?.map(Change::try_from).transpose()
}

/// These changes, oldest first.
pub(crate) async fn by_ids(conn: &mut Conn, ids: &[ChangeId]) -> Result<Vec<Change>, StoreError> {
    fetch_all!(conn, Row, in_numbers!(concat!(select!(), "where c.id in "), "$1", " order by c.id"), list(ids))?
        .into_iter()
        .map(Change::try_from)
        .collect()
}

/// The ids of what merging needs of these people, out of the index alone: years of changes that have ended cost next to nothing.
macro_rules! living {
    ($people:literal) => {
        concat!(
            select!(),
            "where c.id in (
                select id from change where person_id in ",
            $people,
            " and state in ('pending', 'approved', 'exported', 'conflict', 'not_taken', 'failed')
                union all
                select max(id) from change where person_id in ",
            $people,
            " and state not in ('pending', 'approved', 'exported', 'conflict', 'not_taken', 'failed')
                group by person_id, state, attribute)
             order by c.id"
        )
    };
}

/// What merging needs of a person: every change that is open, and the newest one of each attribute that was applied, confirmed, rejected,
/// withdrawn or superseded; oldest first.
pub(crate) async fn living(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<Change>, StoreError> {
    const LIVING: Both = Both::of(
        living!("(select value from json_each($1))"),
        living!("(select cast(one as bigint) from jsonb_array_elements_text(cast($1 as jsonb)) as one)"),
    );
    fetch_all!(conn, Row, LIVING, list(people))?.into_iter().map(Change::try_from).collect()
}

/// A person's changes below `before`, newest first; of all attributes or of these, in any state or in one.
pub(crate) async fn of_person(
    conn: &mut Conn,
    person: PersonId,
    (attributes, state): (Option<&[AttributeKey]>, Option<ChangeState>),
    before: i64,
    limit: i64,
) -> Result<Vec<Change>, StoreError> {
    fetch_all!(
        conn,
        Row,
        in_texts!(
            concat!(
                select!(),
                "where c.person_id = $2 and c.id < $3 and (cast($5 as text) is null or c.state = $5)
                   and (cast($1 as text) is null or c.attribute in "
            ),
            "$1",
            ") order by c.id desc limit $4"
        ),
        attributes.map(list),
        person.0,
        before,
        limit,
        state.map(ChangeState::as_str),
    )?
    .into_iter()
    .map(Change::try_from)
    .collect()
}

/// A person's changes that have something to do with a picture, by its digest.
pub(crate) async fn with_picture(conn: &mut Conn, person: PersonId, digest: &str) -> Result<Vec<Change>, StoreError> {
    fetch_all!(
        conn,
        Row,
        concat!(
            select!(),
            "where c.person_id = $1 and (c.edit like '%' || $2 || '%' or c.base like '%' || $2 || '%' or c.theirs like '%' || $2 || '%')"
        ),
        person.0,
        digest.to_owned(),
    )?
    .into_iter()
    .map(Change::try_from)
    .collect()
}

/// How many changes a person has, of all attributes or of these, in any state or in one.
pub(crate) async fn count_of_person(
    conn: &mut Conn,
    person: PersonId,
    (attributes, state): (Option<&[AttributeKey]>, Option<ChangeState>),
) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        in_texts!(
            "select count(*) from change where person_id = $2 and (cast($3 as text) is null or state = $3)
               and (cast($1 as text) is null or attribute in ",
            "$1",
            ")"
        ),
        attributes.map(list),
        person.0,
        state.map(ChangeState::as_str),
    )?;
    Ok(count)
}

/// The ids of an attribute's changes that wait for a decision or for their export.
pub(crate) async fn waiting_of_attribute(conn: &mut Conn, key: &AttributeKey) -> Result<Vec<ChangeId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select id from change where state in ('pending', 'approved') and attribute = $1 order by id",
        key.as_str().to_owned()
    )?;
    Ok(rows.into_iter().map(|(id,)| ChangeId(id)).collect())
}

/// People of a source who have changes that a new reading may concern: open ones, and confirmed ones that are still watched.
pub(crate) async fn watched_people(
    conn: &mut Conn,
    confirmed_after: Moment,
    after: PersonId,
    limit: i64,
) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select distinct person_id from change
         where person_id > $2 and (state in ('exported', 'not_taken', 'failed', 'conflict', 'pending', 'approved')
            or (state = 'confirmed' and confirmed_at > $1))
         order by person_id limit $3",
        confirmed_after.0,
        after.0,
        limit,
    )?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}

/// Puts a person's open changes to rest, or wakes them; items are moved by the item store.
pub(crate) async fn set_suspended(
    conn: &mut Conn,
    people: &[PersonId],
    suspended_at: Option<Moment>,
) -> Result<(), StoreError> {
    execute!(
        conn,
        in_numbers!(
            "update change set suspended_at = $2, version = version + 1
             where state in ('pending', 'approved', 'exported', 'conflict', 'not_taken', 'failed') and person_id in ",
            "$1",
            ""
        ),
        list(people),
        suspended_at.map(|at| at.0),
    )
    .map(|_| ())
}

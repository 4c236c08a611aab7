//! The audit log: append only, in the same transaction as what it tells of, each row hashed together with the row before it.

use domain::{
    api::{AuditQuery, AuditRow, Doer},
    id::{AccountId, ChangeId, PersonId, TargetId},
    moment::Moment,
    name::AttributeKey,
};
use sha2::{Digest as _, Sha256};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, fetch_one, insert_many},
    within::{Within, within_postgres, within_sqlite},
};

/// A row to be written with the present transaction. It never holds a value of an attribute: history must not outlive an erasure.
#[derive(Clone, Debug)]
pub(crate) struct NewAudit {
    pub(crate) at: Moment,
    pub(crate) account: Option<AccountId>,
    pub(crate) by: Option<String>,
    pub(crate) action: &'static str,
    pub(crate) person: Option<PersonId>,
    pub(crate) attribute: Option<AttributeKey>,
    pub(crate) change: Option<ChangeId>,
    pub(crate) detail: serde_json::Value,
}

impl NewAudit {
    /// A row that says who did what and when, and no more.
    pub(crate) fn new(at: Moment, account: Option<AccountId>, by: Option<String>, action: &'static str) -> Self {
        Self { at, account, by, action, person: None, attribute: None, change: None, detail: serde_json::json!({}) }
    }
}

#[derive(sqlx::FromRow)]
struct Stored {
    sequence: i64,
    at: i64,
    account_id: Option<i64>,
    by_name: Option<String>,
    action: String,
    person_id: Option<i64>,
    attribute: Option<String>,
    change_id: Option<i64>,
    detail: String,
    previous: Vec<u8>,
    hash: Vec<u8>,
}

impl Stored {
    /// SHA-256 over the hash before and the row as a JSON array, whose text is the same on every machine.
    fn chained(&self) -> Vec<u8> {
        let row = serde_json::json!([
            self.sequence,
            self.at,
            self.account_id,
            self.by_name,
            self.action,
            self.person_id,
            self.attribute,
            self.change_id,
            self.detail
        ]);
        Sha256::new().chain_update(&self.previous).chain_update(row.to_string()).finalize().to_vec()
    }
}

/// Locks the head of the log on PostgreSQL; SQLite has one writer anyway.
const HEAD: Both = Both::of(
    "select sequence, hash from audit_head where one = 1",
    "select sequence, hash from audit_head where one = 1 for update",
);

/// Writes the rows that the transaction has gathered, chained to what is there. It is the transaction's last step, so that the head of the
/// log is locked as briefly as can be and always after everything else: two transactions cannot wait for each other.
pub(super) async fn flush(conn: &mut Conn) -> Result<(), StoreError> {
    if conn.audit.is_empty() {
        return Ok(());
    }
    let (mut sequence, mut previous): (i64, Vec<u8>) = fetch_one!(conn, (i64, Vec<u8>), HEAD)?;
    let mut rows = Vec::with_capacity(conn.audit.len());
    for new in std::mem::take(&mut conn.audit) {
        sequence += 1;
        let mut row = Stored {
            sequence,
            at: new.at.0,
            account_id: new.account.map(|id| id.0),
            by_name: new.by,
            action: new.action.to_owned(),
            person_id: new.person.map(|id| id.0),
            attribute: new.attribute.map(String::from),
            change_id: new.change.map(|id| id.0),
            detail: new.detail.to_string(),
            previous,
            hash: Vec::new(),
        };
        row.hash = row.chained();
        previous = row.hash.clone();
        rows.push(row);
    }
    insert_many!(
        conn,
        "insert into audit (sequence, at, account_id, by_name, action, person_id, attribute, change_id, detail, previous, hash) ",
        rows,
        |b, row| {
            b.push_bind(row.sequence)
                .push_bind(row.at)
                .push_bind(row.account_id)
                .push_bind(row.by_name.clone())
                .push_bind(row.action.clone())
                .push_bind(row.person_id)
                .push_bind(row.attribute.clone())
                .push_bind(row.change_id)
                .push_bind(row.detail.clone())
                .push_bind(row.previous.clone())
                .push_bind(row.hash.clone())
        },
        ""
    )?;
    execute!(conn, "update audit_head set sequence = $1, hash = $2 where one = 1", sequence, previous.clone())?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Shown {
    sequence: i64,
    at: i64,
    by_name: Option<String>,
    action: String,
    person_id: Option<i64>,
    person_name: Option<String>,
    attribute: Option<String>,
    detail: String,
}

/// What the reader is not told of themselves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Masked {
    /// Of whom the reader is told at all.
    pub(crate) within: Within,
    pub(crate) person: Option<PersonId>,
    /// Hidden attributes.
    pub(crate) attributes: Vec<AttributeKey>,
}

/// What is asked of the log: `$1` the masked attributes, `$2` whose they are, `$3` to `$10` the query, `$11` the scope. Neither a name of a masked
/// attribute nor a text leads to rows in which it is left out. Case does not matter, as far as both engines know it.
macro_rules! asked_of {
    ($start:expr) => {
        concat!(
            $start,
            " from audit a left join person p on p.id = a.person_id
              where (cast($3 as bigint) is null or a.person_id = $3)
                and (cast($4 as text) is null or a.action = $4)
                and (cast($5 as bigint) is null or (case when a.by_name is null then 1 else 0 end) = $5)
                and (cast($6 as text) is null or lower(a.by_name) like $6 escape '\\')
                and (cast($7 as text) is null or a.attribute = $7)
                and (cast($8 as bigint) is null or a.at >= $8)
                and (cast($9 as bigint) is null or a.at < $9)
                and (cast($10 as text) is null or lower(a.by_name) like $10 escape '\\' or p.search like $10 escape '\\'
                  or a.action like $10 escape '\\' or a.attribute like $10 escape '\\' or lower(a.detail) like $10 escape '\\')
                and ((cast($7 as text) is null and cast($10 as text) is null) or coalesce(a.person_id, 0) <> $2
                  or (a.action <> 'profile.refused' and coalesce(a.attribute, '') not in "
        )
    };
}

/// The same in both engines' words.
macro_rules! asked {
    ($start:expr, $end:expr) => {
        Both {
            sqlite: concat!(
                asked_of!($start),
                "(select value from json_each($1)))) and ",
                within_sqlite!("a.person_id", "$11"),
                $end
            ),
            postgres: concat!(
                asked_of!($start),
                "(select jsonb_array_elements_text(cast($1 as jsonb))))) and ",
                within_postgres!("a.person_id", "$11"),
                $end
            ),
            looks_up: true,
        }
    };
}

/// A text as the pattern that finds it anywhere.
fn pattern(text: Option<&String>) -> Option<String> {
    let folded = domain::text::fold_for_search(text?);
    let plain = folded.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    Some(format!("%{plain}%"))
}

/// Rows of the log about people within, newest first, below `before`, at most `limit`. Of rows that are about nobody none is within a part.
pub(crate) async fn list(
    conn: &mut Conn,
    query: &AuditQuery,
    masked: &Masked,
    before: i64,
    limit: i64,
) -> Result<Vec<AuditRow>, StoreError> {
    let rows = fetch_all!(
        conn,
        Shown,
        asked!(
            "select a.sequence, a.at, a.by_name, a.action, a.person_id, p.display_name as person_name, a.attribute, a.detail",
            " and a.sequence < $12 order by a.sequence desc limit $13"
        ),
        super::connection::list(&masked.attributes),
        masked.person.map_or(-1, |id| id.0),
        query.person.map(|id| id.0),
        query.action.clone(),
        query.by.map(|by| i64::from(by == Doer::System)),
        pattern(query.actor.as_ref()),
        query.attribute.as_ref().map(|key| key.as_str().to_owned()),
        query.from.map(|at| at.0),
        query.to.map(|at| at.0),
        pattern(query.text.as_ref()),
        masked.within.bound_for_few(),
        before,
        limit,
    )?;
    rows.into_iter().map(AuditRow::try_from).collect()
}

impl TryFrom<Shown> for AuditRow {
    type Error = StoreError;

    fn try_from(row: Shown) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "audit", column, row: row.sequence.to_string() };
        let attribute = row.attribute.as_deref().map(AttributeKey::parse).transpose();
        Ok(Self {
            sequence: row.sequence,
            at: Moment(row.at),
            attribute: attribute.map_err(|_| wrong("attribute"))?,
            detail: serde_json::from_str(&row.detail).map_err(|_| wrong("detail"))?,
            by: row.by_name,
            action: row.action,
            person: row.person_id.map(PersonId),
            person_name: row.person_name,
            masked: false,
        })
    }
}

/// What was done with a target and its template.
macro_rules! of_target {
    ($start:expr, $end:expr) => {
        Both::of(
            concat!(
                $start,
                " from audit where action >= 'target.' and action < 'target/' and json_extract(detail, '$.target_id') = $1",
                $end
            ),
            concat!(
                $start,
                " from audit where action >= 'target.' and action < 'target/' and cast(cast(detail as jsonb) ->> 'target_id' as bigint) = $1",
                $end
            ),
        )
    };
}

/// Rows of the log about a target and its template, newest first, below `before`, at most `limit`, and how many there are.
pub(crate) async fn of_target(
    conn: &mut Conn,
    target: TargetId,
    before: i64,
    limit: i64,
) -> Result<(Vec<AuditRow>, i64), StoreError> {
    let rows = fetch_all!(
        conn,
        Shown,
        of_target!(
            "select sequence, at, by_name, action, person_id, null as person_name, attribute, detail",
            " and sequence < $2 order by sequence desc limit $3"
        ),
        target.0,
        before,
        limit,
    )?;
    let (total,) = fetch_one!(conn, (i64,), of_target!("select count(*)", ""), target.0)?;
    Ok((rows.into_iter().map(AuditRow::try_from).collect::<Result<_, _>>()?, total))
}

/// How many rows the log has about people within that fit the query.
pub(crate) async fn count(conn: &mut Conn, query: &AuditQuery, masked: &Masked) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        asked!("select count(*)", ""),
        super::connection::list(&masked.attributes),
        masked.person.map_or(-1, |id| id.0),
        query.person.map(|id| id.0),
        query.action.clone(),
        query.by.map(|by| i64::from(by == Doer::System)),
        pattern(query.actor.as_ref()),
        query.attribute.as_ref().map(|key| key.as_str().to_owned()),
        query.from.map(|at| at.0),
        query.to.map(|at| at.0),
        pattern(query.text.as_ref()),
        masked.within.bound(),
    )?;
    Ok(count)
}

/// One step of a change, as the log has it.
#[derive(sqlx::FromRow)]
pub(crate) struct ChangeStep {
    pub(crate) change_id: i64,
    pub(crate) at: i64,
    pub(crate) by_name: Option<String>,
    pub(crate) detail: String,
}

/// The steps of these changes, oldest first.
pub(crate) async fn steps(conn: &mut Conn, changes: &[ChangeId]) -> Result<Vec<ChangeStep>, StoreError> {
    fetch_all!(
        conn,
        ChangeStep,
        super::connection::in_numbers!(
            "select change_id, at, by_name, detail from audit where change_id in ",
            "$1",
            " order by sequence"
        ),
        super::connection::list(changes),
    )
}

/// Where the chain is broken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// This row does not fit the hash that it carries, or does not follow the row before it.
    Row(i64),
    /// Rows are missing at the end.
    End {
        /// The last row found.
        found: i64,
        /// The last row that there should be.
        expected: i64,
    },
}

/// Walks the whole log and says where its chain is broken, if anywhere, and how many rows it has.
pub(crate) async fn verify(conn: &mut Conn) -> Result<(i64, Option<Broken>), StoreError> {
    let (expected, head): (i64, Vec<u8>) =
        fetch_one!(conn, (i64, Vec<u8>), "select sequence, hash from audit_head where one = 1")?;
    let (mut last, mut previous) = (0_i64, vec![0_u8; 32]);
    loop {
        let rows = fetch_all!(
            conn,
            Stored,
            "select sequence, at, account_id, by_name, action, person_id, attribute, change_id, detail, previous, hash
             from audit where sequence > $1 and sequence <= $2 order by sequence limit 1000",
            last,
            expected,
        )?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.sequence != last + 1 || row.previous != previous || row.chained() != row.hash {
                return Ok((last, Some(Broken::Row(row.sequence))));
            }
            last = row.sequence;
            previous = row.hash;
        }
    }
    let whole = last == expected && (expected == 0 || previous == head);
    Ok((last, (!whole).then_some(Broken::End { found: last, expected })))
}

//! The audit log: append only, in the same transaction as what it tells of, each row hashed together with the row before it.

use domain::{
    id::{AccountId, ChangeId, PersonId},
    moment::Moment,
    name::AttributeKey,
};
use sha2::{Digest as _, Sha256};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, fetch_one},
    rows::{self, Cell},
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

/// The columns of a row, in the order in which they are written.
macro_rules! columns {
    () => {
        "sequence, at, account_id, by_name, action, person_id, attribute, change_id, detail, previous, hash"
    };
}

/// Rows that are written together.
const TOGETHER: usize = 5000;

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
    let mut gathered = std::mem::take(&mut conn.audit).into_iter();
    loop {
        // So many at a time are held in both forms.
        let rows: Vec<Stored> =
            gathered.by_ref().take(TOGETHER).map(|new| chain(new, &mut sequence, &mut previous)).collect();
        if rows.is_empty() {
            break;
        }
        rows::add(conn, concat!("audit (", columns!(), ")"), rows.iter().map(cells)).await?;
    }
    execute!(conn, "update audit_head set sequence = $1, hash = $2 where one = 1", sequence, previous.clone())?;
    Ok(())
}

/// The row after the one that `sequence` and `previous` tell of, which it becomes.
fn chain(new: NewAudit, sequence: &mut i64, previous: &mut Vec<u8>) -> Stored {
    *sequence += 1;
    let mut row = Stored {
        sequence: *sequence,
        at: new.at.0,
        account_id: new.account.map(|id| id.0),
        by_name: new.by,
        action: new.action.to_owned(),
        person_id: new.person.map(|id| id.0),
        attribute: new.attribute.map(String::from),
        change_id: new.change.map(|id| id.0),
        detail: new.detail.to_string(),
        previous: std::mem::take(previous),
        hash: Vec::new(),
    };
    row.hash = row.chained();
    previous.clone_from(&row.hash);
    row
}

fn cells(row: &Stored) -> [Cell<'_>; 11] {
    [
        row.sequence.into(),
        row.at.into(),
        row.account_id.into(),
        row.by_name.as_deref().into(),
        row.action.as_str().into(),
        row.person_id.into(),
        row.attribute.as_deref().into(),
        row.change_id.into(),
        row.detail.as_str().into(),
        row.previous.clone().into(),
        row.hash.clone().into(),
    ]
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
            concat!(
                "select ",
                columns!(),
                " from audit where sequence > $1 and sequence <= $2 order by sequence limit 1000"
            ),
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

//! Reading the audit log: by pages, of a target, of changes. What is hidden from the reader stays out of it.

use domain::{
    api::{AuditQuery, AuditRow, Doer},
    id::{ChangeId, PersonId, TargetId},
    moment::Moment,
    name::AttributeKey,
};

use super::{
    Conn, StoreError,
    connection::{Both, fetch_all, fetch_one, in_numbers, list as ids},
    within::{Within, within_postgres, within_sqlite},
};

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

/// Asks it: what is bound to `$1` to `$10` is the query's, the rest follows.
macro_rules! ask {
    ($fetch:ident, $conn:expr, $row:ty, $statement:expr, ($query:expr, $masked:expr) $(, $bind:expr)* $(,)?) => {
        $fetch!(
            $conn,
            $row,
            $statement,
            ids(&$masked.attributes),
            $masked.person.map_or(-1, |id| id.0),
            $query.person.map(|id| id.0),
            $query.action.clone(),
            $query.by.map(|by| i64::from(by == Doer::System)),
            pattern($query.actor.as_ref()),
            $query.attribute.as_ref().map(|key| key.as_str().to_owned()),
            $query.from.map(|at| at.0),
            $query.to.map(|at| at.0),
            pattern($query.text.as_ref())
            $(, $bind)*
        )
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
    let rows = ask!(
        fetch_all,
        conn,
        Shown,
        asked!(
            "select a.sequence, a.at, a.by_name, a.action, a.person_id, p.display_name as person_name, a.attribute, a.detail",
            " and a.sequence < $12 order by a.sequence desc limit $13"
        ),
        (query, masked),
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
    let (count,) =
        ask!(fetch_one, conn, (i64,), asked!("select count(*)", ""), (query, masked), masked.within.bound(),)?;
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
        in_numbers!("select change_id, at, by_name, detail from audit where change_id in ", "$1", " order by sequence"),
        ids(changes),
    )
}

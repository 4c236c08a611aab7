//! What happened to one person: what runs did, out of their reports, and what people and Amend did, out of the audit log.

use domain::{
    api::{ReportKind, ReportValue},
    id::{ChangeId, PersonId, RunId},
    moment::Moment,
    name::AttributeKey,
};

use super::{
    Conn, StoreError,
    connection::{fetch_all, fetch_one, in_texts, list},
};

/// Lines of reports that are read of one person; the oldest beyond that are left out.
const MOST_LINES: i64 = 5000;

/// What a run did to the person.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) id: i64,
    pub(crate) run: RunId,
    /// When the run began.
    pub(crate) at: Moment,
    pub(crate) source: String,
    pub(crate) kind: ReportKind,
    pub(crate) values: Vec<ReportValue>,
    pub(crate) reason: Option<String>,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: i64,
    run_id: i64,
    started_at: i64,
    source: String,
    kind: String,
    moved: String,
    reason: Option<String>,
}

/// What runs did to the person, newest first. Changes that were confirmed or collided are steps of theirs, which the audit log has.
pub(crate) async fn lines(conn: &mut Conn, person: PersonId) -> Result<Vec<Line>, StoreError> {
    let rows = fetch_all!(
        conn,
        LineRow,
        "select l.id, l.run_id, r.started_at, s.name as source, l.kind, l.moved, l.reason
         from run_line l join run r on r.id = l.run_id join source s on s.id = r.source_id
         where l.person_id = $1 and l.would = 0 and l.kind not in ('created', 'confirmed', 'conflict')
         order by r.started_at desc, l.id desc limit $2",
        person.0,
        MOST_LINES,
    )?;
    rows.into_iter()
        .map(|row| {
            let wrong = |column| StoreError::Inconsistent { table: "run_line", column, row: row.id.to_string() };
            Ok(Line {
                id: row.id,
                run: RunId(row.run_id),
                at: Moment(row.started_at),
                source: row.source.clone(),
                kind: ReportKind::parse(&row.kind).ok_or_else(|| wrong("kind"))?,
                values: serde_json::from_str(&row.moved).map_err(|_| wrong("moved"))?,
                reason: row.reason.clone(),
            })
        })
        .collect()
}

/// Where a person came from, if a run made them.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Made {
    pub(crate) run_id: i64,
    pub(crate) started_at: i64,
    pub(crate) source: String,
}

/// The run that made the person.
pub(crate) async fn made_by(conn: &mut Conn, person: PersonId) -> Result<Option<Made>, StoreError> {
    let rows = fetch_all!(
        conn,
        Made,
        "select r.id as run_id, r.started_at, s.name as source
         from person p join run r on r.id = p.created_run_id join source s on s.id = r.source_id where p.id = $1",
        person.0,
    )?;
    Ok(rows.into_iter().next())
}

/// A row of the audit log about the person.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Step {
    pub(crate) sequence: i64,
    pub(crate) at: i64,
    pub(crate) by_name: Option<String>,
    pub(crate) action: String,
    pub(crate) change_id: Option<i64>,
    pub(crate) detail: String,
}

/// Of whom, of which attributes, and whether what is about no attribute belongs to it.
#[derive(Clone, Copy)]
pub(crate) struct Steps<'a> {
    pub(crate) person: PersonId,
    /// `None` is every attribute.
    pub(crate) attributes: Option<&'a [AttributeKey]>,
    pub(crate) with_others: bool,
}

/// What is asked of the log: `$1` attributes, `$2` the person, `$3` whether what is about no attribute belongs to it. What a run did to an account
/// stands in its report.
macro_rules! steps {
    ($start:expr, $end:expr) => {
        in_texts!(
            concat!(
                $start,
                " from audit
                  where person_id = $2 and (action like 'change.%' or action like 'person.%' or action like 'identity.%' or action like 'pin.%')
                    and action not in ('person.blocked_by_run', 'person.returned', 'person.renamed')
                    and ($3 <> 0 or attribute is not null)
                    and (cast($1 as text) is null or attribute is null or attribute in "
            ),
            "$1",
            concat!(") ", $end)
        )
    };
}

/// Rows of the log about a person, newest first, before a place.
pub(crate) async fn steps(
    conn: &mut Conn,
    of: Steps<'_>,
    (at, sequence): (i64, i64),
    limit: i64,
) -> Result<Vec<Step>, StoreError> {
    fetch_all!(
        conn,
        Step,
        steps!(
            "select sequence, at, by_name, action, change_id, detail",
            "and (at < $4 or (at = $4 and sequence < $5)) order by at desc, sequence desc limit $6"
        ),
        of.attributes.map(list),
        of.person.0,
        i64::from(of.with_others),
        at,
        sequence,
        limit,
    )
}

/// How many there are.
pub(crate) async fn count_steps(conn: &mut Conn, of: Steps<'_>) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        steps!("select count(*)", ""),
        of.attributes.map(list),
        of.person.0,
        i64::from(of.with_others),
    )?;
    Ok(count)
}

/// Every step of a person's changes that led to a state, oldest first.
pub(crate) async fn states(conn: &mut Conn, person: PersonId) -> Result<Vec<(ChangeId, Moment, String)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, i64, String),
        "select change_id, at, detail from audit
         where person_id = $1 and change_id is not null and action like 'change.%' order by sequence",
        person.0,
    )?;
    Ok(rows.into_iter().map(|(change, at, detail)| (ChangeId(change), Moment(at), detail)).collect())
}

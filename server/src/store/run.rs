//! Runs and their reports.

use domain::{
    api::{Held, ReportKind, ReportLine, ReportValue, Run, RunCounts, RunKind, RunState},
    id::{PersonId, RunId, SourceId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one, fetch_optional, insert_many},
};

/// How far a run has come inside, so that it can go on after a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// It reads; what it has staged so far has changed nobody.
    Read,
    /// It applies what it staged, chunk by chunk; each chunk leaves the stage in the same transaction.
    Apply,
    /// It has ended.
    Over,
}

impl Phase {
    fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Apply => "apply",
            Self::Over => "over",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Read, Self::Apply, Self::Over].into_iter().find(|phase| phase.as_str() == text)
    }
}

/// A run's row.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) run: Run,
    pub(crate) phase: Phase,
    pub(crate) lease_token: i64,
    /// How the reading ended, while the run applies or is held: `complete` or `partial`.
    pub(crate) outcome: Option<String>,
    pub(crate) cancel_at: Option<Moment>,
    /// Where the next run goes on once this one is applied.
    pub(crate) read_on: Option<String>,
    /// Whether the ids of everybody were compared.
    pub(crate) compared_ids: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    source_id: i64,
    source_name: String,
    state: String,
    phase: String,
    outcome: Option<String>,
    lease_token: i64,
    started_by_name: Option<String>,
    started_at: i64,
    ended_at: Option<i64>,
    counts: String,
    expected: Option<i64>,
    reason: Option<String>,
    held: Option<String>,
    cancel_at: Option<i64>,
    kind: String,
    dry: i64,
    read_on: Option<String>,
    compared_ids: i64,
}

impl TryFrom<Row> for Stored {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "run", column, row: row.id.to_string() };
        let held: Option<Held> =
            row.held.as_deref().map(serde_json::from_str).transpose().map_err(|_| wrong("held"))?;
        Ok(Self {
            run: Run {
                id: RunId(row.id),
                source: SourceId(row.source_id),
                kind: RunKind::parse(&row.kind).ok_or_else(|| wrong("kind"))?,
                dry: row.dry != 0,
                state: RunState::parse(&row.state).ok_or_else(|| wrong("state"))?,
                started_at: Moment(row.started_at),
                ended_at: row.ended_at.map(Moment),
                counts: serde_json::from_str(&row.counts).map_err(|_| wrong("counts"))?,
                expected: row.expected,
                held,
                source_name: row.source_name,
                started_by: row.started_by_name,
                reason: row.reason,
            },
            phase: Phase::parse(&row.phase).ok_or_else(|| StoreError::Inconsistent {
                table: "run",
                column: "phase",
                row: row.id.to_string(),
            })?,
            lease_token: row.lease_token,
            outcome: row.outcome,
            cancel_at: row.cancel_at.map(Moment),
            read_on: row.read_on,
            compared_ids: row.compared_ids != 0,
        })
    }
}

macro_rules! select {
    ($where:literal) => {
        concat!(
            "select r.id, r.source_id, s.name as source_name, r.state, r.phase, r.outcome, r.lease_token, r.started_by_name,
                    r.started_at, r.ended_at, r.counts, r.expected, r.reason, r.held, r.cancel_at, r.kind,
                    r.dry, r.read_on, r.compared_ids
             from run r join source s on s.id = r.source_id ",
            $where
        )
    };
}

/// Begins a run.
pub(crate) async fn begin(
    conn: &mut Conn,
    (source, kind, dry): (SourceId, RunKind, bool),
    lease_token: i64,
    started_by: Option<&str>,
    now: Moment,
    expected: Option<i64>,
) -> Result<RunId, StoreError> {
    let counts = counts_text(&RunCounts::default());
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into run (source_id, state, phase, settings_hash, lease_token, started_by_name, started_at, counts, expected, kind, dry)
         values ($1, 'running', 'read', '', $2, $3, $4, $5, $6, $7, $8) returning id",
        source.0,
        lease_token,
        started_by.map(str::to_owned),
        now.0,
        counts.clone(),
        expected,
        kind.as_str(),
        i64::from(dry),
    )?;
    Ok(RunId(id))
}

/// One run.
pub(crate) async fn by_id(conn: &mut Conn, id: RunId) -> Result<Option<Stored>, StoreError> {
    fetch_optional!(conn, Row, select!("where r.id = $1"), id.0)?.map(Stored::try_from).transpose()
}

/// Runs of a source (or of all), newest first, below `before`.
pub(crate) async fn list(
    conn: &mut Conn,
    source: Option<SourceId>,
    before: i64,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    fetch_all!(
        conn,
        Row,
        select!("where r.id < $1 and (cast($2 as bigint) is null or r.source_id = $2) order by r.id desc limit $3"),
        before,
        source.map(|id| id.0),
        limit
    )?
    .into_iter()
    .map(Stored::try_from)
    .collect()
}

/// How many runs a source has had.
pub(crate) async fn count(conn: &mut Conn, source: SourceId) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(conn, (i64,), "select count(*) from run where source_id = $1", source.0)?;
    Ok(count)
}

/// Runs that are still going, or held, of all sources.
pub(crate) async fn unfinished(conn: &mut Conn) -> Result<Vec<Stored>, StoreError> {
    fetch_all!(conn, Row, select!("where r.state in ('running', 'held') order by r.id"))?
        .into_iter()
        .map(Stored::try_from)
        .collect()
}

/// Saves how far a run is.
pub(crate) async fn save(conn: &mut Conn, stored: &Stored) -> Result<(), StoreError> {
    let run = &stored.run;
    let held = run.held.as_ref().and_then(|held| serde_json::to_string(held).ok());
    execute!(
        conn,
        "update run set state = $2, phase = $3, outcome = $4, lease_token = $5, ended_at = $6, counts = $7, reason = $8, held = $9,
           kind = $10, read_on = $11, compared_ids = $12
         where id = $1",
        run.id.0,
        run.state.as_str(),
        stored.phase.as_str(),
        stored.outcome.clone(),
        stored.lease_token,
        run.ended_at.map(|at| at.0),
        counts_text(&run.counts),
        run.reason.clone(),
        held.clone(),
        run.kind.as_str(),
        stored.read_on.clone(),
        i64::from(stored.compared_ids),
    )
    .map(|_| ())
}

/// Asks a run to stop; `false` if it is not running.
pub(crate) async fn ask_to_cancel(conn: &mut Conn, id: RunId, now: Moment) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update run set cancel_at = coalesce(cancel_at, $2) where id = $1 and state = 'running'",
        id.0,
        now.0,
    )?;
    Ok(touched > 0)
}

fn counts_text(counts: &RunCounts) -> String {
    // Numbers always are JSON.
    serde_json::to_string(counts).unwrap_or_else(|_| "{}".to_owned())
}

/// Adds lines to a run's report: of what has happened, or of what would.
pub(crate) async fn add_lines(conn: &mut Conn, id: RunId, lines: &[ReportLine], would: bool) -> Result<(), StoreError> {
    insert_many!(
        conn,
        "insert into run_line (run_id, kind, person_id, name, moved, reason, would) ",
        lines,
        |b, line| {
            b.push_bind(id.0)
                .push_bind(line.kind.as_str())
                .push_bind(line.person.map(|person| person.0))
                .push_bind(line.name.clone())
                .push_bind(serde_json::to_string(&line.values).unwrap_or_else(|_| "[]".to_owned()))
                .push_bind(line.reason.clone())
                .push_bind(i64::from(would))
        },
        ""
    )
}

/// Forgets a run's lines of what would happen: it happens now.
pub(crate) async fn clear_would(conn: &mut Conn, id: RunId) -> Result<(), StoreError> {
    execute!(conn, "delete from run_line where run_id = $1 and would <> 0", id.0).map(|_| ())
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: i64,
    kind: String,
    person_id: Option<i64>,
    name: String,
    moved: String,
    reason: Option<String>,
}

/// Lines of a run's report after line `after`, each with its number.
pub(crate) async fn lines(
    conn: &mut Conn,
    id: RunId,
    kind: Option<ReportKind>,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, ReportLine)>, StoreError> {
    let rows = fetch_all!(
        conn,
        LineRow,
        "select id, kind, person_id, name, moved, reason from run_line
         where run_id = $1 and id > $2 and (cast($3 as text) is null or kind = $3) order by id limit $4",
        id.0,
        after,
        kind.map(ReportKind::as_str),
        limit,
    )?;
    rows.into_iter()
        .map(|row| {
            let wrong = |column| StoreError::Inconsistent { table: "run_line", column, row: row.id.to_string() };
            let values: Vec<ReportValue> = serde_json::from_str(&row.moved).map_err(|_| wrong("moved"))?;
            let kind = ReportKind::parse(&row.kind).ok_or_else(|| wrong("kind"))?;
            let person = row.person_id.map(PersonId);
            Ok((
                row.id,
                ReportLine { kind, person, values, name: row.name, username: None, blocked: None, reason: row.reason },
            ))
        })
        .collect()
}

/// How many lines of a kind (or of all) the report has. People whom a first load created are not among them.
pub(crate) async fn count_lines(conn: &mut Conn, id: RunId, kind: Option<ReportKind>) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from run_line where run_id = $1 and (cast($2 as text) is null or kind = $2)",
        id.0,
        kind.map(ReportKind::as_str),
    )?;
    Ok(count)
}

/// People whom a run created, after person `after`.
pub(crate) async fn created(
    conn: &mut Conn,
    id: RunId,
    after: PersonId,
    limit: i64,
) -> Result<Vec<(PersonId, String)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, String),
        "select id, display_name from person where created_run_id = $1 and id > $2 order by id limit $3",
        id.0,
        after.0,
        limit,
    )?;
    Ok(rows.into_iter().map(|(person, name)| (PersonId(person), name)).collect())
}

/// Saves what a run has done so far.
pub(crate) async fn save_counts(conn: &mut Conn, id: RunId, counts: &RunCounts) -> Result<(), StoreError> {
    execute!(conn, "update run set counts = $2 where id = $1", id.0, counts_text(counts)).map(|_| ())
}

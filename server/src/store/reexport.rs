//! Looks at what targets would be given, and the jobs that became of them. Whoever works on one writes the time into it with every step: when it
//! stands still for a lease, another server goes on, and what the first one does later touches no row.

use domain::{
    api::{AskReexport, CarriedOutAs, Executed, RowCounts},
    id::{AccountId, ReexportId, TargetId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one, fetch_optional},
    within::{Within, within},
};

/// Where a look is, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Looking,
    Ready,
    Queueing,
    Executed,
    Failed,
    Cancelled,
}

impl Stage {
    const ALL: [Self; 6] = [Self::Looking, Self::Ready, Self::Queueing, Self::Executed, Self::Failed, Self::Cancelled];

    fn as_str(self) -> &'static str {
        match self {
            Self::Looking => "looking",
            Self::Ready => "ready",
            Self::Queueing => "queueing",
            Self::Executed => "executed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A look's row.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) id: ReexportId,
    pub(crate) target: TargetId,
    pub(crate) stage: Stage,
    pub(crate) asked: AskReexport,
    pub(crate) account: AccountId,
    pub(crate) by: String,
    pub(crate) made_at: Moment,
    pub(crate) expires_at: Moment,
    pub(crate) beat_at: Moment,
    pub(crate) people: i64,
    pub(crate) looked_at: i64,
    pub(crate) rows: RowCounts,
    /// Whose account had it carried out.
    pub(crate) doer: Option<AccountId>,
    pub(crate) executed: Option<Executed>,
    /// Up to which person, or to which row, somebody got.
    pub(crate) reached: i64,
    pub(crate) reason: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    target_id: i64,
    state: String,
    asked: String,
    made_by_account_id: i64,
    made_by_name: String,
    made_at: i64,
    expires_at: i64,
    beat_at: i64,
    people: i64,
    looked_at_people: i64,
    sets: i64,
    clears: i64,
    sames: i64,
    errors: i64,
    executed_at: Option<i64>,
    executed_by_name: Option<String>,
    executed_by_account_id: Option<i64>,
    executed_as: Option<String>,
    queued: i64,
    merged: i64,
    moved: i64,
    given: i64,
    reached: i64,
    reason: Option<String>,
}

impl TryFrom<Row> for Stored {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "reexport", column, row: row.id.to_string() };
        let done_as = match row.executed_as.as_deref() {
            Some("given") => CarriedOutAs::Given,
            _ => CarriedOutAs::Queue,
        };
        let executed = row.executed_at.map(|at| Executed {
            by: row.executed_by_name.clone().unwrap_or_default(),
            at: Moment(at),
            done_as,
            queued: row.queued,
            merged: row.merged,
            moved: row.moved,
            given: row.given,
        });
        Ok(Self {
            id: ReexportId(row.id),
            target: TargetId(row.target_id),
            stage: Stage::ALL.into_iter().find(|one| one.as_str() == row.state).ok_or_else(|| wrong("state"))?,
            asked: serde_json::from_str(&row.asked).map_err(|_| wrong("asked"))?,
            account: AccountId(row.made_by_account_id),
            by: row.made_by_name.clone(),
            made_at: Moment(row.made_at),
            expires_at: Moment(row.expires_at),
            beat_at: Moment(row.beat_at),
            people: row.people,
            looked_at: row.looked_at_people,
            rows: RowCounts { set: row.sets, clear: row.clears, same: row.sames, error: row.errors },
            doer: row.executed_by_account_id.map(AccountId),
            executed,
            reached: row.reached,
            reason: row.reason.clone(),
        })
    }
}

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "select id, target_id, state, asked, made_by_account_id, made_by_name, made_at, expires_at, beat_at, people, looked_at_people, sets,
               clears, sames, errors, executed_at, executed_by_name, executed_by_account_id, executed_as, queued, merged, moved, given, reached,
               reason from reexport ",
            $rest
        )
    };
}

/// What a new look consists of.
pub(crate) struct New<'a> {
    pub(crate) target: TargetId,
    pub(crate) asked: &'a AskReexport,
    pub(crate) account: AccountId,
    pub(crate) by: &'a str,
    pub(crate) people: i64,
    pub(crate) expires_at: Moment,
}

/// Begins a look.
pub(crate) async fn open(conn: &mut Conn, new: &New<'_>, now: Moment) -> Result<ReexportId, StoreError> {
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into reexport (target_id, state, asked, made_by_account_id, made_by_name, made_at, expires_at, beat_at, people)
         values ($1, 'looking', $2, $3, $4, $5, $6, $5, $7) returning id",
        new.target.0,
        question(new.asked),
        new.account.0,
        new.by.to_owned(),
        now.0,
        new.expires_at.0,
        new.people,
    )?;
    Ok(ReexportId(id))
}

fn question(asked: &AskReexport) -> String {
    // Texts, numbers and lists of them always are JSON.
    serde_json::to_string(asked).unwrap_or_default()
}

/// One look.
pub(crate) async fn by_id(conn: &mut Conn, id: ReexportId) -> Result<Option<Stored>, StoreError> {
    fetch_optional!(conn, Row, select!("where id = $1"), id.0)?.map(Stored::try_from).transpose()
}

/// The same, kept for the transaction: on PostgreSQL whoever moves it waits.
pub(crate) async fn hold(conn: &mut Conn, id: ReexportId) -> Result<Option<Stored>, StoreError> {
    execute!(conn, "update reexport set beat_at = beat_at where id = $1", id.0)?;
    by_id(conn, id).await
}

/// Looks of a target in which nobody is outside the scope at `$1`; where that is not everywhere, those of an account (`$2`) alone while they have
/// no rows that tell.
macro_rules! seen {
    ($start:expr, $end:expr) => {
        within!(
            concat!(
                $start,
                " where target_id = $3 and (cast($1 as text) is null or made_by_account_id = $2
                    or exists (select 1 from reexport_row s where s.reexport_id = reexport.id))
                  and not exists (select 1 from reexport_row r where r.reexport_id = reexport.id and not "
            ),
            "r.person_id",
            "$1",
            concat!(") ", $end)
        )
    };
}

/// Looks of a target below `before` that an account sees, newest first.
pub(crate) async fn list(
    conn: &mut Conn,
    (within, account): (&Within, AccountId),
    target: TargetId,
    before: i64,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    fetch_all!(
        conn,
        Row,
        seen!(select!(""), "and id < $4 order by id desc limit $5"),
        within.bound_for_few(),
        account.0,
        target.0,
        before,
        limit,
    )?
    .into_iter()
    .map(Stored::try_from)
    .collect()
}

/// How many there are.
pub(crate) async fn count(
    conn: &mut Conn,
    (within, account): (&Within, AccountId),
    target: TargetId,
) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        seen!("select count(*) from reexport", ""),
        within.bound_for_few(),
        account.0,
        target.0
    )?;
    Ok(count)
}

/// Whether an account sees a look.
pub(crate) async fn is_seen(
    conn: &mut Conn,
    (within, account): (&Within, AccountId),
    stored: &Stored,
) -> Result<bool, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        seen!("select id from reexport", "and id = $4"),
        within.bound_for_few(),
        account.0,
        stored.target.0,
        stored.id.0
    )?;
    Ok(row.is_some())
}

/// How many of an account are being worked out.
pub(crate) async fn count_busy(conn: &mut Conn, account: AccountId) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from reexport where state = 'looking' and made_by_account_id = $1",
        account.0
    )?;
    Ok(count)
}

/// The newest look of an account at the same question that can be executed, or soon can.
pub(crate) async fn fresh(
    conn: &mut Conn,
    (target, account): (TargetId, AccountId),
    asked: &AskReexport,
    now: Moment,
) -> Result<Option<ReexportId>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select id from reexport where target_id = $1 and made_by_account_id = $2 and asked = $3 and state in ('looking', 'ready') and expires_at > $4
         order by id desc limit 1",
        target.0,
        account.0,
        question(asked),
        now.0,
    )?;
    Ok(row.map(|(id,)| ReexportId(id)))
}

/// Looks that somebody should be working on, and was last heard of before a moment.
pub(crate) async fn left(conn: &mut Conn, before: Moment) -> Result<Vec<Stored>, StoreError> {
    fetch_all!(conn, Row, select!("where state in ('looking', 'queueing') and beat_at < $1 order by id"), before.0)?
        .into_iter()
        .map(Stored::try_from)
        .collect()
}

/// Takes a look's lease on, or prolongs it, where `mine` is when it was last heard of; gives when it is now.
pub(crate) async fn beat(
    conn: &mut Conn,
    id: ReexportId,
    mine: Moment,
    now: Moment,
) -> Result<Option<Moment>, StoreError> {
    let next = Moment(now.0.max(mine.0 + 1));
    let touched = execute!(
        conn,
        "update reexport set beat_at = $3 where id = $1 and beat_at = $2 and state in ('looking', 'queueing')",
        id.0,
        mine.0,
        next.0
    )?;
    Ok((touched > 0).then_some(next))
}

/// Saves everything of a look that moves, but for its lease.
pub(crate) async fn save(conn: &mut Conn, stored: &Stored) -> Result<(), StoreError> {
    let (rows, done) = (stored.rows, stored.executed.as_ref());
    execute!(
        conn,
        "update reexport set state = $2, expires_at = $3, looked_at_people = $4, sets = $5, clears = $6, sames = $7, errors = $8, executed_at = $9,
           executed_by_name = $10, executed_by_account_id = $11, executed_as = $12, queued = $13, merged = $14, moved = $15, given = $16,
           reached = $17, reason = $18
         where id = $1",
        stored.id.0,
        stored.stage.as_str(),
        stored.expires_at.0,
        stored.looked_at,
        rows.set,
        rows.clear,
        rows.same,
        rows.error,
        done.map(|done| done.at.0),
        done.map(|done| done.by.clone()),
        stored.doer.map(|account| account.0),
        done.map(|done| done.done_as.as_str()),
        done.map_or(0, |done| done.queued),
        done.map_or(0, |done| done.merged),
        done.map_or(0, |done| done.moved),
        done.map_or(0, |done| done.given),
        stored.reached,
        stored.reason.clone(),
    )
    .map(|_| ())
}

/// Begins the work on a look anew from a moment on.
pub(crate) async fn restart(conn: &mut Conn, id: ReexportId, at: Moment) -> Result<(), StoreError> {
    execute!(conn, "update reexport set beat_at = $2 where id = $1", id.0, at.0).map(|_| ())
}

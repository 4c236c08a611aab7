//! Changes that wait for somebody: the queue of those who decide.

use domain::{
    api::{ApprovalLists, SeenChange},
    change::ChangeState,
    id::{AccountId, ChangeId, PersonId},
    name::AttributeKey,
};

use super::{
    Conn, StoreError,
    connection::{Both, fetch_all, fetch_one, list},
    within::{Within, within_postgres, within_sqlite},
};

/// Which changes somebody who decides is shown: those that ask them, and those of people within.
#[derive(Clone, Copy)]
pub(crate) struct Queue<'a> {
    /// Changes that ask one of these, as they are kept, and neither describe the asker nor are their own.
    pub(crate) asks: Asks<'a>,
    /// Changes of people within; `None`: of nobody.
    pub(crate) within: Option<&'a Within>,
    /// Of people within, only what asks administrators.
    pub(crate) only_asked: bool,
    /// Part of the name, folded for searching.
    pub(crate) search: Option<&'a str>,
    /// Attributes of the asker whose changes are left out, since they are hidden from them.
    pub(crate) hidden: &'a [AttributeKey],
}

/// Whom changes are to ask, and who asks for them.
#[derive(Clone, Copy)]
pub(crate) struct Asks<'a> {
    pub(crate) asked: &'a [String],
    pub(crate) person: Option<PersonId>,
    pub(crate) account: AccountId,
}

impl Queue<'_> {
    /// Whether every change is in it.
    fn is_whole(&self) -> bool {
        !self.only_asked && self.within.is_some_and(Within::is_everywhere)
    }

    /// Where there is nobody whose changes are all shown, nobody is.
    fn scope(&self) -> Option<String> {
        self.within.map_or_else(|| Some("{}".to_owned()), Within::bound)
    }

    /// The same for a page, which ends early.
    fn scope_for_few(&self) -> Option<String> {
        self.within.map_or_else(|| Some("{}".to_owned()), Within::bound_for_few)
    }

    /// Where nothing is hidden, nothing is looked for.
    fn hidden(&self) -> Option<String> {
        (!self.hidden.is_empty()).then(|| list(self.hidden))
    }

    fn search_pattern(&self) -> Option<String> {
        self.search.map(|text| format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")))
    }
}

/// What every queue asks: `$1` pattern of a name; the states, as a condition. Changes of people who are blocked are left out: nothing moves there.
macro_rules! waiting {
    ($start:expr, $states:expr) => {
        concat!(
            $start,
            " from change c where c.state ",
            $states,
            " and c.suspended_at is null and (cast($1 as text) is null
                or exists (select 1 from person p where p.id = c.person_id and p.search like $1 escape '\\')) "
        )
    };
}

/// `$7` attributes of the asker that are hidden from them.
macro_rules! hiding {
    ($list:literal, $end:literal) => {
        concat!(
            " and (cast($7 as text) is null or c.id not in
                (select h.id from change h where h.person_id = $3 and h.attribute in ",
            $list,
            ")) ",
            $end
        )
    };
}

/// `$2` whom they ask, `$3` person and `$4` account of the asker, and the end of it before what is within.
macro_rules! asking {
    ($list:literal) => {
        concat!(
            "and ((c.id in (select change_id from approval_asked where asked in ",
            $list,
            ") and c.author_account_id <> $4 and (cast($3 as bigint) is null
                or (c.person_id <> $3 and (c.author_person_id is null or c.author_person_id <> $3)))) or ("
        )
    };
}

/// `$6` is there where of people within only what asks administrators is in it.
macro_rules! of_admins {
    () => {
        " and (cast($6 as bigint) is null or (c.id in (select change_id from approval_asked where asked = 'a')
                and c.author_account_id <> $4 and (cast($3 as bigint) is null
                  or (c.person_id <> $3 and (c.author_person_id is null or c.author_person_id <> $3)))))) ) "
    };
}

/// Everything, which goes by the queue's index alone.
macro_rules! everything {
    ($start:expr, $states:expr) => {
        concat!(
            waiting!($start, $states),
            "and cast($2 as text) is not null and (cast($3 as bigint) is null or $3 > 0) and $4 >= 0
               and cast($5 as text) is null and cast($6 as bigint) is null"
        )
    };
}

/// A query of a queue: `$5` is the scope. Whoever sees everything is asked with a text of its own.
macro_rules! queued {
    ($queue:expr, $scope:ident, $conn:expr, $row:ty, $fetch:ident, $start:literal, $states:literal, $end:literal $(, $bind:expr)*) => {{
        let (asked, scope) = (list($queue.asks.asked), $queue.$scope());
        let (person, account) = ($queue.asks.person.map(|person| person.0), $queue.asks.account.0);
        let only_asked = $queue.only_asked.then_some(1_i64);
        let statement = if $queue.is_whole() {
            Both {
                sqlite: concat!(everything!($start, $states), hiding!("(select value from json_each($7))", $end)),
                postgres: concat!(
                    everything!($start, $states),
                    hiding!("(select jsonb_array_elements_text(cast($7 as jsonb)))", $end)
                ),
                looks_up: false,
            }
        } else {
            Both {
                sqlite: concat!(
                    waiting!($start, $states),
                    asking!("(select value from json_each($2))"),
                    within_sqlite!("c.person_id", "$5"),
                    of_admins!(),
                    hiding!("(select value from json_each($7))", $end)
                ),
                postgres: concat!(
                    waiting!($start, $states),
                    asking!("(select jsonb_array_elements_text(cast($2 as jsonb)))"),
                    within_postgres!("c.person_id", "$5"),
                    of_admins!(),
                    hiding!("(select jsonb_array_elements_text(cast($7 as jsonb)))", $end)
                ),
                looks_up: true,
            }
        };
        let (search, hidden) = ($queue.search_pattern(), $queue.hidden());
        $fetch!($conn, $row, statement, search, asked, person, account, scope, only_asked, hidden $(, $bind)*)
    }};
}

/// The changes of a queue in a state after `after`, oldest first.
pub(crate) async fn page(
    conn: &mut Conn,
    state: ChangeState,
    queue: Queue<'_>,
    after: i64,
    limit: i64,
) -> Result<Vec<ChangeId>, StoreError> {
    let rows = queued!(
        queue,
        scope_for_few,
        conn,
        (i64,),
        fetch_all,
        "select c.id",
        "= $8",
        "and c.id > $9 order by c.id limit $10",
        state.as_str(),
        after,
        limit
    )?;
    Ok(rows.into_iter().map(|(id,)| ChangeId(id)).collect())
}

/// The changes of a queue that are pending, with their versions, oldest first.
pub(crate) async fn seen(conn: &mut Conn, queue: Queue<'_>, limit: i64) -> Result<Vec<SeenChange>, StoreError> {
    let rows = queued!(
        queue,
        scope_for_few,
        conn,
        (i64, i64),
        fetch_all,
        "select c.id, c.version",
        "= 'pending'",
        "order by c.id limit $8",
        limit
    )?;
    Ok(rows.into_iter().map(|(id, version)| SeenChange { change: ChangeId(id), version }).collect())
}

/// How many changes a queue has in a state.
pub(crate) async fn count(conn: &mut Conn, state: ChangeState, queue: Queue<'_>) -> Result<i64, StoreError> {
    let (count,) = queued!(queue, scope, conn, (i64,), fetch_one, "select count(*)", "= $8", "", state.as_str())?;
    Ok(count)
}

/// How many changes a queue has in each state that somebody looks at.
pub(crate) async fn lists(conn: &mut Conn, queue: Queue<'_>) -> Result<ApprovalLists, StoreError> {
    let rows = queued!(
        queue,
        scope,
        conn,
        (String, i64),
        fetch_all,
        "select c.state, count(*)",
        "in ('pending', 'conflict', 'not_taken', 'failed')",
        "group by c.state"
    )?;
    let of = |state: ChangeState| rows.iter().find(|(word, _)| word == state.as_str()).map_or(0, |(_, count)| *count);
    Ok(ApprovalLists {
        pending: of(ChangeState::Pending),
        conflict: of(ChangeState::Conflict),
        not_taken: of(ChangeState::NotTaken),
        failed: of(ChangeState::Failed),
    })
}

/// Changes by state, the open ones alone; a state that no change is in is left out.
pub(crate) async fn tally(conn: &mut Conn) -> Result<Vec<(ChangeState, i64)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (String, i64),
        "select state, count(*) from change
         where state in ('pending', 'approved', 'exported', 'conflict', 'not_taken', 'failed') group by state"
    )?;
    rows.into_iter()
        .map(|(word, count)| {
            let state = ChangeState::parse(&word).ok_or_else(|| StoreError::Inconsistent {
                table: "change",
                column: "state",
                row: word,
            })?;
            Ok((state, count))
        })
        .collect()
}

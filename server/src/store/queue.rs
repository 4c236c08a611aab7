//! Changes that wait for somebody: the queue of those who decide.

use domain::{
    api::ApprovalLists,
    change::ChangeState,
    id::{ChangeId, PersonId},
    name::AttributeKey,
};

use super::{
    Conn, StoreError,
    connection::{Both, fetch_all, fetch_one, list},
    within::{Within, within_postgres, within_sqlite},
};

/// Whose changes, of which attributes, of whose name: what somebody who decides is shown. `None` sets no limit.
#[derive(Clone, Copy)]
pub(crate) struct Queue<'a> {
    /// All changes of people within are shown, whatever the two below say.
    pub(crate) within: Option<&'a Within>,
    pub(crate) people: Option<&'a [PersonId]>,
    /// Keys of attributes, or what [`one_of`] makes of a key for one person alone.
    pub(crate) listed: Option<&'a [String]>,
    /// Part of the name, folded for searching.
    pub(crate) search: Option<&'a str>,
}

/// An attribute of one person.
pub(crate) fn one_of(person: PersonId, key: &AttributeKey) -> String {
    format!("{person}:{key}")
}

impl Queue<'_> {
    fn attribute_list(&self) -> Option<String> {
        self.listed.map(|listed| format!(",{},", listed.join(",")))
    }

    /// Where there is nobody whose changes are all shown, nobody is.
    fn scope(&self) -> Option<String> {
        self.within.map_or_else(|| Some("{}".to_owned()), Within::bound)
    }

    /// The same for a page, which ends early.
    fn scope_for_few(&self) -> Option<String> {
        self.within.map_or_else(|| Some("{}".to_owned()), Within::bound_for_few)
    }

    fn search_pattern(&self) -> Option<String> {
        self.search.map(|text| format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")))
    }
}

/// What both engines ask: `$2` pattern of a name; the states, as a condition. Changes of people who are blocked are left out: nothing moves
/// there.
macro_rules! waiting {
    ($start:expr, $states:expr) => {
        concat!(
            $start,
            "join person p on p.id = c.person_id
             where c.state ",
            $states,
            " and c.suspended_at is null and (cast($2 as text) is null or p.search like $2 escape '\\') and ("
        )
    };
}

/// `$3` attributes, of all or of single people, between commas.
macro_rules! of_attributes {
    () => {
        " or (c.suggested_at is null and (cast($3 as text) is null or $3 like '%,' || replace(c.attribute, '_', '\\_') || ',%' escape '\\'
            or $3 like '%,' || cast(c.person_id as text) || ':' || replace(c.attribute, '_', '\\_') || ',%' escape '\\')
          and c.person_id in "
    };
}

/// The queue: `$4` the scope whose people's changes are all in it, and `$1` the people of whom some are.
macro_rules! queued {
    ($start:expr, $states:expr, $end:expr) => {
        Both {
            sqlite: concat!(
                waiting!($start, $states),
                within_sqlite!("c.person_id", "$4"),
                of_attributes!(),
                "(select value from json_each($1)))) ",
                $end
            ),
            postgres: concat!(
                waiting!($start, $states),
                within_postgres!("c.person_id", "$4"),
                of_attributes!(),
                "(select cast(one as bigint) from jsonb_array_elements_text(cast($1 as jsonb)) as one))) ",
                $end
            ),
            looks_up: true,
        }
    };
}

/// The changes of a queue in a state after `after`, oldest first.
pub(crate) async fn page(
    conn: &mut Conn,
    state: ChangeState,
    queue: Queue<'_>,
    after: i64,
    limit: i64,
) -> Result<Vec<ChangeId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        queued!("select c.id from change c ", "= $5", "and c.id > $6 order by c.id limit $7"),
        queue.people.map(list),
        queue.search_pattern(),
        queue.attribute_list(),
        queue.scope_for_few(),
        state.as_str(),
        after,
        limit,
    )?;
    Ok(rows.into_iter().map(|(id,)| ChangeId(id)).collect())
}

/// How many changes a queue has in a state.
pub(crate) async fn count(conn: &mut Conn, state: ChangeState, queue: Queue<'_>) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        queued!("select count(*) from change c ", "= $5", ""),
        queue.people.map(list),
        queue.search_pattern(),
        queue.attribute_list(),
        queue.scope(),
        state.as_str(),
    )?;
    Ok(count)
}

/// How many changes a queue has in each state that somebody looks at.
pub(crate) async fn lists(conn: &mut Conn, queue: Queue<'_>) -> Result<ApprovalLists, StoreError> {
    let rows = fetch_all!(
        conn,
        (String, i64),
        queued!(
            "select c.state, count(*) from change c ",
            "in ('pending', 'conflict', 'not_taken', 'failed')",
            "group by c.state"
        ),
        queue.people.map(list),
        queue.search_pattern(),
        queue.attribute_list(),
        queue.scope(),
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

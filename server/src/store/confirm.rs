//! Which details their owners have said are right, and who is to be asked.

use std::collections::BTreeMap;

use domain::{id::PersonId, moment::Moment, name::AttributeKey};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one, fetch_optional},
    people_list::escape_like,
    within::{Within, within},
};

/// Which people are looked for: those whose oldest detail lies before the limits of the cycle, those who never confirmed, or the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    Due,
    Never,
    Confirmed,
}

impl Which {
    fn word(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Never => "never",
            Self::Confirmed => "confirmed",
        }
    }
}

/// What to look for, in the terms of [`domain::confirm::Cycle::limits`].
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) which: Which,
    pub(crate) limits: (Moment, Moment, i64),
    /// Folded, as lists of people are searched.
    pub(crate) search: Option<String>,
    /// Whom the reader sees.
    pub(crate) within: Within,
}

impl Wanted {
    fn pattern(&self) -> Option<String> {
        self.search.as_ref().map(|text| format!("%{}%", escape_like(text)))
    }
}

/// Where somebody is with confirming.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) since: Moment,
    pub(crate) oldest: Option<Moment>,
    pub(crate) confirmed: Option<Moment>,
    pub(crate) reminded: Option<Moment>,
    pub(crate) snoozed_until: Option<Moment>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    display_name: String,
    created_at: i64,
    oldest_at: Option<i64>,
    confirmed_at: Option<i64>,
    reminded_at: Option<i64>,
    snoozed_until_at: Option<i64>,
}

/// Who may sign in and is in the part of the report; `$1` to `$6` are the part, the two limits, for how long one is new, the search, and whom the
/// reader sees.
macro_rules! report {
    ($select:literal, $end:literal) => {
        within!(concat!(
            "select ",
            $select,
            " from person p left join confirm_state c on c.person_id = p.id
             where p.blocked_by_admin_at is null and (p.blocked_by_directory_at is null or p.pinned_at is not null)
               and (cast($5 as text) is null or p.search like cast($5 as text) escape '\\')
               and case $1
                   when 'never' then case when c.confirmed_at is null then 1 else 0 end
                   when 'due' then
                     case when coalesce(c.oldest_at, p.created_at) <=
                       case when coalesce(c.oldest_at, p.created_at) - p.created_at < $4 then $3 else $2 end then 1 else 0 end
                   else
                     case when c.confirmed_at is not null and coalesce(c.oldest_at, p.created_at) >
                       case when coalesce(c.oldest_at, p.created_at) - p.created_at < $4 then $3 else $2 end then 1 else 0 end
                   end = 1 and "
        ), "p.id", "$6", $end)
    };
}

/// People of the report behind `after`, in the order of their ids.
pub(crate) async fn page(
    conn: &mut Conn,
    wanted: &Wanted,
    after: PersonId,
    limit: i64,
) -> Result<Vec<Found>, StoreError> {
    let (usual, newcomers, new_for) = wanted.limits;
    let rows = fetch_all!(
        conn,
        Row,
        report!(
            "p.id, p.display_name, p.created_at, c.oldest_at, c.confirmed_at, c.reminded_at, c.snoozed_until_at",
            " and p.id > $7 order by p.id limit $8"
        ),
        wanted.which.word(),
        usual.0,
        newcomers.0,
        new_for,
        wanted.pattern(),
        wanted.within.bound(),
        after.0,
        limit,
    )?;
    let found = |row: Row| Found {
        person: PersonId(row.id),
        name: row.display_name,
        since: Moment(row.created_at),
        oldest: row.oldest_at.map(Moment),
        confirmed: row.confirmed_at.map(Moment),
        reminded: row.reminded_at.map(Moment),
        snoozed_until: row.snoozed_until_at.map(Moment),
    };
    Ok(rows.into_iter().map(found).collect())
}

/// How many they are.
pub(crate) async fn count(conn: &mut Conn, wanted: &Wanted) -> Result<i64, StoreError> {
    let (usual, newcomers, new_for) = wanted.limits;
    let (count,) = fetch_one!(
        conn,
        (i64,),
        report!("count(*)", ""),
        wanted.which.word(),
        usual.0,
        newcomers.0,
        new_for,
        wanted.pattern(),
        wanted.within.bound(),
    )?;
    Ok(count)
}

/// People who are due, have not put it off, were not reminded since `before` and not looked at since `looked`.
pub(crate) async fn to_remind(
    conn: &mut Conn,
    (usual, newcomers, new_for): (Moment, Moment, i64),
    (before, looked): (Moment, Moment),
    now: Moment,
    limit: i64,
) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        report!(
            "p.id",
            " and (c.snoozed_until_at is null or c.snoozed_until_at <= $7) and (c.reminded_at is null or c.reminded_at <= $8)
             and (c.looked_at is null or c.looked_at <= $9) order by p.id limit $10"
        ),
        Which::Due.word(),
        usual.0,
        newcomers.0,
        new_for,
        None::<String>,
        Within::EVERYWHERE.bound(),
        now.0,
        before.0,
        looked.0,
        limit,
    )?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}

/// When each detail of a person was confirmed, and until when they do not want to be asked.
pub(crate) async fn of_person(
    conn: &mut Conn,
    person: PersonId,
) -> Result<(BTreeMap<AttributeKey, Moment>, Option<Moment>), StoreError> {
    // The row without an attribute is where the person is as a whole.
    let rows = fetch_all!(
        conn,
        (String, Option<i64>),
        "select attribute, at from confirmation where person_id = $1
         union all select '', snoozed_until_at from confirm_state where person_id = $1",
        person.0
    )?;
    let mut confirmed = BTreeMap::new();
    let mut snoozed = None;
    for (key, at) in rows {
        match (AttributeKey::parse(&key), at) {
            (Ok(key), Some(at)) => {
                confirmed.insert(key, Moment(at));
            }
            _ => snoozed = at.map(Moment),
        }
    }
    Ok((confirmed, snoozed))
}

/// Notes that these details are right at a moment.
pub(crate) async fn confirm(
    conn: &mut Conn,
    person: PersonId,
    keys: &[AttributeKey],
    at: Moment,
) -> Result<(), StoreError> {
    for key in keys {
        execute!(
            conn,
            "insert into confirmation (person_id, attribute, at) values ($1, $2, $3)
             on conflict (person_id, attribute) do update set at = excluded.at",
            person.0,
            key.as_str().to_owned(),
            at.0
        )?;
    }
    Ok(())
}

/// Notes since when the oldest detail of a person stands, and that they have just confirmed something.
pub(crate) async fn note(
    conn: &mut Conn,
    person: PersonId,
    oldest: Option<Moment>,
    now: Moment,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into confirm_state (person_id, oldest_at, confirmed_at) values ($1, $2, $3)
         on conflict (person_id) do update set oldest_at = excluded.oldest_at, confirmed_at = excluded.confirmed_at,
           snoozed_until_at = null",
        person.0,
        oldest.map(|at| at.0),
        now.0
    )
    .map(|_| ())
}

/// Asks a person again only after a moment.
pub(crate) async fn snooze(conn: &mut Conn, person: PersonId, until: Moment) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into confirm_state (person_id, snoozed_until_at) values ($1, $2)
         on conflict (person_id) do update set snoozed_until_at = excluded.snoozed_until_at",
        person.0,
        until.0
    )
    .map(|_| ())
}

/// Notes that a person was reminded; `false` if another server has done so meanwhile.
pub(crate) async fn note_reminded(
    conn: &mut Conn,
    person: PersonId,
    oldest: Moment,
    before: Moment,
    now: Moment,
) -> Result<bool, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "insert into confirm_state (person_id, reminded_at, oldest_at) values ($1, $3, $4)
         on conflict (person_id) do update set reminded_at = excluded.reminded_at, oldest_at = excluded.oldest_at
         where confirm_state.reminded_at is null or confirm_state.reminded_at <= $2
         returning person_id",
        person.0,
        before.0,
        now.0,
        oldest.0
    )?;
    Ok(row.is_some())
}

/// Notes that there was nothing to remind a person of.
pub(crate) async fn note_looked(
    conn: &mut Conn,
    person: PersonId,
    oldest: Moment,
    now: Moment,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into confirm_state (person_id, looked_at, oldest_at) values ($1, $2, $3)
         on conflict (person_id) do update set looked_at = excluded.looked_at, oldest_at = excluded.oldest_at",
        person.0,
        now.0,
        oldest.0
    )
    .map(|_| ())
}

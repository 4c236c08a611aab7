//! What people are told: rows that are gathered with a transaction and written with it, read by pages, and planned for letters.

use std::collections::BTreeMap;

use domain::{
    id::{AccountId, ChangeId, NewsId, PersonId},
    moment::Moment,
    news::NewsAbout,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one, fetch_optional, in_numbers, in_texts, list},
    rows::{self, Cell},
};

/// Changes that a row names; of more, only the number is kept.
const NAMED: usize = 20;

/// Something that somebody is told, to be written with the present transaction.
#[derive(Clone, Debug)]
pub(crate) struct NewNews {
    pub(crate) to: PersonId,
    pub(crate) about: NewsAbout,
    /// Whose profile it is about.
    pub(crate) subject: Option<PersonId>,
    pub(crate) by: Option<AccountId>,
    pub(crate) change: Option<ChangeId>,
    pub(crate) at: Moment,
}

/// A row as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct News {
    pub(crate) id: NewsId,
    pub(crate) about: NewsAbout,
    pub(crate) subject: Option<PersonId>,
    pub(crate) by: Option<AccountId>,
    /// The first of them.
    pub(crate) changes: Vec<ChangeId>,
    pub(crate) count: i64,
    pub(crate) made_at: Moment,
    pub(crate) is_read: bool,
}

/// Who is told what about whom by whom.
type Group = (PersonId, NewsAbout, Option<PersonId>, Option<AccountId>);

/// Writes what the transaction has gathered: what one person did to several values of another is one row. Of what waits for them, people have one row
/// that is not read yet, which grows; in the order of people, so that two transactions do not wait for each other.
pub(super) async fn flush(conn: &mut Conn) -> Result<(), StoreError> {
    if conn.news.is_empty() {
        return Ok(());
    }
    let mut groups: BTreeMap<Group, (Vec<i64>, i64, Moment)> = BTreeMap::new();
    for new in std::mem::take(&mut conn.news) {
        let (changes, count, at) =
            groups.entry((new.to, new.about, new.subject, new.by)).or_insert_with(|| (Vec::new(), 0, new.at));
        *count += 1;
        *at = (*at).max(new.at);
        changes.extend(new.change.map(|change| change.0).filter(|_| changes.len() < NAMED));
    }
    let mut rows = Vec::with_capacity(groups.len());
    for (group, (changes, count, at)) in groups {
        if matches!(group.1, NewsAbout::Waiting | NewsAbout::Confirm | NewsAbout::Overdue)
            && grow(conn, &group, &changes, count, at).await?
        {
            continue;
        }
        rows.push((group, list(&changes), count, at));
    }
    let cells = rows.into_iter().map(|((to, about, subject, by), changes, count, at)| -> [Cell<'_>; 8] {
        [
            to.0.into(),
            about.as_str().into(),
            subject.map(|subject| subject.0).into(),
            by.map(|by| by.0).into(),
            changes.into(),
            count.into(),
            at.0.into(),
            "undecided".into(),
        ]
    });
    rows::add(conn, "news (person_id, about, subject_id, by_account_id, changes, count, made_at, mail)", cells).await
}

/// Adds to the row that its reader has not seen yet; what a letter has told already is not named again. `false` if there is none.
async fn grow(
    conn: &mut Conn,
    (to, about, subject, _): &Group,
    changes: &[i64],
    count: i64,
    at: Moment,
) -> Result<bool, StoreError> {
    let more = list(changes);
    let inner = more.trim_matches(['[', ']']).to_owned();
    let touched = execute!(
        conn,
        "update news set count = count + $3, made_at = $4, by_account_id = null,
           subject_id = case when subject_id = $5 then subject_id else null end,
           changes = case when $7 = '' then changes when mail in ('sent', 'none') then $6
                          when length(changes) < 150 then substr(changes, 1, length(changes) - 1) || ',' || $7 || ']'
                          else changes end,
           mail = case when mail in ('sent', 'none') then 'undecided' else mail end
         where person_id = $1 and about = $2 and read_at is null",
        to.0,
        about.as_str(),
        count,
        at.0,
        subject.map(|subject| subject.0),
        more,
        inner,
    )?;
    Ok(touched > 0)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    about: String,
    subject_id: Option<i64>,
    by_account_id: Option<i64>,
    changes: String,
    count: i64,
    made_at: i64,
    read_at: Option<i64>,
}

impl TryFrom<Row> for News {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "news", column, row: row.id.to_string() };
        let changes: Vec<i64> = serde_json::from_str(&row.changes).map_err(|_| wrong("changes"))?;
        Ok(Self {
            id: NewsId(row.id),
            about: NewsAbout::parse(&row.about).ok_or_else(|| wrong("about"))?,
            subject: row.subject_id.map(PersonId),
            by: row.by_account_id.map(AccountId),
            changes: changes.into_iter().map(ChangeId).collect(),
            count: row.count,
            made_at: Moment(row.made_at),
            is_read: row.read_at.is_some(),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!("select id, about, subject_id, by_account_id, changes, count, made_at, read_at from news ", $rest)
    };
}

/// What a person is told in Amend below `before`, newest first, of these kinds.
pub(crate) async fn page(
    conn: &mut Conn,
    person: PersonId,
    kinds: &[NewsAbout],
    before: i64,
    limit: i64,
) -> Result<Vec<News>, StoreError> {
    let rows = fetch_all!(
        conn,
        Row,
        in_texts!(select!("where person_id = $1 and id < $3 and about in "), "$2", " order by id desc limit $4"),
        person.0,
        list(kinds),
        before,
        limit,
    )?;
    rows.into_iter().map(News::try_from).collect()
}

/// How many rows a person has of these kinds.
pub(crate) async fn count(conn: &mut Conn, person: PersonId, kinds: &[NewsAbout]) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        in_texts!("select count(*) from news where person_id = $1 and about in ", "$2", ""),
        person.0,
        list(kinds),
    )?;
    Ok(count)
}

/// Those of them that are not read, newest first; no more than 100.
pub(crate) async fn unread(conn: &mut Conn, person: PersonId, kinds: &[NewsAbout]) -> Result<Vec<News>, StoreError> {
    let rows = fetch_all!(
        conn,
        Row,
        in_texts!(
            select!("where person_id = $1 and read_at is null and about in "),
            "$2",
            " order by id desc limit 100"
        ),
        person.0,
        list(kinds),
    )?;
    rows.into_iter().map(News::try_from).collect()
}

/// Forgets rows.
pub(crate) async fn forget(conn: &mut Conn, rows: &[NewsId]) -> Result<(), StoreError> {
    execute!(conn, in_numbers!("delete from news where id in ", "$1", ""), list(rows)).map(|_| ())
}

/// Notes that a person has seen everything up to a row.
pub(crate) async fn read(conn: &mut Conn, person: PersonId, up_to: NewsId, now: Moment) -> Result<(), StoreError> {
    execute!(
        conn,
        "update news set read_at = $3 where person_id = $1 and id <= $2 and read_at is null",
        person.0,
        up_to.0,
        now.0
    )
    .map(|_| ())
}

/// People of whom something is not decided on yet, or whose letter is due.
pub(crate) async fn to_plan(conn: &mut Conn, now: Moment, limit: i64) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select distinct person_id from
           (select person_id from news where mail = 'undecided'
            union all select person_id from news where mail = 'planned' and mail_at <= $1) as found
         order by person_id limit $2",
        now.0,
        limit
    )?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}

/// What of a person is not decided on yet.
pub(crate) async fn undecided(conn: &mut Conn, person: PersonId) -> Result<Vec<(NewsId, NewsAbout)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, String),
        "select id, about from news where person_id = $1 and mail = 'undecided' order by id",
        person.0
    )?;
    let read = |(id, about): (i64, String)| {
        let wrong = || StoreError::Inconsistent { table: "news", column: "about", row: id.to_string() };
        Ok((NewsId(id), NewsAbout::parse(&about).ok_or_else(wrong)?))
    };
    rows.into_iter().map(read).collect()
}

/// Says when a letter with these rows is due, or that none is sent.
pub(crate) async fn plan(conn: &mut Conn, ids: &[NewsId], at: Option<Moment>) -> Result<(), StoreError> {
    execute!(
        conn,
        in_numbers!(
            "update news set mail = case when cast($2 as bigint) is null then 'none' else 'planned' end, mail_at = $2
             where mail = 'undecided' and id in ",
            "$1",
            ""
        ),
        list(ids),
        at.map(|at| at.0),
    )
    .map(|_| ())
}

/// Says of everything that is not decided on, or planned, that no letter is sent.
pub(crate) async fn plan_none(conn: &mut Conn) -> Result<(), StoreError> {
    execute!(conn, "update news set mail = 'none' where mail in ('undecided', 'planned')").map(|_| ())
}

/// Takes what is due of a person into a letter; what was read in Amend meanwhile needs none.
pub(crate) async fn take_due(conn: &mut Conn, person: PersonId, now: Moment) -> Result<Vec<NewsId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, Option<i64>),
        "update news set mail = case when read_at is null then 'sent' else 'none' end
         where person_id = $1 and mail = 'planned' and mail_at <= $2 returning id, read_at",
        person.0,
        now.0
    )?;
    let mut ids: Vec<NewsId> =
        rows.into_iter().filter(|(_, read_at)| read_at.is_none()).map(|(id, _)| NewsId(id)).collect();
    ids.sort_unstable();
    Ok(ids)
}

/// These rows, oldest first.
pub(crate) async fn by_ids(conn: &mut Conn, ids: &[NewsId]) -> Result<Vec<News>, StoreError> {
    let rows = fetch_all!(conn, Row, in_numbers!(select!("where id in "), "$1", " order by id"), list(ids))?;
    rows.into_iter().map(News::try_from).collect()
}

/// Forgets what is older than a moment.
pub(crate) async fn sweep(conn: &mut Conn, before: Moment) -> Result<(), StoreError> {
    execute!(conn, "delete from news where made_at < $1 and mail in ('sent', 'none')", before.0).map(|_| ())
}

/// Moves what belongs to a person to another who turned out to be the same.
pub(crate) async fn give(conn: &mut Conn, from: PersonId, to: PersonId) -> Result<(), StoreError> {
    for new in &mut conn.news {
        new.to = if new.to == from { to } else { new.to };
        new.subject = new.subject.map(|subject| if subject == from { to } else { subject });
    }
    for statement in [
        "update news set person_id = $2 where person_id = $1",
        "update news set subject_id = $2 where subject_id = $1",
        "update notice set person_id = $2 where person_id = $1",
        "update notice_choice set person_id = $2 where person_id = $1 and not exists (select 1 from notice_choice where person_id = $2)",
        "update confirmation set person_id = $2
         where person_id = $1 and attribute not in (select attribute from confirmation where person_id = $2)",
        "update confirm_state set person_id = $2 where person_id = $1 and not exists (select 1 from confirm_state where person_id = $2)",
    ] {
        execute!(conn, statement, from.0, to.0)?;
    }
    for statement in [
        "delete from notice_choice where person_id = $1",
        "delete from confirmation where person_id = $1",
        "delete from confirm_state where person_id = $1",
    ] {
        execute!(conn, statement, from.0)?;
    }
    Ok(())
}

/// Who did something, by name; the account of a person is shown by the person's name.
pub(crate) async fn doer(conn: &mut Conn, account: AccountId) -> Result<Option<String>, StoreError> {
    let row = fetch_optional!(
        conn,
        (String,),
        "select coalesce(p.display_name, a.name) from account a left join person p on p.id = a.person_id where a.id = $1",
        account.0
    )?;
    Ok(row.map(|(name,)| name).filter(|name| !name.is_empty()))
}

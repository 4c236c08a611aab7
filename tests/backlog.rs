//! Very many changes at once, for the measurements: everybody has proposed a value of several attributes. They are put where Amend keeps them, behind
//! the curtain, since as many saves would take longer than what is measured.

use std::{
    path::PathBuf,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    amend::Amend,
    failure::Outcome,
    postgres::Postgres,
    programs::{need, run},
};

/// An attribute that everybody has proposed, and what the value begins with; the person's number follows.
pub type Proposed = (&'static str, &'static str);

/// The four attributes that measurements take.
pub const ATTRIBUTES: [Proposed; 4] = [("room", "r"), ("street", "s"), ("city", "c"), ("phone", "+49 40 1")];

/// The database of an installation.
#[derive(Debug)]
pub enum Behind<'p> {
    /// The file.
    Sqlite(PathBuf),
    /// The server and the database's name.
    Postgres(&'p Postgres, String),
}

impl<'p> Behind<'p> {
    /// Of an installation that keeps everything in its folder, or in the database with this address.
    #[must_use]
    pub fn of(amend: &Amend, server: Option<(&'p Postgres, &str)>) -> Self {
        match server {
            Some((server, url)) => Self::Postgres(server, url.rsplit('/').next().unwrap_or_default().to_owned()),
            None => Self::Sqlite(amend.dir().join("amend.db")),
        }
    }

    /// Runs SQL; gives the rows, columns divided by `|`.
    ///
    /// # Errors
    /// When the database refuses it.
    pub fn sql(&self, text: &str) -> Outcome<String> {
        match self {
            Self::Postgres(server, name) => server.sql(name, text),
            Self::Sqlite(file) => {
                let mut sqlite = Command::new(need("sqlite3")?);
                run(sqlite.args(["-cmd", ".timeout 60000"]).arg(file).arg(text), "")
            }
        }
    }

    /// Has the database itself write what a query gives, as CSV with a heading: the floor of whatever writes it with more to do.
    ///
    /// # Errors
    /// As [`Behind::sql`].
    pub fn csv(&self, query: &str) -> Outcome<String> {
        match self {
            Self::Postgres(server, name) => server.sql(name, &format!("copy ({query}) to stdout csv header")),
            Self::Sqlite(file) => {
                let mut sqlite = Command::new(need("sqlite3")?);
                run(sqlite.args(["-csv", "-header"]).arg(file).arg(query), "")
            }
        }
    }

    /// Has everybody propose these attributes.
    ///
    /// # Errors
    /// As [`Behind::sql`].
    pub fn propose(&self, attributes: &[Proposed]) -> Outcome<()> {
        let (old, new) = match self {
            Self::Postgres(..) => (
                "cast(json_build_object('value', cast(e.theirs as jsonb) -> a.key ->> 0) as text)",
                "cast(json_build_object('set', a.start || p.id) as text)",
            ),
            Self::Sqlite(_) => (
                "json_object('value', json_extract(e.theirs, '$.' || a.key || '[0]'))",
                "json_object('set', a.start || p.id)",
            ),
        };
        let values: Vec<String> = attributes.iter().map(|(key, start)| format!("('{key}', '{start}')")).collect();
        let attributes =
            format!("(select column1 as key, column2 as start from (values {}) as v) a", values.join(", "));
        let statements = [
            "insert into account (person_id, name, created_at) select id, display_name, 0 from person
             where id not in (select person_id from account where person_id is not null)"
                .to_owned(),
            "insert into request (person_id, account_id, at) select person_id, id, 0 from account where person_id is not null
               and person_id not in (select person_id from request)"
                .to_owned(),
            format!(
                "insert into change (request_id, person_id, attribute, base, edit, state, version, author_account_id, author_person_id, author_name, proposed_at)
                 select q.id, p.id, a.key, {old}, {new}, 'pending', 1, q.account_id, p.id, p.display_name, 0
                 from request q join person p on p.id = q.person_id join entry e on e.person_id = p.id cross join {attributes}
                 order by p.id"
            ),
        ];
        for statement in statements {
            self.sql(&statement)?;
        }
        Ok(())
    }

    /// Has everything that waits be asked of administrators.
    ///
    /// # Errors
    /// As [`Behind::sql`].
    pub fn ask(&self) -> Outcome<()> {
        self.sql("insert into approval_stage (change_id, since_at, timeouts) select id, 0, 0 from change")?;
        self.sql("insert into approval_asked (asked, change_id) select 'a', id from change")?;
        self.settle()
    }

    /// Has everything that waits be approved for the first target.
    ///
    /// # Errors
    /// As [`Behind::sql`].
    pub fn approve(&self) -> Outcome<()> {
        let now = now();
        self.sql(&format!(
            "insert into item (target_id, person_id, attribute, change_id, state, made_at, moved_at)
             select 1, person_id, attribute, id, 'waiting', {now}, {now} from change where state = 'pending' order by id"
        ))?;
        self.sql(&format!(
            "update change set state = 'approved', version = 2, approver_name = 'Anna', approved_at = {now} where state = 'pending'"
        ))?;
        self.settle()
    }

    /// Has the database look what is in it by now.
    fn settle(&self) -> Outcome<()> {
        self.sql(if matches!(self, Self::Postgres(..)) { "vacuum analyze" } else { "analyze" }).map(drop)
    }
}

/// Milliseconds since 1970, as moments are kept: what was approved long ago would be overdue.
#[expect(clippy::disallowed_methods, reason = "the database is filled as if by people of today")]
pub fn now() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis())
}

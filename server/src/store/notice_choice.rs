//! Which way people want to be told, and what is set for everybody.

use domain::{id::PersonId, moment::Moment, news::Choice};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_one, fetch_optional},
};

/// What somebody has chosen; what is absent is as the company has it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Own {
    pub(crate) choices: Vec<Choice>,
    pub(crate) digest_at: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) language: Option<String>,
    /// 0 of somebody who has chosen nothing.
    pub(crate) version: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    choices: String,
    digest_at: Option<String>,
    time_zone: Option<String>,
    language: Option<String>,
    version: i64,
}

/// What somebody has chosen.
pub(crate) async fn of(conn: &mut Conn, person: PersonId) -> Result<Own, StoreError> {
    let row = fetch_optional!(
        conn,
        Row,
        "select choices, digest_at, time_zone, language, version from notice_choice where person_id = $1",
        person.0
    )?;
    let Some(row) = row else { return Ok(Own::default()) };
    let wrong = |_| StoreError::Inconsistent { table: "notice_choice", column: "choices", row: person.to_string() };
    Ok(Own {
        choices: serde_json::from_str(&row.choices).map_err(wrong)?,
        digest_at: row.digest_at,
        time_zone: row.time_zone,
        language: row.language,
        version: row.version,
    })
}

/// Keeps what somebody has chosen, if its version is the one before `own.version` still.
pub(crate) async fn set(conn: &mut Conn, person: PersonId, own: &Own) -> Result<bool, StoreError> {
    // Choices always are JSON.
    let choices = serde_json::to_string(&own.choices).unwrap_or_else(|_| "[]".to_owned());
    let touched = execute!(
        conn,
        "insert into notice_choice (person_id, choices, digest_at, time_zone, language, version) values ($1, $2, $3, $4, $5, $6)
         on conflict (person_id) do update set choices = excluded.choices, digest_at = excluded.digest_at,
           time_zone = excluded.time_zone, language = excluded.language, version = excluded.version
         where notice_choice.version = excluded.version - 1",
        person.0,
        choices,
        own.digest_at.clone(),
        own.time_zone.clone(),
        own.language.clone(),
        own.version,
    )?;
    Ok(touched > 0)
}

/// What is set for everybody, as JSON, and its version; `None` before anything was.
pub(crate) async fn company(conn: &mut Conn) -> Result<Option<(String, i64)>, StoreError> {
    fetch_optional!(conn, (String, i64), "select settings, version from notice_settings where one = 1")
}

/// Sets it, if its version is the one before `version` still.
pub(crate) async fn set_company(conn: &mut Conn, settings: String, version: i64) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "insert into notice_settings (one, settings, version) values (1, $1, $2)
         on conflict (one) do update set settings = excluded.settings, version = excluded.version
         where notice_settings.version = excluded.version - 1",
        settings,
        version,
    )?;
    Ok(touched > 0)
}

/// How many letters a person was made since a moment, and when the last one was.
pub(crate) async fn letters_since(
    conn: &mut Conn,
    person: PersonId,
    since: Moment,
) -> Result<(i64, Option<Moment>), StoreError> {
    let (count, last) = fetch_one!(
        conn,
        (i64, Option<i64>),
        "select count(*), max(made_at) from notice where person_id = $1 and made_at > $2",
        person.0,
        since.0
    )?;
    Ok((count, last.map(Moment)))
}

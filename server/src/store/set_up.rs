//! Sources as they are set up on the page: how each is reached, its sealed password, its mapping, and whether it is read.

use domain::{
    api::{Connect, MappingRow, SetUpStep, SourceState, Via},
    id::{RunId, SourceId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one, fetch_optional},
};

/// What was set up of one source.
#[derive(Clone)]
pub(crate) struct Stored {
    pub(crate) id: SourceId,
    pub(crate) step: SetUpStep,
    /// How it is reached.
    pub(crate) via: Via,
    /// Where it is and what is asked of it; `None` if the settings file says so.
    pub(crate) connection: Option<Connect>,
    /// The sealed password.
    pub(crate) secret: Option<String>,
    /// The mapping that was chosen on the page, in its order.
    pub(crate) mapping: Option<Vec<MappingRow>>,
}

type Columns = (i64, Option<String>, String, Option<String>, Option<String>, Option<String>);

fn read((id, step, via, connection, secret, mapping): Columns) -> Result<Stored, StoreError> {
    let wrong = |column| move |_| StoreError::Inconsistent { table: "source", column, row: id.to_string() };
    let wrong_via = || StoreError::Inconsistent { table: "source", column: "via", row: id.to_string() };
    Ok(Stored {
        id: SourceId(id),
        step: step.as_deref().and_then(SetUpStep::parse).unwrap_or_default(),
        via: Via::parse(&via).ok_or_else(wrong_via)?,
        connection: connection.as_deref().map(serde_json::from_str).transpose().map_err(wrong("connection"))?,
        secret,
        mapping: mapping.as_deref().map(serde_json::from_str).transpose().map_err(wrong("mapping"))?,
    })
}

/// Of every source.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Stored>, StoreError> {
    let rows = fetch_all!(conn, Columns, "select id, step, via, connection, secret, mapping from source order by id")?;
    rows.into_iter().map(read).collect()
}

/// Of one source.
pub(crate) async fn one(conn: &mut Conn, source: SourceId) -> Result<Option<Stored>, StoreError> {
    let row = fetch_optional!(
        conn,
        Columns,
        "select id, step, via, connection, secret, mapping from source where id = $1",
        source.0
    )?;
    row.map(read).transpose()
}

/// Begins a draft; `None` if there is a source of this name.
pub(crate) async fn begin(conn: &mut Conn, name: &str, connect: &Connect) -> Result<Option<SourceId>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "insert into source (name, settings, settings_hash, origin, state, step, connection, schedule)
         values ($1, $2, '', 'portal', 'draft', 'address', $3, '{\"every\":\"off\"}') on conflict (name) do nothing returning id",
        name.to_owned(),
        shown(connect),
        text(connect),
    )?;
    Ok(row.map(|(id,)| SourceId(id)))
}

/// Keeps a set-up if the source's version still is this one.
pub(crate) async fn save(conn: &mut Conn, stored: &Stored, version: i64) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update source set step = $3, connection = $4, secret = $5, mapping = $6, settings = coalesce($7, settings), via = $8,
           version = version + 1
         where id = $1 and version = $2",
        stored.id.0,
        version,
        stored.step.as_str().to_owned(),
        stored.connection.as_ref().map(text),
        stored.secret.clone(),
        stored.mapping.as_ref().map(text),
        stored.connection.as_ref().map(shown),
        stored.via.as_str(),
    )?;
    Ok(touched > 0)
}

/// Sets whether a source is read, and when it is due next, if its version still is this one.
pub(crate) async fn set_state(
    conn: &mut Conn,
    (source, version): (SourceId, i64),
    state: SourceState,
    next: Option<Moment>,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update source set state = $3, next_run_at = $4, version = version + 1 where id = $1 and version = $2",
        source.0,
        version,
        state.as_str().to_owned(),
        next.map(|at| at.0),
    )?;
    Ok(touched > 0)
}

/// Retires a source: its people stay, its password is forgotten.
pub(crate) async fn retire(
    conn: &mut Conn,
    (source, version): (SourceId, i64),
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update source set retired_at = $3, next_run_at = null, secret = null, version = version + 1
         where id = $1 and version = $2",
        source.0,
        version,
        now.0,
    )?;
    Ok(touched > 0)
}

/// Removes a draft with its dry runs, which have touched nobody, if its version still is this one.
pub(crate) async fn drop_draft(
    conn: &mut Conn,
    (source, version): (SourceId, i64),
    runs: &[RunId],
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update source set version = version + 1 where id = $1 and version = $2 and state = 'draft'",
        source.0,
        version,
    )?;
    if touched == 0 {
        return Ok(false);
    }
    for run in runs {
        execute!(conn, "delete from run_line where run_id = $1", run.0)?;
        execute!(conn, "delete from staged_entry where run_id = $1", run.0)?;
        execute!(conn, "delete from staged_removal where run_id = $1", run.0)?;
        execute!(conn, "delete from run where id = $1", run.0)?;
    }
    execute!(conn, "delete from notice where source_id = $1", source.0)?;
    super::agent::drop_all(conn, source).await?;
    execute!(conn, "delete from source where id = $1", source.0).map(|deleted| deleted > 0)
}

// Names and numbers always are JSON.
fn text<T: serde::Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn shown(connect: &Connect) -> String {
    serde_json::json!({ "url": connect.url, "base": connect.base, "filter": connect.filter }).to_string()
}

/// How many people of a source have a value in an attribute, as the directory said last.
pub(crate) async fn with_value(
    conn: &mut Conn,
    source: SourceId,
    key: &domain::name::AttributeKey,
) -> Result<i64, StoreError> {
    // What was read is kept as JSON, in which no value can look like a key with a list that begins.
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from entry where source_id = $1 and theirs like $2 escape '!'",
        source.0,
        format!("%\"{}\":[\"%", key.as_str().replace('_', "!_")),
    )?;
    Ok(count)
}

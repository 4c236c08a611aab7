//! Exports and their files.

use domain::{
    api::{CsvProfile, Delimiter, Export, FileFormat, KeyColumn},
    column_profile::ColumnProfile,
    id::{AccountId, ExportId, ItemId, PersonId, TargetId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one, fetch_optional, in_numbers, list as ids},
    within::{Within, within},
};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    target_id: i64,
    target_name: String,
    target_retired_at: Option<i64>,
    format: String,
    profile: String,
    key_column: String,
    delimiter: String,
    columns_used: Option<String>,
    file_name: String,
    sha256: String,
    bytes: i64,
    items: i64,
    people: i64,
    made_by_name: String,
    made_at: i64,
    downloaded_at: Option<i64>,
    confirmed: i64,
    unconfirmed: i64,
    troubled: i64,
}

impl TryFrom<Row> for Export {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "export", column, row: row.id.to_string() };
        let columns = row.columns_used.as_deref().map(serde_json::from_str::<ColumnProfile>);
        let columns = columns.transpose().map_err(|_| wrong("columns_used"))?;
        Ok(Self {
            id: ExportId(row.id),
            target: TargetId(row.target_id),
            target_name: match row.target_retired_at {
                // Its name was made free for others by its number.
                Some(_) => row.target_name.strip_suffix(&format!(" #{}", row.target_id)).unwrap_or(&row.target_name),
                None => &row.target_name,
            }
            .to_owned(),
            given_up: row.target_retired_at.is_some(),
            format: from_word::<FileFormat>(&row.format).ok_or_else(|| wrong("format"))?,
            profile: from_word::<CsvProfile>(&row.profile).ok_or_else(|| wrong("profile"))?,
            key: from_word::<KeyColumn>(&row.key_column).ok_or_else(|| wrong("key_column"))?,
            delimiter: from_word::<Delimiter>(&row.delimiter).ok_or_else(|| wrong("delimiter"))?,
            columns: columns.map(|columns| columns.name),
            file_name: row.file_name.clone(),
            sha256: row.sha256.clone(),
            bytes: row.bytes,
            items: row.items,
            people: row.people,
            made_by: row.made_by_name.clone(),
            made_at: Moment(row.made_at),
            downloaded_at: row.downloaded_at.map(Moment),
            confirmed: row.confirmed,
            unconfirmed: row.unconfirmed,
            troubled: row.troubled,
        })
    }
}

/// The word that an enumeration has on the wire is its word in SQL.
fn to_word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn from_word<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// What became of an export's items.
macro_rules! figures {
    () => {
        "(select count(*) from item i join change c on c.id = i.change_id
           where i.export_id = x.id and c.state = 'confirmed') as confirmed,
         (select count(*) from item i join change c on c.id = i.change_id
           where i.export_id = x.id and c.state in ('approved', 'exported')) as unconfirmed,
         (select count(*) from item i join change c on c.id = i.change_id
           where i.export_id = x.id and c.state in ('not_taken', 'failed', 'conflict')) as troubled"
    };
}

/// Who hands a file over does not ask what became of what is in it.
macro_rules! no_figures {
    () => {
        "cast(0 as bigint) as confirmed, cast(0 as bigint) as unconfirmed, cast(0 as bigint) as troubled"
    };
}

macro_rules! select {
    ($rest:expr) => {
        select!(figures, $rest)
    };
    ($figures:ident, $rest:expr) => {
        concat!(
            "select x.id, x.target_id, t.name as target_name, t.retired_at as target_retired_at, x.format, x.profile, x.key_column, x.delimiter, x.columns_used, x.file_name, x.sha256, x.bytes, x.items, x.people,
                    x.made_by_name, x.made_at, x.downloaded_at, ",
            $figures!(),
            " from export x join target t on t.id = x.target_id ",
            $rest
        )
    };
}

/// What a new export consists of.
pub(crate) struct NewExport<'a> {
    pub(crate) target: TargetId,
    pub(crate) format: FileFormat,
    pub(crate) profile: CsvProfile,
    pub(crate) key: KeyColumn,
    pub(crate) delimiter: Delimiter,
    pub(crate) items: i64,
    pub(crate) people: i64,
    pub(crate) account: AccountId,
    pub(crate) made_by: &'a str,
    pub(crate) idempotency_key: Option<&'a str>,
}

/// Makes an export, still without its file; `None` if the same account has sent this idempotency key before.
pub(crate) async fn make(conn: &mut Conn, new: &NewExport<'_>, now: Moment) -> Result<Option<ExportId>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "insert into export (target_id, profile, key_column, delimiter, file_name, sha256, bytes, items, people,
           made_by_account_id, made_by_name, made_at, idempotency_key, format)
         values ($1, $2, $3, $4, '', '', 0, $5, $6, $7, $8, $9, $10, $11)
         on conflict (made_by_account_id, idempotency_key) do nothing returning id",
        new.target.0,
        to_word(&new.profile),
        to_word(&new.key),
        to_word(&new.delimiter),
        new.items,
        new.people,
        new.account.0,
        new.made_by.to_owned(),
        now.0,
        new.idempotency_key.map(str::to_owned),
        to_word(&new.format),
    )?;
    Ok(row.map(|(id,)| ExportId(id)))
}

/// The export that an account made with an idempotency key.
pub(crate) async fn by_key(
    conn: &mut Conn,
    account: AccountId,
    idempotency_key: &str,
) -> Result<Option<ExportId>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select id from export where made_by_account_id = $1 and idempotency_key = $2",
        account.0,
        idempotency_key.to_owned(),
    )?;
    Ok(row.map(|(id,)| ExportId(id)))
}

/// Keeps an export's file: every later download gives these bytes.
pub(crate) async fn put_file(
    conn: &mut Conn,
    export: ExportId,
    file_name: &str,
    sha256: &str,
    content: &[u8],
) -> Result<(), StoreError> {
    execute!(
        conn,
        "update export set file_name = $2, sha256 = $3, bytes = $4 where id = $1",
        export.0,
        file_name.to_owned(),
        sha256.to_owned(),
        i64::try_from(content.len()).unwrap_or(i64::MAX),
    )?;
    execute!(conn, "insert into export_file (export_id, content) values ($1, $2)", export.0, content.to_vec())
        .map(|_| ())
}

/// Puts another file in the place of one that nobody has had yet; `figures` are its items and people.
pub(crate) async fn replace_file(
    conn: &mut Conn,
    export: ExportId,
    sha256: &str,
    content: &[u8],
    figures: (i64, i64),
) -> Result<(), StoreError> {
    execute!(
        conn,
        "update export set sha256 = $2, bytes = $3, items = $4, people = $5 where id = $1",
        export.0,
        sha256.to_owned(),
        i64::try_from(content.len()).unwrap_or(i64::MAX),
        figures.0,
        figures.1,
    )?;
    execute!(conn, "update export_file set content = $2 where export_id = $1", export.0, content.to_vec()).map(|_| ())
}

/// An export's file.
pub(crate) async fn file(conn: &mut Conn, export: ExportId) -> Result<Option<Vec<u8>>, StoreError> {
    let row = fetch_optional!(conn, (Vec<u8>,), "select content from export_file where export_id = $1", export.0)?;
    Ok(row.map(|(content,)| content))
}

/// Marks the first download; `false` if there was one before.
pub(crate) async fn downloaded(conn: &mut Conn, export: ExportId, now: Moment) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update export set downloaded_at = $2 where id = $1 and downloaded_at is null",
        export.0,
        now.0
    )?;
    Ok(touched > 0)
}

/// Keeps who is in an export's file.
pub(crate) async fn put_people(conn: &mut Conn, export: ExportId, items: &[ItemId]) -> Result<(), StoreError> {
    execute!(
        conn,
        in_numbers!(
            "insert into export_person (export_id, person_id) select distinct $2, person_id from item where id in ",
            "$1",
            " on conflict (export_id, person_id) do nothing"
        ),
        ids(items),
        export.0,
    )
    .map(|_| ())
}

/// Who was in an export's file when it was made.
pub(crate) async fn people(conn: &mut Conn, export: ExportId) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select person_id from export_person where export_id = $1 order by person_id",
        export.0
    )?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}

/// A statement about exports in which nobody is outside the scope at `$1`, and somebody is.
macro_rules! seen {
    ($start:expr, $end:expr) => {
        within!(
            concat!(
                $start,
                "(cast($1 as text) is null or exists (select 1 from export_person o where o.export_id = x.id))
                 and not exists (select 1 from export_person o where o.export_id = x.id and not "
            ),
            "o.person_id",
            "$1",
            concat!(") ", $end)
        )
    };
}

/// One export, if all of it is within.
pub(crate) async fn by_id(conn: &mut Conn, export: ExportId, within: &Within) -> Result<Option<Export>, StoreError> {
    fetch_optional!(conn, Row, seen!(select!("where x.id = $2 and "), ""), within.bound_for_few(), export.0)?
        .map(Export::try_from)
        .transpose()
}

/// The same without looking what became of its items: none of them counts as confirmed, unconfirmed or troubled.
pub(crate) async fn bare(conn: &mut Conn, export: ExportId, within: &Within) -> Result<Option<Export>, StoreError> {
    let bare = seen!(select!(no_figures, "where x.id = $2 and "), "");
    fetch_optional!(conn, Row, bare, within.bound_for_few(), export.0)?.map(Export::try_from).transpose()
}

/// Exports below `before` that are within, newest first.
pub(crate) async fn list(conn: &mut Conn, within: &Within, before: i64, limit: i64) -> Result<Vec<Export>, StoreError> {
    fetch_all!(
        conn,
        Row,
        seen!(select!("where x.id < $2 and "), "order by x.id desc limit $3"),
        within.bound_for_few(),
        before,
        limit
    )?
    .into_iter()
    .map(Export::try_from)
    .collect()
}

/// How many exports are within.
pub(crate) async fn count(conn: &mut Conn, within: &Within) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(conn, (i64,), seen!("select count(*) from export x where ", ""), within.bound_for_few())?;
    Ok(count)
}

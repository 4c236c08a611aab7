//! What people are recognised by when a file names them: read once for each preview, page by page, so that no row of a file costs a look-up.

use domain::id::PersonId;

use super::{
    Conn, StoreError,
    connection::{Both, fetch_all},
};

/// A person's own texts.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Own {
    pub(crate) id: i64,
    pub(crate) username: Option<String>,
    pub(crate) wanted_username: Option<String>,
    /// Names, a line feed, and the folded e-mail address.
    pub(crate) search: String,
}

impl Own {
    /// The folded e-mail address.
    pub(crate) fn mail(&self) -> &str {
        self.search.rsplit('\n').next().unwrap_or_default()
    }

    /// The user name that they hold or would hold.
    pub(crate) fn username(&self) -> Option<&str> {
        self.username.as_deref().or(self.wanted_username.as_deref())
    }
}

/// People after a person, in the order of ids.
pub(crate) async fn own(conn: &mut Conn, after: PersonId, limit: i64) -> Result<Vec<Own>, StoreError> {
    fetch_all!(
        conn,
        Own,
        "select id, username, wanted_username, search from person where id > $1 order by id limit $2",
        after.0,
        limit,
    )
}

/// What an entry is found by.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct OfEntry {
    pub(crate) source_id: i64,
    pub(crate) external_id: String,
    pub(crate) person_id: i64,
    pub(crate) dn_key: i64,
    /// The first text of the attribute that was asked for.
    pub(crate) text: Option<String>,
}

/// Entries after a place, with the first text of an attribute.
pub(crate) async fn of_entries(
    conn: &mut Conn,
    attribute: &str,
    after: (i64, &str),
    limit: i64,
) -> Result<Vec<OfEntry>, StoreError> {
    const ENTRIES: Both = Both::of(
        "select source_id, external_id, person_id, dn_key, json_extract(theirs, '$.' || $1 || '[0]') as text from entry
         where source_id > $2 or (source_id = $2 and external_id > $3) order by source_id, external_id limit $4",
        "select source_id, external_id, person_id, dn_key, (cast(theirs as jsonb) -> $1) ->> 0 as text from entry
         where source_id > $2 or (source_id = $2 and external_id > $3) order by source_id, external_id limit $4",
    );
    fetch_all!(conn, OfEntry, ENTRIES, attribute.to_owned(), after.0, after.1.to_owned(), limit)
}

/// Approved changes of an attribute after a change: its id, the person, and the edit as it is stored.
pub(crate) async fn of_changes(
    conn: &mut Conn,
    attribute: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, i64, String)>, StoreError> {
    fetch_all!(
        conn,
        (i64, i64, String),
        "select id, person_id, edit from change
         where id > $2 and attribute = $1 and state not in ('pending', 'rejected', 'withdrawn', 'superseded') order by id limit $3",
        attribute.to_owned(),
        after,
        limit,
    )
}

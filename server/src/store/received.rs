//! Entries as directories sent them, for people to look at. They go with their entry, and are known anew with it, by themselves.

use domain::{
    api::ReceivedContent,
    id::{PersonId, SourceId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{fetch_all, insert_many},
};

/// An entry as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) external_id: String,
    /// [`ReceivedContent`] as JSON.
    pub(crate) attributes: String,
}

/// Keeps entries whose rows are there.
pub(crate) async fn put_many(
    conn: &mut Conn,
    source: SourceId,
    received: &[Received],
    read_at: Moment,
) -> Result<(), StoreError> {
    insert_many!(
        conn,
        "insert into received (source_id, external_id, attributes, read_at) ",
        received,
        |b, one| {
            b.push_bind(source.0)
                .push_bind(one.external_id.clone())
                .push_bind(one.attributes.clone())
                .push_bind(read_at.0)
        },
        " on conflict (source_id, external_id) do update set attributes = excluded.attributes, read_at = excluded.read_at"
    )
}

/// What is kept of a person's entries.
pub(crate) async fn of_person(
    conn: &mut Conn,
    person: PersonId,
) -> Result<Vec<(SourceId, String, Moment, ReceivedContent)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, String, i64, String),
        "select r.source_id, r.external_id, r.read_at, r.attributes from entry e
         join received r on r.source_id = e.source_id and r.external_id = e.external_id where e.person_id = $1",
        person.0
    )?;
    rows.into_iter()
        .map(|(source, external_id, read_at, attributes)| {
            let content = serde_json::from_str(&attributes).map_err(|_| StoreError::Inconsistent {
                table: "received",
                column: "attributes",
                row: format!("{source}/{external_id}"),
            })?;
            Ok((SourceId(source), external_id, Moment(read_at), content))
        })
        .collect()
}

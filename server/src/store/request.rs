//! Requests: changes that were saved together, by whom and with which words, or that came from a file.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::{AccountId, ImportId, PersonId, RequestId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{fetch_all, fetch_optional, in_numbers, list},
};

/// Opens a request. `None` if the same account has sent this idempotency key before.
pub(crate) async fn open(
    conn: &mut Conn,
    person: PersonId,
    account: AccountId,
    comment: Option<&str>,
    idempotency_key: Option<&str>,
    now: Moment,
) -> Result<Option<RequestId>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "insert into request (person_id, account_id, comment, idempotency_key, at) values ($1, $2, $3, $4, $5)
         on conflict (account_id, idempotency_key) do nothing returning id",
        person.0,
        account.0,
        comment.map(str::to_owned),
        idempotency_key.map(str::to_owned),
        now.0,
    )?;
    Ok(row.map(|(id,)| RequestId(id)))
}

/// Whom the request was about that an account sent with this idempotency key.
pub(crate) async fn person_of(
    conn: &mut Conn,
    account: AccountId,
    idempotency_key: &str,
) -> Result<Option<PersonId>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select person_id from request where account_id = $1 and idempotency_key = $2",
        account.0,
        idempotency_key.to_owned(),
    )?;
    Ok(row.map(|(person,)| PersonId(person)))
}

/// Opens a request for each of these people, who are named in a file.
pub(crate) async fn open_many(
    conn: &mut Conn,
    people: &[PersonId],
    account: AccountId,
    (import, file): (ImportId, &str),
    now: Moment,
) -> Result<BTreeMap<PersonId, RequestId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, i64),
        in_numbers!(
            "insert into request (person_id, account_id, at, import_id, import_file)
             select id, $2, $3, $4, $5 from person where id in ",
            "$1",
            " returning person_id, id"
        ),
        list(people),
        account.0,
        now.0,
        import.0,
        file.to_owned(),
    )?;
    Ok(rows.into_iter().map(|(person, id)| (PersonId(person), RequestId(id))).collect())
}

/// Those of these people of whom anything was proposed otherwise than by this import.
pub(crate) async fn of_others(
    conn: &mut Conn,
    people: &[PersonId],
    import: ImportId,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        in_numbers!(
            "select distinct person_id from request where (import_id is null or import_id <> $2) and person_id in ",
            "$1",
            ""
        ),
        list(people),
        import.0,
    )?;
    Ok(rows.into_iter().map(|(id,)| PersonId(id)).collect())
}

//! Moving what belongs to one person to another, when it turns out that the two are one.

use domain::{
    id::{AccountId, PersonId, SourceId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_optional},
};

/// Gives an entry to a person, as one that counts.
pub(crate) async fn give_entry(
    conn: &mut Conn,
    (source, external_id): (SourceId, &str),
    person: PersonId,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "update entry set person_id = $3, detached_at = null, absent_at = null where source_id = $1 and external_id = $2",
        source.0,
        external_id.to_owned(),
        person.0,
    )
    .map(|_| ())
}

/// Takes an entry out of what runs follow.
pub(crate) async fn detach(
    conn: &mut Conn,
    (source, external_id): (SourceId, &str),
    now: Moment,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "update entry set detached_at = $3, absent_at = null where source_id = $1 and external_id = $2",
        source.0,
        external_id.to_owned(),
        now.0,
    )
    .map(|_| ())
}

/// Forgets a person's entries of a source that is to be followed under another id.
pub(crate) async fn forget_entries(conn: &mut Conn, source: SourceId, person: PersonId) -> Result<(), StoreError> {
    execute!(conn, "delete from entry where source_id = $1 and person_id = $2", source.0, person.0).map(|_| ())
}

/// The account of a person, if one was made.
pub(crate) async fn account(conn: &mut Conn, person: PersonId) -> Result<Option<AccountId>, StoreError> {
    let row = fetch_optional!(conn, (i64,), "select id from account where person_id = $1", person.0)?;
    Ok(row.map(|(id,)| AccountId(id)))
}

/// Gives an account to a person, or to nobody: it is kept for what was done with it.
pub(crate) async fn give_account(
    conn: &mut Conn,
    account: AccountId,
    person: Option<PersonId>,
) -> Result<(), StoreError> {
    execute!(conn, "update account set person_id = $2 where id = $1", account.0, person.map(|person| person.0))
        .map(|_| ())
}

/// Moves everything that was proposed for or by a person, and what of it is queued.
pub(crate) async fn give_changes(conn: &mut Conn, from: PersonId, to: PersonId) -> Result<(), StoreError> {
    for statement in [
        "update change set person_id = $2, version = version + 1 where person_id = $1",
        "update change_reference set person_id = $2 where person_id = $1",
        "update change_reference set base_person_id = $2 where base_person_id = $1",
        "update change set author_person_id = $2 where author_person_id = $1",
        "update request set person_id = $2 where person_id = $1",
        "update item set person_id = $2 where person_id = $1",
    ] {
        execute!(conn, statement, from.0, to.0)?;
    }
    Ok(())
}

/// Moves what was done with an account to another one.
pub(crate) async fn give_deeds(conn: &mut Conn, from: AccountId, to: AccountId) -> Result<(), StoreError> {
    // Two requests under one idempotency key would be one; the key of the account that ends has done its work.
    execute!(conn, "update request set idempotency_key = null where account_id = $1", from.0)?;
    execute!(conn, "update request set account_id = $2 where account_id = $1", from.0, to.0)?;
    execute!(conn, "update change set author_account_id = $2 where author_account_id = $1", from.0, to.0).map(|_| ())
}

/// Takes a person away who has nothing any more. Ids are never used again.
pub(crate) async fn remove_person(conn: &mut Conn, person: PersonId) -> Result<(), StoreError> {
    execute!(conn, "delete from staged_removal where person_id = $1", person.0)?;
    execute!(conn, "delete from given_value where person_id = $1", person.0)?;
    execute!(conn, "delete from reexport_row where person_id = $1", person.0)?;
    execute!(conn, "delete from person where id = $1", person.0).map(|_| ())
}

/// What a held run was about to do to somebody for being absent is not to be done: they are here.
pub(crate) async fn forget_removal(conn: &mut Conn, person: PersonId) -> Result<(), StoreError> {
    execute!(conn, "delete from staged_removal where person_id = $1", person.0).map(|_| ())
}

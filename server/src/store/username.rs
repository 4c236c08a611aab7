//! User names, each held by at most one person: who holds which, and giving them up.

use domain::id::PersonId;

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, in_numbers, in_texts, list},
};

/// Who holds these folded user names now.
pub(crate) async fn holders(
    conn: &mut Conn,
    usernames_folded: &[String],
) -> Result<Vec<(String, PersonId)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (String, i64),
        in_texts!("select username_folded, id from person where username_folded in ", "$1", ""),
        list(usernames_folded)
    )?;
    Ok(rows.into_iter().map(|(name, id)| (name, PersonId(id))).collect())
}

/// Gives up the user names of these people, so that others of the same run can take them.
pub(crate) async fn release(conn: &mut Conn, people: &[PersonId]) -> Result<(), StoreError> {
    execute!(
        conn,
        in_numbers!("update person set username = null, username_folded = null where id in ", "$1", ""),
        list(people)
    )
    .map(|_| ())
}

//! Whom a change names as its value: a distinguished name moves with its entry, the person stays (P27).

use domain::id::{ChangeId, PersonId};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, in_numbers, list},
};

/// The people whom a change names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) change: ChangeId,
    /// Whom it proposes.
    pub(crate) new: Option<PersonId>,
    /// Who stood there when it was proposed.
    pub(crate) base: Option<PersonId>,
}

/// Notes whom a change names.
pub(crate) async fn put(conn: &mut Conn, reference: Reference) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into change_reference (change_id, person_id, base_person_id) values ($1, $2, $3)",
        reference.change.0,
        reference.new.map(|person| person.0),
        reference.base.map(|person| person.0),
    )
    .map(|_| ())
}

/// Whom these changes name.
pub(crate) async fn of_changes(conn: &mut Conn, changes: &[ChangeId]) -> Result<Vec<Reference>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, Option<i64>, Option<i64>),
        in_numbers!("select change_id, person_id, base_person_id from change_reference where change_id in ", "$1", ""),
        list(changes),
    )?;
    let reference = |(change, new, base): (i64, Option<i64>, Option<i64>)| Reference {
        change: ChangeId(change),
        new: new.map(PersonId),
        base: base.map(PersonId),
    };
    Ok(rows.into_iter().map(reference).collect())
}

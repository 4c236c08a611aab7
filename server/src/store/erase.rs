//! Deleting a person with everything that is about them. The audit log is left as it is: it holds no values.

use domain::id::{AccountId, PersonId};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, in_numbers, list},
    sent_picture,
};

/// Deletes a person, but for that an exported file was about them: entries, requests and changes, queued items, lines of reports, pictures that nobody else has.
pub(crate) async fn person(conn: &mut Conn, person: PersonId) -> Result<(), StoreError> {
    let texts = fetch_all!(
        conn,
        (String,),
        "select theirs from entry where person_id = $1 union all select edit from change where person_id = $1
         union all select 'sha256:' || digest from sent_picture where person_id = $1",
        person.0
    )?;
    for statement in [
        "delete from item where person_id = $1",
        "delete from given_value where person_id = $1",
        "delete from reexport_row where person_id = $1",
        "delete from change_reference where change_id in (select id from change where person_id = $1)",
        "delete from kept_change where change_id in (select id from change where person_id = $1)",
        "delete from approval_stage where change_id in (select id from change where person_id = $1)",
        "delete from approval_asked where change_id in (select id from change where person_id = $1)",
        "delete from approval_given where change_id in (select id from change where person_id = $1)",
        "delete from stand_in where person_id = $1 or stand_in_id = $1",
        "delete from owner where person_id = $1",
        "delete from change where person_id = $1",
        "delete from policy_member where person_id = $1",
        "delete from request where person_id = $1",
        "delete from entry where person_id = $1",
        "delete from draft where person_id = $1",
        "delete from sent_picture where person_id = $1",
        "delete from pinned_value where person_id = $1",
        "delete from run_line where person_id = $1",
        "delete from import_row where person_id = $1",
        "delete from staged_removal where person_id = $1",
        "delete from news where person_id = $1 or subject_id = $1",
        "delete from notice where person_id = $1",
        "delete from notice_choice where person_id = $1",
        "delete from confirmation where person_id = $1",
        "delete from confirm_state where person_id = $1",
        "delete from person where id = $1",
    ] {
        execute!(conn, statement, person.0)?;
    }
    for digest in texts.iter().flat_map(|(text,)| digests(text)) {
        sent_picture::drop_unused(conn, digest).await?;
    }
    Ok(())
}

/// Deletes people whom a file made and who are in no directory: nothing of theirs is anybody else's.
pub(crate) async fn newcomers(conn: &mut Conn, people: &[PersonId]) -> Result<(), StoreError> {
    for statement in [
        in_numbers!("delete from finding where person_id in ", "$1", ""),
        in_numbers!("delete from finding where other_id in ", "$1", ""),
        in_numbers!("delete from item where person_id in ", "$1", ""),
        in_numbers!("delete from given_value where person_id in ", "$1", ""),
        in_numbers!("delete from reexport_row where person_id in ", "$1", ""),
        in_numbers!(
            "delete from approval_asked where change_id in (select id from change where person_id in ",
            "$1",
            ")"
        ),
        in_numbers!(
            "delete from approval_stage where change_id in (select id from change where person_id in ",
            "$1",
            ")"
        ),
        in_numbers!(
            "delete from approval_given where change_id in (select id from change where person_id in ",
            "$1",
            ")"
        ),
        in_numbers!(
            "delete from change_reference where change_id in (select id from change where person_id in ",
            "$1",
            ")"
        ),
        in_numbers!("delete from kept_change where change_id in (select id from change where person_id in ", "$1", ")"),
        in_numbers!("delete from change where person_id in ", "$1", ""),
        in_numbers!("delete from stand_in where person_id in ", "$1", ""),
        in_numbers!("delete from stand_in where stand_in_id in ", "$1", ""),
        in_numbers!("delete from owner where person_id in ", "$1", ""),
        in_numbers!("delete from sent_picture where person_id in ", "$1", ""),
        in_numbers!("delete from draft where person_id in ", "$1", ""),
        in_numbers!("delete from confirmation where person_id in ", "$1", ""),
        in_numbers!("delete from notice_choice where person_id in ", "$1", ""),
        in_numbers!("delete from request where person_id in ", "$1", ""),
        in_numbers!("delete from run_line where person_id in ", "$1", ""),
        in_numbers!("delete from news where person_id in ", "$1", ""),
        in_numbers!("delete from notice where person_id in ", "$1", ""),
        in_numbers!("delete from confirm_state where person_id in ", "$1", ""),
        in_numbers!("delete from pinned_value where person_id in ", "$1", ""),
        in_numbers!("delete from person where id in ", "$1", ""),
    ] {
        execute!(conn, statement, list(people))?;
    }
    Ok(())
}

/// The digests of pictures in a stored text.
fn digests(text: &str) -> impl Iterator<Item = &str> {
    text.split("sha256:")
        .skip(1)
        .filter_map(|rest| rest.get(..64))
        .filter(|one| one.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// An account whose person is deleted has no name any more.
pub(crate) async fn forget_name(conn: &mut Conn, account: AccountId) -> Result<(), StoreError> {
    execute!(conn, "update account set name = '' where id = $1", account.0).map(|_| ())
}

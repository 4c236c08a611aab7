//! Blocking people by hand and letting them back in. The directory's word and the administrator's are kept apart, so that neither undoes the
//! other's.

use domain::{
    api::Profile,
    id::PersonId,
    moment::Moment,
    rights::{Act, Whose},
};

use super::{App, AppError, asker::Asker, profile, standing::Standing};
use crate::store::{Conn, change, entry, item, person};

impl App {
    /// Blocks a person: they cannot sign in, and their open changes rest until they return.
    pub(crate) async fn block(
        &self,
        asker: &Asker,
        id: PersonId,
        note: String,
        now: Moment,
    ) -> Result<Profile, AppError> {
        let note = note.trim().to_owned();
        if note.is_empty() || note.chars().count() > 500 {
            return Err(AppError::BadRequest("`note` says why, in 1 to 500 characters".to_owned()));
        }
        self.change_block(asker, id, "person.block", now, move |person| {
            person.blocked_by_admin = Some((now, note));
            person.pinned_at = None;
        })
        .await
    }

    /// Lets a blocked person back in: until the next run says otherwise, or for good with `pin`.
    pub(crate) async fn unblock(
        &self,
        asker: &Asker,
        id: PersonId,
        pin: bool,
        now: Moment,
    ) -> Result<Profile, AppError> {
        self.change_block(asker, id, "person.unblock", now, move |person| {
            person.blocked_by_admin = None;
            if pin {
                person.pinned_at = Some(now);
            } else {
                person.blocked_by_directory = None;
            }
        })
        .await
    }

    async fn change_block<F>(
        &self,
        asker: &Asker,
        id: PersonId,
        action: &'static str,
        now: Moment,
        set: F,
    ) -> Result<Profile, AppError>
    where
        F: FnOnce(&mut person::Person) + Send + 'static,
    {
        let whose = Whose::person(id);
        if !asker.can(Act::SeePerson, Some(&whose)) {
            return Err(AppError::NotFound);
        }
        asker.may(Act::BlockPerson, Some(&whose))?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let asker = asker.clone();
        self.store()
            .write(move |conn| {
                Box::pin(async move {
                    person::touch(conn, id).await?.ok_or(AppError::NotFound)?;
                    let mut person = person::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    let was_blocked = person.blocked().is_some();
                    set(&mut person);
                    settle(conn, &mut person, was_blocked, now).await?;
                    // Let in without a pin: the next run is to say again what the directory thinks.
                    entry::forget_hash(conn, id).await?;
                    person::put_many(conn, std::slice::from_ref(&person)).await?;
                    let mut row = asker.actor().audit(now, action);
                    row.person = Some(id);
                    conn.audit(row);
                    let standing = Standing::load(conn, id).await?.ok_or(AppError::NotFound)?;
                    profile::show(conn, &catalogue, &asker, &standing).await
                })
            })
            .await
    }
}

/// What follows when somebody is blocked or returns: open changes rest or go on, the user name is given up or taken again if it is free.
pub(super) async fn settle(
    conn: &mut Conn,
    person: &mut person::Person,
    was_blocked: bool,
    now: Moment,
) -> Result<(), AppError> {
    let is_blocked = person.blocked().is_some();
    if is_blocked && !was_blocked {
        person.username = None;
        suspend(conn, &[person.id], Some(now)).await?;
    }
    if !is_blocked && was_blocked {
        if let Some(wanted) = person.wanted_username.clone() {
            let taken = person::by_username(conn, &domain::text::fold(&wanted)).await?;
            if taken.is_none_or(|other| other.id == person.id) {
                person.username = Some(wanted);
            }
        }
        suspend(conn, &[person.id], None).await?;
    }
    Ok(())
}

/// Puts people's open changes and their items to rest, or wakes them.
pub(super) async fn suspend(
    conn: &mut Conn,
    people: &[PersonId],
    suspended_at: Option<Moment>,
) -> Result<(), AppError> {
    change::set_suspended(conn, people, suspended_at).await?;
    item::set_suspended(conn, people, suspended_at).await?;
    Ok(())
}

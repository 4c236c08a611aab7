//! Blocking people by hand and letting them back in. The directory's word and the administrator's are kept apart, so that neither undoes the
//! other's.

use domain::{api::Profile, id::PersonId, moment::Moment, rights::Act};

use super::{App, AppError, administrators, asker::Asker, scope, words};
use crate::store::{Conn, change, entry, item, person, session};

impl App {
    /// Blocks a person: they cannot sign in, and their open changes rest until they return.
    pub(crate) async fn block(
        &self,
        asker: &Asker,
        id: PersonId,
        note: String,
        now: Moment,
    ) -> Result<Profile, AppError> {
        self.may_block(asker, id).await?;
        let Some(note) = words::said("note", Some(&note), 500)? else {
            return Err(AppError::BadRequest("`note` says why, in 1 to 500 characters".to_owned()));
        };
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
        self.may_block(asker, id).await?;
        let doer = asker.clone();
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    person::touch(conn, id).await?.ok_or(AppError::NotFound)?;
                    scope::may_about(conn, &catalogue, &doer, Act::BlockPerson, id).await?;
                    let mut person = person::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    let was_blocked = person.blocked().is_some();
                    set(&mut person);
                    if person.blocked().is_some() && !was_blocked {
                        administrators::keep_one(conn, id).await?;
                    }
                    settle(conn, &mut person, was_blocked, now).await?;
                    // Let in without a pin: the next run is to say again what the directory thinks.
                    entry::forget_hashes(conn, &[id]).await?;
                    person::put_many(conn, std::slice::from_ref(&person)).await?;
                    let mut row = doer.actor().audit(now, action);
                    row.person = Some(id);
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        // Whoever asks for their word asks for somebody else's now.
        self.ask_anew_after_run(now).await?;
        self.profile(asker, id, now).await
    }

    /// Asked before anything else: a wrong note must not tell whether there is such a person.
    async fn may_block(&self, asker: &Asker, id: PersonId) -> Result<(), AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        scope::may_about(&mut self.store().read().await?, &catalogue, asker, Act::BlockPerson, id).await
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
        take_username(conn, person).await?;
        suspend(conn, &[person.id], None).await?;
    }
    Ok(())
}

/// Gives somebody the user name that their directory says, if nobody else holds it.
pub(super) async fn take_username(conn: &mut Conn, person: &mut person::Person) -> Result<(), AppError> {
    if let Some(wanted) = person.wanted_username.clone() {
        let taken = person::by_username(conn, &domain::text::fold(&wanted)).await?;
        if taken.is_none_or(|other| other.id == person.id) {
            person.username = Some(wanted);
        }
    }
    Ok(())
}

/// Puts people's open changes and their items to rest, or wakes them. Who goes to rest is signed out, and stays so after their return.
pub(super) async fn suspend(
    conn: &mut Conn,
    people: &[PersonId],
    suspended_at: Option<Moment>,
) -> Result<(), AppError> {
    if suspended_at.is_some() {
        session::close_of_people(conn, people).await?;
    }
    change::set_suspended(conn, people, suspended_at).await?;
    item::set_suspended(conn, people, suspended_at).await?;
    Ok(())
}

//! Taking a change back, and sending one once more that the directory did not take.

use domain::{
    api::ChangeView,
    change::ChangeEvent,
    id::ChangeId,
    moment::Moment,
    rights::{Act, Whose},
};

use super::{
    App, AppError,
    asker::Asker,
    reports,
    show_change::Shower,
    standing::Standing,
    step::{self, Why},
};
use crate::store::{change, person};

impl App {
    /// Takes a change back; its value is no longer the effective one.
    pub(crate) async fn withdraw(
        &self,
        asker: &Asker,
        id: ChangeId,
        reason: Option<String>,
        now: Moment,
    ) -> Result<ChangeView, AppError> {
        self.move_one(asker, id, ChangeEvent::Withdraw, Act::Withdraw, reason, now).await
    }

    /// Puts a change that was not taken or failed in the queue again.
    pub(crate) async fn reexport(&self, asker: &Asker, id: ChangeId, now: Moment) -> Result<ChangeView, AppError> {
        self.move_one(asker, id, ChangeEvent::Reexport, Act::MakeExport, None, now).await
    }

    async fn move_one(
        &self,
        asker: &Asker,
        id: ChangeId,
        event: ChangeEvent,
        act: Act,
        reason: Option<String>,
        now: Moment,
    ) -> Result<ChangeView, AppError> {
        if reason.as_ref().is_some_and(|reason| reason.chars().count() > 1000) {
            return Err(AppError::BadRequest("`reason` has more than 1000 characters".to_owned()));
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let asker = asker.clone();
        self.store()
            .write(move |conn| {
                Box::pin(async move {
                    let about = change::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    person::touch(conn, about.person).await?.ok_or(AppError::NotFound)?;
                    let mut change = change::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    let whose = reports::whose(&catalogue, &change, None);
                    if !asker.can(act, Some(&whose)) {
                        let sees = asker.can(Act::SeePerson, Some(&Whose::person(change.person)));
                        return Err(if sees { AppError::Forbidden } else { AppError::NotFound });
                    }
                    if change.suspended_at.is_some() {
                        return Err(AppError::Conflict(
                            "this person is blocked; the change waits until they return".to_owned(),
                        ));
                    }
                    step::step(conn, &catalogue, &mut change, event, &asker.actor(), Why::said(reason), now).await?;
                    let standing = Standing::load(conn, change.person).await?.ok_or(AppError::NotFound)?;
                    person::set_shown(conn, change.person, &standing.shown(&catalogue)).await?;
                    let shower = Shower::load(conn, &catalogue, &asker, std::slice::from_ref(&change)).await?;
                    Ok(shower.show(&change))
                })
            })
            .await
    }
}

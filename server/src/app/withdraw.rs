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
    catalogue::Catalogue,
    policies, scope,
    show_change::{Shower, shows},
    standing::Standing,
    step::{self, Why},
    together, words,
};
use crate::store::{
    change::{self, Change},
    entry, kept, person,
};

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

    /// Lets a change that the policy has closed since go on (P7).
    pub(crate) async fn keep_change(&self, asker: &Asker, id: ChangeId, now: Moment) -> Result<ChangeView, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let (doer, known) = (asker.clone(), catalogue.clone());
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let about = change::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    scope::may_about(conn, &known, &doer, Act::EditAnything, about.person).await?;
                    person::touch(conn, about.person).await?.ok_or(AppError::NotFound)?;
                    let change = change::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    let entries = entry::of_person(conn, change.person).await?;
                    let closed = known.closed(std::iter::once((&change, entries.as_slice())));
                    let held = policies::held(conn, &closed).await?;
                    if held.is_empty() {
                        return Err(AppError::Conflict(
                            "no lock holds this change any more; look at it again".to_owned(),
                        ));
                    }
                    kept::keep(conn, &[id], Some(&doer.name), now).await?;
                    let mut row = doer.actor().audit(now, "change.keep_closed");
                    row.person = Some(change.person);
                    row.attribute = Some(change.attribute.clone());
                    row.change = Some(id);
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        self.shown_change(asker, &catalogue, id).await
    }

    /// A change as it is once all is stored, its steps too.
    pub(super) async fn shown_change(
        &self,
        asker: &Asker,
        catalogue: &Catalogue,
        id: ChangeId,
    ) -> Result<ChangeView, AppError> {
        let mut conn = self.store().read().await?;
        let moved = change::by_id(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        let shower = Shower::load(&mut conn, catalogue, asker, std::slice::from_ref(&moved)).await?;
        Ok(shower.show(&moved))
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
        let reason = words::said("reason", reason.as_deref(), 1000)?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let (doer, known) = (asker.clone(), catalogue.clone());
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let about = change::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    person::touch(conn, about.person).await?.ok_or(AppError::NotFound)?;
                    let mut change = change::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    let entries = entry::of_person(conn, change.person).await?;
                    let whose = Whose { author: Some(change.author), ..known.whose(&doer, change.person, &entries) };
                    if !shows(&known, &doer, &change, &entries) {
                        return Err(AppError::NotFound);
                    }
                    if !doer.can(act, Some(&whose)) {
                        let sees = doer.can(Act::SeePerson, Some(&known.whose(&doer, change.person, &entries)));
                        return Err(if sees { AppError::Forbidden } else { AppError::NotFound });
                    }
                    if change.suspended_at.is_some() {
                        return Err(AppError::Conflict(
                            "this person is blocked; the change waits until they return".to_owned(),
                        ));
                    }
                    step::refuse_while_sending(conn, &[id]).await?;
                    let standing = Standing::load(conn, change.person).await?.ok_or(AppError::NotFound)?;
                    let with: Vec<Change> = match event {
                        ChangeEvent::Withdraw => {
                            together::pending_with(&known, &standing.changes, &change).cloned().collect()
                        }
                        _ => Vec::new(),
                    };
                    step::step(conn, &known, &mut change, event, &doer.actor(), Why::said(reason), now).await?;
                    for mut one in with {
                        // What was to be decided on as one is taken back as one.
                        step::step(conn, &known, &mut one, event, &doer.actor(), Why::default(), now).await?;
                    }
                    let standing = Standing::load(conn, change.person).await?.ok_or(AppError::NotFound)?;
                    person::set_shown(conn, change.person, &standing.shown(&known)).await?;
                    Ok(())
                })
            })
            .await?;
        self.shown_change(asker, &catalogue, id).await
    }
}

//! Settling a conflict as the person whom the change describes: the directory's value may always be taken; their own goes where any edit of theirs
//! would go, to whoever decides.

use domain::{
    api::{ChangeView, Settle, Settlement},
    change::{ChangeEvent, ChangeState},
    id::ChangeId,
    merge::Notice,
    moment::Moment,
    rights::Act,
};

use super::{
    App, AppError,
    approval::asks_nobody,
    asker::{Actor, Asker},
    catalogue::Catalogue,
    decide,
    notices::news,
    policies,
    show_change::shows,
    standing::Standing,
    step::{self, Why},
    together,
};
use crate::store::{
    Conn,
    change::{self, Change},
    entry, person,
};

impl App {
    /// Settles a conflict about the asker's own profile.
    pub(crate) async fn settle(
        &self,
        asker: &Asker,
        id: ChangeId,
        settle: Settle,
        now: Moment,
    ) -> Result<ChangeView, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let (doer, known) = (asker.clone(), catalogue.clone());
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { one(conn, &known, &doer, id, &settle, now).await })
            })
            .await?;
        self.shown_change(asker, &catalogue, id).await
    }
}

async fn one(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    id: ChangeId,
    settle: &Settle,
    now: Moment,
) -> Result<(), AppError> {
    let about = change::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
    let entries = entry::of_person(conn, about.person).await?;
    let whose = catalogue.whose(asker, about.person, &entries);
    if !asker.can(Act::SeePerson, Some(&whose)) || !shows(catalogue, asker, &about, &entries) {
        return Err(AppError::NotFound);
    }
    asker.may(Act::Propose, Some(&whose))?;
    person::touch(conn, about.person).await?.ok_or(AppError::NotFound)?;
    let mut change = change::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
    let mut standing = Standing::load(conn, change.person).await?.ok_or(AppError::NotFound)?;
    if change.suspended_at.is_some() {
        return Err(AppError::Conflict("this person is blocked; the change waits until they return".to_owned()));
    }
    if change.version != settle.version {
        return Err(AppError::Stale { moved: decide::moved(catalogue, &standing, &change) });
    }
    if change.state != ChangeState::Conflict {
        return Err(AppError::Conflict("this change is not in conflict any more; look at it again".to_owned()));
    }
    match settle.choice {
        Settlement::TakeTheirs => {
            let why = Why::seen(Notice::TheirsChosen, None);
            step::step(conn, catalogue, &mut change, ChangeEvent::Supersede, &asker.actor(), why, now).await?;
        }
        Settlement::KeepMine => keep_mine(conn, catalogue, asker, &standing, &mut change, now).await?,
    }
    standing.changes = change::living(conn, &[change.person]).await?;
    Ok(person::set_shown(conn, change.person, &standing.shown(catalogue)).await?)
}

/// The proposal stands against the directory's new value; where nobody has to be asked about the attribute, nobody is.
async fn keep_mine(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    standing: &Standing,
    change: &mut Change,
    now: Moment,
) -> Result<(), AppError> {
    let closed = catalogue.closed(std::iter::once((&*change, standing.entries.as_slice())));
    if !policies::held(conn, &closed).await?.is_empty() {
        let why = "the attribute was locked since; take the directory's value, or ask an administrator to keep yours";
        return Err(AppError::Conflict(why.to_owned()));
    }
    step::step(conn, catalogue, change, ChangeEvent::Keep, &asker.actor(), Why::default(), now).await?;
    let asks_nobody = asks_nobody(catalogue, change, &standing.entries);
    if asks_nobody && together::pending_with(catalogue, &standing.changes, change).next().is_none() {
        return step::approve(conn, catalogue, change, &Actor::default(), now).await;
    }
    let entries = [(change.person, standing.entries.as_slice())].into();
    news::ask(conn, catalogue, &entries, &[&*change], now).await
}

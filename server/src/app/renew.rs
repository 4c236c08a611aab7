//! Proposing once more what had given way: one click in place of typing it again, and an edit like any other under the policy of now.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{ChangeView, Propose},
    change::ChangeState,
    id::ChangeId,
    merge,
    moment::Moment,
    policy::Editor,
    rights::Act,
};

use super::{
    App, AppError,
    asker::Asker,
    catalogue::Catalogue,
    show_change::shows,
    standing::Standing,
    submit::{self, Save},
    words,
};
use crate::store::{
    Conn,
    change::{self, Change},
    entry, person,
};

impl App {
    /// Proposes the value of a change that has ended; gives the new change.
    pub(crate) async fn renew(
        &self,
        asker: &Asker,
        id: ChangeId,
        reason: Option<String>,
        now: Moment,
    ) -> Result<ChangeView, AppError> {
        let reason = words::said("reason", reason.as_deref(), 1000)?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let (doer, known) = (asker.clone(), catalogue.clone());
        let new = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { again(conn, &known, &doer, id, reason, now).await })
            })
            .await?;
        self.shown_change(asker, &catalogue, new).await
    }
}

async fn again(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    id: ChangeId,
    reason: Option<String>,
    now: Moment,
) -> Result<ChangeId, AppError> {
    let old = change::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
    let entries = entry::of_person(conn, old.person).await?;
    let whose = catalogue.whose(asker, old.person, &entries);
    if !asker.can(Act::SeePerson, Some(&whose)) || !shows(catalogue, asker, &old, &entries) {
        return Err(AppError::NotFound);
    }
    let editor = if asker.can(Act::EditAnything, Some(&whose)) {
        Editor::Admin
    } else {
        asker.may(Act::Propose, Some(&whose))?;
        Editor::Oneself
    };
    if old.state.is_open() || old.state == ChangeState::Rejected {
        return Err(AppError::Conflict("only a value that has given way can be proposed again".to_owned()));
    }
    let attribute = catalogue.attribute(&old.attribute).ok_or(AppError::NotFound)?;
    let people = person::by_ids(conn, &[old.person]).await?;
    let version = people.first().ok_or(AppError::NotFound)?.version;
    let standing = Standing::load(conn, old.person).await?.ok_or(AppError::NotFound)?;
    // Of several values only what the change has added and removed is its own.
    let stands = standing.effective(catalogue, attribute).value;
    let wanted = merge::apply(attribute, &old.edit, stands.as_ref());
    let name = old.attribute.as_str().to_owned();
    let propose = Propose {
        values: BTreeMap::from([(name.clone(), wanted)]),
        suggest: BTreeSet::from([name]),
        filled: BTreeMap::new(),
        comment: reason.or_else(|| old.comment.clone()),
    };
    let save = Save { person: old.person, version, propose, idempotency_key: None };
    submit::store(conn, catalogue, asker, editor, save, now).await?;
    let newest = newest(conn, &old).await?;
    if newest.is_none_or(|newest| newest == old.id || standing.changes.iter().any(|known| known.id == newest)) {
        // Nothing is stored then, not even that the profile was touched.
        return Err(AppError::Conflict("this value stands already, or is on its way".to_owned()));
    }
    newest.ok_or(AppError::NotFound)
}

/// The newest change of the same attribute of the same person.
async fn newest(conn: &mut Conn, old: &Change) -> Result<Option<ChangeId>, AppError> {
    let living = change::living(conn, &[old.person]).await?;
    Ok(living.iter().filter(|one| one.attribute == old.attribute).map(|one| one.id).max())
}

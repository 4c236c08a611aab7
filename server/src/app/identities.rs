//! The identities that a person signs in with, and the list of sign-ins that nobody belongs to (S4.18), for administrators.

use domain::{
    api::{PersonIdentity, UnlinkedSignIn},
    id::{IdentityId, PersonId, UnlinkedId},
    moment::Moment,
    rights::Act,
};

use super::{App, AppError, asker::Asker, relink::may_relink};
use crate::store::{federated, person};

impl App {
    /// The identities of a person.
    pub(crate) async fn identities(&self, asker: &Asker, id: PersonId) -> Result<Vec<PersonIdentity>, AppError> {
        may_relink(asker, id)?;
        let mut conn = self.store().read().await?;
        person::by_id(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        Ok(federated::of_person(&mut conn, id).await?)
    }

    /// Takes an identity off a person; one that is not there is fine. Whoever has it is looked for anew when they come again.
    pub(crate) async fn remove_identity(
        &self,
        asker: &Asker,
        id: PersonId,
        identity: IdentityId,
        now: Moment,
    ) -> Result<(), AppError> {
        may_relink(asker, id)?;
        let mut row = asker.actor().audit(now, "identity.remove");
        row.person = Some(id);
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    person::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    if federated::remove(conn, id, identity).await? {
                        conn.audit(row);
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Sign-ins that nobody belongs to, the latest first.
    pub(crate) async fn unlinked(&self, asker: &Asker) -> Result<Vec<UnlinkedSignIn>, AppError> {
        // They are nobody yet, so they are in no part.
        if !asker.can_everywhere(Act::SeePeople) {
            return Ok(Vec::new());
        }
        Ok(federated::unlinked(&mut self.store().read().await?).await?)
    }

    /// Forgets one of them, until they come again; one that is not there is fine.
    pub(crate) async fn forget_unlinked(&self, asker: &Asker, id: UnlinkedId, now: Moment) -> Result<(), AppError> {
        let row = asker.actor().audit(now, "identity.forget");
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    if federated::forget_unlinked(conn, id).await? {
                        conn.audit(row);
                    }
                    Ok(())
                })
            })
            .await
    }
}

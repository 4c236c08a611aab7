//! Who owns containers and groups, as system administrators say: directories keep it in many ways, or not at all.

use domain::{
    api::{NewOwner, Owned, OwnerView},
    dn,
    id::OwnerId,
    moment::Moment,
    rights::Act,
};

use super::{Staged, stand_ins::by_username};
use crate::{
    app::{App, AppError, asker::Asker},
    store::stand_in as stored,
};

impl App {
    /// All owners, by the name of what they own.
    pub(crate) async fn owners(&self, asker: &Asker) -> Result<Vec<OwnerView>, AppError> {
        // Some of them may be people whom somebody whose role holds within a part does not see.
        if !asker.can_everywhere(Act::SeeAttributes) {
            return Err(AppError::Forbidden);
        }
        let all = stored::owners(&mut self.store().read().await?).await?;
        let view = |one: stored::Owner| OwnerView {
            id: one.id,
            kind: if one.kind == word(Owned::Group) { Owned::Group } else { Owned::Container },
            name: one.name,
            person: one.person,
            person_name: one.person_name,
        };
        Ok(all.into_iter().map(view).collect())
    }

    /// Names an owner; from then on they are asked.
    pub(crate) async fn add_owner(
        &self,
        asker: &Asker,
        new: NewOwner,
        now: Moment,
    ) -> Result<Vec<OwnerView>, AppError> {
        let name = new.name.trim().to_owned();
        let normal = dn::normalize(&name).filter(|_| name.len() <= 2000).ok_or_else(|| {
            AppError::BadRequest(
                "`name` is no distinguished name; write it as in ou=Sales,dc=example,dc=com".to_owned(),
            )
        })?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let groups = match new.kind {
            Owned::Group => self.read_new_groups(&catalogue, &[(None, name.clone())], "name").await?,
            Owned::Container => Vec::new(),
        };
        let doer = asker.clone();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let person = by_username(conn, &new.username).await?;
                    for group in &groups {
                        group.keep(conn, now).await?;
                    }
                    if !stored::add_owner(conn, word(new.kind), (&name, &normal), person).await? {
                        return Err(AppError::Conflict("they own it already".to_owned()));
                    }
                    let mut row = doer.actor().audit(now, "owner.add");
                    row.person = Some(person);
                    row.detail = serde_json::json!({ "kind": new.kind, "name": name });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        self.ask_anew(None, Staged::Still, now).await?;
        self.owners(asker).await
    }

    /// Takes an owner away.
    pub(crate) async fn remove_owner(&self, asker: &Asker, id: OwnerId, now: Moment) -> Result<(), AppError> {
        let doer = asker.clone();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let known = stored::owners(conn).await?.into_iter().find(|one| one.id == id);
                    let known = known.ok_or(AppError::NotFound)?;
                    stored::remove_owner(conn, id).await?;
                    let mut row = doer.actor().audit(now, "owner.remove");
                    row.person = Some(known.person);
                    row.detail = serde_json::json!({ "kind": known.kind, "name": known.name });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        self.ask_anew(None, Staged::Still, now).await
    }
}

fn word(kind: Owned) -> &'static str {
    match kind {
        Owned::Container => "container",
        Owned::Group => "group",
    }
}

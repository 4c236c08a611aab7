//! Linking somebody whom an identity provider vouches for to their profile. An identity is known by what never changes (tenant and object id, issuer and
//! subject); the first time, an entry of a directory has to prove whose it is, and exactly one may. Mail and user name prove nothing by themselves.

use domain::{
    api::NotLinked,
    id::{AccountId, PersonId},
    moment::Moment,
};

use super::{App, AppError, seek_entry::Sought};
pub(super) use crate::store::federated::Identity;
use crate::{
    signin::Proof,
    store::{
        Conn, account,
        audit::NewAudit,
        entry,
        federated::{self, ProvedBy},
        person,
    },
};

/// Somebody who comes for the first time.
#[derive(Clone, Debug)]
pub(super) struct Newcomer {
    pub(super) identity: Identity,
    /// What the provider calls them; a hint for people to read.
    pub(super) name: String,
    /// What an entry may have to be theirs, the most telling first.
    pub(super) proofs: Vec<Proof>,
}

impl App {
    /// The account of an identity that is known.
    pub(super) async fn account_of(&self, identity: &Identity) -> Result<Option<AccountId>, AppError> {
        Ok(federated::account(&mut self.store().read().await?, identity).await?)
    }

    /// Links an identity that is not known yet to the person of the one entry that proves it. Whoever cannot be linked is told why, and is listed for
    /// administrators.
    pub(super) async fn link(&self, newcomer: Newcomer, now: Moment) -> Result<AccountId, AppError> {
        let Identity { issuer, tenant, subject } = &newcomer.identity;
        self.attempts().check_newcomer(&format!("{issuer}\n{tenant}\n{subject}"))?;
        let catalogue = self.present_catalogue().await?;
        let found = self.seek(&catalogue, &newcomer.proofs).await?;
        let linked = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    match settle(conn, &newcomer, &found, now).await? {
                        Ok(account) => Ok(Ok(account)),
                        Err(reason) => {
                            refuse(conn, &newcomer, reason, now).await?;
                            // The refusal is to be kept, so it is no error of the transaction.
                            Ok(Err(reason))
                        }
                    }
                })
            })
            .await?;
        linked.map_err(|reason| match reason {
            NotLinked::Blocked => AppError::Blocked,
            reason => AppError::NotLinked(reason),
        })
    }
}

async fn settle(
    conn: &mut Conn,
    newcomer: &Newcomer,
    found: &[Sought],
    now: Moment,
) -> Result<Result<AccountId, NotLinked>, AppError> {
    let identity = &newcomer.identity;
    let (id, proved) = match whose(conn, newcomer, found).await? {
        Ok(one) => one,
        Err(reason) => return Ok(Err(reason)),
    };
    person::lock(conn, &[id]).await?;
    let person = person::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
    if person.blocked().is_some() {
        return Ok(Err(NotLinked::Blocked));
    }
    let account = account::of_person(conn, id, &person.display_name, now).await?.id;
    // Two requests of one page may both be the first.
    match federated::account(conn, identity).await? {
        Some(known) if known == account => return Ok(Ok(account)),
        Some(_) => return Ok(Err(NotLinked::Taken)),
        None => {}
    }
    if federated::has_other(conn, identity, account).await?
        || !federated::add(conn, identity, account, &proved, now).await?
    {
        return Ok(Err(NotLinked::Taken));
    }
    federated::no_longer_unlinked(conn, identity).await?;
    let mut row = NewAudit::new(now, Some(account), Some(person.display_name), "identity.link");
    row.person = Some(id);
    row.detail = serde_json::json!({ "issuer": identity.issuer, "proof": proved.attribute });
    conn.audit(row);
    Ok(Ok(account))
}

/// The one person of all the entries, and the entry that proves it.
async fn whose(
    conn: &mut Conn,
    newcomer: &Newcomer,
    found: &[Sought],
) -> Result<Result<(PersonId, ProvedBy), NotLinked>, AppError> {
    if newcomer.proofs.is_empty() {
        return Ok(Err(NotLinked::NoProof));
    }
    let Some(first) = found.first() else { return Ok(Err(NotLinked::NotFound)) };
    let mut people = Vec::new();
    for sought in found {
        let known = entry::by_external_ids(conn, sought.source, &[sought.external_id.as_str()]).await?.pop();
        people.push(known.filter(|entry| entry.detached_at.is_none()).map(|entry| entry.person));
    }
    // Several directories may have the same person; an entry that is nobody's yet could be anybody's.
    if people.iter().any(|person| *person != people[0]) {
        return Ok(Err(NotLinked::Several));
    }
    if found.len() > 1 && people[0].is_none() {
        return Ok(Err(NotLinked::Several));
    }
    if found.iter().any(|sought| sought.is_disabled) {
        return Ok(Err(NotLinked::Blocked));
    }
    let proved =
        ProvedBy { source: first.source, external_id: first.external_id.clone(), attribute: first.attribute.clone() };
    Ok(people[0].map(|person| (person, proved)).ok_or(NotLinked::NoProfile))
}

async fn refuse(conn: &mut Conn, newcomer: &Newcomer, reason: NotLinked, now: Moment) -> Result<(), AppError> {
    let identity = &newcomer.identity;
    let before = federated::note_unlinked(conn, identity, &newcomer.name, reason, now).await?;
    // The list counts; the log says once what is the matter, and again when that changes.
    if before.as_deref() != Some(reason.as_str()) {
        let mut row = NewAudit::new(now, None, None, "identity.refused");
        row.detail = serde_json::json!({ "issuer": identity.issuer, "not_linked": reason });
        conn.audit(row);
    }
    Ok(())
}

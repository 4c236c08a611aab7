//! Deleting a blocked person for good: after the retention time, by somebody who types the name, on record without a value (S2.11, S2.14).

use domain::{
    id::PersonId,
    moment::Moment,
    purge::{Kept, Purge},
    rights::{Act, Whose},
};

use super::{App, AppError, administrators, asker::Asker, scope, standing::Standing};
use crate::store::{Conn, change, erase, federated, finding, grant, identity, person, session};

impl App {
    /// Deletes a person and everything about them. What was exported and the log of what was done stay.
    pub(crate) async fn purge(&self, asker: &Asker, id: PersonId, typed: String, now: Moment) -> Result<(), AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        scope::may_about(&mut self.store().read().await?, &catalogue, asker, Act::PurgePerson, id).await?;
        let (doer, retention) = (asker.actor(), self.retention());
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    person::touch(conn, id).await?.ok_or(AppError::NotFound)?;
                    let standing = Standing::load(conn, id).await?.ok_or(AppError::NotFound)?;
                    let purge = weighed(conn, &standing, retention).await?;
                    purge.check(&typed, now).map_err(|kept| refusal(kept, &standing.person.display_name))?;
                    let changes = change::count_of_person(conn, id, (None, None)).await?;
                    session::close_of_people(conn, &[id]).await?;
                    if let Some(account) = identity::account(conn, id).await? {
                        grant::end_all(conn, account).await?;
                        // What was done with it names it still, but no longer whose it was.
                        identity::give_account(conn, account, None).await?;
                        federated::forget_all(conn, account).await?;
                        erase::forget_name(conn, account).await?;
                    }
                    finding::remove_of_person(conn, id).await?;
                    erase::person(conn, id).await?;
                    let mut row = doer.audit(now, "person.purge");
                    row.person = Some(id);
                    row.detail = serde_json::json!({
                        "blocked_at": purge.blocked_since, "reason": standing.person.blocked().map(|blocked| blocked.reason), "changes": changes,
                    });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }

    /// For how many milliseconds blocked people are kept.
    fn retention(&self) -> i64 {
        i64::from(self.config().retention_days) * 24 * 3_600_000
    }

    /// From when on the asker may delete this person; `None` if never, as things are.
    pub(super) fn purge_from(&self, asker: &Asker, standing: &Standing) -> Option<Moment> {
        let is_allowed = asker.can(Act::PurgePerson, Some(&Whose::person(standing.person.id)));
        let is_away = !standing.entries.iter().any(|entry| entry.is_present());
        let since = standing.person.blocked()?.at;
        (is_allowed && is_away).then(|| since.plus(self.retention()))
    }
}

async fn weighed<'s>(conn: &mut Conn, standing: &'s Standing, retention: i64) -> Result<Purge<'s>, AppError> {
    let is_last_administrator = administrators::is_last(conn, standing.person.id).await?;
    Ok(Purge {
        blocked_since: standing.person.blocked().map(|blocked| blocked.at),
        is_in_directory: standing.entries.iter().any(|entry| entry.is_present()),
        is_last_administrator,
        retention,
        name: &standing.person.display_name,
    })
}

fn refusal(kept: Kept, name: &str) -> AppError {
    AppError::Conflict(match kept {
        Kept::NotBlocked => "only blocked people can be deleted; block them first".to_owned(),
        Kept::InDirectory => {
            "a directory still has this person, so the next run would make them anew; take them out of it, or out of who comes in".to_owned()
        }
        Kept::LastAdministrator => administrators::LAST.to_owned(),
        Kept::Until(from) => format!(
            "blocked people are kept for a while (the setting retention_days), this one until {}",
            from.to_rfc3339()
        ),
        Kept::OtherName => format!("`name` is not theirs; to delete this person for good, type {name}"),
    })
}

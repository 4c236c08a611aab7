//! Asking people whether their details are still right (T9, X11): what of a profile is due, one click that says that all is right, and putting
//! it off. Each detail is confirmed by itself, so that only what is due is asked about; an edit confirms too.

use std::collections::BTreeMap;

use domain::{
    api::{ConfirmAsked, ConfirmDetails, Profile},
    attribute::Attribute,
    confirm::Cycle,
    id::PersonId,
    moment::Moment,
    name::AttributeKey,
    news::NewsAbout,
    policy::{self, Editor},
    rights::{Act, Whose},
};

use super::{App, AppError, asker::Asker, catalogue::Catalogue, standing::Standing};
use crate::store::{Conn, confirm as stored, news::NewNews, person};

const DAY: i64 = 86_400_000;
/// For so long somebody is left in peace who puts it off.
const SNOOZE: i64 = 7 * DAY;
/// They are not reminded more often than this.
const REMIND_AGAIN: i64 = 14 * DAY;
/// Those of whom nothing was due although it looked like it, such as who is changing it right now, are looked at again after this time.
const LOOK_AGAIN: i64 = DAY;
/// People who are reminded at one look.
const TOGETHER: i64 = 100;

/// The attributes of a person that are theirs to change, and so theirs to confirm.
fn own_details<'a>(catalogue: &'a Catalogue, standing: &'a Standing) -> impl Iterator<Item = &'a Attribute> {
    let is_theirs = |attribute: &&Attribute| {
        let own = standing.own(catalogue, attribute);
        let theirs = standing.theirs(catalogue, &attribute.key);
        let mapped = standing.mapped(catalogue, &attribute.key);
        policy::may_edit(&own, theirs, mapped, Editor::Oneself).is_ok()
    };
    catalogue.attributes.iter().map(|stored| &stored.attribute).filter(is_theirs)
}

/// What of a person is due at a moment.
fn due<'a>(
    catalogue: &'a Catalogue,
    standing: &'a Standing,
    cycle: Cycle,
    confirmed: &'a BTreeMap<AttributeKey, Moment>,
    now: Moment,
) -> impl Iterator<Item = &'a Attribute> {
    let known_since = standing.person.created_at;
    own_details(catalogue, standing).filter(move |attribute| {
        // What is being changed right now was looked at.
        let is_open = standing.changes.iter().any(|change| change.attribute == attribute.key && change.state.is_open());
        let due = cycle.due(known_since, confirmed.get(&attribute.key).copied());
        !is_open && due.is_some_and(|due| due <= now)
    })
}

/// Notes that a person has looked at these details, and since when the oldest of all stands.
pub(super) async fn note(
    conn: &mut Conn,
    catalogue: &Catalogue,
    standing: &Standing,
    keys: &[AttributeKey],
    now: Moment,
) -> Result<(), AppError> {
    let person = standing.person.id;
    stored::confirm(conn, person, keys, now).await?;
    let (confirmed, _) = stored::of_person(conn, person).await?;
    Ok(stored::note(conn, person, oldest(catalogue, standing, &confirmed), now).await?)
}

/// Since when the oldest detail of a person stands as it was confirmed; `None` if nothing is theirs to confirm.
fn oldest(catalogue: &Catalogue, standing: &Standing, confirmed: &BTreeMap<AttributeKey, Moment>) -> Option<Moment> {
    let known_since = standing.person.created_at;
    own_details(catalogue, standing).map(|one| confirmed.get(&one.key).copied().unwrap_or(known_since)).min()
}

/// Adds to a profile when each detail was confirmed and, for its owner, what is due.
pub(super) async fn add(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    standing: &Standing,
    profile: &mut Profile,
    now: Moment,
) -> Result<(), AppError> {
    let (confirmed, snoozed_until) = stored::of_person(conn, standing.person.id).await?;
    for field in &mut profile.fields {
        field.confirmed_at = confirmed.get(&field.key).copied();
    }
    let is_asked = asker.person() == Some(standing.person.id)
        && standing.person.blocked().is_none()
        && snoozed_until.is_none_or(|until| until <= now);
    if is_asked {
        let cycle = catalogue.company.cycle;
        let attributes: Vec<AttributeKey> =
            due(catalogue, standing, cycle, &confirmed, now).map(|one| one.key.clone()).collect();
        profile.confirm = (!attributes.is_empty()).then_some(ConfirmAsked { attributes });
    }
    Ok(())
}

impl App {
    /// Notes that these details of the asker are right as they stand; gives the profile as it is then.
    pub(crate) async fn confirm_details(
        &self,
        asker: &Asker,
        own: PersonId,
        version: i64,
        confirm: ConfirmDetails,
        now: Moment,
    ) -> Result<Profile, AppError> {
        asker.may(Act::Propose, Some(&Whose::person(own)))?;
        if confirm.attributes.is_empty() {
            return Err(AppError::BadRequest("`attributes` names none; name what is right".to_owned()));
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let moved = person::touch(conn, own).await?.ok_or(AppError::NotFound)?;
                    if moved - 1 != version {
                        return Err(AppError::VersionMoved { version: moved - 1, moved: Vec::new() });
                    }
                    let standing = Standing::load(conn, own).await?.ok_or(AppError::NotFound)?;
                    let mut keys = confirm.attributes;
                    keys.sort_unstable();
                    keys.dedup();
                    let is_own = |key: &AttributeKey| own_details(&catalogue, &standing).any(|one| one.key == *key);
                    if let Some(other) = keys.iter().find(|key| !is_own(key)) {
                        // A hidden and an unknown one get the same answer.
                        return Err(AppError::BadRequest(format!(
                            "`attributes`: {other} is not yours to confirm; read your profile again"
                        )));
                    }
                    note(conn, &catalogue, &standing, &keys, now).await?;
                    for key in keys {
                        let mut row = actor.audit(now, "profile.confirm");
                        (row.person, row.attribute) = (Some(own), Some(key));
                        conn.audit(row);
                    }
                    Ok(())
                })
            })
            .await?;
        self.profile(asker, own, now).await
    }

    /// Leaves the asker in peace for a week.
    pub(crate) async fn snooze(&self, own: PersonId, now: Moment) -> Result<(), AppError> {
        self.store()
            .write(move |conn| Box::pin(async move { Ok(stored::snooze(conn, own, now.plus(SNOOZE)).await?) }))
            .await
    }

    /// Reminds those whose details are due, each no more often than every two weeks.
    pub(crate) async fn remind(&self, now: Moment) -> Result<(), AppError> {
        let before = now.plus(-REMIND_AGAIN);
        let catalogue = self.present_catalogue().await?;
        let cycle = catalogue.company.cycle;
        if !cycle.is_on() {
            return Ok(());
        }
        let since = (before, now.plus(-LOOK_AGAIN));
        let people =
            stored::to_remind(&mut self.store().read().await?, cycle.limits(now), since, now, TOGETHER).await?;
        if people.is_empty() {
            return Ok(());
        }
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    for (id, standing) in Standing::load_many(conn, &people).await? {
                        let (confirmed, _) = stored::of_person(conn, id).await?;
                        let is_due = due(&catalogue, &standing, cycle, &confirmed, now).next().is_some();
                        // Who has nothing of their own to confirm is as good as confirmed, and others get their turn.
                        let oldest = oldest(&catalogue, &standing, &confirmed).unwrap_or(now);
                        if !is_due {
                            stored::note_looked(conn, id, oldest, now).await?;
                        } else if stored::note_reminded(conn, id, oldest, before, now).await? {
                            let (to, about) = (id, NewsAbout::Confirm);
                            conn.tell(NewNews { to, about, subject: Some(id), by: None, change: None, at: now });
                        }
                    }
                    Ok(())
                })
            })
            .await
    }
}

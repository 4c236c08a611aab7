//! Holding one value in place for one person (X10): the directory's word does not replace it, and nobody edits it, until its time ends by itself
//! or an administrator lets it go.

use std::sync::Arc;

use domain::{
    api::{PinValue, Profile},
    attribute::Kind,
    id::PersonId,
    kind,
    moment::Moment,
    name::AttributeKey,
    problem::Problems,
    rights::Act,
    validate,
};

use super::{App, AppError, asker::Asker, catalogue::Catalogue, scope, standing::Standing, words};
use crate::store::{
    Conn, person,
    pinned::{self, Pin},
};

/// The longest time for which a value is held; what is meant for ever is a matter for the policy.
const LONGEST: i64 = 5 * 366 * 24 * 3_600_000;
/// What runs out is let go so much at a time.
const TOGETHER: i64 = 100;

impl App {
    /// Holds a value.
    pub(crate) async fn pin(
        &self,
        asker: &Asker,
        (id, key, version): (PersonId, AttributeKey, i64),
        pin: PinValue,
        now: Moment,
    ) -> Result<Profile, AppError> {
        let catalogue = self.may_pin(asker, id).await?;
        if pin.until <= now || pin.until.0 > now.0 + LONGEST {
            return Err(AppError::BadRequest("`until`: is a moment to come, within five years".to_owned()));
        }
        let Some(reason) = words::said("reason", Some(&pin.reason), 500)? else {
            return Err(AppError::BadRequest("`reason` says why, in 1 to 500 characters".to_owned()));
        };
        let (writer, value) = (asker.clone(), pin.value);
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let standing = touched(conn, id, version).await?;
                    scope::may_about(conn, &catalogue, &writer, Act::EditAnything, id).await?;
                    let attribute = catalogue.attribute(&key).ok_or(AppError::NotFound)?;
                    let own = standing.own(&catalogue, attribute);
                    if matches!(own.kind, Kind::Photo | Kind::Person) {
                        return Err(AppError::BadRequest(
                            "`value`: pictures and people are not held; they follow the directory".to_owned(),
                        ));
                    }
                    let value = value.and_then(|value| kind::clean(&own, &value));
                    let problems = validate::check(&own, value.as_ref(), now);
                    if !problems.is_empty() {
                        return Err(AppError::Invalid(Problems::from([(key, problems)])));
                    }
                    let pin = Pin {
                        person: id,
                        attribute: key.clone(),
                        value,
                        reason,
                        until: pin.until,
                        at: now,
                        by: writer.name.clone(),
                    };
                    pinned::put(conn, &pin).await?;
                    draw(conn, &catalogue, id).await?;
                    let mut row = writer.actor().audit(now, "pin.set");
                    row.person = Some(id);
                    row.attribute = Some(key);
                    row.detail = serde_json::json!({ "until": pin.until, "reason": pin.reason });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        self.profile(asker, id, now).await
    }

    /// Lets a value go before its time.
    pub(crate) async fn unpin(
        &self,
        asker: &Asker,
        (id, key, version): (PersonId, AttributeKey, i64),
        now: Moment,
    ) -> Result<Profile, AppError> {
        let catalogue = self.may_pin(asker, id).await?;
        let writer = asker.clone();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    touched(conn, id, version).await?;
                    scope::may_about(conn, &catalogue, &writer, Act::EditAnything, id).await?;
                    if !pinned::remove(conn, id, &key).await? {
                        return Err(AppError::NotFound);
                    }
                    draw(conn, &catalogue, id).await?;
                    let mut row = writer.actor().audit(now, "pin.remove");
                    row.person = Some(id);
                    row.attribute = Some(key);
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        self.profile(asker, id, now).await
    }

    /// Asked before anything else, and again where the person is locked.
    async fn may_pin(&self, asker: &Asker, id: PersonId) -> Result<Arc<Catalogue>, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        scope::may_about(&mut self.store().read().await?, &catalogue, asker, Act::EditAnything, id).await?;
        Ok(catalogue)
    }

    /// Lets go what has run out.
    pub(crate) async fn end_pins(&self, now: Moment) -> Result<(), AppError> {
        let mut conn = self.store().read().await?;
        if pinned::run_out(&mut conn, now, 1).await?.is_empty() {
            return Ok(());
        }
        drop(conn);
        let catalogue = self.present_catalogue().await?;
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    for pin in pinned::run_out(conn, now, TOGETHER).await? {
                        // This also locks the person until the transaction ends.
                        person::touch(conn, pin.person).await?;
                        if !pinned::remove(conn, pin.person, &pin.attribute).await? {
                            continue;
                        }
                        draw(conn, &catalogue, pin.person).await?;
                        let mut row = super::asker::Actor::default().audit(now, "pin.end");
                        row.person = Some(pin.person);
                        row.attribute = Some(pin.attribute);
                        row.detail = serde_json::json!({ "until": pin.until, "reason": pin.reason });
                        conn.audit(row);
                    }
                    Ok(())
                })
            })
            .await
    }
}

/// The person, locked until the transaction ends, if the version that was seen still is the present one.
async fn touched(conn: &mut Conn, id: PersonId, version: i64) -> Result<Standing, AppError> {
    let is = person::touch(conn, id).await?.ok_or(AppError::NotFound)? - 1;
    if is != version {
        return Err(AppError::VersionMoved { version: is, moved: Vec::new() });
    }
    Standing::load(conn, id).await?.ok_or(AppError::NotFound)
}

/// Has lists show what is held now, or what stands without it.
async fn draw(conn: &mut Conn, catalogue: &Catalogue, id: PersonId) -> Result<(), AppError> {
    if let Some(standing) = Standing::load(conn, id).await? {
        person::set_shown(conn, id, &standing.shown(catalogue)).await?;
    }
    Ok(())
}

//! Targets that are SCIM services: made, changed and given up by administrators. A token goes in and never comes out; it is kept for the address that it
//! was entered for, and nothing is written before a test has shown that the service takes what the template names.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    api::{LONGEST_TOKEN, MissingUser, NewScimTarget, ScimService, ScimTarget, SetScimTarget},
    id::TargetId,
    moment::Moment,
    name::AttributeKey,
};
use secrecy::SecretString;

use super::{App, AppError, asker::Asker, catalogue::Catalogue, template::edit};
use crate::{
    seal::Seals,
    store::{
        Conn, attribute,
        service::{self, Stored},
        template as stored,
    },
    target::scim::{Address, Missing, Place},
};

/// What a new one is given, as far as there are such attributes; the template can be changed afterwards.
const USUAL: [(&str, &str); 17] = [
    ("display_name", "displayName"),
    ("given_name", "name.givenName"),
    ("surname", "name.familyName"),
    ("title", "title"),
    ("mail", "emails[type eq \"work\"].value"),
    ("phone", "phoneNumbers[type eq \"work\"].value"),
    ("mobile", "phoneNumbers[type eq \"mobile\"].value"),
    ("street", "addresses[type eq \"work\"].streetAddress"),
    ("postal_code", "addresses[type eq \"work\"].postalCode"),
    ("city", "addresses[type eq \"work\"].locality"),
    ("state", "addresses[type eq \"work\"].region"),
    ("country", "addresses[type eq \"work\"].country"),
    ("preferred_language", "preferredLanguage"),
    ("website", "profileUrl"),
    ("department", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"),
    ("employee_number", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber"),
    ("manager", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value"),
];

/// The services that can be reached, or why one cannot be.
pub(super) type Services = BTreeMap<TargetId, Result<Arc<Place>, String>>;

/// All of them, with their tokens opened.
pub(super) async fn services(conn: &mut Conn, seals: &Seals) -> Result<Services, AppError> {
    let all = service::all(conn).await?;
    Ok(all.into_iter().map(|stored| (stored.id, place(&stored, seals).map(Arc::new))).collect())
}

fn place(stored: &Stored, seals: &Seals) -> Result<Place, String> {
    let sealed = stored.secret.as_deref().ok_or("the token of this service is missing; enter it again")?;
    let token = seals.open(sealed, &kept_for(stored.id, &stored.service)).map_err(|error| error.to_string())?;
    let address = Address::new(&stored.service.url, token, stored.service.ca_pem.as_deref())?;
    let missing = match stored.service.missing {
        MissingUser::Make => Missing::Make,
        MissingUser::Wait => Missing::Wait,
    };
    Ok(Place { address, missing })
}

/// What a token in the database is sealed for: at another address it cannot be opened.
fn kept_for(target: TargetId, service: &ScimService) -> String {
    format!("target {target} {}", service.url)
}

impl App {
    /// One of them.
    pub(crate) async fn scim_target(&self, asker: &Asker, id: TargetId) -> Result<ScimTarget, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let stored = one(&mut self.store().read().await?, id).await?;
        shown(&catalogue, stored)
    }

    /// Makes one. Nothing is written to it before writing is turned on.
    pub(crate) async fn add_scim_target(
        &self,
        asker: &Asker,
        new: NewScimTarget,
        now: Moment,
    ) -> Result<ScimTarget, AppError> {
        let NewScimTarget { name, source, service, token } = new;
        let (name, service) = (edit::named(&name)?, tidy(service));
        let token = look(&service, &token)?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        if !catalogue.sources.contains_key(&source) {
            return Err(AppError::BadRequest(format!("`source`: there is no source {source}")));
        }
        let known = |(key, path): &(&str, &'static str)| {
            let key = AttributeKey::parse(key).ok()?;
            catalogue.attribute(&key).map(|_| (key, *path))
        };
        let rows: Vec<(AttributeKey, &'static str)> = USUAL.iter().filter_map(known).collect();
        let (actor, app) = (asker.actor(), self.clone());
        let id = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    refuse_taken(conn, &name, None).await?;
                    let made = service::add(conn, (&name, source), &service, &rows).await?;
                    let id = made.ok_or_else(|| edit::taken(&name))?;
                    let sealed = app.seals().seal(&token, &kept_for(id, &service));
                    let sealed = sealed.map_err(|error| AppError::Conflict(error.to_string()))?;
                    service::set_secret(conn, id, &sealed).await?;
                    attribute::move_catalogue(conn).await?;
                    let mut row = actor.audit(now, "service.add");
                    row.detail = told(&name, &service);
                    conn.audit(row);
                    Ok(id)
                })
            })
            .await?;
        self.scim_target(&self.fresh(asker).await?, id).await
    }

    /// Changes one. With another address or authority the token has to be entered again, and nothing is written until writing is turned on again.
    pub(crate) async fn set_scim_target(
        &self,
        asker: &Asker,
        (id, version): (TargetId, i64),
        set: SetScimTarget,
        now: Moment,
    ) -> Result<ScimTarget, AppError> {
        let SetScimTarget { name, service, token } = set;
        let (name, service) = (edit::named(&name)?, tidy(service));
        let before = one(&mut self.store().read().await?, id).await?;
        if before.version != version {
            return Err(AppError::VersionMoved { version: before.version, moved: Vec::new() });
        }
        let is_elsewhere = (&before.service.url, &before.service.ca_pem) != (&service.url, &service.ca_pem);
        let secret = match token {
            Some(token) => {
                let sealed = self.seals().seal(&look(&service, &token)?, &kept_for(id, &service));
                Some(sealed.map_err(|error| AppError::Conflict(error.to_string()))?)
            }
            None if is_elsewhere => {
                return Err(AppError::BadRequest(
                    "`token`: enter it again, since it was kept for another address".to_owned(),
                ));
            }
            None => before.secret.clone(),
        };
        let after = Stored { name, service, secret, ..before.clone() };
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    refuse_taken(conn, &after.name, Some(id)).await?;
                    if !service::save(conn, &after, is_elsewhere).await? {
                        let version = one(conn, id).await?.version;
                        return Err(AppError::VersionMoved { version, moved: Vec::new() });
                    }
                    attribute::move_catalogue(conn).await?;
                    let mut row = actor.audit(now, "service.set");
                    let mut detail = told(&after.name, &after.service);
                    detail["before"] = told(&before.name, &before.service);
                    detail["token"] = serde_json::json!(after.secret != before.secret);
                    row.detail = detail;
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        self.scim_target(&self.fresh(asker).await?, id).await
    }

    /// Gives one up: what waits for it is cancelled. What was written stays in the service.
    pub(crate) async fn remove_scim_target(
        &self,
        asker: &Asker,
        (id, version): (TargetId, i64),
        now: Moment,
    ) -> Result<(), AppError> {
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let before = one(conn, id).await?;
                    edit::begin(conn, id, version).await?;
                    let cancelled = stored::retire(conn, id, edit::GIVEN_UP, now).await?;
                    let mut row = actor.audit(now, "service.retire");
                    row.detail = serde_json::json!({ "target": before.name, "cancelled": cancelled });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }
}

async fn one(conn: &mut Conn, id: TargetId) -> Result<Stored, AppError> {
    service::all(conn).await?.into_iter().find(|stored| stored.id == id).ok_or(AppError::NotFound)
}

fn shown(catalogue: &Catalogue, stored: Stored) -> Result<ScimTarget, AppError> {
    let Stored { id, name, source, service, secret, version } = stored;
    let source_name = catalogue.sources.get(&source).ok_or(AppError::NotFound)?.clone();
    Ok(ScimTarget { id, name, source, source_name, service, has_token: secret.is_some(), version })
}

/// For the audit log; an authority's certificates are long, and public.
fn told(name: &str, service: &ScimService) -> serde_json::Value {
    let ScimService { url, ca_pem, missing } = service;
    serde_json::json!({ "target": name, "url": url, "own_authority": ca_pem.is_some(), "missing": missing })
}

fn tidy(service: ScimService) -> ScimService {
    let ca_pem = service.ca_pem.map(|pem| pem.trim().to_owned()).filter(|pem| !pem.is_empty());
    ScimService { url: service.url.trim().to_owned(), ca_pem, ..service }
}

/// Looks whether a service could be reached by this, as far as that can be told without asking it.
fn look(service: &ScimService, token: &str) -> Result<SecretString, AppError> {
    if token.len() > LONGEST_TOKEN {
        return Err(AppError::BadRequest(format!("`token`: is longer than {LONGEST_TOKEN} characters")));
    }
    let token = SecretString::from(token.trim().to_owned());
    Address::new(&service.url, token.clone(), service.ca_pem.as_deref()).map_err(AppError::BadRequest)?;
    Ok(token)
}

async fn refuse_taken(conn: &mut Conn, name: &str, but: Option<TargetId>) -> Result<(), AppError> {
    if stored::is_taken(conn, name, but).await? { Err(edit::taken(name)) } else { Ok(()) }
}

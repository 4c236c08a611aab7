//! Signing in: the directory checks a person's password by a bind, Amend checks a local administrator's. A session is a random token in a
//! cookie and its hash in the database.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    time::{Duration, Instant},
};

use domain::{
    api,
    id::PersonId,
    moment::Moment,
    rights::{Act, Scope, Who},
    text,
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use secrecy::SecretString;

use super::{
    App, AppError,
    asker::{Asker, Door},
    open_session::{NewSession, Opening, hash},
};
use crate::{
    signin::{self, Verdict},
    source::LdapSettings,
    store::{
        account::{self, Account},
        agent,
        audit::NewAudit,
        entry, export_link, hand_over,
        person::{self, Person},
        session, started, vouched,
    },
};

/// Counts attempts by name and by address, in memory: a restart forgives.
pub(crate) struct Attempts {
    by_name: DefaultKeyedRateLimiter<String>,
    by_address: DefaultKeyedRateLimiter<IpAddr>,
    /// Each first sign-in with an identity asks the directories.
    by_newcomer: DefaultKeyedRateLimiter<String>,
    /// Codes of agents that are tried.
    by_enroller: DefaultKeyedRateLimiter<IpAddr>,
    wait: Duration,
}

impl Attempts {
    pub(super) fn new(per_minute: u32) -> Self {
        let per_minute = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
        // A whole office may share one address.
        let by_address = NonZeroU32::new(per_minute.get().saturating_mul(20)).unwrap_or(per_minute);
        Self {
            by_name: RateLimiter::keyed(Quota::per_minute(per_minute)),
            by_address: RateLimiter::keyed(Quota::per_minute(by_address)),
            by_newcomer: RateLimiter::keyed(Quota::per_minute(per_minute)),
            by_enroller: RateLimiter::keyed(Quota::per_minute(per_minute)),
            wait: Duration::from_secs(60) / per_minute.get(),
        }
    }

    /// The same for an attempt that names nobody.
    pub(super) fn check_address(&self, address: IpAddr) -> Result<(), AppError> {
        if self.by_address.check_key(&address).is_ok() {
            return Ok(());
        }
        Err(AppError::TooMany(self.wait.as_secs().max(1)))
    }

    /// The same for somebody who is vouched for and not linked yet.
    pub(super) fn check_newcomer(&self, identity: &str) -> Result<(), AppError> {
        if self.by_newcomer.check_key(&identity.to_owned()).is_ok() {
            return Ok(());
        }
        Err(AppError::TooMany(self.wait.as_secs().max(1)))
    }

    /// The same for an attempt to become an agent.
    pub(super) fn check_enroller(&self, address: IpAddr) -> Result<(), AppError> {
        if self.by_enroller.check_key(&address).is_ok() {
            return Ok(());
        }
        Err(AppError::TooMany(self.wait.as_secs().max(1)))
    }

    fn check(&self, name: &str, address: IpAddr) -> Result<(), AppError> {
        let name_is_fine = self.by_name.check_key(&name.to_owned()).is_ok();
        if name_is_fine && self.by_address.check_key(&address).is_ok() {
            return Ok(());
        }
        Err(AppError::TooMany(self.wait.as_secs().max(1)))
    }

    /// Forgets names and addresses that have been quiet.
    pub(crate) fn sweep(&self) {
        self.by_name.retain_recent();
        self.by_address.retain_recent();
        self.by_newcomer.retain_recent();
        self.by_enroller.retain_recent();
    }
}

impl App {
    /// Checks a name and a password and opens a session; the one that the browser had before ends.
    pub(crate) async fn sign_in(
        &self,
        credentials: api::SignIn,
        address: IpAddr,
        old_token: Option<&str>,
        now: Moment,
    ) -> Result<NewSession, AppError> {
        let name = text::fold(&credentials.username);
        let password = SecretString::from(credentials.password);
        if name.is_empty() || name.chars().count() > 256 || name.contains('\0') {
            return Err(AppError::WrongCredentials);
        }
        self.attempts().check(&name, address)?;
        let mut conn = self.store().read().await?;
        let local = account::local(&mut conn, &name).await?;
        let person = person::by_username(&mut conn, &name).await?;
        drop(conn);
        let tried = match (&local, &person) {
            (Some(local), _) => Some((None, local.name.clone())),
            (None, person) => person.as_ref().map(|person| (Some(person.id), person.display_name.clone())),
        };
        let account = match (local, person) {
            (Some(local), _) => self.local_sign_in(local, password).await?,
            (None, _) if !self.config().password_sign_in => {
                signin::take_as_long(password).await.map_err(AppError::Internal)?;
                None
            }
            (None, person) => self.directory_sign_in(person, password, now).await?,
        };
        let Some((account, shown_name)) = account else {
            self.note_refusal(tried, now).await?;
            return Err(AppError::WrongCredentials);
        };
        let seconds = i64::from(self.config().session_hours) * 3600;
        let by = if account.person.is_none() { "password" } else { "directory" };
        let opening = Opening { account, name: shown_name, door: Door::Portal, seconds, old_token, by, vouched: None };
        self.open_session(opening, now).await
    }

    async fn local_sign_in(
        &self,
        account: Account,
        password: SecretString,
    ) -> Result<Option<(Account, String)>, AppError> {
        let Some(stored) = account.password_hash.clone() else { return Ok(None) };
        let is_right = signin::password_matches(stored, password).await.map_err(AppError::Internal)?;
        let name = account.name.clone();
        Ok(is_right.then_some((account, name)))
    }

    async fn directory_sign_in(
        &self,
        person: Option<Person>,
        password: SecretString,
        now: Moment,
    ) -> Result<Option<(Account, String)>, AppError> {
        let began = Instant::now();
        let Some((settings, dn)) = self.bind_name(person.as_ref()).await? else { return Ok(None) };
        let verdict = signin::bind(&settings, &dn, &password).await.map_err(AppError::Directory)?;
        tracing::debug!(milliseconds = began.elapsed().as_millis(), "session.bind");
        // A name that nobody has was asked for as well, so that it does not answer faster; it can never be right.
        let (Verdict::Right, Some(person)) = (verdict, person) else { return Ok(None) };
        if person.blocked().is_some() {
            return Err(AppError::Blocked);
        }
        let account = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let account = account::of_person(conn, person.id, &person.display_name, now).await?;
                    Ok((account, person.display_name))
                })
            })
            .await?;
        Ok(Some(account))
    }

    /// Where to bind, and as whom. For a name that nobody has: as somebody who does not exist.
    async fn bind_name(&self, person: Option<&Person>) -> Result<Option<(LdapSettings, String)>, AppError> {
        let catalogue = self.present_catalogue().await?;
        if let Some(person) = person {
            let mut conn = self.store().read().await?;
            // The name of an entry that somebody was taken off may be another's by now.
            let followed = entry::of_person(&mut conn, person.id).await?;
            for entry in followed.into_iter().filter(|entry| entry.detached_at.is_none()) {
                let ldap = catalogue.connection(entry.source).ok().and_then(|connection| connection.reach.ldap());
                if let Some(ldap) = ldap {
                    return Ok(Some((ldap.clone(), entry.dn)));
                }
            }
        }
        let mut reachable = catalogue.reached().filter_map(|(_, reached)| reached.as_ref().ok());
        let in_use = reachable.find(|connection| connection.is_in_use && connection.reach.ldap().is_some());
        let Some((connection, ldap)) = in_use.and_then(|connection| Some((connection, connection.reach.ldap()?)))
        else {
            return Ok(None);
        };
        let nobody = hex::encode(crate::clock::random::<8>()?);
        Ok(Some((ldap.clone(), format!("cn={nobody},{}", connection.base))))
    }

    /// Puts a refused sign-in on record: whose name it was, if it is somebody's.
    pub(super) async fn note_refusal(
        &self,
        tried: Option<(Option<PersonId>, String)>,
        now: Moment,
    ) -> Result<(), AppError> {
        // A name that nobody has is left out: people type passwords there.
        self.store()
            .write(move |conn| {
                Box::pin(async move {
                    let mut row = NewAudit::new(now, None, None, "session.refused");
                    if let Some((person, name)) = tried {
                        row.person = person;
                        row.detail = serde_json::json!({ "tried": name });
                    } else {
                        row.detail = serde_json::json!({ "unknown": true });
                    }
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }

    /// Puts on record that the sender of a request has no right to it. The path is the address as the document has it.
    pub(crate) async fn note_request_refused(
        &self,
        (door, token): (Door, &str),
        method: &str,
        path: &str,
        now: Moment,
    ) -> Result<(), AppError> {
        let Some(asker) = self.asker(door, token, now).await? else { return Ok(()) };
        let detail = serde_json::json!({ "method": method, "path": path });
        self.store()
            .write(move |conn| {
                Box::pin(async move {
                    let mut row = asker.actor().audit(now, "request.refused");
                    row.detail = detail;
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }

    /// Who sends a request with this token to this door.
    pub(crate) async fn asker(&self, door: Door, token: &str, now: Moment) -> Result<Option<Asker>, AppError> {
        // Our own tokens are hexadecimal digits, those of an identity provider have dots.
        if door == Door::Pane
            && token.contains('.')
            && let Some(bearers) = self.bearers()
        {
            return self.bearer(bearers, token, now).await;
        }
        let mut conn = self.store().read().await?;
        let Some(open) = session::find(&mut conn, door, &hash(token)).await? else { return Ok(None) };
        if open.expires_at <= now || open.blocked {
            return Ok(None);
        }
        Ok(Some(Asker {
            is_local: open.person.is_none(),
            who: Who { account: open.account, person: open.person, grants: open.grants },
            name: open.name,
            catalogue_version: open.catalogue_version,
        }))
    }

    /// Ends the session of a token; one that is not known is fine. Gives where the browser goes to be signed out at an identity provider as well.
    pub(crate) async fn sign_out(&self, token: &str, asker: Asker, now: Moment) -> Result<Option<String>, AppError> {
        let token_hash = hash(token);
        let vouched = vouched::provider(&mut self.store().read().await?, &token_hash).await?;
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    // An identity provider's token at the pane's door is no session of ours: it ends when it runs out.
                    if session::close(conn, &token_hash).await? {
                        conn.audit(asker.actor().audit(now, "session.close"));
                    }
                    Ok(())
                })
            })
            .await?;
        Ok(self.end_at_provider(vouched, now).await)
    }

    /// Forgets sessions that ran out and attempts that are old.
    pub(crate) async fn sweep_sessions(&self, now: Moment) -> Result<(), AppError> {
        self.attempts().sweep();
        self.store()
            .write(move |conn| {
                Box::pin(async move {
                    session::sweep(conn, now).await?;
                    hand_over::sweep(conn, now).await?;
                    export_link::sweep(conn, now).await?;
                    started::sweep(conn, now).await?;
                    agent::sweep(conn, now).await?;
                    Ok(())
                })
            })
            .await
    }

    /// What the page says about who is signed in.
    pub(crate) async fn session(&self, asker: &Asker) -> Result<api::Session, AppError> {
        let reports = self.reports_of(asker).await?;
        let (lists, is_asked) = self.count_approvals(asker).await?;
        let (everywhere, parts): (Vec<_>, Vec<_>) =
            asker.who.grants.iter().partition(|(_, scope)| **scope == Scope::Everywhere);
        let roles = everywhere.into_iter().map(|(role, _)| *role).collect();
        let scoped = parts.into_iter().map(|(role, _)| *role).collect();
        let stuck = if asker.can(Act::MakeExport, None) { lists.not_taken + lists.failed } else { 0 };
        let findings = self.count_findings(asker).await?;
        let news = self.unread_news(asker, lists.pending > 0).await?;
        Ok(api::Session {
            findings,
            news,
            name: asker.name.clone(),
            person: asker.person(),
            roles,
            scoped,
            manages: is_asked || !reports.is_empty(),
            approvals: lists.pending + lists.conflict + stuck,
            lists,
            finds_colleagues: self.finds_colleagues(asker),
            local: asker.is_local,
        })
    }
}

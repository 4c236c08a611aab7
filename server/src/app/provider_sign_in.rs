//! Signing in to the portal with an identity provider: somebody is sent there and comes back with a code. A row in the database remembers that they
//! were sent, and a cookie that it was this browser; each is worth one attempt within minutes. Every tab has a row of its own.

use std::{collections::BTreeSet, net::IpAddr};

use domain::{
    api::{SignInFailure, SignInProvider, SignInWays, SourceState, Via},
    moment::Moment,
    rights::Role,
};
use ring::hmac;

use super::{
    App, AppError,
    asker::Door,
    end_at_provider::ID_TOKEN,
    link_identity::{Identity, Newcomer},
    open_session::{NewSession, Opening, hash},
    own_path::own_path,
};
use crate::{
    config::is_guid,
    signin::{Bond, Claims, NoVouch, Provider, Vouch, plain, proofs},
    store::{
        account::{self, Account},
        audit::NewAudit,
        person, source,
        started::{self, Started},
        vouched::Vouched,
    },
};

/// For how long somebody may take at the provider, in milliseconds.
pub(crate) const GOOD_FOR: i64 = 10 * 60_000;

/// Somebody on the way to a provider.
pub(crate) struct Sent {
    /// Where the browser goes.
    pub(crate) to: String,
    /// What it keeps in a cookie until then.
    pub(crate) browser: String,
}

/// What a browser brings back from a provider.
#[derive(Debug, Default)]
pub(crate) struct Brought {
    pub(crate) state: String,
    pub(crate) code: Option<String>,
    /// Who says that they send it.
    pub(crate) issuer: Option<String>,
    /// Why there is no code.
    pub(crate) error: Option<String>,
}

/// Nobody is signed in: why, and where to say so.
#[derive(Debug)]
pub(crate) struct NotIn {
    pub(crate) failure: SignInFailure,
    pub(crate) to: String,
}

/// Why nobody is signed in, with a reason for the log.
struct Trouble(SignInFailure, String);

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Self {
        let failure = match &error {
            AppError::NotLinked(_) => SignInFailure::NotLinked,
            AppError::Blocked => SignInFailure::Blocked,
            AppError::TooMany(_) => SignInFailure::TooMany,
            AppError::Directory(_) => SignInFailure::DirectoryAway,
            _ => SignInFailure::Failed,
        };
        Self(failure, error.to_string())
    }
}

impl From<NoVouch> for Trouble {
    fn from(why: NoVouch) -> Self {
        let failure = match &why {
            NoVouch::Away(_) => SignInFailure::ProviderAway,
            NoVouch::Refused(_) => SignInFailure::ProviderRefused,
            NoVouch::Clock(_) => SignInFailure::Clock,
            NoVouch::Mismatch(_) => SignInFailure::Mismatch,
        };
        Self(failure, why.to_string())
    }
}

impl App {
    /// The ways to sign in.
    pub(crate) async fn sign_in_ways(&self) -> Result<SignInWays, AppError> {
        let provider = |provider: &Provider| {
            let settings = provider.settings();
            SignInProvider { key: settings.key.clone(), name: settings.name.clone() }
        };
        let mut sources = source::all(&mut self.store().read().await?).await?;
        sources.retain(|source| source.retired_at.is_none() && source.state != SourceState::Draft);
        let by_agent = sources.iter().any(|source| source.via == Via::Agent);
        // Before there is a directory, nothing speaks against its passwords.
        let can_ask = sources.is_empty() || sources.iter().any(|source| source.via == Via::Direct);
        let passwords = self.config().password_sign_in && can_ask;
        Ok(SignInWays { providers: self.providers().iter().map(provider).collect(), passwords, by_agent })
    }

    pub(super) fn provider(&self, key: &str) -> Option<&Provider> {
        self.providers().iter().find(|provider| provider.settings().key == key)
    }

    /// Sends somebody to a provider, to arrive at `to` in the end. `browser` is what an earlier tab has left in the cookie.
    pub(crate) async fn send_to_provider(
        &self,
        key: &str,
        to: &str,
        (browser, address): (Option<&str>, IpAddr),
        now: Moment,
    ) -> Result<Sent, NotIn> {
        let to = own_path(to);
        match self.send(key, &to, (browser, address), now).await {
            Ok(sent) => Ok(sent),
            Err(trouble) => Err(self.not_in(key, trouble, to, now).await),
        }
    }

    async fn send(
        &self,
        key: &str,
        to: &str,
        (browser, address): (Option<&str>, IpAddr),
        now: Moment,
    ) -> Result<Sent, Trouble> {
        self.attempts().check_address(address)?;
        let provider = self.provider(key).ok_or(AppError::NotFound)?;
        let random = || crate::clock::random::<32>().map(hex::encode).map_err(AppError::from);
        let state = random()?;
        let browser = match browser {
            Some(known) => known.to_owned(),
            None => random()?,
        };
        let location = provider.begin(bond(&browser, &state), now).await?;
        let (state_hash, expires_at) = (hash(&state), now.plus(GOOD_FOR));
        let started = Started { browser_hash: hash(&browser), provider: key.to_owned(), to: to.to_owned(), expires_at };
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { Ok(started::put(conn, &state_hash, &started).await?) })
            })
            .await?;
        Ok(Sent { to: location, browser })
    }

    /// Signs in whoever comes back from a provider; the session that the browser had before ends. Gives the session and where it leads to.
    pub(crate) async fn come_from_provider(
        &self,
        key: &str,
        brought: Brought,
        (browser, old_token, address): (Option<&str>, Option<&str>, IpAddr),
        now: Moment,
    ) -> Result<(NewSession, String), NotIn> {
        let mut to = "/".to_owned();
        match self.come(key, brought, (browser, old_token, address), &mut to, now).await {
            Ok(session) => Ok((session, to)),
            Err(trouble) => Err(self.not_in(key, trouble, to, now).await),
        }
    }

    async fn come(
        &self,
        key: &str,
        brought: Brought,
        (browser, old_token, address): (Option<&str>, Option<&str>, IpAddr),
        to: &mut String,
        now: Moment,
    ) -> Result<NewSession, Trouble> {
        self.attempts().check_address(address)?;
        let state_hash = hash(&brought.state);
        let taken = self
            .store()
            .write::<_, AppError, _>(move |conn| Box::pin(async move { Ok(started::take(conn, &state_hash).await?) }))
            .await?;
        let stale = |reason: &str| Trouble(SignInFailure::Stale, reason.to_owned());
        let started = taken.filter(|started| started.expires_at > now).ok_or_else(|| stale("no such state"))?;
        let browser = browser.filter(|browser| hash(browser) == started.browser_hash);
        let browser = browser.ok_or_else(|| stale("another browser"))?;
        *to = started.to;
        let provider = self.provider(key).filter(|_| started.provider == key);
        let provider = provider.ok_or(NoVouch::Mismatch("it was sent to another provider"))?;
        provider.check_sender(brought.issuer.as_deref(), now).await?;
        if let Some(error) = brought.error {
            let failure = match error.as_str() {
                "access_denied" => SignInFailure::Cancelled,
                "temporarily_unavailable" | "server_error" => SignInFailure::ProviderAway,
                _ => SignInFailure::ProviderRefused,
            };
            return Err(Trouble(failure, format!("the provider says {}", plain(&error))));
        }
        let code = brought.code.ok_or(NoVouch::Mismatch("neither a code nor an error came"))?;
        let vouch = provider.finish(code, bond(browser, &brought.state), now).await?;
        self.let_in(provider, vouch, old_token, now).await
    }

    async fn let_in(
        &self,
        provider: &Provider,
        vouch: Vouch,
        old_token: Option<&str>,
        now: Moment,
    ) -> Result<NewSession, Trouble> {
        let (settings, claims) = (provider.settings(), &vouch.claims);
        let identity = identity(&settings.issuer, claims);
        let account = match self.account_of(&identity).await? {
            Some(known) => known,
            None => {
                let newcomer = Newcomer { identity, name: claims.called(), proofs: proofs(&settings.link, claims) };
                self.link(newcomer, now).await?
            }
        };
        let (account, name) = self.whoever_has(account).await?;
        // Without it, the session is ended here alone when somebody signs out.
        let sealed = self.seals().seal(&vouch.id_token, ID_TOKEN);
        let id_token = sealed.map_err(|error| tracing::error!(%error, "session.id_token_not_kept")).ok();
        let vouched = Vouched {
            provider: settings.key.clone(),
            subject: claims.text("sub").unwrap_or_default().to_owned(),
            session: claims.text("sid").map(str::to_owned),
            id_token,
            roles: roles(provider, claims),
        };
        let seconds = i64::from(self.config().session_hours) * 3600;
        let opening =
            Opening { account, name, door: Door::Portal, seconds, old_token, by: "provider", vouched: Some(vouched) };
        Ok(self.open_session(opening, now).await?)
    }

    async fn whoever_has(&self, account: domain::id::AccountId) -> Result<(Account, String), AppError> {
        let mut conn = self.store().read().await?;
        let account = account::by_id(&mut conn, account).await?.ok_or(AppError::NotFound)?;
        let person = account.person.ok_or(AppError::NotFound)?;
        let person = person::by_id(&mut conn, person).await?.ok_or(AppError::NotFound)?;
        if person.blocked().is_some() {
            return Err(AppError::Blocked);
        }
        Ok((account, person.display_name))
    }

    /// Puts on record that somebody was not signed in, without anything that came from the provider.
    async fn not_in(&self, key: &str, Trouble(failure, reason): Trouble, to: String, now: Moment) -> NotIn {
        let known = self.provider(key).map(|provider| provider.settings().key.clone());
        tracing::info!(provider = known, failure = failure.as_str(), reason, "session.provider_refused");
        // Attempts that are too many would otherwise fill the log of what was done.
        if let Some(provider) = known.filter(|_| failure != SignInFailure::TooMany) {
            let written = self
                .store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move {
                        let mut row = NewAudit::new(now, None, None, "session.refused");
                        row.detail = serde_json::json!({ "provider": provider, "refused": failure });
                        conn.audit(row);
                        Ok(())
                    })
                })
                .await;
            if let Err(error) = written {
                tracing::error!(%error, "audit.not_written");
            }
        }
        NotIn { failure, to }
    }
}

/// Binds an answer to the browser: nonce and verifier are made of what is in its cookie, and stand nowhere else.
fn bond(browser: &str, state: &str) -> Bond {
    let key = hmac::Key::new(hmac::HMAC_SHA256, browser.as_bytes());
    let made = |what: &str| hex::encode(hmac::sign(&key, format!("{what} {state}").as_bytes()));
    Bond { nonce: made("nonce"), verifier: made("verifier"), state: state.to_owned() }
}

/// Who somebody is for good. At Entra ID `sub` differs between programs; tenant and object id are the same in all, as in the pane's tokens.
fn identity(issuer: &str, claims: &Claims) -> Identity {
    let text = |name| claims.text(name).unwrap_or_default();
    let (tenant, object) = (text("tid").to_ascii_lowercase(), text("oid").to_ascii_lowercase());
    let is_tenants = is_guid(&tenant) && issuer.split('/').any(|part| part.eq_ignore_ascii_case(&tenant));
    if is_tenants && is_guid(&object) {
        return Identity { issuer: issuer.to_owned(), tenant, subject: object };
    }
    Identity { issuer: issuer.to_owned(), tenant: String::new(), subject: text("sub").to_owned() }
}

/// The roles that the claim brings.
fn roles(provider: &Provider, claims: &Claims) -> BTreeSet<Role> {
    let settings = provider.settings();
    let values = settings.role_claim.as_deref().map(|claim| claims.texts(claim)).unwrap_or_default();
    settings.roles.iter().filter(|role| values.contains(&role.value.as_str())).map(|role| role.role).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entra_is_known_by_tenant_and_object() {
        let tenant = "1f2e3d4c-0000-4000-8000-123456789abc";
        let read = |issuer: &str| {
            let claims = serde_json::json!({ "sub": "pairwise", "tid": tenant, "oid": tenant.to_ascii_uppercase() });
            let who = identity(issuer, &serde_json::from_value(claims).unwrap());
            (who.tenant, who.subject)
        };
        let entra = format!("https://login.microsoftonline.com/{tenant}/v2.0");
        assert_eq!(read(&entra), (tenant.to_owned(), tenant.to_owned()));
        // Another provider may let people choose what stands in these claims.
        assert_eq!(read("https://login.example"), (String::new(), "pairwise".to_owned()));
    }

    #[test]
    fn a_bond_is_of_one_browser_and_one_state() {
        let one = bond("a", "b");
        assert!(one.nonce != one.verifier && one.verifier.len() == 64);
        assert_ne!(one.nonce, bond("a", "c").nonce);
        assert_ne!(one.nonce, bond("b", "b").nonce);
    }
}

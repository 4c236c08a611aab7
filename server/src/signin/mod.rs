//! Checking who somebody is. Passwords: a person's by a bind to the directory, a local administrator's against an argon2 hash; no password is kept,
//! logged or compared anywhere else. Tokens: those of an identity provider, by its keys.

mod access_token;
mod claims;
mod examine;
mod fetch;
mod keys;
mod known_provider;
mod proof;
mod provider;
mod provider_token;
mod web;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use secrecy::{ExposeSecret as _, SecretString};

pub(crate) use access_token::{NotTaken, Rules, Verified};
pub(crate) use claims::Claims;
pub(crate) use examine::{Examined, Registered, examine_issuer};
pub(crate) use keys::Keys;
pub(crate) use proof::{Proof, proofs};
pub(crate) use provider::{Bond, NoVouch, Provider, Vouch, plain};

use crate::ldap::{self, LdapSettings};

/// What a directory said of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is right.
    Right,
    /// Name or password is wrong.
    Wrong,
}

/// Asks the directory, by a bind with the entry's name. An empty password never gets there: servers take it for an anonymous sign-in
/// (RFC 4513 section 5.1.2). An error is a sentence for the page.
pub(crate) async fn bind(settings: &LdapSettings, dn: &str, password: &SecretString) -> Result<Verdict, String> {
    if password.expose_secret().is_empty() {
        return Ok(Verdict::Wrong);
    }
    match ldap::check_bind(settings, dn, password).await {
        Ok(ldap::Outcome::Accepted) => Ok(Verdict::Right),
        Ok(ldap::Outcome::WrongCredentials) => Ok(Verdict::Wrong),
        Err(error) => Err(error.to_string()),
    }
}

/// Whether a password fits an argon2 hash. It costs tens of milliseconds on purpose, so it runs beside the request threads.
pub(crate) async fn password_matches(stored: String, password: SecretString) -> Result<bool, String> {
    let check = move || {
        let hash = PasswordHash::new(&stored).map_err(|error| format!("the stored hash cannot be read: {error}"))?;
        Ok(Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash).is_ok())
    };
    tokio::task::spawn_blocking(check).await.map_err(|error| error.to_string())?
}

/// Takes as long as a password that does not fit, for a name that has none.
pub(crate) async fn take_as_long(password: SecretString) -> Result<(), String> {
    tokio::task::spawn_blocking(move || hash_password(&password, &[0; 16]))
        .await
        .map_err(|error| error.to_string())?
        .map(drop)
}

/// The argon2 hash of a new password.
pub(crate) fn hash_password(password: &SecretString, salt: &[u8; 16]) -> Result<String, String> {
    Argon2::default()
        .hash_password_with_salt(password.expose_secret().as_bytes(), salt)
        .map(|hash| hash.to_string())
        .map_err(|error| format!("the password cannot be hashed: {error}"))
}

//! Asks the directory whether a name and a password belong together, for signing people in.

use secrecy::SecretString;

use super::connection::Connection;
use super::error::LdapError;
use super::settings::LdapSettings;

/// What the directory says about a name and a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// They belong together and the account may be used.
    Accepted,
    /// They do not, or the account is locked or has no password; servers do not say which, and neither do we.
    WrongCredentials,
}

/// Tries a bind as `name` (a distinguished name) on a connection of its own. Anything but a clear yes or no is an
/// error, so that a broken directory never looks like a wrong password.
pub(crate) async fn check_bind(
    settings: &LdapSettings,
    name: &str,
    password: &SecretString,
) -> Result<Outcome, LdapError> {
    use secrecy::ExposeSecret;
    // Also asked in `bind`, but here before a connection is made.
    if password.expose_secret().is_empty() {
        return Err(LdapError::EmptyPassword);
    }
    if name.trim().is_empty() {
        return Err(LdapError::EmptyName);
    }
    let mut connection = Connection::open(settings).await?;
    let answer = connection.bind(name, password).await;
    connection.close().await;
    let answer = answer?;
    match answer.code {
        0 => Ok(Outcome::Accepted),
        // inappropriateAuthentication: the entry has no password.
        48 | 49 => Ok(Outcome::WrongCredentials),
        code => Err(LdapError::Answered { operation: "sign-in", code, text: answer.text }),
    }
}

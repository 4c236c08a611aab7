//! What is needed to talk to one directory server. The constructors refuse what must not go over a wire: plain LDAP
//! without being told so, and accounts without a password.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::ServerCertVerifier;
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use super::trust::Trust;

/// A setting that cannot be used: which one, why, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}; {remedy}")]
pub(crate) struct SettingsProblem {
    pub(crate) field: &'static str,
    pub(crate) reason: String,
    pub(crate) remedy: &'static str,
}

/// How the connection is protected.
#[expect(clippy::enum_variant_names, reason = "StartTLS is what the operation is called everywhere")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tls {
    /// TLS from the first byte, `ldaps://`, port 636.
    Ldaps,
    /// Plain first, then TLS before anything else is said, `ldap://`, port 389.
    StartTls,
    /// No protection: passwords and people are readable on the network.
    Plain,
}

/// Where the server is, in a form that can be connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: Tls,
}

impl Address {
    /// Reads `ldaps://host[:port]` or `ldap://host[:port]`. [`Tls::Plain`] needs `allow_plain`.
    pub(crate) fn parse(url: &str, tls: Tls, allow_plain: bool) -> Result<Self, SettingsProblem> {
        let problem = |reason: &str, remedy| SettingsProblem { field: "address", reason: reason.into(), remedy };
        let form = "write it as ldaps://host:636 or ldap://host:389";
        let parsed = Url::parse(url.trim()).map_err(|_| problem("it is no address of a server", form))?;
        let default_port = match (parsed.scheme(), tls) {
            ("ldaps", Tls::Ldaps) => 636,
            ("ldap", Tls::StartTls | Tls::Plain) => 389,
            ("ldaps", _) => {
                return Err(problem("ldaps:// is TLS from the first byte", "choose LDAPS, or write ldap://"));
            }
            ("ldap", _) => {
                return Err(problem("ldap:// is not TLS from the first byte", "write ldaps://, or choose StartTLS"));
            }
            _ => return Err(problem("it is neither ldap:// nor ldaps://", form)),
        };
        if tls == Tls::Plain && !allow_plain {
            return Err(SettingsProblem {
                field: "TLS",
                reason: "without TLS, passwords and people are readable on the network".into(),
                remedy: "choose LDAPS or StartTLS, or allow plain LDAP explicitly (allow_plain)",
            });
        }
        let more = !matches!(parsed.path(), "" | "/") || parsed.query().is_some() || parsed.fragment().is_some();
        if more || !parsed.username().is_empty() || parsed.password().is_some() {
            return Err(problem("it holds more than host and port", form));
        }
        let host = match parsed.host() {
            Some(Host::Ipv6(address)) => address.to_string(),
            Some(host) if !host.to_string().is_empty() => host.to_string(),
            _ => return Err(problem("the host is missing", form)),
        };
        let port = parsed.port().unwrap_or(default_port);
        if port == 0 {
            return Err(problem("port 0 cannot be connected to", form));
        }
        Ok(Self { host, port, tls })
    }
}

/// The account that Amend reads with.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) password: SecretString,
}

impl Account {
    /// `name` is a distinguished name, or what the server takes instead (Active Directory: user@domain).
    pub(crate) fn new(name: &str, password: SecretString) -> Result<Self, SettingsProblem> {
        let name = name.trim();
        if name.is_empty() {
            return Err(SettingsProblem {
                field: "account",
                reason: "it is empty".into(),
                remedy: "give the distinguished name of an account that may read people",
            });
        }
        if password.expose_secret().is_empty() {
            return Err(SettingsProblem {
                field: "password",
                reason: "it is empty, which many servers take for an anonymous sign-in".into(),
                remedy: "give the account's password",
            });
        }
        Ok(Self { name: name.to_owned(), password })
    }
}

/// How long to wait and how much to take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// For name look-up and TCP together, and once more for TLS.
    pub(crate) connect_timeout: Duration,
    /// Waiting for one answer. Time that bytes take at 16 KiB/s comes on top, so that a slow line is not a dead one.
    pub(crate) operation_timeout: Duration,
    /// The same for the first page, for which a server may have to sort everything.
    pub(crate) first_page_timeout: Duration,
    /// Entries per page.
    pub(crate) page_size: u16,
    /// Pages after which a run stops, because the server seems to go on for ever.
    pub(crate) pages: u64,
    /// The largest message accepted, in bytes.
    pub(crate) message_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            operation_timeout: Duration::from_secs(30),
            first_page_timeout: Duration::from_secs(120),
            page_size: 1000,
            pages: 50_000,
            message_bytes: 32 << 20,
        }
    }
}

/// Everything needed to talk to one server.
#[derive(Clone)]
pub(crate) struct LdapSettings {
    pub(crate) address: Address,
    /// Whom to sign in as; `None` where a connection is only looked at.
    pub(crate) account: Option<Account>,
    pub(crate) limits: Limits,
    /// `None` only for [`Tls::Plain`], where no certificate is ever seen.
    pub(crate) certificate_rule: Option<Arc<dyn ServerCertVerifier>>,
}

impl LdapSettings {
    /// Puts the parts together; fails when the trusted certificates cannot be read.
    pub(crate) fn new(
        address: Address,
        trust: &Trust,
        account: Account,
        limits: Limits,
    ) -> Result<Self, SettingsProblem> {
        Ok(Self { account: Some(account), ..Self::unsigned(address, trust, limits)? })
    }

    /// The same without an account, to look at a server before anybody signs in.
    pub(crate) fn unsigned(address: Address, trust: &Trust, limits: Limits) -> Result<Self, SettingsProblem> {
        let certificate_rule = if address.tls == Tls::Plain { None } else { Some(trust.verifier()?) };
        Ok(Self { address, account: None, limits, certificate_rule })
    }
}

impl fmt::Debug for LdapSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, account, limits, certificate_rule: _ } = self;
        formatter
            .debug_struct("LdapSettings")
            .field("address", address)
            .field("account", account)
            .field("limits", limits)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;

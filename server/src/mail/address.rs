//! The address of the mail server, as it stands in the settings.

use std::net::IpAddr;

use url::{Host, Url};

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// STARTTLS, which the server must offer.
    StartTls,
    /// Nothing.
    Plain,
}

/// Where the mail server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ServerAddress {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
}

impl ServerAddress {
    /// Reads `smtps://host`, `smtp://host` or `smtp+plain://host`, each with a port if it is not the usual one.
    pub(super) fn parse(text: &str, allow_plain: bool) -> Result<Self, String> {
        let wrong = || {
            "`mail.server` is smtps://host, smtp://host (with STARTTLS) or smtp+plain://host, with a port where it is not the usual one; \
             the account stands in mail.username"
                .to_owned()
        };
        let url = Url::parse(text).map_err(|_| wrong())?;
        let (security, usual_port) = match url.scheme() {
            "smtps" => (Security::Tls, 465),
            "smtp" => (Security::StartTls, 587),
            "smtp+plain" => (Security::Plain, 25),
            _ => return Err(wrong()),
        };
        let is_bare = url.username().is_empty()
            && url.password().is_none()
            && matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.fragment().is_none();
        let Some(host) = url.host().filter(|_| is_bare) else { return Err(wrong()) };
        // The host of such an address is not looked at by `url`: what is a number there is one here.
        let host = match host {
            Host::Ipv6(address) => address.to_string(),
            other => other.to_string(),
        };
        if host.is_empty() {
            return Err(wrong());
        }
        let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if security == Security::Plain && !is_here && !allow_plain {
            return Err(format!(
                "`mail.server`: everything would travel to {host} in the clear; use smtp:// or smtps://, or set mail.allow_plain = true"
            ));
        }
        Ok(Self { host, port: url.port().unwrap_or(usual_port), security })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<(String, u16, Security)> {
        ServerAddress::parse(text, false).ok().map(|one| (one.host, one.port, one.security))
    }

    #[test]
    fn addresses_say_how_they_are_protected() {
        let is = |host: &str, port, security| Some((host.to_owned(), port, security));
        assert_eq!(parsed("smtps://mail.example.org"), is("mail.example.org", 465, Security::Tls));
        assert_eq!(parsed("smtp://mail.example.org:25/"), is("mail.example.org", 25, Security::StartTls));
        assert_eq!(parsed("smtp+plain://127.0.0.1:2525"), is("127.0.0.1", 2525, Security::Plain));
        assert_eq!(parsed("smtp+plain://[::1]"), is("::1", 25, Security::Plain));
        assert_eq!(parsed("smtp+plain://localhost"), is("localhost", 25, Security::Plain));
    }

    /// A password in the address would stand in the settings in the clear, and a remote server without TLS would get everything so.
    #[test]
    fn what_is_not_safe_is_refused() {
        for wrong in [
            "mail.example.org",
            "http://mail.example.org",
            "smtp://",
            "smtp://me:secret@mail.example.org",
            "smtps://mail.example.org/x",
            "smtps://mail.example.org?tls=none",
            "smtp+plain://mail.example.org",
            "smtp+plain://127.0.0.1.example.org",
        ] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
        assert!(ServerAddress::parse("smtp+plain://mail.example.org", true).is_ok());
        assert!(ServerAddress::parse("smtp://me:secret@host", false).is_err_and(|why| !why.contains("secret")));
    }
}

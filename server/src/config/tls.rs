//! The settings of TLS served by Amend itself, where no proxy ends it.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;
use url::Url;

use super::{Config, ConfigError, usual, wrong};

/// `[tls]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TlsConfig {
    /// The certificate and after it those of the authorities in between, PEM.
    pub(crate) certificate_file: PathBuf,
    /// Its private key, PEM.
    pub(crate) key_file: PathBuf,
    /// Where to listen for plain HTTP and lead to `public_url`; nowhere if absent.
    #[serde(default)]
    pub(crate) redirect_listen: Option<SocketAddr>,
    /// How often the files are looked at for a renewed certificate.
    #[serde(default = "usual::renewal_seconds")]
    renewal_seconds: u32,
}

/// `[pane.tls]`: a certificate of the pane's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaneTlsConfig {
    /// Like the portal's.
    pub(crate) certificate_file: PathBuf,
    /// Like the portal's.
    pub(crate) key_file: PathBuf,
}

/// A certificate to serve, and the host that it has to name.
#[derive(Debug, Clone)]
pub(crate) struct Keeping {
    /// The table of the settings, for messages.
    pub(crate) table: &'static str,
    pub(crate) certificate_file: PathBuf,
    pub(crate) key_file: PathBuf,
    /// The host of the public address; none where the address is made of `listen`.
    pub(crate) host: Option<String>,
}

impl Config {
    /// Takes relative paths from `folder`.
    pub(super) fn settle_tls(&mut self, folder: &Path) {
        let of_pane = self.pane.as_mut().and_then(|pane| pane.tls.as_mut());
        let portal = self.tls.as_mut().map(|tls| [&mut tls.certificate_file, &mut tls.key_file]);
        let pane = of_pane.map(|tls| [&mut tls.certificate_file, &mut tls.key_file]);
        for file in portal.into_iter().chain(pane).flatten() {
            *file = folder.join(&*file);
        }
    }

    pub(super) fn check_tls(&self) -> Result<(), ConfigError> {
        let pane = self.pane.as_ref();
        let Some(tls) = &self.tls else {
            return match pane.and_then(|pane| pane.tls.as_ref()) {
                Some(_) => {
                    Err(wrong("pane.tls", "needs [tls]: both doors are served with TLS, or both behind a proxy"))
                }
                None => Ok(()),
            };
        };
        if tls.renewal_seconds == 0 {
            return Err(wrong("tls.renewal_seconds", "is a number of seconds, 1 or more"));
        }
        let addresses =
            [("public_url", self.public_url.as_ref()), ("pane.public_url", pane.map(|pane| &pane.public_url))];
        for (key, address) in addresses {
            if address.is_some_and(|address| !address.starts_with("https://")) {
                return Err(wrong(key, "starts with https:// where [tls] is set"));
            }
        }
        if tls.redirect_listen.is_some() && self.public_url.is_none() {
            return Err(wrong("public_url", "is needed beside tls.redirect_listen: it is where browsers are led to"));
        }
        Ok(())
    }

    /// The certificate of the portal's listener, if it speaks TLS itself.
    pub(crate) fn portal_certificate(&self) -> Option<Keeping> {
        let tls = self.tls.as_ref()?;
        let (certificate_file, key_file) = (tls.certificate_file.clone(), tls.key_file.clone());
        Some(Keeping { table: "tls", certificate_file, key_file, host: self.public_url.as_deref().and_then(host) })
    }

    /// The certificate of the pane's listener: its own, or the portal's.
    pub(crate) fn pane_certificate(&self) -> Option<Keeping> {
        let (portal, pane) = (self.portal_certificate()?, self.pane.as_ref()?);
        let host = host(&pane.public_url);
        let Some(own) = &pane.tls else { return Some(Keeping { host, ..portal }) };
        let (certificate_file, key_file) = (own.certificate_file.clone(), own.key_file.clone());
        Some(Keeping { table: "pane.tls", certificate_file, key_file, host })
    }
}

impl TlsConfig {
    /// How often the files are looked at.
    pub(crate) fn renewal(&self) -> Duration {
        Duration::from_secs(u64::from(self.renewal_seconds))
    }
}

fn host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    // As a certificate has it: an address in version 6 without brackets.
    url.host_str().map(|host| host.trim_matches(['[', ']']).to_owned())
}

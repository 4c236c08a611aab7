//! A company's certificate authority, which issues whatever a story needs: good certificates, and such as nobody should serve.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use std::path::{Path, PathBuf};

/// An authority and the folder with its files.
pub(crate) struct Authority {
    folder: PathBuf,
    /// What clients are told to trust, PEM.
    pub(crate) pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its key, PEM.
pub(crate) struct Issued {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

impl Authority {
    pub(crate) fn new(folder: &Path) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Example Authority");
        let pem = params.self_signed(&key).unwrap().pem();
        let authority = Self { folder: folder.to_owned(), pem, issuer: Issuer::new(params, key) };
        std::fs::write(authority.ca_file(), &authority.pem).unwrap();
        authority
    }

    /// The authority's certificate as a file.
    pub(crate) fn ca_file(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// One for these names, good for years.
    pub(crate) fn issue(&self, names: &[&str]) -> Issued {
        self.issue_with(names, |_| ())
    }

    /// One that has run out long ago.
    pub(crate) fn issue_expired(&self, names: &[&str]) -> Issued {
        self.issue_with(names, |params| {
            params.not_before = date_time_ymd(2019, 1, 1);
            params.not_after = date_time_ymd(2020, 1, 31);
        })
    }

    pub(crate) fn issue_with(&self, names: &[&str], adjust: impl FnOnce(&mut CertificateParams)) -> Issued {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>()).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2060, 1, 1);
        adjust(&mut params);
        let certificate = params.signed_by(&key, &self.issuer).unwrap().pem();
        Issued { certificate, key: key.serialize_pem() }
    }

    /// Puts a certificate where the server reads it, each file whole or not at all.
    pub(crate) fn install(&self, issued: &Issued) {
        self.put("server.key", &issued.key);
        self.put("server.pem", &issued.certificate);
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let fresh = self.folder.join(format!("{name}.new"));
        std::fs::write(&fresh, text).unwrap();
        std::fs::set_permissions(&fresh, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::rename(fresh, self.folder.join(name)).unwrap();
    }

    /// The table of Amend's settings for it, with more lines.
    pub(crate) fn settings(&self, more: &str) -> String {
        let file = |name: &str| self.folder.join(name).display().to_string();
        format!("\n[tls]\ncertificate_file = {:?}\nkey_file = {:?}\n{more}\n", file("server.pem"), file("server.key"))
    }
}

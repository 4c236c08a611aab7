//! Looking at a certificate and its key before anybody is shown them: what no browser would take is refused here, in words that say what to do.

use std::{fs, path::Path, sync::Arc};

use domain::moment::Moment;
use rustls::{CertificateError, Error, InconsistentKeys, server::ParsedCertificate, sign::CertifiedKey};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject as _};
use x509_parser::{
    certificate::X509Certificate,
    extensions::GeneralName,
    prelude::{FromDer as _, ParsedExtension},
};

use crate::config::Keeping;

/// More names than a message needs.
const NAMES: usize = 5;

/// What a certificate says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    /// The hosts that it names.
    pub(crate) names: Vec<String>,
    pub(crate) from: Moment,
    pub(crate) until: Moment,
}

/// Why a certificate cannot be served. The words name the file and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unfit {
    #[error("{file} cannot be read: {why}")]
    Unreadable { file: String, why: String },
    #[error(
        "{0} has no certificate: give the certificate and after it those of the authorities in between, in PEM form"
    )]
    NoCertificate(String),
    #[error("{0} has no private key: give it in PEM form, without a password")]
    NoKey(String),
    #[error("the key in {0} does not belong to the certificate: give the one that the certificate was asked for with")]
    OtherKey(String),
    #[error("the key in {file} cannot be used: {why}; RSA from 2048 bits, P-256, P-384 and Ed25519 can")]
    UnusableKey { file: String, why: String },
    #[error("the certificate has expired on {}: renew it", day(*.0))]
    Expired(Moment),
    #[error("the certificate is not valid before {}: look at this machine's clock", day(*.0))]
    NotYet(Moment),
    #[error("the certificate does not name {host} (it is for {}): ask for one that does, or correct the public address", names(.named))]
    OtherName { host: String, named: Vec<String> },
}

/// A date as people write it in messages.
fn day(moment: Moment) -> String {
    moment.to_rfc3339().chars().take(10).collect()
}

fn names(named: &[String]) -> String {
    if named.is_empty() { "no host at all".to_owned() } else { named.join(", ") }
}

impl Facts {
    /// Reads them off a certificate.
    pub(crate) fn of(certificate: &[u8]) -> Option<Self> {
        let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
        let alternatives = parsed.extensions().iter().find_map(|extension| match extension.parsed_extension() {
            ParsedExtension::SubjectAlternativeName(names) => Some(&names.general_names),
            _ => None,
        });
        let names = alternatives.into_iter().flatten().filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            GeneralName::IPAddress(bytes) => address(bytes),
            _ => None,
        });
        let moment = |time: x509_parser::time::ASN1Time| Moment(time.timestamp().saturating_mul(1000));
        let validity = parsed.validity();
        Some(Self {
            names: names.take(NAMES).collect(),
            from: moment(validity.not_before),
            until: moment(validity.not_after),
        })
    }
}

fn address(bytes: &[u8]) -> Option<String> {
    let four: Result<[u8; 4], _> = bytes.try_into();
    let sixteen: Result<[u8; 16], _> = bytes.try_into();
    four.map(|four| std::net::IpAddr::from(four).to_string())
        .or_else(|_| sixteen.map(|sixteen| std::net::IpAddr::from(sixteen).to_string()))
        .ok()
}

/// Reads both files and sees whether they can be served.
pub(crate) fn look(keeping: &Keeping, now: Moment) -> Result<(Arc<CertifiedKey>, Facts), Unfit> {
    let shown = |file: &Path| file.display().to_string();
    let read =
        |file: &Path| fs::read(file).map_err(|error| Unfit::Unreadable { file: shown(file), why: error.to_string() });
    let (certificate_file, key_file) = (&keeping.certificate_file, &keeping.key_file);
    let none = || Unfit::NoCertificate(shown(certificate_file));
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(&read(certificate_file)?).collect::<Result<_, _>>().map_err(|_| none())?;
    let facts = chain.first().and_then(|first| Facts::of(first)).ok_or_else(none)?;
    let key = PrivateKeyDer::from_pem_slice(&read(key_file)?).map_err(|_| Unfit::NoKey(shown(key_file)))?;
    let certified = CertifiedKey::from_der(chain, key, &rustls::crypto::ring::default_provider());
    let certified = certified.map_err(|error| match error {
        Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => Unfit::OtherKey(shown(key_file)),
        Error::InvalidCertificate(_) => none(),
        other => Unfit::UnusableKey { file: shown(key_file), why: other.to_string() },
    })?;
    if facts.until < now {
        return Err(Unfit::Expired(facts.until));
    }
    if facts.from > now {
        return Err(Unfit::NotYet(facts.from));
    }
    if let Some(host) = &keeping.host
        && !is_for(&certified, host)
    {
        return Err(Unfit::OtherName { host: host.clone(), named: facts.names });
    }
    Ok((Arc::new(certified), facts))
}

fn is_for(certified: &CertifiedKey, host: &str) -> bool {
    let Ok(name) = ServerName::try_from(host) else { return false };
    let parsed = certified.end_entity_cert().and_then(ParsedCertificate::try_from);
    parsed.and_then(|parsed| rustls::client::verify_server_name(&parsed, &name)).map_or_else(
        |error| {
            !matches!(
                error,
                Error::InvalidCertificate(
                    CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
                )
            )
        },
        |()| true,
    )
}

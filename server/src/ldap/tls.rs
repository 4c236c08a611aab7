//! The TLS handshake, and what its failures mean to somebody who sets up a directory.

use std::io;
use std::sync::Arc;

use rustls::{AlertDescription, CertificateError, ClientConfig, Error};
use rustls_pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::trust::{Fingerprint, provider};
use crate::tls::Remembering;

/// Why there is no TLS connection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TlsProblem {
    #[error(
        "the certificate comes from an authority that is not trusted here: give the directory's CA certificate, or pin the certificate"
    )]
    UnknownIssuer,
    #[error(
        "a signature does not fit: another authority of the same name issued the certificate, or the server does not hold its key"
    )]
    BadSignature,
    #[error("the server presents a CA certificate as its own: give it a server certificate, or pin this one")]
    CaUsedAsServer,
    #[error("the certificate is not for the name {asked} (it is for {}): use a name from the certificate, or pin it", names(.presented))]
    WrongName {
        /// The host of the address.
        asked: String,
        /// What the certificate is made out to.
        presented: Vec<String>,
    },
    #[error("the certificate has expired: renew it on the server")]
    Expired,
    #[error("the certificate is not valid yet: check the clocks of both machines")]
    NotYetValid,
    #[error("the certificate is in the old version 1 form: give the server a version 3 certificate, or pin this one")]
    OldCertificate,
    #[error("the certificate is not the pinned one: if it was renewed on purpose, pin the new one")]
    NotThePinned,
    #[error("the server offers only outdated TLS: version 1.2 or 1.3 is needed")]
    OldTls,
    #[error("the server does not speak TLS on this port: LDAPS is usually on 636; on 389 choose StartTLS")]
    NotTls,
    #[error("the TLS handshake failed: {0}")]
    Other(String),
}

fn names(presented: &[String]) -> String {
    if presented.is_empty() { "no host name at all".into() } else { presented.join(", ") }
}

/// A failed handshake, with the certificate that was presented if it came so far.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}{}", .presented.map(|print| format!(" (presented certificate: SHA-256 {print})")).unwrap_or_default())]
pub(crate) struct TlsFailure {
    pub(crate) problem: TlsProblem,
    /// For a page that offers to pin it.
    pub(crate) presented: Option<Fingerprint>,
}

/// Shakes hands as a client of `host`.
pub(crate) async fn handshake(
    rule: &Arc<dyn rustls::client::danger::ServerCertVerifier>,
    host: &str,
    stream: TcpStream,
) -> Result<TlsStream<TcpStream>, TlsFailure> {
    let failure = |problem| TlsFailure { problem, presented: None };
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| failure(TlsProblem::Other(format!("{host} cannot stand in a certificate"))))?;
    let rule = Arc::new(Remembering::asking(rule.clone()));
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| failure(TlsProblem::Other(error.to_string())))?
        .dangerous()
        .with_custom_certificate_verifier(rule.clone())
        .with_no_client_auth();
    config.resumption = rustls::client::Resumption::disabled();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|error| TlsFailure {
        problem: problem(&error, host),
        presented: rule.presented().map(Fingerprint::of),
    })
}

fn problem(error: &io::Error, host: &str) -> TlsProblem {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(Error::InvalidCertificate(refusal)) => certificate_problem(refusal, host),
        Some(Error::InvalidMessage(_)) => TlsProblem::NotTls,
        Some(Error::AlertReceived(AlertDescription::ProtocolVersion) | Error::PeerIncompatible(_)) => {
            TlsProblem::OldTls
        }
        Some(other) => TlsProblem::Other(other.to_string()),
        // A plain LDAP port takes the first TLS bytes for a broken message and hangs up.
        None if matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset) => {
            TlsProblem::NotTls
        }
        None => TlsProblem::Other(error.to_string()),
    }
}

fn certificate_problem(refusal: &CertificateError, host: &str) -> TlsProblem {
    let wrong_name = |presented| TlsProblem::WrongName { asked: host.to_owned(), presented };
    match refusal {
        CertificateError::UnknownIssuer => TlsProblem::UnknownIssuer,
        CertificateError::BadSignature => TlsProblem::BadSignature,
        CertificateError::NotValidForName => wrong_name(Vec::new()),
        CertificateError::NotValidForNameContext { presented, .. } => {
            wrong_name(presented.iter().take(5).map(|name| super::error::clean(name.as_bytes())).collect())
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsProblem::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsProblem::NotYetValid,
        CertificateError::ApplicationVerificationFailure => TlsProblem::NotThePinned,
        // The library hands these two on as opaque errors of its certificate parser; their names are all there is.
        other => match format!("{other:?}") {
            text if text.contains("CaUsedAsEndEntity") => TlsProblem::CaUsedAsServer,
            text if text.contains("UnsupportedCertVersion") => TlsProblem::OldCertificate,
            _ => TlsProblem::Other(refusal.to_string()),
        },
    }
}

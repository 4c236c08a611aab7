//! Which certificates are believed: the system's authorities, a company's own authority, or exactly one certificate
//! (small directories often present a self-signed or otherwise odd certificate that no chain check can accept).

use std::fmt;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::settings::SettingsProblem;

/// Whom to believe.
#[derive(Debug, Clone)]
pub(crate) enum Trust {
    /// The certificate authorities of this machine.
    System,
    /// These authorities only, as one or more PEM blocks.
    CaPem(Vec<u8>),
    /// This certificate only, whatever it says; the server still has to prove that it holds the key.
    PinnedSha256(Fingerprint),
}

/// SHA-256 of a certificate in DER form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of this certificate.
    pub(crate) fn of(certificate: &CertificateDer<'_>) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(ring::digest::digest(&ring::digest::SHA256, certificate).as_ref());
        Self(bytes)
    }

    /// Reads 64 hexadecimal digits; colons and blanks between them do not matter.
    pub(crate) fn parse(text: &str) -> Result<Self, SettingsProblem> {
        let problem = || SettingsProblem {
            field: "certificate fingerprint",
            reason: "it is not 64 hexadecimal digits".into(),
            remedy: "copy the SHA-256 fingerprint that the connection test shows",
        };
        let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b':' | b' ')).collect();
        let mut bytes = [0; 32];
        if digits.len() != 64 {
            return Err(problem());
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
            let (Some(high), Some(low)) = (digit(pair[0]), digit(pair[1])) else {
                return Err(problem());
            };
            *byte = high << 4 | low;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            let colon = if place == 0 { "" } else { ":" };
            write!(formatter, "{colon}{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// The cryptography used for directory connections, named so that no other part of the program can change it.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

impl Trust {
    /// The verifier for this choice; built once per settings, because reading the system's store takes milliseconds.
    pub(crate) fn verifier(&self) -> Result<Arc<dyn ServerCertVerifier>, SettingsProblem> {
        match self {
            Self::PinnedSha256(expected) => Ok(Arc::new(Pinned { expected: *expected, provider: provider() })),
            Self::CaPem(pem) => {
                let mut roots = RootCertStore::empty();
                for certificate in CertificateDer::pem_slice_iter(pem) {
                    let certificate = certificate.map_err(|error| ca_problem(format!("it cannot be read: {error}")))?;
                    roots.add(certificate).map_err(|error| ca_problem(format!("a certificate is refused: {error}")))?;
                }
                chain(roots, || ca_problem("it holds no certificate".into()))
            }
            Self::System => {
                let mut roots = RootCertStore::empty();
                // One unreadable authority must not cost us all the others.
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
                chain(roots, || SettingsProblem {
                    field: "trust",
                    reason: "this machine has no certificate authorities".into(),
                    remedy: "install the package ca-certificates, give the directory's CA certificate, or pin the server's",
                })
            }
        }
    }
}

fn ca_problem(reason: String) -> SettingsProblem {
    SettingsProblem {
        field: "CA certificate",
        reason,
        remedy: "give the authority's certificate in PEM form (-----BEGIN CERTIFICATE-----)",
    }
}

fn chain(
    roots: RootCertStore,
    empty: impl Fn() -> SettingsProblem,
) -> Result<Arc<dyn ServerCertVerifier>, SettingsProblem> {
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider()).build();
    verifier.map(|verifier| verifier as Arc<dyn ServerCertVerifier>).map_err(|_| empty())
}

/// Believes one certificate.
#[derive(Debug)]
struct Pinned {
    expected: Fingerprint,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if Fingerprint::of(leaf) == self.expected {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

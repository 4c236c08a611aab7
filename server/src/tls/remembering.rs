//! A verifier that keeps what it was shown, so that a refusal can tell what was presented.

use std::sync::{Arc, OnceLock};

use rustls::{
    DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

/// Asks another verifier, and keeps the certificate that was presented.
#[derive(Debug)]
pub(crate) struct Remembering {
    rule: Arc<dyn ServerCertVerifier>,
    presented: OnceLock<CertificateDer<'static>>,
}

impl Remembering {
    /// Believes whom `rule` believes.
    pub(crate) fn asking(rule: Arc<dyn ServerCertVerifier>) -> Self {
        Self { rule, presented: OnceLock::new() }
    }

    /// The certificate that was presented, if it came so far.
    pub(crate) fn presented(&self) -> Option<&CertificateDer<'static>> {
        self.presented.get()
    }
}

impl ServerCertVerifier for Remembering {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.presented.get_or_init(|| leaf.clone().into_owned());
        self.rule.verify_server_cert(leaf, intermediates, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.rule.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.rule.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.rule.supported_verify_schemes()
    }
}

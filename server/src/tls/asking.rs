//! TLS as Amend itself asks others by: with the authorities of this machine, or with one of a company's own.

use std::{path::Path, sync::Arc};

use rustls_pki_types::{CertificateDer, pem::PemObject as _};
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

/// With the authorities in this file, or the system's.
pub(crate) fn by_file(ca_file: Option<&Path>) -> Result<TlsConfig, String> {
    let Some(file) = ca_file else { return by_pem(None) };
    let roots: Vec<_> = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect)
        .map_err(|error| format!("`ca_file` {} cannot be read: {error}", file.display()))?;
    believing(&roots).ok_or_else(|| format!("`ca_file` {} has no certificate", file.display()))
}

/// With the authorities in this text, or the system's.
pub(crate) fn by_pem(ca_pem: Option<&str>) -> Result<TlsConfig, String> {
    let Some(pem) = ca_pem else {
        return believing(&rustls_native_certs::load_native_certs().certs).ok_or_else(|| {
            "this machine has no certificate authorities; install the package ca-certificates".to_owned()
        });
    };
    let roots = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| format!("`ca_pem` cannot be read: {error}"))?;
    believing(&roots).ok_or_else(|| {
        "`ca_pem` has no certificate; give the authority's in PEM form (-----BEGIN CERTIFICATE-----)".to_owned()
    })
}

/// TLS that believes these; `None` if there are none.
fn believing(roots: &[CertificateDer<'static>]) -> Option<TlsConfig> {
    if roots.is_empty() {
        return None;
    }
    let roots: Vec<_> = roots.iter().map(|root| Certificate::from_der(root.as_ref()).to_owned()).collect();
    let config = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()));
    Some(config.build())
}

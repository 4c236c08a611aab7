//! Which certificate an address presents, and whether a browser would take it: the system's authorities are believed, and nobody else.

use std::{io, sync::Arc, time::Duration};

use rustls::{CertificateError, ClientConfig, Error, RootCertStore, client::WebPkiServerVerifier};
use rustls_pki_types::ServerName;
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::TlsConnector;
use url::Url;

use super::{Remembering, certificate::Facts};

/// How long connecting and shaking hands may each take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What an address presents.
#[derive(Debug)]
pub(crate) enum Presented {
    /// A certificate that browsers take.
    Good(Facts),
    /// One that they do not, or none.
    Refused(String),
    /// Nobody answers.
    Unreached(String),
}

/// Shakes hands and hangs up.
pub(crate) async fn presented(url: &Url) -> Presented {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return Presented::Unreached("it has no host".to_owned());
    };
    let host = host.trim_matches(['[', ']']);
    let stream = match timeout(PATIENCE, TcpStream::connect((host, port))).await {
        Err(_) => return Presented::Unreached(format!("no answer within {} s", PATIENCE.as_secs())),
        Ok(Err(error)) => return Presented::Unreached(error.to_string()),
        Ok(Ok(stream)) => stream,
    };
    let (Ok(name), Ok((config, remembering))) = (ServerName::try_from(host.to_owned()), trusting()) else {
        return Presented::Refused(
            "this machine has no certificate authorities; install the package ca-certificates".to_owned(),
        );
    };
    let shaken = timeout(PATIENCE, TlsConnector::from(config).connect(name, stream)).await;
    let facts = remembering.presented().and_then(|leaf| Facts::of(leaf));
    match shaken {
        Err(_) => Presented::Refused(format!("no TLS handshake within {} s", PATIENCE.as_secs())),
        Ok(Err(error)) => Presented::Refused(words(&error, facts.as_ref())),
        Ok(Ok(_)) => facts.map_or_else(|| Presented::Refused("no certificate came".to_owned()), Presented::Good),
    }
}

fn trusting() -> Result<(Arc<ClientConfig>, Arc<Remembering>), Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let rule = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build();
    let rule = rule.map_err(|error| Error::General(error.to_string()))?;
    let remembering = Arc::new(Remembering::asking(rule));
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(remembering.clone())
        .with_no_client_auth();
    Ok((Arc::new(config), remembering))
}

fn words(error: &io::Error, facts: Option<&Facts>) -> String {
    let until = facts.map(|facts| facts.until.to_rfc3339().chars().take(10).collect::<String>()).unwrap_or_default();
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(Error::InvalidCertificate(refusal)) => match refusal {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => format!("the certificate has expired on {until}"),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "the certificate is not valid yet".to_owned(),
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                "this machine does not know the certificate's authority, or a certificate in between is not sent along (a company's own \
                 authority belongs into this machine's store, or into the file that SSL_CERT_FILE names)"
                    .to_owned()
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                let names = facts.map(|facts| facts.names.join(", ")).unwrap_or_default();
                format!("the certificate is for other names: {names}")
            }
            other => format!("the certificate is not taken: {other}"),
        },
        Some(Error::InvalidMessage(_)) => "what answers does not speak TLS".to_owned(),
        _ => format!("the TLS handshake failed: {error}"),
    }
}

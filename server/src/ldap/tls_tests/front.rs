//! A TLS end in front of a plain LDAP server, which presents any certificate and can misbehave during StartTLS.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy, split};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::super::trust::provider;
use super::certificates::Certificate;

const STARTED: &[u8] = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00";

/// How TLS begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    AtOnce,
    /// StartTLS.
    OnRequest,
    /// StartTLS, as somebody on the line would: more bytes right behind the unprotected answer.
    Tampered,
}

/// Listens on a free port and passes everything on to `behind`. Hangs up without saying goodbye in TLS.
pub(super) async fn start(certificate: Certificate, behind: u16, start: Start) -> u16 {
    let key = provider().key_provider.load_private_key(certificate.key).unwrap();
    // Without the checks of `with_single_cert`: some of these certificates are meant to be wrong.
    let pair = SingleCertAndKey::from(CertifiedKey::new(vec![certificate.leaf], key));
    let config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(pair));
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(pass_on(client, acceptor.clone(), behind, start));
        }
    });
    port
}

async fn pass_on(mut client: TcpStream, acceptor: TlsAcceptor, behind: u16, start: Start) -> std::io::Result<()> {
    if start != Start::AtOnce {
        client.read_exact(&mut [0; 31]).await?;
        let more: &[u8] = if start == Start::Tampered { STARTED } else { b"" };
        client.write_all(&[STARTED, more].concat()).await?;
    }
    let (mut from_client, mut to_client) = split(acceptor.accept(client).await?);
    let (mut from_server, mut to_server) = TcpStream::connect(("127.0.0.1", behind)).await?.into_split();
    tokio::select! {
        ended = copy(&mut from_client, &mut to_server) => ended?,
        ended = copy(&mut from_server, &mut to_client) => ended?,
    };
    Ok(())
}

//! Speaking with a server byte by byte, over TLS or without: what was agreed on, which certificate was shown, and what is said before it hangs up.

use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use rustls::{ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, StreamOwned, SupportedProtocolVersion};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

/// A connection over TLS.
pub(crate) type Secure = StreamOwned<ClientConnection, TcpStream>;

/// Longer than any time-out of the stories.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Shakes hands as a client that trusts this authority and asks for `localhost`.
pub(crate) fn secure(port: u16, ca: &str, versions: &[&'static SupportedProtocolVersion]) -> std::io::Result<Secure> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca.as_bytes()).unwrap()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let connection = ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap();
    let mut stream = StreamOwned::new(connection, connect(port));
    while stream.conn.is_handshaking() {
        stream.conn.complete_io(&mut stream.sock)?;
    }
    Ok(stream)
}

/// The same in any version that the server has.
pub(crate) fn any(port: u16, ca: &str) -> Secure {
    secure(port, ca, rustls::ALL_VERSIONS).unwrap()
}

/// The certificate that was shown.
pub(crate) fn shown(stream: &Secure) -> Vec<u8> {
    stream.conn.peer_certificates().unwrap()[0].to_vec()
}

/// The same as it stands in a file.
pub(crate) fn in_file(pem: &str) -> Vec<u8> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap().to_vec()
}

pub(crate) fn version(stream: &Secure) -> ProtocolVersion {
    stream.conn.protocol_version().unwrap()
}

/// Asks for a path on a connection that ends with the answer.
pub(crate) fn get(mut stream: impl Read + Write, path: &str) -> String {
    ask(&mut stream, path).unwrap();
    last_words(stream)
}

/// The same of whoever wants to be spoken to in TLS, and may hang up at the first bytes while the rest is on its way.
pub(crate) fn get_refused(mut stream: impl Read + Write, path: &str) -> String {
    match ask(&mut stream, path) {
        Ok(()) => {}
        Err(error) if matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset) => {}
        Err(error) => panic!("while asking for {path}: {error}"),
    }
    last_words(stream)
}

fn ask(stream: &mut (impl Read + Write), path: &str) -> std::io::Result<()> {
    let asked = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(asked.as_bytes())?;
    stream.flush()
}

/// Everything until the server hangs up.
pub(crate) fn last_words(mut stream: impl Read) -> String {
    let mut said = Vec::new();
    match stream.read_to_end(&mut said) {
        Ok(_) => {}
        // Nobody waits for a farewell of whoever was too slow.
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("after {:?}: {error}", String::from_utf8_lossy(&said)),
    }
    String::from_utf8_lossy(&said).into_owned()
}

/// A line of the answer's head.
pub(crate) fn header<'a>(answer: &'a str, name: &str) -> &'a str {
    let head = answer.split("\r\n\r\n").next().unwrap_or_default();
    let line = head.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}:")));
    line.and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim())
}

//! A small proxy that ends TLS in front of Amend and does to requests and answers what it is told, good or bad.

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::tls::authority::Issued;

/// Changes the lines of a head.
type Edit = fn(&mut Vec<String>);

/// What the proxy does.
#[derive(Clone)]
pub(crate) struct Script {
    pub(crate) request: Edit,
    pub(crate) answer: Edit,
    /// Whether it hands an answer on only when it has all of it.
    pub(crate) gathers: bool,
    /// Where requests go, in place of the usual port.
    pub(crate) elsewhere: Option<u16>,
}

impl Default for Script {
    fn default() -> Self {
        Self { request: |_| (), answer: |_| (), gathers: false, elsewhere: None }
    }
}

/// A proxy that listens as long as the story runs.
pub(crate) struct Proxy {
    script: Arc<Mutex<Script>>,
    config: Arc<Mutex<Arc<ServerConfig>>>,
}

impl Proxy {
    /// At this port of loopback, in front of another one.
    pub(crate) fn start(port: u16, behind: u16, issued: &Issued) -> Self {
        let proxy = Self { script: Arc::default(), config: Arc::new(Mutex::new(tls(issued))) };
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let (script, config) = (proxy.script.clone(), proxy.config.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (script, config) = (script.lock().unwrap().clone(), config.lock().unwrap().clone());
                // Whoever goes away is no news.
                std::thread::spawn(move || drop(hand_on(stream, config, &script, behind)));
            }
        });
        proxy
    }

    /// What it does from now on.
    pub(crate) fn does(&self, script: Script) {
        *self.script.lock().unwrap() = script;
    }

    /// The certificate that it presents from now on.
    pub(crate) fn presents(&self, issued: &Issued) {
        *self.config.lock().unwrap() = tls(issued);
    }
}

fn tls(issued: &Issued) -> Arc<ServerConfig> {
    let chain = CertificateDer::pem_slice_iter(issued.certificate.as_bytes()).collect::<Result<_, _>>().unwrap();
    let key = PrivateKeyDer::from_pem_slice(issued.key.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    Arc::new(config)
}

fn head(reader: &mut impl BufRead) -> std::io::Result<Vec<String>> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            return Ok(lines);
        }
        lines.push(line.trim_end().to_owned());
    }
}

/// Takes every header of this name away.
pub(crate) fn drop_header(lines: &mut Vec<String>, name: &str) {
    lines.retain(|line| !line.to_lowercase().starts_with(&format!("{name}:")));
}

fn hand_on(stream: TcpStream, config: Arc<ServerConfig>, script: &Script, behind: u16) -> std::io::Result<()> {
    let connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
    let mut browser = BufReader::new(StreamOwned::new(connection, stream));
    let mut request = head(&mut browser)?;
    let length =
        request.iter().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    browser.read_exact(&mut body)?;
    drop_header(&mut request, "connection");
    request.push("connection: close".to_owned());
    request.push("x-forwarded-for: 127.0.0.1".to_owned());
    (script.request)(&mut request);
    let mut amend = TcpStream::connect(("127.0.0.1", script.elsewhere.unwrap_or(behind)))?;
    amend.write_all(format!("{}\r\n\r\n", request.join("\r\n")).as_bytes())?;
    amend.write_all(&body)?;

    let mut amend = BufReader::new(amend);
    let mut answer = head(&mut amend)?;
    (script.answer)(&mut answer);
    let browser = browser.get_mut();
    let mut gathered = format!("{}\r\n\r\n", answer.join("\r\n")).into_bytes();
    if !script.gathers {
        browser.write_all(&gathered)?;
        browser.flush()?;
        gathered.clear();
    }
    let mut piece = [0; 8192];
    loop {
        let read = amend.read(&mut piece)?;
        if read == 0 {
            break;
        }
        if script.gathers {
            gathered.extend_from_slice(&piece[..read]);
        } else {
            browser.write_all(&piece[..read])?;
            browser.flush()?;
        }
    }
    browser.write_all(&gathered)?;
    browser.conn.send_close_notify();
    browser.flush()
}

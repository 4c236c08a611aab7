//! Opens the connection itself, so that certificate rules, time-outs and the frame guard are ours: name look-up, TCP,
//! StartTLS where asked for, TLS.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

use super::ber::{Damage, Elements, check_nesting, small_number};
use super::error::{LdapError, clean};
use super::guard;
use super::settings::{LdapSettings, Tls};
use super::tls;
use crate::out_of_bounds::is_out_of_bounds;

/// Message 1, ExtendedRequest 1.3.6.1.4.1.1466.20037 (RFC 4511 section 4.14).
const START_TLS: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";

/// Largest StartTLS answer taken: it comes unprotected.
const START_TLS_ANSWER_LIMIT: usize = 16 << 10;

/// The byte stream to the server.
pub(crate) enum Socket {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Connects as the settings say, all within the connect time-out.
pub(crate) async fn connect(settings: &LdapSettings) -> Result<Socket, LdapError> {
    let address = &settings.address;
    let after = settings.limits.connect_timeout;
    let tcp = timeout(after, open(&address.host, address.port))
        .await
        .unwrap_or_else(|_| Err(LdapError::ConnectTimeout { host: address.host.clone(), port: address.port, after }))?;
    let Some(rule) = settings.certificate_rule.as_ref() else {
        return Ok(Socket::Plain(tcp));
    };
    let secured = async {
        let tcp = if address.tls == Tls::StartTls { start_tls(tcp).await? } else { tcp };
        Ok(tls::handshake(rule, &address.host, tcp).await?)
    };
    timeout(after, secured)
        .await
        .unwrap_or(Err(LdapError::SilentHandshake { after }))
        .map(|tls| Socket::Tls(Box::new(tls)))
}

/// Tries every address of the host in turn.
async fn open(host: &str, port: u16) -> Result<TcpStream, LdapError> {
    let addresses = lookup_host((host, port)).await.map_err(|_| LdapError::NameLookup { host: host.to_owned() })?;
    let mut last = LdapError::NameLookup { host: host.to_owned() };
    for address in addresses {
        // What is connected to is what was looked at: a name that leads elsewhere the second time changes nothing.
        if is_out_of_bounds(address.ip()) {
            last = LdapError::AddressNotAllowed { host: host.to_owned(), address: address.ip() };
            continue;
        }
        match TcpStream::connect(address).await {
            Ok(tcp) => {
                // Requests are single small messages: waiting to fill a packet only adds delay.
                tcp.set_nodelay(true).map_err(|error| broken(&error))?;
                return Ok(tcp);
            }
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                last = LdapError::Refused { host: host.to_owned(), port };
            }
            Err(error) => last = LdapError::Unreachable { host: host.to_owned(), port, reason: error.to_string() },
        }
    }
    Err(last)
}

fn broken(error: &io::Error) -> LdapError {
    LdapError::Broken { operation: "StartTLS", reason: error.to_string() }
}

/// Asks for TLS and reads exactly the answer. What follows the answer was not protected, so it must be nothing.
async fn start_tls(mut tcp: TcpStream) -> Result<TcpStream, LdapError> {
    tcp.write_all(START_TLS).await.map_err(|error| broken(&error))?;
    let mut received = BytesMut::with_capacity(1024);
    let length = loop {
        if let Some(length) = guard::message_length(&received, START_TLS_ANSWER_LIMIT)?
            && received.len() >= length
        {
            break length;
        }
        if tcp.read_buf(&mut received).await.map_err(|error| broken(&error))? == 0 {
            return Err(LdapError::Closed { operation: "StartTLS" });
        }
    };
    if received.len() > length {
        return Err(LdapError::StartTlsTampered);
    }
    match start_tls_answer(&received)? {
        (0, _) => Ok(tcp),
        (code, text) => Err(LdapError::StartTlsRefused { code: code.unsigned_abs(), text: clean(text) }),
    }
}

fn start_tls_answer(message: &[u8]) -> Result<(i32, &[u8]), Damage> {
    check_nesting(message)?;
    let mut parts = Elements(Elements(message).expect(0x30, "message")?);
    let id = small_number(parts.expect(0x02, "message id")?, "message id")?;
    match parts.next()? {
        Some((guard::operation::EXTENDED_ANSWER, content)) => guard::result(content, guard::operation::EXTENDED_ANSWER),
        other => Err(Damage::Unexpected { id, operation: other.map_or(0, |(tag, _)| tag) }),
    }
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, into),
            Self::Tls(stream) => Pin::new(stream).poll_read(context, into),
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}

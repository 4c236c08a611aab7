//! Sits between the server and the LDAP library: we own the socket, the library has one end of a socket pair. Every
//! message passes the guard on its way; search entries never reach the library but go straight from the receive
//! buffer to an [`Inbox`], because the library copies each of them several times.

use std::time::{Duration, Instant};

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::connect::Socket;
use super::error::{LdapError, clean};
use super::guard::{self, Incoming, May, Request, operation};

/// Room kept free in the receive buffer, so that a read takes what the kernel has.
const READ_AHEAD: usize = 256 << 10;

/// How often cancelling and time-outs are looked at while nothing arrives.
const TICK: Duration = Duration::from_millis(100);

/// The slowest line that is not taken for a dead one, in bytes per second.
const SLOWEST: u64 = 16 << 10;

/// Takes what a search brings, in server order.
pub(crate) trait Inbox: Send {
    /// The content of one SearchResultEntry. May block; that is how a slow receiver slows the server down.
    fn entry(&mut self, content: &[u8]) -> Result<(), LdapError>;
    /// The same with the bytes of its controls, for who asked for some.
    fn entry_with(&mut self, content: &[u8], _controls: &[u8]) -> Result<(), LdapError> {
        self.entry(content)
    }
    /// The content of an IntermediateResponse, for who asked for some.
    fn intermediate(&mut self, _content: &[u8]) -> Result<(), LdapError> {
        Ok(())
    }
    /// A continuation reference went by, unfollowed.
    fn reference(&mut self);
    /// Bytes arrived.
    fn received(&mut self, bytes: usize);
    /// Whether to give up; asked at least ten times a second.
    fn is_cancelled(&self) -> bool;
}

/// For operations that bring no entries.
pub(crate) struct NoInbox;

impl Inbox for NoInbox {
    fn entry(&mut self, _content: &[u8]) -> Result<(), LdapError> {
        Ok(())
    }
    fn reference(&mut self) {}
    fn received(&mut self, _bytes: usize) {}
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// Both sides of the guard.
pub(crate) struct Wire {
    server: Socket,
    library: UnixStream,
    from_server: BytesMut,
    from_library: BytesMut,
    /// The request in flight. While there is none, nothing is read: an early close must not overtake the answer that
    /// the library is still digesting.
    pending: Option<Request>,
    may: May,
    message_bytes: usize,
}

/// The patience for one operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    pub(crate) operation: &'static str,
    pub(crate) limit: Duration,
}

impl Wire {
    pub(crate) fn new(server: Socket, library: UnixStream, message_bytes: usize, may: May) -> Self {
        Self {
            server,
            library,
            from_server: BytesMut::with_capacity(2 * READ_AHEAD),
            from_library: BytesMut::with_capacity(4096),
            pending: None,
            may,
            message_bytes,
        }
    }

    /// Carries messages until something is wrong, which is what it returns; dropped when the operation is over.
    pub(crate) async fn carry(&mut self, patience: Patience, inbox: &mut dyn Inbox) -> LdapError {
        match self.carry_on(patience, inbox).await {
            Ok(never) => match never {},
            Err(error) => error,
        }
    }

    async fn carry_on(
        &mut self,
        patience: Patience,
        inbox: &mut dyn Inbox,
    ) -> Result<std::convert::Infallible, LdapError> {
        let Patience { operation, limit } = patience;
        let broken = |error: std::io::Error| LdapError::Broken { operation, reason: error.to_string() };
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Only time spent waiting counts: a receiver that takes long is not the server's fault.
        let mut waited = Duration::ZERO;
        let mut bytes = 0_u64;
        loop {
            let room = self.from_server.capacity() - self.from_server.len();
            if room < READ_AHEAD / 4 {
                self.from_server.reserve(READ_AHEAD);
            }
            let started = Instant::now();
            tokio::select! {
                read = self.server.read_buf(&mut self.from_server), if self.pending.is_some() => {
                    waited += started.elapsed();
                    match read {
                        Ok(0) => return Err(LdapError::Closed { operation }),
                        Ok(count) => {
                            bytes += count as u64;
                            inbox.received(count);
                        }
                        Err(error) if is_abrupt(&error) => return Err(LdapError::Closed { operation }),
                        Err(error) => return Err(broken(error)),
                    }
                    self.deliver(inbox).await?;
                }
                read = self.library.read_buf(&mut self.from_library) => {
                    waited += started.elapsed();
                    if read.map_err(broken)? == 0 {
                        return Err(LdapError::Library { reason: "it closed the connection".into() });
                    }
                    self.send().await?;
                }
                _ = tick.tick() => {
                    waited += started.elapsed();
                    if waited > limit + Duration::from_millis(bytes * 1000 / SLOWEST) {
                        return Err(LdapError::Silent { operation, after: waited });
                    }
                }
            }
            if inbox.is_cancelled() {
                return Err(LdapError::Stopped);
            }
        }
    }

    /// Hands on every whole message in the receive buffer.
    async fn deliver(&mut self, inbox: &mut dyn Inbox) -> Result<(), LdapError> {
        let mut used = 0;
        let outcome = loop {
            let Some(request) = self.pending else {
                break Ok(None);
            };
            let rest = &self.from_server[used..];
            let length = match guard::message_length(rest, self.message_bytes) {
                Ok(Some(length)) if length <= rest.len() => length,
                Ok(_) => break Ok(None),
                Err(damage) => break Err(damage.into()),
            };
            match guard::inspect(&rest[..length], request) {
                Ok(Incoming::Entry { content, controls }) => {
                    if let Err(error) = inbox.entry_with(content, controls) {
                        break Err(error);
                    }
                }
                Ok(Incoming::Intermediate(content)) => {
                    if let Err(error) = inbox.intermediate(content) {
                        break Err(error);
                    }
                }
                Ok(Incoming::Reference) => inbox.reference(),
                Ok(Incoming::Answer) => break Ok(Some(length)),
                Ok(Incoming::Disconnected { code, text }) => {
                    break Err(LdapError::Disconnected { code: code.unsigned_abs(), text: clean(text) });
                }
                Err(damage) => break Err(damage.into()),
            }
            used += length;
        };
        self.from_server.advance(used);
        if let Some(length) = outcome? {
            let mut answer = self.from_server.split_to(length);
            guard::mend_text(&mut answer);
            self.pending = None;
            self.library.write_all(&answer).await.map_err(|error| LdapError::Library { reason: error.to_string() })?;
        }
        Ok(())
    }

    /// Sends every whole request of the library, if it may be sent.
    async fn send(&mut self) -> Result<(), LdapError> {
        while let Some(length) = guard::message_length(&self.from_library, usize::MAX)? {
            if length > self.from_library.len() {
                break;
            }
            let message = self.from_library.split_to(length);
            let request = guard::outgoing(&message, self.may).map_err(|tag| LdapError::WriteStopped { tag })?;
            let name = match request.operation {
                operation::BIND => "sign-in",
                operation::MODIFY => "modification",
                _ => "search",
            };
            let broken = |error: std::io::Error| LdapError::Broken { operation: name, reason: error.to_string() };
            if matches!(request.operation, operation::BIND | operation::SEARCH | operation::MODIFY) {
                self.pending = Some(request);
            }
            self.server.write_all(&message).await.map_err(broken)?;
            self.server.flush().await.map_err(broken)?;
        }
        Ok(())
    }

    /// Says goodbye (UnbindRequest); a server that does not listen any more is left alone.
    pub(crate) async fn close(mut self) {
        const UNBIND: &[u8] = b"\x30\x06\x02\x02\x7f\xff\x42\x00";
        let goodbye = async {
            self.server.write_all(UNBIND).await?;
            self.server.shutdown().await
        };
        if let Ok(Err(error)) = timeout(Duration::from_secs(1), goodbye).await {
            tracing::debug!(%error, "the directory was gone before the connection was closed");
        }
    }
}

/// A connection that ends without a goodbye, in TCP or in TLS.
fn is_abrupt(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::ConnectionReset)
}

//! One door to the network: plain behind a proxy, or with TLS of our own; either way with the same time-outs.

use std::{io, net::SocketAddr, time::Duration};

use axum::{Router, extract::connect_info::IntoMakeServiceWithConnectInfo};
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use tokio::net::TcpListener;

use crate::tls::Served;

/// How long streams that never end by themselves may go on after the process was told to stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// A door that is open and not yet served.
pub(crate) struct Listening {
    listener: TcpListener,
    served: Option<Served>,
    /// How long a connection may take to say what it wants, and to ask again (SEC21).
    patience: Duration,
    handle: Handle<SocketAddr>,
}

impl Listening {
    /// Listens; `key` names the setting if that cannot be done.
    pub(crate) async fn open(
        key: &str,
        address: SocketAddr,
        served: Option<Served>,
        patience: Duration,
    ) -> Result<Self, String> {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| format!("setting `{key}`: {address} cannot be listened on: {error}"))?;
        Ok(Self { listener, served, patience, handle: Handle::new() })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Scheme, address and port.
    pub(crate) fn url(&self) -> io::Result<String> {
        let scheme = if self.served.is_some() { "https" } else { "http" };
        Ok(format!("{scheme}://{}", self.address()?))
    }

    /// What closes it again.
    pub(crate) fn closer(&self) -> Closer {
        Closer(self.handle.clone())
    }

    /// Serves until it is closed.
    pub(crate) async fn serve(self, routes: Router) -> io::Result<()> {
        let service: IntoMakeServiceWithConnectInfo<Router, SocketAddr> = routes.into_make_service_with_connect_info();
        let mut server = Server::from_listener(self.listener);
        server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(self.patience);
        // HTTP/2 has no time-out for heads that never end and for connections that are idle, and telling the two apart has none either.
        let server = server.http1_only().handle(self.handle);
        match self.served {
            None => server.serve(service).await,
            Some(served) => {
                let handshake = served.handshake(self.patience).map_err(io::Error::other)?;
                server.acceptor(handshake).serve(service).await
            }
        }
    }
}

/// Closes a door.
#[derive(Clone)]
pub(crate) struct Closer(Handle<SocketAddr>);

impl Closer {
    /// Lets nobody in any more, and everybody finish.
    pub(crate) fn close(&self) {
        self.0.graceful_shutdown(Some(FAREWELL));
    }
}

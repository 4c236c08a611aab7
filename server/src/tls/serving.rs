//! Serving a certificate that may be renewed at any time: the files are looked at now and then and when the process is told to, and a new pair
//! that is no good leaves the old one in use.

use std::{
    fs, io,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use axum_server::accept::Accept;
use domain::moment::Moment;
use futures_util::future::BoxFuture;
use rustls::{
    ServerConfig,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::certificate::{Facts, Unfit, look};
use crate::{clock, config::Keeping};

/// When both files were last written, and how long they are.
type Written = [Option<(SystemTime, u64)>; 2];

/// A certificate in use. Cloning is cheap.
#[derive(Debug, Clone)]
pub(crate) struct Served(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    keeping: Keeping,
    state: RwLock<State>,
}

#[derive(Debug)]
struct State {
    certified: Arc<CertifiedKey>,
    facts: Facts,
    written: Written,
    /// Why the files of now are not in use.
    trouble: Option<Unfit>,
}

impl Served {
    /// Takes what is in the files.
    pub(crate) fn open(keeping: Keeping, now: Moment) -> Result<Self, String> {
        let written = written(&keeping);
        let (certified, facts) =
            look(&keeping, now).map_err(|unfit| format!("setting `{}`: {unfit}", keeping.table))?;
        if is_open(&keeping.key_file) {
            tracing::warn!(file = %keeping.key_file.display(), "tls.key_readable_by_everybody");
        }
        tracing::info!(table = keeping.table, until = facts.until.to_rfc3339(), "tls.certificate");
        let state = RwLock::new(State { certified, facts, written, trouble: None });
        Ok(Self(Arc::new(Inner { keeping, state })))
    }

    /// Takes what is in the files if they have changed; what is no good is told to the log once, and looked at again the next time.
    pub(crate) fn renew(&self, now: Moment) {
        let keeping = &self.0.keeping;
        let (before, trouble) = {
            let state = self.0.state.read().unwrap_or_else(PoisonError::into_inner);
            (state.written, state.trouble.clone())
        };
        let written = written(keeping);
        if written == before && trouble.is_none() {
            return;
        }
        let looked = look(keeping, now);
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        state.written = written;
        match looked {
            Ok((certified, facts)) => {
                tracing::info!(table = keeping.table, until = facts.until.to_rfc3339(), "tls.certificate_renewed");
                (state.certified, state.facts, state.trouble) = (certified, facts, None);
            }
            Err(unfit) => {
                if state.trouble.as_ref() != Some(&unfit) {
                    tracing::warn!(table = keeping.table, reason = %unfit, "tls.certificate_not_taken");
                }
                state.trouble = Some(unfit);
            }
        }
    }

    /// What is wrong with it, if anything: with the files of now, or with the one in use.
    pub(crate) fn trouble(&self, now: Moment) -> Option<String> {
        let state = self.0.state.read().unwrap_or_else(PoisonError::into_inner);
        let expired = (state.facts.until < now).then(|| Unfit::Expired(state.facts.until));
        state.trouble.clone().or(expired).map(|unfit| unfit.to_string())
    }

    /// The way in for connections that have `patience` to shake hands.
    pub(crate) fn handshake(&self, patience: Duration) -> Result<Handshake, rustls::Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(self.0.clone());
        // The one that has all time-outs; see `serve`.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Handshake { acceptor: TlsAcceptor::from(Arc::new(config)), patience })
    }
}

impl ResolvesServerCert for Inner {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.state.read().unwrap_or_else(PoisonError::into_inner).certified.clone())
    }
}

fn written(keeping: &Keeping) -> Written {
    // What a link leads to counts: renewing often means to turn a link.
    [&keeping.certificate_file, &keeping.key_file]
        .map(|file| fs::metadata(file).ok().and_then(|found| Some((found.modified().ok()?, found.len()))))
}

/// Whether everybody on this machine can read a file.
pub(crate) fn is_open(file: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(file).is_ok_and(|found| found.permissions().mode() & 0o004 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        false
    }
}

/// Shakes hands with whoever connects, for so long and no longer.
#[derive(Clone)]
pub(crate) struct Handshake {
    acceptor: TlsAcceptor,
    patience: Duration,
}

impl<I, S> Accept<I, S> for Handshake
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Send + 'static,
{
    type Stream = TlsStream<I>;
    type Service = S;
    type Future = BoxFuture<'static, io::Result<(TlsStream<I>, S)>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let (accepting, patience) = (self.acceptor.accept(stream), self.patience);
        Box::pin(async move {
            let stream = timeout(patience, accepting).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
            Ok((stream, service))
        })
    }
}

/// Looks at the files every so often, and when the process gets the signal to read its files again.
pub(crate) async fn keep_fresh(all: Vec<Served>, every: Duration) {
    #[cfg(unix)]
    let mut told = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok();
    loop {
        #[cfg(unix)]
        let signal = async {
            match &mut told {
                Some(told) => told.recv().await,
                None => std::future::pending().await,
            }
        };
        #[cfg(not(unix))]
        let signal = std::future::pending::<()>();
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            _ = signal => {}
        }
        let (all, now) = (all.clone(), clock::now());
        let look = tokio::task::spawn_blocking(move || all.iter().for_each(|served| served.renew(now)));
        // An error means that it panicked, which the log has.
        let _ = look.await;
    }
}

//! The running server: listen, serve, and stop without losing what is under way.

use std::{net::SocketAddr, time::Duration};

use tokio::sync::watch;

use crate::{
    app::{App, asker::Door},
    clock,
    config::{Config, Keeping, TlsConfig},
    http::{Assets, Site, metrics_router, pane_router, redirect_router, router},
    jobs,
    listening::Listening,
    store::Store,
    tls::{Served, keep_fresh},
};

/// Serves until the process is told to stop.
pub(crate) async fn serve(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    let served = |keeping: Option<Keeping>| keeping.map(|keeping| Served::open(keeping, clock::now())).transpose();
    let (of_portal, of_pane) = (served(config.portal_certificate())?, served(config.pane_certificate())?);
    let certificates: Vec<(&str, Served)> = [("portal", of_portal.clone()), ("pane", of_pane.clone())]
        .into_iter()
        .filter_map(|(door, one)| Some((door, one?)))
        .collect();
    let store = Store::open(&config.database).await?;
    let patience = config.request();
    let portal = Listening::open("listen", config.listen, of_portal, patience).await?;
    let address = portal.address()?;
    let assets = Assets::find(config.widget_dir.clone());
    let origins = origins(&config, address);
    let (metrics_listen, tls) = (config.metrics_listen, config.tls.clone());
    let app = App::new(store, config)?;
    app.seed(clock::now()).await?;
    let (stop, stopped) = watch::channel(false);
    let jobs = tokio::spawn(jobs::work(app.clone(), stopped));
    let mut closers = vec![portal.closer()];
    if let Some(address) = metrics_listen {
        let metrics = Listening::open("metrics_listen", address, None, patience).await?;
        println!("metrics on {}/metrics", metrics.url()?);
        tokio::spawn(metrics.serve(metrics_router(app.clone())));
    }
    // Whoever starts the server reads where it listens from this line.
    println!("listening on {}", portal.url()?);
    let site = Site { app: app.clone(), door: Door::Portal, origins, assets, certificates: certificates.clone() };
    if let Some(settings) = app.config().pane.clone() {
        let pane = Listening::open("pane.listen", settings.listen, of_pane, patience).await?;
        println!("pane on {}", pane.url()?);
        closers.push(pane.closer());
        let site = Site { door: Door::Pane, origins: vec![settings.public_url.clone()], ..site.clone() };
        tokio::spawn(pane.serve(pane_router(site, &settings)));
    }
    // Without certificates too: the signal to read files again must not end the process.
    let every = tls.as_ref().map_or(Duration::MAX, TlsConfig::renewal);
    tokio::spawn(keep_fresh(certificates.into_iter().map(|(_, served)| served).collect(), every));
    let redirect_listen = tls.and_then(|tls| tls.redirect_listen);
    if let Some((address, portal)) = redirect_listen.zip(app.config().public_url.as_deref()) {
        let redirect = Listening::open("tls.redirect_listen", address, None, patience).await?;
        println!("redirecting from {}", redirect.url()?);
        closers.push(redirect.closer());
        tokio::spawn(redirect.serve(redirect_router(portal)));
    }
    tokio::spawn(async move {
        told_to_stop().await;
        tracing::info!("server.stopping");
        closers.iter().for_each(crate::listening::Closer::close);
        // Nobody listens only if everything has ended already.
        let _ = stop.send(true);
    });
    portal.serve(router(site)).await?;
    // An error means that it panicked, which the log has.
    let _ = jobs.await;
    app.store().close().await;
    Ok(())
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}

/// The origins of Amend's own pages: the public one, or on this machine its usual names.
fn origins(config: &Config, address: SocketAddr) -> Vec<String> {
    if let Some(url) = &config.public_url {
        return vec![url.clone()];
    }
    let (scheme, port) = (if config.tls.is_some() { "https" } else { "http" }, address.port());
    let mut origins = vec![format!("{scheme}://{address}")];
    if address.ip().is_loopback() || address.ip().is_unspecified() {
        origins.extend([format!("{scheme}://localhost:{port}"), format!("{scheme}://127.0.0.1:{port}")]);
    }
    origins
}

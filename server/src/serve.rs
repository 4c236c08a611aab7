//! The running server: listen, serve, and stop without losing what is under way.

use std::{net::SocketAddr, time::Duration};

use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    app::{App, asker::Door},
    clock,
    config::Config,
    http::{Assets, Site, metrics_router, pane_router, router},
    jobs,
    store::Store,
};

/// Serves until the process is told to stop.
pub(crate) async fn serve(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    let store = Store::open(&config.database).await?;
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| format!("setting `listen`: {} cannot be listened on: {error}", config.listen))?;
    let address = listener.local_addr()?;
    let assets = Assets::find(config.widget_dir.clone());
    let origins = origins(config.public_url.as_deref(), address);
    let (metrics_listen, patience) = (config.metrics_listen, config.request());
    let app = App::new(store, config)?;
    app.seed(clock::now()).await?;
    let (stop, stopped) = watch::channel(false);
    let jobs = tokio::spawn(jobs::work(app.clone(), stopped));
    let handle = Handle::new();
    if let Some(address) = metrics_listen {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| format!("setting `metrics_listen`: {address} cannot be listened on: {error}"))?;
        println!("metrics on http://{}/metrics", listener.local_addr()?);
        tokio::spawn(server(listener, patience)?.serve(metrics_router(app.clone()).into_make_service()));
    }
    // Whoever starts the server reads where it listens from this line.
    println!("listening on http://{address}");
    let panes = Handle::new();
    if let Some(settings) = app.config().pane.clone() {
        let listener = TcpListener::bind(settings.listen)
            .await
            .map_err(|error| format!("setting `pane.listen`: {} cannot be listened on: {error}", settings.listen))?;
        println!("pane on http://{}", listener.local_addr()?);
        let site = Site {
            app: app.clone(),
            door: Door::Pane,
            origins: vec![settings.public_url.clone()],
            assets: assets.clone(),
        };
        let service = pane_router(site, &settings).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(server(listener, patience)?.handle(panes.clone()).serve(service));
    }
    let service = router(Site { app: app.clone(), door: Door::Portal, origins, assets })
        .into_make_service_with_connect_info::<SocketAddr>();
    let serving = handle.clone();
    tokio::spawn(async move {
        told_to_stop().await;
        tracing::info!("server.stopping");
        // Streams of live figures never end by themselves.
        serving.graceful_shutdown(Some(Duration::from_secs(5)));
        panes.graceful_shutdown(Some(Duration::from_secs(5)));
        // Nobody listens only if everything has ended already.
        let _ = stop.send(true);
    });
    server(listener, patience)?.handle(handle).serve(service).await?;
    // An error means that it panicked, which the log has.
    let _ = jobs.await;
    app.store().close().await;
    Ok(())
}

/// A server that gives a connection so long to say what it wants, and so long to ask again (SEC21).
fn server(listener: TcpListener, patience: Duration) -> std::io::Result<Server<SocketAddr>> {
    let mut server = axum_server::from_tcp(listener.into_std()?)?;
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(patience);
    Ok(server)
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
fn origins(public_url: Option<&str>, address: SocketAddr) -> Vec<String> {
    if let Some(url) = public_url {
        return vec![url.to_owned()];
    }
    let port = address.port();
    let mut origins = vec![format!("http://{address}")];
    if address.ip().is_loopback() || address.ip().is_unspecified() {
        origins.extend([format!("http://localhost:{port}"), format!("http://127.0.0.1:{port}")]);
    }
    origins
}

//! The running server: listen, serve, and stop without losing what is under way.

use std::{future::IntoFuture as _, net::SocketAddr};

use tokio::{net::TcpListener, sync::watch};

use crate::{
    app::App,
    clock,
    config::Config,
    http::{Assets, Site, metrics_router, router},
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
    let metrics_listen = config.metrics_listen;
    let app = App::new(store, config)?;
    app.seed(clock::now()).await?;
    let (stop, stopped) = watch::channel(false);
    let jobs = tokio::spawn(jobs::work(app.clone(), stopped.clone()));
    if let Some(address) = metrics_listen {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| format!("setting `metrics_listen`: {address} cannot be listened on: {error}"))?;
        println!("metrics on http://{}/metrics", listener.local_addr()?);
        tokio::spawn(axum::serve(listener, metrics_router(app.clone())).into_future());
    }
    // Whoever starts the server reads where it listens from this line.
    println!("listening on http://{address}");
    let service =
        router(Site { app: app.clone(), origins, assets }).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move {
        told_to_stop().await;
        tracing::info!("server.stopping");
        // Nobody listens only if everything has ended already.
        let _ = stop.send(true);
    });
    let mut until = stopped.clone();
    let graceful = axum::serve(listener, service).with_graceful_shutdown(async move {
        // An error means that the sender is gone, which is a stop as well.
        let _ = until.changed().await;
    });
    let mut patience = stopped;
    tokio::select! {
        served = graceful => served?,
        // Streams of live figures never end by themselves.
        () = async { let _ = patience.changed().await; tokio::time::sleep(std::time::Duration::from_secs(5)).await } => {}
    }
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

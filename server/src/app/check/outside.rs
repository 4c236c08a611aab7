//! Everything that is asked over the network, each part beside the others.

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use futures_util::future::{BoxFuture, FutureExt as _};
use tokio::net::TcpStream;

use super::{Line, PATIENCE, bounded, front, mail, parts, providers, warn};
use crate::{
    app::{App, Parts, connection::Reached},
    config::Config,
};

/// The looks at the ways in and at everybody whom Amend asks.
pub(super) fn all<'f>(
    config: &'f Config,
    settled: &'f Parts,
    app: Option<&'f App>,
    sources: &'f BTreeMap<String, Reached>,
) -> Vec<BoxFuture<'f, Vec<Line>>> {
    let mut looks = vec![ways_in(config, app).boxed()];
    looks.extend(
        settled.providers.iter().map(|provider| {
            bounded(format!("sign_in.{}", provider.settings().key), PATIENCE, providers::look(provider))
        }),
    );
    if let Some(nested) = config.pane.as_ref().and_then(|pane| pane.nested.as_ref()) {
        looks.push(bounded("pane.nested", PATIENCE, providers::look_at_nested(nested)));
    }
    if let (Some(mailer), Some(settings)) = (&settled.mailer, &config.mail) {
        looks.push(bounded("mail", PATIENCE, mail::look(mailer, settings)));
    }
    looks.extend(
        sources
            .iter()
            .map(|(name, reached)| bounded(format!("source {name}"), 2 * PATIENCE, parts::look(name, reached))),
    );
    looks
}

/// The addresses that browsers use, if the server runs.
async fn ways_in(config: &Config, app: Option<&App>) -> Vec<Line> {
    let fronts = front::of(config);
    if !is_served(config.listen).await {
        let seen = format!("`amend serve` does not run on this machine: nobody listens on {}", config.listen);
        let remedy = "start it and check again; the way from browsers to here was not looked at";
        return fronts.iter().map(|front| warn(front.name, &seen, remedy)).collect();
    }
    let mark = match app {
        Some(app) => app.mark().await.ok().flatten(),
        None => None,
    };
    let looks = fronts.iter().map(|front| bounded(front.name, PATIENCE, front::look(front, config, mark.as_ref())));
    futures_util::future::join_all(looks).await.into_iter().flatten().collect()
}

async fn is_served(listen: SocketAddr) -> bool {
    // Which port the system chose is not known here.
    if listen.port() == 0 {
        return true;
    }
    let mut here = listen;
    if listen.ip().is_unspecified() {
        here.set_ip(if listen.is_ipv4() { [127, 0, 0, 1].into() } else { [0, 0, 0, 0, 0, 0, 0, 1].into() });
    }
    let connecting = tokio::time::timeout(Duration::from_secs(2), TcpStream::connect(here));
    connecting.await.is_ok_and(|connected| connected.is_ok())
}

//! Asking an identity provider over HTTP: by TLS with the system's authorities or one of its own, without following anybody elsewhere, within
//! seconds and a limit. A proxy is taken from the environment (`HTTPS_PROXY`), as is usual on servers.

use std::{path::Path, time::Duration};

use openidconnect::{HttpRequest, HttpResponse, http};
use ureq::Agent;

use crate::tls::asking;

const CONNECT: Duration = Duration::from_secs(5);
const ALL: Duration = Duration::from_secs(10);
/// A token with long lists of groups has some ten thousand bytes.
const LARGEST: u64 = 1 << 20;

/// A provider that cannot be asked; a sentence for the log.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NotReached(pub(crate) String);

/// The way to one provider. Cloning is cheap.
#[derive(Clone, Debug)]
pub(crate) struct Web {
    agent: Agent,
    /// Whether this machine is asked without TLS.
    is_plain: bool,
}

impl Web {
    /// With the authority in this file, or the system's.
    pub(crate) fn new(ca_file: Option<&Path>, is_plain: bool) -> Result<Self, String> {
        let mut config = Agent::config_builder()
            .https_only(!is_plain)
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(ALL))
            .user_agent("amend");
        config = if is_plain { config.proxy(None) } else { config.tls_config(asking::by_file(ca_file)?) };
        Ok(Self { agent: config.build().new_agent(), is_plain })
    }

    /// Sends a request and reads the answer, whatever its status.
    pub(crate) async fn send(self, request: HttpRequest) -> Result<HttpResponse, NotReached> {
        let is_here = request.uri().host() == Some("127.0.0.1");
        if self.is_plain && request.uri().scheme_str() != Some("https") && !is_here {
            return Err(NotReached("an address without TLS that is not this machine's".to_owned()));
        }
        let send = move || {
            let mut answer = self.agent.run(request).map_err(|error| error.to_string())?;
            let body =
                answer.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(|error| error.to_string())?;
            let (parts, _) = answer.into_parts();
            Ok::<_, String>(http::Response::from_parts(parts, body))
        };
        let answer = tokio::task::spawn_blocking(send).await.map_err(|error| NotReached(error.to_string()))?;
        answer.map_err(NotReached)
    }
}

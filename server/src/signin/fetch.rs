//! Fetching a small document from an identity provider: by TLS with the system's authorities, from the one address that the settings have, without
//! following anybody elsewhere, within seconds and a limit. A proxy is taken from the environment (`HTTPS_PROXY`), as is usual on servers.

use std::time::Duration;

use ureq::Agent;

use crate::tls::asking;

const CONNECT: Duration = Duration::from_secs(5);
const ALL: Duration = Duration::from_secs(10);
/// Keys of an issuer are a few thousand bytes.
const LARGEST: u64 = 256 << 10;

/// One address, and how it is fetched from.
#[derive(Clone, Debug)]
pub(crate) struct Fetch {
    agent: Agent,
    url: String,
}

impl Fetch {
    /// Gets ready for an address. The settings have seen to it that it is `https`, or this machine.
    pub(crate) fn from(url: &str) -> Result<Self, String> {
        let is_here = url.starts_with("http://");
        let mut config = Agent::config_builder()
            .https_only(!is_here)
            .max_redirects(0)
            .max_redirects_will_error(true)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(ALL))
            .user_agent("amend");
        if is_here {
            config = config.proxy(None);
        } else {
            config = config.tls_config(asking::by_file(None)?);
        }
        Ok(Self { agent: config.build().new_agent(), url: url.to_owned() })
    }

    /// The address.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What stands there. An error is a sentence for the log.
    pub(crate) async fn get(&self) -> Result<Vec<u8>, String> {
        let Self { agent, url } = self.clone();
        let get = move || {
            let mut answer =
                agent.get(&url).header("accept", "application/json").call().map_err(|error| error.to_string())?;
            if answer.status() != 200 {
                return Err(format!("the answer was {}", answer.status()));
            }
            answer.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(|error| error.to_string())
        };
        tokio::task::spawn_blocking(get).await.map_err(|error| error.to_string())?
    }
}

//! Calling the server: over TLS, by a proxy where there is one, without following anybody elsewhere, within a limit. It blocks; whoever has other things
//! to do calls it on a thread of its own.

use std::{io, time::Duration};

use domain::api::ProblemDetails;
use serde::de::DeserializeOwned;
use ureq::{Agent, Proxy, http::Request};

use super::server_settings::ServerSettings;
use crate::tls::asking;

const CONNECT: Duration = Duration::from_secs(10);
/// The server lets an agent wait for work for half of it.
const ALL: Duration = Duration::from_secs(60);
const LARGEST: u64 = 16 << 20;

/// Why the server did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// It was not reached, or its answer did not come: whether it did it is not known.
    #[error("the server was not reached: {0}")]
    NotReached(String),
    /// It refused.
    #[error("the server refused: {}", told(.0))]
    Refused(Box<ProblemDetails>),
    /// What answers is no Amend.
    #[error(
        "what answers at the server's address is not Amend ({0}); look at the setting `server` and at proxies on the way"
    )]
    NotAmend(String),
    /// This machine is in the way.
    #[error("{0}")]
    Here(String),
}

fn told(problem: &ProblemDetails) -> String {
    problem.detail.clone().unwrap_or_else(|| problem.title.clone())
}

/// An answer, whatever its status.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// For how many seconds the server asks to be left alone.
    pub(crate) retry_after: Option<u64>,
    /// The server's time in seconds, where it tells it.
    pub(crate) date: Option<i64>,
}

impl Answer {
    /// The refusal, if it is one.
    pub(crate) fn problem(&self) -> Option<ProblemDetails> {
        serde_json::from_slice(&self.body).ok().filter(|_| self.status >= 400)
    }

    /// The answer itself if it is no refusal.
    pub(crate) fn accepted(self) -> Result<Self, Trouble> {
        if self.status < 300 {
            return Ok(self);
        }
        match self.problem() {
            Some(problem) => Err(Trouble::Refused(Box::new(problem))),
            None => Err(Trouble::NotAmend(format!("status {}", self.status))),
        }
    }

    /// The body of an answer that is no refusal, as JSON.
    pub(crate) fn json<T: DeserializeOwned>(self) -> Result<T, Trouble> {
        let answer = self.accepted()?;
        serde_json::from_slice(&answer.body).map_err(|error| Trouble::NotAmend(error.to_string()))
    }
}

/// The way to the server. Cloning is cheap.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    agent: Agent,
    base: String,
}

impl Server {
    /// By these settings; a sentence with the setting if they cannot be used.
    pub(crate) fn new(settings: &ServerSettings) -> Result<Self, String> {
        let is_plain = settings.server.starts_with("http:");
        let mut config = Agent::config_builder()
            .https_only(!is_plain)
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(ALL))
            .user_agent(concat!("amend-agent/", env!("CARGO_PKG_VERSION")));
        if !is_plain {
            let tls = asking::by_file(settings.ca_file.as_deref());
            config = config.tls_config(tls.map_err(|error| format!("setting {error}"))?);
        }
        match &settings.proxy {
            Some(proxy) => {
                let proxy = Proxy::new(proxy)
                    .map_err(|error| format!("setting `proxy`: {error}; write it as http://proxy.example.org:3128"))?;
                config = config.proxy(Some(proxy));
            }
            // This machine needs none, whatever the environment says.
            None if is_plain => config = config.proxy(None),
            None => {}
        }
        Ok(Self { agent: config.build().new_agent(), base: settings.server.clone() })
    }

    /// Sends a request and reads the answer, whatever its status. `path` may have a query.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer, Trouble> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).map_err(|error| Trouble::Here(format!("this cannot be sent: {error}")))?;
        let failed = |error: ureq::Error| Trouble::NotReached(self.explained(&error));
        let mut answer = self.agent.run(request).map_err(failed)?;
        let body = answer.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(failed)?;
        let rest = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        let date = answer.headers().get("date").and_then(|value| value.to_str().ok());
        let date = date.and_then(|text| jiff::fmt::rfc2822::parse(text).ok()).map(|at| at.timestamp().as_second());
        Ok(Answer { status: answer.status().as_u16(), body, retry_after: rest, date })
    }

    fn explained(&self, error: &ureq::Error) -> String {
        let base = &self.base;
        match error {
            ureq::Error::Timeout(_) => format!("{base} did not answer in time"),
            ureq::Error::HostNotFound => format!("the name in {base} is not known here; look at `server` and at DNS"),
            ureq::Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                format!("nobody answers at {base}")
            }
            ureq::Error::ConnectProxyFailed(why) => format!("the proxy did not let {base} be reached: {why}"),
            error => format!("{base}: {error}"),
        }
    }
}

//! Asking a SCIM service over HTTP: by TLS with the system's authorities or one of its own, without following anybody elsewhere, within seconds and a
//! limit, and never at an address that is out of bounds. A proxy is taken from the environment (`HTTPS_PROXY`), as is usual on servers.

use std::{io, time::Duration};

use jiff::fmt::rfc2822;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value as Json;
use ureq::{
    Agent,
    config::Config,
    http::{HeaderValue, Request, Uri},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};
use url::{Host, Url};

use super::{answer::Answer, user::text};
use crate::{clock, out_of_bounds::is_out_of_bounds, tls::asking};

const CONNECT: Duration = Duration::from_secs(5);
const ALL: Duration = Duration::from_secs(30);
/// A user with a picture in it may be large; a list of one is no larger.
const LARGEST: u64 = 4 << 20;
const SCIM: &str = "application/scim+json";

/// Where a service is, and what opens it.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    url: Url,
    token: SecretString,
    ca_pem: Option<String>,
}

impl Address {
    /// Looks at the address; `http` is for this machine alone.
    ///
    /// # Errors
    /// What is wrong with it; a sentence with the field and a remedy.
    pub(crate) fn new(url: &str, token: SecretString, ca_pem: Option<&str>) -> Result<Self, String> {
        let form = "write it as https://scim.example.org/v2";
        let url = Url::parse(url.trim()).map_err(|_| format!("`url`: it is no address; {form}"))?;
        let is_here = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => return Err(format!("`url`: the host is missing; {form}")),
        };
        match url.scheme() {
            "https" => {}
            "http" if is_here => {}
            "http" => return Err(format!("`url`: without TLS the token is readable on the network; {form}")),
            _ => return Err(format!("`url`: it is not https; {form}")),
        }
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err(format!("`url`: it holds more than host, port and path; {form}"));
        }
        if !token.expose_secret().bytes().all(|byte| byte.is_ascii_graphic()) || token.expose_secret().is_empty() {
            return Err(
                "`token`: it is empty, or has blanks or letters in it that no token has; copy it once more".to_owned()
            );
        }
        Ok(Self { url, token, ca_pem: ca_pem.map(str::to_owned) })
    }
}

/// A service that cannot be asked; a sentence.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub(super) struct NotReached(pub(super) String);

/// The way to one service.
#[derive(Clone, Debug)]
pub(super) struct Web {
    agent: Agent,
    base: Url,
    /// Marked as secret, so that it is not printed.
    token: HeaderValue,
}

impl Web {
    pub(super) fn new(address: &Address) -> Result<Self, NotReached> {
        let is_plain = address.url.scheme() == "http";
        let mut config = Agent::config_builder()
            .https_only(!is_plain)
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(ALL))
            .user_agent("amend");
        config = match is_plain {
            true => config.proxy(None),
            false => config.tls_config(asking::by_pem(address.ca_pem.as_deref()).map_err(NotReached)?),
        };
        let mut token = HeaderValue::try_from(format!("Bearer {}", address.token.expose_secret()))
            .map_err(|_| NotReached("the token cannot be sent; enter it once more".to_owned()))?;
        token.set_sensitive(true);
        let agent = Agent::with_parts(config.build(), DefaultConnector::default(), Bounded::default());
        Ok(Self { agent, base: address.url.clone(), token })
    }

    /// The address of something under the service's own.
    pub(super) fn at(&self, parts: &[&str], query: &[(&str, &str)]) -> Result<Url, NotReached> {
        let mut url = self.base.clone();
        // Whoever answers with such an id would have another address asked.
        if parts.iter().any(|part| matches!(*part, "" | "." | "..")) {
            return Err(NotReached("the service named a user without an id".to_owned()));
        }
        match url.path_segments_mut() {
            Ok(mut path) => drop(path.pop_if_empty().extend(parts)),
            Err(()) => return Err(NotReached("the address of the service has no path".to_owned())),
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
            // A plus is a blank in forms alone.
            let plain = url.query().map(|query| query.replace('+', "%20"));
            url.set_query(plain.as_deref());
        }
        Ok(url)
    }

    /// Sends a request and reads the answer, whatever its status.
    pub(super) async fn send(
        &self,
        method: &'static str,
        url: &Url,
        version: Option<&str>,
        body: Option<&Json>,
    ) -> Result<Answer, NotReached> {
        let mut request = Request::builder()
            .method(method)
            .uri(url.as_str())
            .header("accept", "application/scim+json, application/json")
            .header("authorization", self.token.clone());
        if let Some(version) = version {
            request = request.header("if-match", version);
        }
        if body.is_some() {
            request = request.header("content-type", SCIM);
        }
        let bytes = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let request =
            request.body(bytes).map_err(|error| NotReached(format!("the request cannot be sent: {error}")))?;
        let agent = self.agent.clone();
        let send = move || {
            let mut answer = agent.run(request)?;
            let read = answer.body_mut().with_config().limit(LARGEST).read_to_vec()?;
            Ok::<_, ureq::Error>((answer.into_parts().0, read))
        };
        let sent = tokio::task::spawn_blocking(send).await.map_err(|error| NotReached(error.to_string()))?;
        let (head, read) = sent.map_err(|error| NotReached(told(&error)))?;
        let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
        let body: Json = serde_json::from_slice(&read).unwrap_or_default();
        let version = header("etag").map(str::to_owned);
        let version = version.or_else(|| Some(text(body.get("meta")?, "version")?.to_owned()));
        let rest = header("retry-after").and_then(|text| rest(text, clock::now().0 / 1000));
        Ok(Answer { status: head.status.as_u16(), version, rest, body })
    }
}

/// What went wrong, without the address, which may be long.
fn told(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => format!("the service did not answer within {} seconds", ALL.as_secs()),
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            "nobody answers at the address of the service".to_owned()
        }
        error => format!("the service cannot be asked: {error}"),
    }
}

/// For how many seconds a service asks to be left alone (RFC 9110 section 10.2.3): their number, or a date.
fn rest(text: &str, now: i64) -> Option<i64> {
    let text = text.trim();
    let seconds = match text.parse::<u32>() {
        Ok(seconds) => i64::from(seconds),
        Err(_) => rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?.as_second() - now,
    };
    Some(seconds.max(0))
}

/// Looks names up, and leaves out addresses that are out of bounds: what is connected to is what was looked at.
#[derive(Debug, Default)]
struct Bounded(DefaultResolver);

impl Resolver for Bounded {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| !is_out_of_bounds(address.ip())) {
            allowed.push(*address);
        }
        if allowed.is_empty() {
            return Err(ureq::Error::Other("its name leads to an address that Amend never connects to".into()));
        }
        Ok(allowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Result<Address, String> {
        Address::new(url, SecretString::from("a-token"), None)
    }

    /// SEC14: TLS, or this machine; nothing but an address.
    #[test]
    fn a_service_is_asked_over_tls() {
        for good in [
            "https://scim.example/v2",
            "https://scim.example:8443/",
            "http://127.0.0.1:1/v2",
            "http://localhost:1",
            "http://[::1]:1",
        ] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "scim.example",
            "http://scim.example",
            "ftp://scim.example",
            "https://u@scim.example",
            "https://scim.example/?a=b",
            "https://scim.example/#a",
            "http://127.0.0.1.example",
            "http://169.254.169.254",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
        for bad in ["", "two words", "line\nbreak", "œ"] {
            assert!(Address::new("https://scim.example", SecretString::from(bad), None).is_err(), "{bad}");
        }
        let printed = format!("{:?}", Web::new(&address("http://127.0.0.1:1").unwrap()).unwrap());
        assert!(!printed.contains("a-token"), "{printed}");
        assert!(!format!("{:?}", address("http://127.0.0.1:1").unwrap()).contains("a-token"));
    }

    #[test]
    fn ids_and_filters_stay_where_they_are_put() {
        let web = Web::new(&address("http://127.0.0.1:1/scim/v2/").unwrap()).unwrap();
        let at = |parts: &[&str], query: &[(&str, &str)]| web.at(parts, query).map(|url| url.to_string()).ok();
        assert_eq!(at(&["Users", "a/../b?c"], &[]).unwrap(), "http://127.0.0.1:1/scim/v2/Users/a%2F..%2Fb%3Fc");
        assert_eq!(
            at(&["Users"], &[("filter", "userName eq \"a+b&c d\"")]).unwrap(),
            "http://127.0.0.1:1/scim/v2/Users?filter=userName%20eq%20%22a%2Bb%26c%20d%22"
        );
        assert_eq!((at(&["Users", ".."], &[]), at(&["Users", ""], &[])), (None, None));
    }

    #[test]
    fn how_long_to_rest_is_read() {
        let now = 1_760_000_000;
        assert_eq!(rest("120", now), Some(120));
        assert_eq!(rest("Thu, 09 Oct 2025 08:54:20 GMT", now), Some(60));
        assert_eq!(rest("Thu, 09 Oct 2025 08:50:20 GMT", now), Some(0));
        assert_eq!((rest("soon", now), rest("-1", now), rest("99999999999", now)), (None, None, None));
    }

    #[tokio::test]
    async fn nothing_is_asked_where_clouds_keep_secrets() {
        let web = Web::new(&address("https://169.254.169.254/latest").unwrap()).unwrap();
        let url = web.at(&["Users"], &[]).unwrap();
        let why = web.send("GET", &url, None, None).await.unwrap_err().to_string();
        assert!(why.contains("never connects to"), "{why}");
    }
}

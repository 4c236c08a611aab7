//! What a browser loads from a public address: the page's headers, its WebAssembly, and what must not be there.

use std::{
    io::Read as _,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use domain::moment::Moment;
use serde_json::Value;
use ureq::Agent;
use url::Url;

use super::{Line, fail, front::Front, headers, ok, warn};
use crate::{clock, config::Config, tls::asking};

const CONNECT: Duration = Duration::from_secs(5);
const ALL: Duration = Duration::from_secs(15);
/// The widget is a few megabytes.
const LARGEST: u64 = 32 << 20;

/// An answer as it arrived.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// Between the first piece of the body and its end; none where it broke off.
    pub(super) gap: Option<Duration>,
    pub(super) at: Moment,
}

impl Answer {
    /// Every header of this name.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.headers.get_all(name).iter().map(headers::shown).collect()
    }

    /// The first header of this name.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.all(name).into_iter().next()
    }
}

/// Somebody who asks at one address, as a browser would: without following anybody, and past the proxy for outside addresses.
pub(super) struct Asking {
    agent: Agent,
    base: String,
}

impl Asking {
    pub(super) fn of(base: &str) -> Result<Self, String> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(ALL))
            .user_agent("amend-check");
        let config = if base.starts_with("https:") { config.tls_config(asking::by_file(None)?) } else { config };
        Ok(Self { agent: config.build().new_agent(), base: base.to_owned() })
    }

    /// Asks for a path.
    pub(super) async fn get(
        self: Arc<Self>,
        path: String,
        headers: Vec<(&'static str, String)>,
    ) -> Result<Answer, String> {
        self.send("GET", path, headers).await
    }

    async fn send(
        self: Arc<Self>,
        method: &'static str,
        path: String,
        headers: Vec<(&'static str, String)>,
    ) -> Result<Answer, String> {
        let send = move || self.run(method, &path, &headers);
        tokio::task::spawn_blocking(send).await.map_err(|error| error.to_string())?
    }

    fn run(&self, method: &str, path: &str, headers: &[(&'static str, String)]) -> Result<Answer, String> {
        let mut request = axum::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Vec::<u8>::new()).map_err(|error| error.to_string())?;
        let answer = self.agent.run(request).map_err(|error| error.to_string())?;
        let at = clock::now();
        let (parts, body) = answer.into_parts();
        let mut reader = body.into_with_config().limit(LARGEST).reader();
        let (mut whole, mut piece, mut first) = (Vec::new(), [0; 8192], None);
        let gap = loop {
            match reader.read(&mut piece) {
                Ok(0) => break first.map(|first: Instant| first.elapsed()),
                Ok(read) => {
                    first.get_or_insert_with(Instant::now);
                    whole.extend_from_slice(piece.get(..read).unwrap_or_default());
                }
                Err(_) => break None,
            }
        };
        Ok(Answer { status: parts.status, headers: parts.headers, body: whole, gap, at })
    }
}

/// Looks at the page and what lies around it.
pub(super) async fn look(front: &Front, config: &Config, asking: &Arc<Asking>, is_tls: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let plain = vec![("accept", "text/html".to_owned())];
    match asking.clone().get("/".to_owned(), plain).await {
        Ok(page) => {
            lines.push(page_headers(front, &page, is_tls));
            lines.push(downloads(front, asking, &page).await);
        }
        Err(why) => lines.push(fail(format!("{} headers", front.name), why, "look at the proxy's log")),
    }
    lines.push(methods(front, asking).await);
    lines.push(figures(front, config, asking).await);
    lines.extend(without_tls(front, config).await);
    lines
}

fn page_headers(front: &Front, page: &Answer, is_tls: bool) -> Line {
    let part = format!("{} headers", front.name);
    let mut sent: Vec<(HeaderName, HeaderValue)> = front.headers.fixed().to_vec();
    sent.push((HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")));
    let mut wrong = headers::compare(&sent, &page.headers, is_tls);
    wrong.extend(headers::foreign(&page.headers, front.is_framed));
    if wrong.is_empty() {
        return ok(part, format!("{} arrive as they were sent", sent.len()));
    }
    fail(part, wrong.join("; "), "Amend sends these itself: let the proxy neither add, change nor hide them")
}

/// The page's WebAssembly: browsers compile it while it loads only if it says what it is, and it is three times as large uncompressed.
async fn downloads(front: &Front, asking: &Arc<Asking>, page: &Answer) -> Line {
    let part = format!("{} downloads", front.name);
    let text = String::from_utf8_lossy(&page.body);
    let Some(file) = text.split('"').find(|word| word.ends_with("_bg.wasm") && word.starts_with('/')) else {
        let seen = format!("there is no page at {} ({})", front.url, page.status);
        return warn(
            part,
            seen,
            "use a build with the widget, or set `widget_dir`; and let the proxy hand pages on as they are",
        );
    };
    let answer = match asking.clone().get(file.to_owned(), vec![("accept-encoding", "br, gzip".to_owned())]).await {
        Ok(answer) => answer,
        Err(why) => return fail(part, format!("{file}: {why}"), "look at the proxy's log"),
    };
    let kind = answer.all("content-type");
    if kind != ["application/wasm"] {
        let seen = format!("{file} arrives as `{}`", kind.join("`, `"));
        return fail(part, seen, "let the proxy leave Content-Type alone: it is application/wasm");
    }
    if answer.gap.is_none() {
        return fail(part, format!("{file} breaks off"), "look at the largest answer that the proxy lets through");
    }
    match answer.text("content-encoding") {
        Some(_) => ok(part, format!("WebAssembly arrives as such, compressed to {} kB", answer.body.len() / 1000)),
        None => {
            let seen = format!("WebAssembly arrives uncompressed, {} kB", answer.body.len() / 1000);
            warn(part, seen, "let the proxy hand Accept-Encoding on; Amend has the files compressed already")
        }
    }
}

/// Whether everything that pages send gets through: some proxies let GET and POST pass alone.
async fn methods(front: &Front, asking: &Arc<Asking>) -> Line {
    let part = format!("{} methods", front.name);
    let mut lost = Vec::new();
    for method in ["PATCH", "PUT", "DELETE"] {
        let sent = vec![("origin", front.url.clone())];
        let answer = asking.clone().send(method, super::seen::PATH.to_owned(), sent).await;
        let said: Value = answer.ok().and_then(|answer| serde_json::from_slice(&answer.body).ok()).unwrap_or_default();
        match said["code"].as_str() {
            // Amend itself says that this address has no such method.
            Some("method_not_allowed") => {}
            Some("foreign_origin") => {
                let seen = format!("the running server does not know {} as its own address", front.url);
                return fail(part, seen, "restart it with these settings, and let the proxy hand Origin on");
            }
            _ => lost.push(method),
        }
    }
    if lost.is_empty() {
        return ok(part, "PATCH, PUT and DELETE get through");
    }
    let remedy = "let the proxy and any web application firewall hand them on";
    fail(part, format!("{} do not get through", lost.join(", ")), remedy)
}

/// The figures for Prometheus, which are nobody's business.
async fn figures(front: &Front, config: &Config, asking: &Arc<Asking>) -> Line {
    let part = format!("{} metrics", front.name);
    let is_figures = |answer: &Answer| String::from_utf8_lossy(&answer.body).contains("# HELP amend_");
    if let Ok(answer) = asking.clone().get("/metrics".to_owned(), Vec::new()).await
        && is_figures(&answer)
    {
        let seen = format!("{}/metrics shows everybody the figures", front.url);
        return fail(part, seen, "let the proxy not lead there");
    }
    if let Some(listen) = config.metrics_listen.filter(|listen| !listen.ip().is_loopback())
        && let Some(host) = Url::parse(&front.url).ok().as_ref().and_then(Url::host_str)
        && let Ok(direct) = Asking::of(&format!("http://{host}:{}", listen.port()))
        && let Ok(answer) = Arc::new(direct).get("/metrics".to_owned(), Vec::new()).await
        && is_figures(&answer)
    {
        let seen = format!("http://{host}:{}/metrics answers from here", listen.port());
        return warn(part, seen, "let `metrics_listen` be an inner address, unless a firewall keeps others from it");
    }
    ok(part, "not at the public address")
}

/// Plain HTTP at the same host: closed, or leading to HTTPS.
async fn without_tls(front: &Front, config: &Config) -> Option<Line> {
    let url = Url::parse(&front.url).ok().filter(|url| url.scheme() == "https")?;
    let redirect = config.tls.as_ref().and_then(|tls| tls.redirect_listen).map(|listen| listen.port());
    let port = if url.port().is_none() { Some(80) } else { redirect.filter(|port| *port != 0) }?;
    let part = format!("{} without TLS", front.name);
    let asking = Arc::new(Asking::of(&format!("http://{}:{port}", url.host_str()?)).ok()?);
    Some(match asking.get("/".to_owned(), Vec::new()).await {
        Err(_) => ok(part, format!("nobody answers on port {port}")),
        Ok(answer) => {
            let to = answer.text("location").unwrap_or_default();
            if answer.status.is_redirection() && to.starts_with("https://") {
                ok(part, format!("port {port} leads to {to}"))
            } else {
                let seen = format!("port {port} answers with {} by plain HTTP", answer.status);
                fail(part, seen, "let it lead to https:// (`tls.redirect_listen` does so), or close it")
            }
        }
    })
}

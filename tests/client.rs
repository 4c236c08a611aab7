//! A person's view of the HTTP interface: a blocking client that keeps its own session cookie and, like a browser on
//! Amend's own pages, names its origin.

use crate::failure::{Failure, Outcome};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;
use ureq::http;

/// Where a name and a password become a session.
pub const SESSION_PATH: &str = "/api/v1/session";

/// One visitor with a cookie jar of its own.
#[derive(Debug)]
pub struct Client {
    agent: ureq::Agent,
    base: String,
    origin: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// An answer, whatever its status.
#[derive(Debug, Clone)]
pub struct Response {
    /// The HTTP status code.
    pub status: u16,
    /// The body as JSON, or null when it is something else.
    pub json: Value,
    /// Header values by lower-case name; repeated ones are joined by a comma.
    pub headers: BTreeMap<String, String>,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Response {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The answer itself, when its status is the expected one.
    ///
    /// # Panics
    /// When it is not; the message shows the body.
    #[track_caller]
    pub fn expect_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "body: {}", self.text());
        self
    }
}

impl Client {
    /// A visitor of the server at `url`, such as `http://127.0.0.1:8080`.
    pub fn new(url: &str) -> Self {
        let settings = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(120)));
        let base = url.trim_end_matches('/').to_owned();
        Client { agent: settings.build().into(), origin: base.clone(), base, cookies: Mutex::default() }
    }

    /// The same visitor claiming to come from a page of another site.
    #[must_use]
    pub fn from_origin(mut self, origin: &str) -> Self {
        origin.clone_into(&mut self.origin);
        self
    }

    /// Signs in with a name and a password; the cookie stays in this client.
    ///
    /// # Panics
    /// When the server cannot be reached.
    #[track_caller]
    pub fn sign_in(&self, username: &str, password: &str) -> Response {
        match self.try_sign_in(username, password) {
            Ok(response) => response,
            #[expect(clippy::panic, reason = "a story whose server is gone has failed")]
            Err(error) => panic!("{error}"),
        }
    }

    /// Like [`Client::sign_in`], with a broken connection as an error.
    pub fn try_sign_in(&self, username: &str, password: &str) -> Outcome<Response> {
        let body = serde_json::json!({ "username": username, "password": password });
        self.send("POST", SESSION_PATH, &[], Some(&body))
    }

    /// Sends any request. Only a broken connection is an error; every status is an answer.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Outcome<Response> {
        let what = || format!("{method} {}{path}", self.base);
        let mut request = http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        request = request.header("origin", &self.origin).header("accept", "application/json");
        let cookies = self.cookie_header();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let sent = match body {
            Some(json) => request
                .header("content-type", "application/json")
                .body(json.to_string())
                .map(|request| self.agent.run(request)),
            None => request.body(()).map(|request| self.agent.run(request)),
        };
        let answer = sent
            .map_err(|error| Failure::new(format!("{}: {error}", what())))?
            .map_err(|error| Failure::new(format!("{}: {error}", what())))?;
        self.received(answer, what)
    }

    /// Sends a body as it is, with these headers besides the own ones; for what no writer of JSON would write.
    pub fn send_bytes(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Outcome<Response> {
        let what = || format!("{method} {}{path}", self.base);
        let mut request = http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        request = request.header("origin", &self.origin);
        let cookies = self.cookie_header();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer =
            request.body(body).map_err(|error| Failure::new(format!("{}: {error}", what()))).and_then(|request| {
                self.agent.run(request).map_err(|error| Failure::new(format!("{}: {error}", what())))
            })?;
        self.received(answer, what)
    }

    fn received(&self, mut answer: http::Response<ureq::Body>, what: impl Fn() -> String) -> Outcome<Response> {
        let mut received: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in answer.headers() {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            if name == "set-cookie" {
                self.keep_cookie(&value);
            }
            received
                .entry(name.as_str().to_owned())
                .and_modify(|all| *all = format!("{all}, {value}"))
                .or_insert(value);
        }
        let body = answer
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_vec()
            .map_err(|error| Failure::new(format!("{}: reading the answer: {error}", what())))?;
        let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Ok(Response { status: answer.status().as_u16(), json, headers: received, body })
    }

    /// # Panics
    /// When the server cannot be reached.
    #[track_caller]
    pub fn get(&self, path: &str) -> Response {
        self.must("GET", path, None)
    }

    /// # Panics
    /// When the server cannot be reached.
    #[track_caller]
    pub fn post(&self, path: &str, json: &Value) -> Response {
        self.must("POST", path, Some(json))
    }

    /// # Panics
    /// When the server cannot be reached.
    #[track_caller]
    pub fn patch(&self, path: &str, json: &Value) -> Response {
        self.must("PATCH", path, Some(json))
    }

    /// # Panics
    /// When the server cannot be reached.
    #[track_caller]
    pub fn put(&self, path: &str, json: &Value) -> Response {
        self.must("PUT", path, Some(json))
    }

    /// # Panics
    /// When the server cannot be reached.
    #[track_caller]
    pub fn delete(&self, path: &str) -> Response {
        self.must("DELETE", path, None)
    }

    #[track_caller]
    fn must(&self, method: &str, path: &str, body: Option<&Value>) -> Response {
        match self.send(method, path, &[], body) {
            Ok(response) => response,
            #[expect(clippy::panic, reason = "a story whose server is gone has failed")]
            Err(error) => panic!("{error}"),
        }
    }

    /// The cookies as a browser would send them, for stories that write a request themselves.
    pub fn cookie_header(&self) -> String {
        let jar = self.jar();
        jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// Keeps a cookie, or forgets it when its lifetime is over. `Secure` is not asked for: loopback counts as secure.
    fn keep_cookie(&self, header: &str) {
        let mut parts = header.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        let is_over = value.is_empty() || parts.any(|part| part.eq_ignore_ascii_case("max-age=0"));
        if is_over {
            self.jar().remove(name);
        } else {
            self.jar().insert(name.to_owned(), value.to_owned());
        }
    }

    fn jar(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_come_and_go() {
        let client = Client::new("http://127.0.0.1:1/");
        client.keep_cookie("__Host-amend=abc; Path=/; Secure; HttpOnly; SameSite=Strict");
        assert_eq!(client.cookie_header(), "__Host-amend=abc");
        client.keep_cookie("__Host-amend=; Path=/; Max-Age=0");
        assert_eq!(client.cookie_header(), "");
    }

    #[test]
    fn an_absent_server_is_told_in_words() {
        let error = Client::new("http://127.0.0.1:1").send("GET", "/readyz", &[], None).unwrap_err();
        assert!(error.to_string().starts_with("GET http://127.0.0.1:1/readyz: "), "{error}");
    }
}

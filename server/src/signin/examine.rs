//! Looking an issuer over without anybody signing in: what it says of itself, its keys, its clock, and whether it knows where we want people back.

use domain::moment::Moment;
use openidconnect::{
    HttpResponse, JsonWebKey as _,
    core::{CoreJsonWebKeyType, CoreJsonWebKeyUse},
    http,
};
use serde_json::Value;

use super::{
    keys::count,
    provider::{Bond, Provider, plain},
    web::{NotReached, Web},
};
use crate::clock;

/// What was found.
#[derive(Debug)]
pub(crate) struct Examined {
    /// Keys that tokens can be checked with.
    pub(crate) keys: usize,
    /// The `Date` of an answer, and when it came.
    pub(crate) date: Option<String>,
    pub(crate) at: Moment,
    pub(crate) registered: Registered,
}

/// Whether the provider sends people back to our address.
#[derive(Debug)]
pub(crate) enum Registered {
    /// It has just done so.
    Yes,
    /// It asks somebody to sign in first.
    Unknown,
    /// It refuses; its words.
    No(String),
    /// It does not answer.
    Away(String),
}

impl Provider {
    /// Where the provider is to send people back to.
    pub(crate) fn back(&self) -> &str {
        self.0.back.as_str()
    }

    /// Asks it for everything that it tells anybody. An error is a sentence.
    pub(crate) async fn examine(&self, now: Moment) -> Result<Examined, String> {
        let metadata = self.0.known.metadata(now).await?;
        let is_for_signing = |key: &&openidconnect::core::CoreJsonWebKey| {
            key.key_use().is_none_or(|usage| *usage == CoreJsonWebKeyUse::Signature)
        };
        let is_taken = |key: &&openidconnect::core::CoreJsonWebKey| *key.key_type() != CoreJsonWebKeyType::Symmetric;
        let keys = metadata.jwks().keys().iter().filter(is_for_signing).filter(is_taken).count();
        let discovery = format!("{}/.well-known/openid-configuration", self.0.issuer.trim_end_matches('/'));
        let answer = get(&self.0.web, &discovery).await.map_err(|error| error.to_string())?;
        let at = clock::now();
        let date = header(&answer, "date");
        let registered = self.ask_for_nobody(now).await;
        Ok(Examined { keys, date, at, registered })
    }

    /// Asks for somebody who is signed in already. There is nobody, and the provider says so at our address, if it knows it.
    async fn ask_for_nobody(&self, now: Moment) -> Registered {
        let word = || "amend-check-amend-check-amend-check-amend-check".to_owned();
        let address = match self.begin(Bond { state: word(), nonce: word(), verifier: word() }, now).await {
            Ok(address) => address,
            Err(error) => return Registered::Away(error.to_string()),
        };
        let Ok(mut url) = url::Url::parse(&address) else {
            return Registered::Away("its address cannot be read".to_owned());
        };
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| name != "prompt")
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(kept).append_pair("prompt", "none");
        let answer = match get(&self.0.web, url.as_str()).await {
            Ok(answer) => answer,
            Err(error) => return Registered::Away(error.to_string()),
        };
        let to = header(&answer, "location").unwrap_or_default();
        if let Some(query) = to.strip_prefix(self.back()).filter(|_| answer.status().is_redirection()) {
            let pairs = url::form_urlencoded::parse(query.trim_start_matches('?').as_bytes());
            let error = pairs.into_iter().find(|(name, _)| name == "error").map(|(_, code)| plain(&code));
            return match error.as_deref() {
                // It was asked for nobody.
                Some("login_required" | "interaction_required" | "consent_required" | "account_selection_required")
                | None => Registered::Yes,
                Some(code) => Registered::No(code.to_owned()),
            };
        }
        if answer.status().is_client_error() {
            let said = String::from_utf8_lossy(answer.body()).to_ascii_lowercase();
            let about = ["redirect_uri", "redirect uri", "client_id", "client", "scope"]
                .into_iter()
                .find(|word| said.contains(word));
            let about = about.map(|word| format!(", about {word}")).unwrap_or_default();
            return Registered::No(format!("{}{about}", answer.status()));
        }
        if answer.status().is_server_error() {
            return Registered::Away(format!("its authorization endpoint answers with {}", answer.status()));
        }
        Registered::Unknown
    }
}

/// The same of an issuer whose tokens come to us by Outlook.
pub(crate) async fn examine_issuer(issuer: &str, jwks_url: &str) -> Result<Examined, String> {
    let web = Web::new(None, issuer.starts_with("http://"))?;
    let discovery = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let answer = get(&web, &discovery).await.map_err(|error| error.to_string())?;
    let said: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    match said["issuer"].as_str() {
        Some(named) if named == issuer => {}
        Some(_) => return Err("it names another issuer than the settings".to_owned()),
        None => return Err(format!("what came does not describe an OpenID provider ({})", answer.status())),
    }
    let date = header(&answer, "date");
    let keys = get(&web, jwks_url).await.map_err(|error| error.to_string())?;
    if keys.status() != http::StatusCode::OK {
        return Err(format!("its keys at {jwks_url} are answered with {}", keys.status()));
    }
    Ok(Examined { keys: count(keys.body()), date, at: clock::now(), registered: Registered::Unknown })
}

async fn get(web: &Web, address: &str) -> Result<HttpResponse, NotReached> {
    let request =
        http::Request::builder().uri(address).header("accept", "application/json, text/html").body(Vec::new());
    web.clone().send(request.map_err(|error| NotReached(error.to_string()))?).await
}

fn header(answer: &HttpResponse, name: &str) -> Option<String> {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

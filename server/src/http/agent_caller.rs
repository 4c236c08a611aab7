//! Which agent asks, as types: a handler that takes one of these is reached by nobody whose request is not signed as it arrived.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, request::Parts},
};
use domain::api::{AGENT_EPOCH, AGENT_SEQUENCE, ErrorCode};
use serde::de::DeserializeOwned;

use super::{json::is_json, problem::Problem, router::Site};
use crate::{
    app::agents::caller::{Caller, Proven},
    clock,
    message_signature::{Received, Signed, digest, receive},
};

/// An agent that goes on, and the body that it has signed.
pub(super) struct AgentCaller {
    pub(super) caller: Caller,
    pub(super) body: Bytes,
}

impl FromRequest<Site> for AgentCaller {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Problem> {
        let (received, place, body) = read(request, site).await?;
        let proven = site.app.prove_agent(&received, clock::now()).await?;
        Ok(Self { caller: site.app.take_agent(proven, place, clock::now()).await?, body })
    }
}

impl AgentCaller {
    /// The body as JSON.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        json(&self.body)
    }
}

/// An agent that says that it has started, or changes its key. Its request has no place among others.
pub(super) struct StartedAgent<T> {
    pub(super) proven: Proven,
    pub(super) body: T,
}

impl<T: DeserializeOwned> FromRequest<Site> for StartedAgent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Problem> {
        let says_json = is_json(request.headers());
        let (received, place, body) = read(request, site).await?;
        if place != (0, 0) {
            return Err(unsigned("this is sent as number 0 of start 0"));
        }
        let proven = site.app.prove_agent(&received, clock::now()).await?;
        if !says_json {
            return Err(Problem::new(415, ErrorCode::NotJson).detail("send the header Content-Type: application/json"));
        }
        Ok(Self { proven, body: json(&body)? })
    }
}

/// The signature of a request, its place, and its body.
async fn read(request: Request, site: &Site) -> Result<(Received, (i64, i64), Bytes), Problem> {
    let (parts, body) = request.into_parts();
    let body =
        Bytes::from_request(Request::from_parts(Parts::clone(&parts), body), site).await.map_err(|rejection| {
            match rejection.status().as_u16() {
                413 => Problem::new(413, ErrorCode::TooLarge),
                _ => Problem::new(400, ErrorCode::BadRequest).detail(rejection.body_text()),
            }
        })?;
    let header = |name| one(&parts.headers, name).ok_or_else(|| unsigned(&format!("the header {name} is missing")));
    let number = |name| {
        let number = header(name)?.parse().ok().filter(|number: &i64| *number >= 0);
        number.ok_or_else(|| unsigned(&format!("the header {name} is no number")))
    };
    let place = (number(AGENT_EPOCH)?, number(AGENT_SEQUENCE)?);
    let of_body = digest(&body);
    if header("content-digest")? != of_body {
        return Err(unsigned("Content-Digest is not the body's SHA-256 (RFC 9530)"));
    }
    let signed = Signed {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        digest: &of_body,
        epoch: place.0,
        sequence: place.1,
    };
    let received = receive(header("signature-input")?, header("signature")?, &signed);
    let received = received.ok_or_else(|| unsigned("the signature is not of the form that agents use"))?;
    Ok((received, place, body))
}

/// The header's value, if it stands there once.
fn one<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn unsigned(why: &str) -> Problem {
    Problem::new(401, ErrorCode::AgentNotKnown)
        .detail(format!("{why}; requests to this address are signed by an agent"))
}

/// A body that was signed, as JSON.
pub(super) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let wrong = |error: String| Problem::new(400, ErrorCode::BadRequest).detail(error);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| wrong(error.to_string()))?;
    deserializer.end().map_err(|error| wrong(error.to_string()))?;
    Ok(value)
}

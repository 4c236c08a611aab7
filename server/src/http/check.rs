//! What `amend check` asks at a public address: whether it leads here, and in which shape a request and an answer arrive. Only who knows the
//! installation's secret is answered; for everybody else there is nothing at this address.

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use axum::{
    extract::{ConnectInfo, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use futures_util::stream;
use serde::Deserialize;

use super::{client_address::ClientAddress, json::Query, problem::Problem, router::Site};
use crate::app::{
    AppError,
    asker::Door,
    check::seen::{COOKIE, ETAG, PAUSE, Seen},
};

/// Tells nginx and those like it not to gather a stream before they hand it on.
pub(super) const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// What the asker knows.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    nonce: String,
    #[serde(default)]
    proof: String,
}

/// Says what arrived, at once; and a little later one more word, so that the asker can tell whether the stream flows.
pub(super) async fn check(
    State(site): State<Site>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let mark = site.app.mark().await?.filter(|mark| mark.is_proven(&asked.nonce, &asked.proof));
    let mark = mark.ok_or(AppError::NotFound)?;
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let seen = Seen {
        answer: mark.answer(site.door.as_str(), &asked.nonce),
        peer: peer.ip().to_canonical(),
        address,
        is_forwarded: headers.contains_key("x-forwarded-for"),
        host: text(header::HOST),
        origin: text(header::ORIGIN),
        cookie: text(header::COOKIE),
        authorization: text(header::AUTHORIZATION),
        if_match: text(header::IF_MATCH),
    };
    let words = stream::unfold(0_u8, move |said| {
        let seen = seen.clone();
        async move {
            let event = match said {
                0 => Event::default().event("seen").json_data(&seen).ok()?,
                1 => {
                    tokio::time::sleep(Duration::from_millis(PAUSE)).await;
                    Event::default().event("later").data("")
                }
                _ => return None,
            };
            Some((Ok::<_, Infallible>(event), said + 1))
        }
    });
    let mut answer = ([UNBUFFERED, (header::ETAG, ETAG)], Sse::new(words)).into_response();
    // The pane's door sets none, whatever it is asked.
    if site.door == Door::Portal {
        answer.headers_mut().insert(header::SET_COOKIE, HeaderValue::from_static(COOKIE));
    }
    Ok(answer)
}

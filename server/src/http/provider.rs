//! The way to an identity provider and back: addresses that a browser is sent to, each answered by sending it on. They are shown in Outlook's dialog
//! as well. What came to nothing is said on the sign-in page.

use axum::{
    Form,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::api::{SignInFailure, SignInWays, paths};
use serde::Deserialize;

use super::{
    asks::{cookie, token},
    client_address::ClientAddress,
    json::{Json, Query},
    problem::Problem,
    router::Site,
    session::session_cookie,
};
use crate::{
    app::provider_sign_in::{Brought, GOOD_FOR, NotIn},
    clock,
};

/// The name of the cookie that a sign-in is bound to its browser by.
const BROWSER: &str = "__Host-amend-sign-in";

/// The ways to sign in. Anybody may ask.
#[utoipa::path(get, path = paths::SIGN_IN, tag = "session", security(()), responses((status = 200, body = SignInWays)))]
pub(super) async fn ways(State(site): State<Site>) -> Result<Json<SignInWays>, Problem> {
    Ok(Json(site.app.sign_in_ways().await?))
}

/// Where a sign-in leads to.
#[derive(Debug, Deserialize)]
pub(super) struct Start {
    #[serde(default)]
    to: String,
}

/// Sends somebody to a provider.
pub(super) async fn start(
    State(site): State<Site>,
    ClientAddress(address): ClientAddress,
    Path(key): Path<String>,
    Query(start): Query<Start>,
    headers: HeaderMap,
) -> Response {
    let from = (cookie(&headers, BROWSER), address);
    match site.app.send_to_provider(&key, &start.to, from, clock::now()).await {
        Ok(sent) => {
            let seconds = GOOD_FOR / 1000;
            let kept = format!("{BROWSER}={}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax", sent.browser);
            ([(header::SET_COOKIE, kept)], onward(&sent.to)).into_response()
        }
        Err(not_in) => say(&not_in),
    }
}

/// What a provider sends along (RFC 6749 sections 4.1.2 and 4.1.2.1, RFC 9207). Its words for people are left where they are.
#[derive(Debug, Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    state: String,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// Takes in somebody who comes back from a provider.
pub(super) async fn back(
    State(site): State<Site>,
    ClientAddress(address): ClientAddress,
    Path(key): Path<String>,
    Query(back): Query<Back>,
    headers: HeaderMap,
) -> Response {
    let brought = Brought { state: back.state, code: back.code, issuer: back.iss, error: back.error };
    let from = (cookie(&headers, BROWSER), token(&headers), address);
    match site.app.come_from_provider(&key, brought, from, clock::now()).await {
        Ok((new, to)) => ([(header::SET_COOKIE, session_cookie(&new))], onward(&to)).into_response(),
        Err(not_in) => say(&not_in),
    }
}

/// What a provider says when a session there has ended (OpenID Connect Back-Channel Logout 1.0).
#[derive(Debug, Deserialize)]
pub(super) struct Ended {
    logout_token: String,
}

/// Ends the sessions that a provider says are over there.
pub(super) async fn ended(
    State(site): State<Site>,
    ClientAddress(address): ClientAddress,
    Path(key): Path<String>,
    Form(ended): Form<Ended>,
) -> Result<StatusCode, Problem> {
    site.app.end_of_provider(&key, &ended.logout_token, address, clock::now()).await?;
    Ok(StatusCode::OK)
}

/// Back to where somebody came from, where the sign-in page stands and says why nobody is signed in.
fn say(not_in: &NotIn) -> Response {
    let mark = if not_in.to.contains('?') { '&' } else { '?' };
    onward(&format!("{}{mark}{}={}", not_in.to, SignInFailure::FIELD, not_in.failure.as_str()))
}

fn onward(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

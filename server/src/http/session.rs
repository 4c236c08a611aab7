//! Signing in and out.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::api::{AskHandOver, HandOver, PaneSession, ProblemDetails, Redeem, Session, SignIn, SignedOut, paths};

use super::{
    asks::{Anybody, COOKIE, SignedIn, token, token_at},
    client_address::ClientAddress,
    json::Json,
    problem::Problem,
    router::Site,
};
use crate::{app::open_session::NewSession, clock};

/// Signs in with a user name and a password; the answer sets the session's cookie.
#[utoipa::path(post, path = paths::SESSION, tag = "session", request_body = SignIn, responses(
    (status = 200, body = Session), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails, description = "Name or password is wrong"),
    (status = 403, body = ProblemDetails, description = "The request comes from elsewhere, or the account is blocked"),
    (status = 415, body = ProblemDetails),
    (status = 429, body = ProblemDetails, description = "Too many attempts; see `Retry-After`"),
    (status = 502, body = ProblemDetails, description = "The directory cannot be asked"),
))]
pub(super) async fn sign_in(
    State(site): State<Site>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Json(credentials): Json<SignIn>,
) -> Result<Response, Problem> {
    let new = site.app.sign_in(credentials, address, token(&headers), clock::now()).await?;
    let session = site.app.session(&new.asker).await?;
    Ok(([(header::SET_COOKIE, session_cookie(&new))], Json(session)).into_response())
}

/// The cookie of a new session.
pub(super) fn session_cookie(new: &NewSession) -> String {
    format!("{COOKIE}={}; Path=/; Max-Age={}; HttpOnly; Secure; SameSite=Lax", new.token, new.seconds)
}

/// Makes a code with which the task pane can be signed in, for whoever is signed in here.
#[utoipa::path(post, path = paths::HAND_OVERS, tag = "session", request_body = AskHandOver, responses(
    (status = 201, body = HandOver), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 404, body = ProblemDetails, description = "There is no pane"),
    (status = 409, body = ProblemDetails, description = "A local administrator has no profile"), (status = 415, body = ProblemDetails)
))]
pub(super) async fn hand_over(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Json(asked): Json<AskHandOver>,
) -> Result<(StatusCode, Json<HandOver>), Problem> {
    Ok((StatusCode::CREATED, Json(site.app.hand_over(&asker, asked.challenge, clock::now()).await?)))
}

/// Opens a session in the task pane, for a code and its verifier.
#[utoipa::path(post, path = paths::REDEEM, tag = "session", request_body = Redeem, security(()), responses(
    (status = 200, body = PaneSession), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails, description = "The code is not known, was used, has run out, or is another verifier's"),
    (status = 403, body = ProblemDetails, description = "The request comes from elsewhere, or the account is blocked"),
    (status = 415, body = ProblemDetails), (status = 429, body = ProblemDetails, description = "Too many attempts")
))]
pub(super) async fn redeem(
    State(site): State<Site>,
    ClientAddress(address): ClientAddress,
    Json(asked): Json<Redeem>,
) -> Result<Json<PaneSession>, Problem> {
    Ok(Json(site.app.redeem(asked, address, clock::now()).await?))
}

/// Who is signed in, if anybody is: that a visitor has no session is an answer and no error.
#[utoipa::path(get, path = paths::SESSION, tag = "session", responses(
    (status = 200, body = Session), (status = 204, description = "Nobody is signed in")
))]
pub(super) async fn who(State(site): State<Site>, Anybody(asker): Anybody) -> Result<Response, Problem> {
    Ok(match asker {
        Some(asker) => Json(site.app.session(&asker).await?).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// Signs out; the token is worthless from then on.
#[utoipa::path(delete, path = paths::SESSION, tag = "session", responses(
    (status = 200, body = SignedOut, description = "Signed out here; an identity provider has a session still, which ends at this address"),
    (status = 204), (status = 401, body = ProblemDetails)
))]
pub(super) async fn sign_out(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let provider = match token_at(site.door, &headers) {
        Some(token) => site.app.sign_out(token, asker, clock::now()).await?,
        None => None,
    };
    let cookie = [(header::SET_COOKIE, format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax"))];
    Ok(match provider {
        Some(provider) => (cookie, Json(SignedOut { provider })).into_response(),
        None => (StatusCode::NO_CONTENT, cookie).into_response(),
    })
}

//! The door for the task pane in Outlook: its own origin, its page, and of the API what an employee needs. Who asks is said by a header alone:
//! no cookie is read or set here, so nothing that another page sends can be signed in.

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use domain::api::{NestedSettings, PaneSettings, paths};
use serde::Deserialize;
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    add_in, approvals, asks, changes, check, colleagues,
    describe::{self, PaneDescription},
    health,
    json::{Json, Query},
    me, news, people, pictures,
    problem::Problem,
    router::{Site, guarded},
    session, stand_ins,
};
use crate::{app::AppError, config::PaneConfig, door_headers::Headers};

/// Every address of the pane.
pub(crate) fn pane_router(site: Site, settings: &PaneConfig) -> Router {
    let (api, description) = OpenApiRouter::with_openapi(PaneDescription::openapi())
        .routes(routes!(pane_settings))
        .routes(routes!(session::who, session::sign_out))
        .routes(routes!(session::redeem))
        .routes(routes!(me::profile, me::save))
        .routes(routes!(me::changes))
        .routes(routes!(me::conflicts))
        .routes(routes!(me::draft, me::keep_draft, me::discard_draft))
        .routes(routes!(news::list))
        .routes(routes!(news::read))
        .routes(routes!(news::confirm))
        .routes(routes!(news::snooze))
        .routes(routes!(pictures::send))
        .routes(routes!(colleagues::find))
        .routes(routes!(people::photo))
        .routes(routes!(approvals::list))
        .routes(routes!(approvals::matching))
        .routes(routes!(approvals::decide))
        .routes(routes!(stand_ins::stand_ins, stand_ins::add_stand_in))
        .routes(routes!(stand_ins::end_stand_in))
        .routes(routes!(changes::withdraw))
        .routes(routes!(changes::settle))
        .routes(routes!(changes::renew))
        .split_for_parts();
    let mut description = serde_json::to_value(&description).unwrap_or_default();
    describe::complete(&mut description);
    describe::complete_for_tokens(&mut description);
    let addresses = api
        .route("/api/v1/openapi.json", get(move || async move { Json(description.clone()) }))
        .route("/sign-in/start", get(start))
        .route("/portal", get(portal))
        .route("/portal/", get(portal))
        .route("/portal/{*path}", get(portal))
        .route("/healthz", get(health::live))
        .route("/api/v1/check", get(check::check))
        .merge(add_in::addresses());
    guarded(addresses, Headers::pane(settings), site).layer(middleware::from_fn(challenge))
}

/// Says with every 401 what proof is taken here, and whether one was shown that is not good (RFC 6750 section 3).
async fn challenge(request: Request, next: Next) -> Response {
    let has_token = asks::bearer(request.headers()).is_some();
    let mut response = next.run(request).await;
    if response.status() == StatusCode::UNAUTHORIZED {
        let proof = if has_token { "Bearer error=\"invalid_token\"" } else { "Bearer" };
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(proof));
    }
    response
}

/// What the dialog is opened with.
#[derive(Debug, Deserialize)]
struct Start {
    challenge: String,
}

/// What the pane has to know before anybody is signed in: nothing of it is secret.
#[utoipa::path(get, path = paths::PANE, tag = "session", responses((status = 200, body = PaneSettings)))]
async fn pane_settings(State(site): State<Site>) -> Result<Json<PaneSettings>, Problem> {
    let config = site.app.config();
    let (Some(portal), Some(pane)) = (&config.public_url, &config.pane) else { return Err(AppError::NotFound.into()) };
    let nested = pane.nested.as_ref().map(|nested| NestedSettings {
        client_id: nested.client_id.clone(),
        authority: nested.authority(),
        scope: nested.scope_address(),
    });
    Ok(Json(PaneSettings { portal: portal.clone(), nested }))
}

/// The same page on the portal: the pane's own page is a file and cannot know where that is.
async fn portal(State(site): State<Site>, uri: Uri) -> Result<Response, Problem> {
    let portal = site.app.config().public_url.as_deref().ok_or(AppError::NotFound)?;
    let page = uri.path_and_query().and_then(|page| page.as_str().strip_prefix("/portal")).unwrap_or_default();
    Ok(Redirect::to(&format!("{portal}/{}", page.trim_start_matches('/'))).into_response())
}

/// The dialog's first page, which Outlook wants on the pane's own origin; from here it goes to the portal, where people sign in.
async fn start(State(site): State<Site>, Query(start): Query<Start>) -> Result<Response, Problem> {
    let portal = site.app.config().public_url.as_deref().ok_or(AppError::NotFound)?;
    let query = serde_urlencoded::to_string([("challenge", start.challenge)]).unwrap_or_default();
    Ok(Redirect::to(&format!("{portal}/pane-sign-in?{query}")).into_response())
}

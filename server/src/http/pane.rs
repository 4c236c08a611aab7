//! The door for the task pane in Outlook: its own origin, its page, and of the API what an employee needs. Who asks is said by a header alone:
//! no cookie is read or set here, so nothing that another page sends can be signed in.

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use serde::Deserialize;
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    add_in, approvals, changes,
    describe::{self, PaneDescription},
    headers::Headers,
    health,
    json::{Json, Query},
    me, people,
    problem::Problem,
    router::{Site, guarded},
    session,
};
use crate::{app::AppError, config::PaneConfig};

/// Every address of the pane.
pub(crate) fn pane_router(site: Site, settings: &PaneConfig) -> Router {
    let (api, description) = OpenApiRouter::with_openapi(PaneDescription::openapi())
        .routes(routes!(session::who, session::sign_out))
        .routes(routes!(session::redeem))
        .routes(routes!(me::profile, me::save))
        .routes(routes!(me::changes))
        .routes(routes!(people::photo))
        .routes(routes!(approvals::list))
        .routes(routes!(approvals::decide))
        .routes(routes!(changes::withdraw))
        .split_for_parts();
    let mut description = serde_json::to_value(&description).unwrap_or_default();
    describe::complete(&mut description);
    describe::complete_for_tokens(&mut description);
    let addresses = api
        .route("/api/v1/openapi.json", get(move || async move { Json(description.clone()) }))
        .route("/sign-in/start", get(start))
        .route("/healthz", get(health::live))
        .merge(add_in::addresses());
    guarded(addresses, Headers::pane(settings), site)
}

/// What the dialog is opened with.
#[derive(Debug, Deserialize)]
struct Start {
    challenge: String,
}

/// The dialog's first page, which Outlook wants on the pane's own origin; from here it goes to the portal, where people sign in.
async fn start(State(site): State<Site>, Query(start): Query<Start>) -> Result<Response, Problem> {
    let portal = site.app.config().public_url.as_deref().ok_or(AppError::NotFound)?;
    let query = serde_urlencoded::to_string([("challenge", start.challenge)]).unwrap_or_default();
    Ok(Redirect::to(&format!("{portal}/pane-sign-in?{query}")).into_response())
}

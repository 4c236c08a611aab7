//! The table of addresses: one line each. A path that is not here is the widget's page or does not exist.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::api::ErrorCode;
use tower_http::{catch_panic::CatchPanicLayer, trace::TraceLayer};
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use super::assets::Assets;
use super::{
    administrators, agent_door, agent_work, agents, approvals, assets, attributes, audit, body, changes, check,
    colleagues, column_profiles,
    describe::{self, Description},
    export_links, exports, fill_sets, findings, headers, health, history, identities, imports,
    json::Json,
    links, me, news, notice_settings, notices, origin, people, pictures, pins, policy,
    problem::Problem,
    provider, reexports, refusals, rekey, runs, scim_targets, session, set_up, sources, stand_ins, templates,
};
use crate::{
    app::{App, asker::Door},
    door_headers::Headers,
    tls::Served,
};

/// What handlers stand on.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) app: App,
    /// Which door this is.
    pub(crate) door: Door,
    /// The origins of Amend's own pages.
    pub(crate) origins: Vec<String>,
    pub(crate) assets: Assets,
    /// The certificates in use, by door; none where a proxy has them.
    pub(crate) certificates: Vec<(&'static str, Served)>,
}

/// Every address.
pub(crate) fn router(site: Site) -> Router {
    let (api, description) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(session::sign_in, session::who, session::sign_out))
        .routes(routes!(session::hand_over))
        .routes(routes!(provider::ways))
        .routes(routes!(me::profile, me::save))
        .routes(routes!(me::changes))
        .routes(routes!(me::conflicts))
        .routes(routes!(me::draft, me::keep_draft, me::discard_draft))
        .routes(routes!(news::list))
        .routes(routes!(news::read))
        .routes(routes!(news::choices, news::choose))
        .routes(routes!(news::confirm))
        .routes(routes!(news::snooze))
        .routes(routes!(notice_settings::settings, notice_settings::set))
        .routes(routes!(notice_settings::preview))
        .routes(routes!(notice_settings::undelivered))
        .routes(routes!(notice_settings::again))
        .routes(routes!(notice_settings::give_up))
        .routes(routes!(notice_settings::confirmations))
        .routes(routes!(notice_settings::confirmations_file))
        .routes(routes!(people::list, people::add))
        .routes(routes!(people::fill))
        .routes(routes!(people::profile, people::save))
        .routes(routes!(people::neighbours))
        .routes(routes!(people::changes))
        .routes(routes!(pictures::send))
        .routes(routes!(colleagues::find))
        .routes(routes!(people::photo))
        .routes(routes!(people::block))
        .routes(routes!(people::unblock))
        .routes(routes!(people::purge))
        .routes(routes!(links::links))
        .routes(routes!(links::detach))
        .routes(routes!(links::attach))
        .routes(routes!(links::try_attach))
        .routes(routes!(identities::identities))
        .routes(routes!(identities::remove_identity))
        .routes(routes!(identities::unlinked))
        .routes(routes!(identities::forget_unlinked))
        .routes(routes!(history::conflicts))
        .routes(routes!(history::mine))
        .routes(routes!(history::of_person))
        .routes(routes!(history::received))
        .routes(routes!(history::preview_undo))
        .routes(routes!(history::undo))
        .routes(routes!(approvals::list))
        .routes(routes!(approvals::matching))
        .routes(routes!(approvals::decide))
        .routes(routes!(stand_ins::stand_ins, stand_ins::add_stand_in))
        .routes(routes!(stand_ins::end_stand_in))
        .routes(routes!(stand_ins::owners, stand_ins::add_owner))
        .routes(routes!(stand_ins::remove_owner))
        .routes(routes!(changes::withdraw))
        .routes(routes!(changes::reexport))
        .routes(routes!(changes::keep))
        .routes(routes!(changes::settle))
        .routes(routes!(changes::renew))
        .routes(routes!(attributes::list, attributes::add))
        .routes(routes!(attributes::one, attributes::set))
        .routes(routes!(attributes::set_locks))
        .routes(routes!(attributes::define))
        .routes(routes!(attributes::preview_definition))
        .routes(routes!(fill_sets::fill_sets, fill_sets::add_fill_set))
        .routes(routes!(fill_sets::set_fill_set, fill_sets::remove_fill_set))
        .routes(routes!(pins::pin, pins::unpin))
        .routes(routes!(attributes::form_order, attributes::set_form_order))
        .routes(routes!(policy::list, policy::save))
        .routes(routes!(policy::preview))
        .routes(routes!(policy::explain))
        .routes(routes!(sources::list, set_up::begin))
        .routes(routes!(sources::one, sources::set, set_up::forget))
        .routes(routes!(set_up::known, set_up::save))
        .routes(routes!(set_up::check))
        .routes(routes!(set_up::preview))
        .routes(routes!(set_up::schema))
        .routes(routes!(set_up::sample))
        .routes(routes!(set_up::finish))
        .routes(routes!(sources::runs, sources::start))
        .routes(routes!(sources::start_person))
        .routes(routes!(sources::order, sources::set_order))
        .routes(routes!(agents::agents, agents::invite))
        .routes(routes!(agents::revoke))
        .routes(routes!(agents::rotate))
        .routes(routes!(agent_door::enrol))
        .routes(routes!(agent_door::session, agent_door::standing))
        .routes(routes!(agent_door::key))
        .routes(routes!(agent_work::next))
        .routes(routes!(agent_work::alive))
        .routes(routes!(agent_work::piece))
        .routes(routes!(agent_work::look_ups))
        .routes(routes!(agent_work::end))
        .routes(routes!(sources::containers))
        .routes(routes!(sources::try_selection))
        .routes(routes!(rekey::rekey))
        .routes(routes!(rekey::try_rekey))
        .routes(routes!(notices::test))
        .routes(routes!(notices::again))
        .routes(routes!(findings::list))
        .routes(routes!(findings::sort_out))
        .routes(routes!(runs::one))
        .routes(routes!(runs::report))
        .routes(routes!(runs::report_file))
        .routes(routes!(runs::events))
        .routes(routes!(runs::cancel))
        .routes(routes!(runs::removals))
        .routes(routes!(runs::release))
        .routes(routes!(runs::discard))
        .routes(routes!(exports::targets, templates::make_target))
        .routes(routes!(templates::template, templates::rename_target, templates::retire_target))
        .routes(routes!(templates::add_row, templates::order_rows))
        .routes(routes!(templates::set_row, templates::remove_row))
        .routes(routes!(templates::try_template))
        .routes(routes!(templates::try_on))
        .routes(routes!(templates::effect))
        .routes(routes!(templates::template_history))
        .routes(routes!(exports::items))
        .routes(routes!(exports::retry))
        .routes(routes!(exports::set_writing))
        .routes(routes!(exports::test_writing))
        .routes(routes!(exports::overdue))
        .routes(routes!(column_profiles::column_profiles, column_profiles::add_column_profile))
        .routes(routes!(column_profiles::set_column_profile, column_profiles::remove_column_profile))
        .routes(routes!(exports::set_overdue))
        .routes(routes!(exports::preview_writing))
        .routes(routes!(scim_targets::add_scim_target))
        .routes(routes!(scim_targets::scim_target, scim_targets::set_scim_target, scim_targets::remove_scim_target))
        .routes(routes!(reexports::reexports, reexports::ask_reexport))
        .routes(routes!(reexports::reexport))
        .routes(routes!(reexports::reexport_rows))
        .routes(routes!(reexports::reexport_file))
        .routes(routes!(reexports::execute_reexport))
        .routes(routes!(reexports::baseline))
        .routes(routes!(reexports::cancel_reexport))
        .routes(routes!(reexports::confirm_row))
        .routes(routes!(exports::list, exports::make))
        .routes(routes!(exports::one))
        .routes(routes!(exports::file))
        .routes(routes!(export_links::export_links, export_links::make_export_link, export_links::end_export_links))
        .routes(routes!(export_links::checksum))
        .routes(routes!(export_links::linked_file))
        .routes(routes!(imports::list, imports::upload))
        .routes(routes!(imports::one, imports::set, imports::discard_one))
        .routes(routes!(imports::rows))
        .routes(routes!(imports::execute))
        .routes(routes!(imports::cancel))
        .routes(routes!(imports::undo))
        .routes(routes!(imports::rejects))
        .routes(routes!(imports::backup))
        .routes(routes!(imports::columns))
        .routes(routes!(imports::sample))
        .routes(routes!(audit::list))
        .routes(routes!(administrators::list, administrators::grant))
        .routes(routes!(administrators::one))
        .routes(routes!(administrators::set, administrators::end))
        .routes(routes!(administrators::places))
        .routes(routes!(audit::file))
        .routes(routes!(audit::check))
        .split_for_parts();
    let mut description = serde_json::to_value(&description).unwrap_or_default();
    describe::complete(&mut description);
    let addresses = api
        .route("/api/v1/openapi.json", get(move || async move { Json(description.clone()) }))
        .route("/sign-in/{provider}", get(provider::start))
        .route("/sign-in/{provider}/back", get(provider::back))
        .route("/sign-in/{provider}/ended", post(provider::ended))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/api/v1/check", get(check::check));
    guarded(addresses, Headers::portal(), site)
}

/// What every answer goes through on its way out, and every request on its way in, at either door.
pub(super) fn guarded(addresses: Router<Site>, headers: Headers, site: Site) -> Router {
    addresses
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(assets::serve)
        .layer(middleware::from_fn_with_state(site.clone(), refusals::record))
        .layer(middleware::from_fn_with_state(site.clone(), origin::guard))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| -> Response {
            Problem::new(500, ErrorCode::Internal).into_response()
        }))
        .layer(middleware::from_fn_with_state(site.clone(), body::read))
        .layer(middleware::from_fn_with_state(headers, headers::add))
        .layer(DefaultBodyLimit::max(body::LARGEST))
        .layer(TraceLayer::new_for_http())
        .with_state(site)
}

async fn method_not_allowed() -> Response {
    let mut response = Problem::new(405, ErrorCode::MethodNotAllowed).into_response();
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}

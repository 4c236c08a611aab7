//! The agents of a source, for administrators.

use axum::{extract::State, http::StatusCode};
use domain::{
    api::{Agent, InviteAgent, InvitedAgent, ProblemDetails, paths},
    id::{AgentId, SourceId},
};

use super::{
    asks::{SeesSources, SetsSources},
    json::{Id, Json},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// The agents of a source, by age; those that were revoked too.
#[utoipa::path(get, path = paths::AGENTS, tag = "sources", params(("source" = SourceId, Path)), responses(
    (status = 200, body = Vec<Agent>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn agents(
    State(site): State<Site>,
    SeesSources(_): SeesSources,
    Id(source): Id<SourceId>,
) -> Result<Json<Vec<Agent>>, Problem> {
    Ok(Json(site.app.agents(source, clock::now()).await?))
}

/// Makes an agent that may enrol with a code, which is told once. The name of one that has not enrolled yet gives that one another code.
#[utoipa::path(post, path = paths::AGENTS, tag = "sources", request_body = InviteAgent, params(("source" = SourceId, Path)), responses(
    (status = 201, body = InvitedAgent), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "The source is read directly or retired, or there is an agent of this name"),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn invite(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(source): Id<SourceId>,
    Json(invite): Json<InviteAgent>,
) -> Result<(StatusCode, Json<InvitedAgent>), Problem> {
    Ok((StatusCode::CREATED, Json(site.app.invite_agent(&asker, source, invite, clock::now()).await?)))
}

/// Revokes an agent: nothing of it is taken from the next request on.
#[utoipa::path(delete, path = paths::AGENT, tag = "sources", params(("source" = SourceId, Path), ("agent" = AgentId, Path)), responses(
    (status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn revoke(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(of): Id<(SourceId, AgentId)>,
) -> Result<StatusCode, Problem> {
    site.app.revoke_agent(&asker, of, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks an agent to make itself another key, which it does by itself soon.
#[utoipa::path(post, path = paths::ROTATE_AGENT, tag = "sources", params(("source" = SourceId, Path), ("agent" = AgentId, Path)), responses(
    (status = 200, body = Agent), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "It was revoked, or has not enrolled yet")
))]
pub(super) async fn rotate(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(of): Id<(SourceId, AgentId)>,
) -> Result<Json<Agent>, Problem> {
    Ok(Json(site.app.ask_agent_to_rotate(&asker, of, clock::now()).await?))
}

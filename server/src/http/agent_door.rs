//! Where agents call: to enrol, to say that they have started, to change their key.

use axum::{extract::State, http::StatusCode};
use domain::api::{AgentStanding, BeginAgent, BegunAgent, Enrol, Enrolled, NewAgentKey, ProblemDetails, paths};

use super::{
    agent_caller::{AgentCaller, StartedAgent},
    client_address::ClientAddress,
    json::Json,
    problem::Problem,
    router::Site,
};
use crate::{app::agents::caller::Caller, clock};

/// Takes an agent's key for the code that an administrator had made. The same key may show the code again while it is good, since an answer may be lost.
#[utoipa::path(post, path = paths::AGENT_ENROL, tag = "agent", request_body = Enrol, security(()), responses(
    (status = 200, body = Enrolled), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails, description = "The code is wrong, was used, or has run out"),
    (status = 409, body = ProblemDetails, description = "The source is read directly or retired, or the key is another agent's"),
    (status = 415, body = ProblemDetails), (status = 429, body = ProblemDetails, description = "Too many attempts; see `Retry-After`")
))]
pub(super) async fn enrol(
    State(site): State<Site>,
    ClientAddress(address): ClientAddress,
    Json(asked): Json<Enrol>,
) -> Result<Json<Enrolled>, Problem> {
    Ok(Json(site.app.enrol_agent(asked, address, clock::now()).await?))
}

/// An agent says that it has started, and what its own settings allow. What an older process of it says is refused from then on.
#[utoipa::path(post, path = paths::AGENT_SESSION, tag = "agent", request_body = BeginAgent, security(("agent" = [])), responses(
    (status = 200, body = BegunAgent), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails, description = "No agent's signature, a clock that differs, or a request that was here before"),
    (status = 409, body = ProblemDetails, description = "The source is read directly or retired"), (status = 415, body = ProblemDetails)
))]
pub(super) async fn session(
    State(site): State<Site>,
    StartedAgent { proven, body }: StartedAgent<BeginAgent>,
) -> Result<Json<BegunAgent>, Problem> {
    Ok(Json(site.app.begin_agent(proven, body, clock::now()).await?))
}

/// How the agent stands now. Whoever stands by keeps asking, and takes over when the working agent has not been heard of for a while.
#[utoipa::path(get, path = paths::AGENT_SESSION, tag = "agent", security(("agent" = [])), responses(
    (status = 200, body = AgentStanding),
    (status = 401, body = ProblemDetails, description = "No agent's signature, a clock that differs, or a request that was here before"),
    (status = 409, body = ProblemDetails, description = "Another process has started as this agent, or the source is read directly")
))]
pub(super) async fn standing(AgentCaller { caller, body: _ }: AgentCaller) -> Json<AgentStanding> {
    let Caller { agent, name, source, epoch, is_active, rotate } = caller;
    Json(AgentStanding { agent, name, source, epoch, now: clock::now(), is_active, rotate })
}

/// Puts another key in the place of the one that signs this request. Like a start, it is sent as number 0 of start 0.
#[utoipa::path(post, path = paths::AGENT_KEY, tag = "agent", request_body = NewAgentKey, security(("agent" = [])), responses(
    (status = 204), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails, description = "No agent's signature, a clock that differs, or a request that was here before"),
    (status = 409, body = ProblemDetails, description = "The key is in use already"),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn key(
    State(site): State<Site>,
    StartedAgent { proven, body }: StartedAgent<NewAgentKey>,
) -> Result<StatusCode, Problem> {
    site.app.set_agent_key(proven, body, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

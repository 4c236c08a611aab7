//! Where agents ask for work and bring what they read.

use axum::extract::{Path, RawQuery, State};
use domain::api::{
    AskWork, EndWork, ErrorCode, NextWork, PieceTaken, ProblemDetails, WorkAlive, WorkLookUps, WorkWanted, paths,
};
use serde::Deserialize;

use super::{agent_caller::AgentCaller, json::Json, problem::Problem, router::Site};

/// Whose work it is.
#[derive(utoipa::IntoParams, Deserialize)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkToken {
    /// The work's token.
    token: i64,
}

/// A number of the address. It is read after the signature: whoever is no agent learns nothing of what an address takes.
fn number(what: &str, text: &str) -> Result<i64, Problem> {
    let wrong = || Problem::new(400, ErrorCode::BadRequest).detail(format!("`{what}` is a number"));
    text.parse().map_err(|_| wrong())
}

fn token(RawQuery(query): RawQuery) -> Result<i64, Problem> {
    let read = serde_urlencoded::from_str::<WorkToken>(&query.unwrap_or_default());
    read.map(|read| read.token).map_err(|error| Problem::new(400, ErrorCode::BadRequest).detail(error.to_string()))
}

/// Something to do. The answer is held back until there is something, or the time that is given is over.
#[utoipa::path(post, path = paths::AGENT_WORK, tag = "agent", request_body = AskWork, security(("agent" = [])), responses(
    (status = 200, body = NextWork), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails, description = "No agent's signature, a clock that differs, or a request that was here before"),
    (status = 409, body = ProblemDetails, description = "Another process has started as this agent, or the server knows nothing of this start"),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn next(State(site): State<Site>, asked: AgentCaller) -> Result<Json<NextWork>, Problem> {
    let ask: AskWork = asked.json()?;
    Ok(Json(site.app.next_work(&asked.caller, &ask).await?))
}

/// A sign of life while work is being done.
#[utoipa::path(post, path = paths::AGENT_WORK_ALIVE, tag = "agent", params(("work" = i64, Path)), request_body = WorkAlive,
    security(("agent" = [])), responses(
    (status = 200, body = WorkWanted), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails), (status = 409, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn alive(
    State(site): State<Site>,
    Path(work): Path<String>,
    asked: AgentCaller,
) -> Result<Json<WorkWanted>, Problem> {
    let alive: WorkAlive = asked.json()?;
    Ok(Json(site.app.work_alive(&asked.caller, number("work", &work)?, alive).await?))
}

/// The next piece of what was read. One that was kept before is taken for kept if it is the same.
#[utoipa::path(put, path = paths::AGENT_WORK_PIECE, tag = "agent", params(("work" = i64, Path), ("sequence" = i64, Path), WorkToken),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), security(("agent" = [])), responses(
    (status = 200, body = PieceTaken), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "Another piece is expected: `next` says which"),
    (status = 410, body = ProblemDetails, description = "Nobody waits for it any more"), (status = 415, body = ProblemDetails),
    (status = 429, body = ProblemDetails, description = "As many wait to be read as may; send it again after `Retry-After`")
))]
pub(super) async fn piece(
    State(site): State<Site>,
    Path((work, sequence)): Path<(String, String)>,
    query: RawQuery,
    asked: AgentCaller,
) -> Result<Json<PieceTaken>, Problem> {
    let AgentCaller { caller, body } = asked;
    let place = (number("work", &work)?, number("sequence", &sequence)?, token(query)?);
    Ok(Json(site.app.take_piece(&caller, place, body.to_vec()).await?))
}

/// Whom a delta is to look up, once that is known.
#[utoipa::path(get, path = paths::AGENT_WORK_LOOK_UPS, tag = "agent", params(("work" = i64, Path), WorkToken), security(("agent" = [])), responses(
    (status = 200, body = WorkLookUps), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 409, body = ProblemDetails), (status = 410, body = ProblemDetails, description = "Nobody waits for it any more")
))]
pub(super) async fn look_ups(
    State(site): State<Site>,
    Path(work): Path<String>,
    query: RawQuery,
    asked: AgentCaller,
) -> Result<Json<WorkLookUps>, Problem> {
    Ok(Json(site.app.work_look_ups(&asked.caller, (number("work", &work)?, token(query)?)).await?))
}

/// Everything was sent: so many pieces with this fingerprint.
#[utoipa::path(post, path = paths::AGENT_WORK_END, tag = "agent", params(("work" = i64, Path)), request_body = EndWork, security(("agent" = [])), responses(
    (status = 200, body = WorkWanted), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails), (status = 409, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn end(
    State(site): State<Site>,
    Path(work): Path<String>,
    asked: AgentCaller,
) -> Result<Json<WorkWanted>, Problem> {
    let end: EndWork = asked.json()?;
    Ok(Json(site.app.end_work(&asked.caller, number("work", &work)?, end).await?))
}

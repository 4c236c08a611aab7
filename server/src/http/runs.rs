//! Runs: live figures, reports, and deciding on a held one.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use domain::{
    api::{Page, ProblemDetails, ReleaseRun, RemovalPlace, ReportLine, ReportQuery, Run, RunState, paths},
    id::RunId,
    rights::Act,
};
use futures_util::{Stream, stream};

use super::{
    asks::{RunsSources, SeesSources, token_at},
    check::UNBUFFERED,
    download,
    json::{Id, Json, Query},
    problem::Problem,
    router::Site,
};
use crate::{
    app::{App, asker::Door},
    clock,
};

/// One run.
#[utoipa::path(get, path = paths::RUN, tag = "runs", params(("run" = RunId, Path)), responses(
    (status = 200, body = Run), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn one(State(site): State<Site>, _: SeesSources, Id(run): Id<RunId>) -> Result<Json<Run>, Problem> {
    Ok(Json(site.app.run(run).await?))
}

/// What a run did to whom.
#[utoipa::path(get, path = paths::RUN_REPORT, tag = "runs", params(("run" = RunId, Path), ReportQuery), responses(
    (status = 200, body = Page<ReportLine>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn report(
    State(site): State<Site>,
    SeesSources(asker): SeesSources,
    Id(run): Id<RunId>,
    Query(query): Query<ReportQuery>,
) -> Result<Json<Page<ReportLine>>, Problem> {
    Ok(Json(site.app.report(&asker, run, query).await?))
}

/// The whole report as a CSV file for spreadsheets.
#[utoipa::path(get, path = paths::RUN_REPORT_FILE, tag = "runs", params(("run" = RunId, Path)), responses(
    (status = 200, body = String, content_type = "text/csv"), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn report_file(
    State(site): State<Site>,
    SeesSources(asker): SeesSources,
    Id(run): Id<RunId>,
) -> Result<Response, Problem> {
    let content = site.app.report_file(&asker, run).await?;
    Ok((download::csv(&format!("run-{run}.csv")), content).into_response())
}

/// Live figures as server-sent events; the stream ends with the run.
#[utoipa::path(get, path = paths::RUN_EVENTS, tag = "runs", params(("run" = RunId, Path)), responses(
    (status = 200, body = Run, content_type = "text/event-stream"), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn events(
    State(site): State<Site>,
    _: SeesSources,
    sent: HeaderMap,
    Id(run): Id<RunId>,
) -> Result<impl IntoResponse, Problem> {
    site.app.run(run).await?;
    let token = token_at(site.door, &sent).unwrap_or_default().to_owned();
    let watched = Watched { app: site.app, door: site.door, token };
    Ok(([UNBUFFERED], Sse::new(follow(watched, run)).keep_alive(KeepAlive::default())))
}

/// Who looks on. Their rights are asked for with every look: a stream ends with the right to it, as the next request would be refused (SEC9).
struct Watched {
    app: App,
    door: Door,
    token: String,
}

impl Watched {
    async fn may_look(&self) -> bool {
        let asker = self.app.asker(self.door, &self.token, clock::now()).await;
        asker.ok().flatten().is_some_and(|asker| asker.can(Act::SeeSources, None))
    }
}

/// The run whenever it moved, looked at four times a second. The database is asked, so it does not matter which server does the run.
fn follow(watched: Watched, run: RunId) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(Some((watched, None::<Run>)), move |state| async move {
        let (watched, last) = state?;
        loop {
            if !watched.may_look().await {
                return None;
            }
            let now = watched.app.run(run).await.ok()?;
            let is_over = now.state != RunState::Running;
            if is_over || last.as_ref() != Some(&now) {
                let event = Event::default().event("run").json_data(&now).ok()?;
                return Some((Ok(event), (!is_over).then_some((watched, Some(now)))));
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    })
}

/// Stops a run.
#[utoipa::path(post, path = paths::CANCEL_RUN, tag = "runs", params(("run" = RunId, Path)), responses(
    (status = 200, body = Run), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails)
))]
pub(super) async fn cancel(
    State(site): State<Site>,
    RunsSources(asker): RunsSources,
    Id(run): Id<RunId>,
) -> Result<Json<Run>, Problem> {
    Ok(Json(site.app.cancel_run(run, asker.actor(), clock::now()).await?))
}

/// The places with people whom a held run would block, the fullest first.
#[utoipa::path(get, path = paths::RUN_REMOVALS, tag = "runs", params(("run" = RunId, Path)), responses(
    (status = 200, body = Vec<RemovalPlace>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn removals(
    State(site): State<Site>,
    _: SeesSources,
    Id(run): Id<RunId>,
) -> Result<Json<Vec<RemovalPlace>>, Problem> {
    Ok(Json(site.app.removals(run).await?))
}

/// Lets a held run do what it has staged, but for blocking people in the containers that are spared.
#[utoipa::path(post, path = paths::RELEASE_RUN, tag = "runs", params(("run" = RunId, Path)), request_body = ReleaseRun, responses(
    (status = 200, body = Run), (status = 400, body = ProblemDetails), (status = 415, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails)
))]
pub(super) async fn release(
    State(site): State<Site>,
    RunsSources(asker): RunsSources,
    Id(run): Id<RunId>,
    Json(release): Json<ReleaseRun>,
) -> Result<Json<Run>, Problem> {
    Ok(Json(site.app.release_run(run, release, asker.actor(), clock::now()).await?))
}

/// Gives a held run up; it has changed nobody.
#[utoipa::path(post, path = paths::DISCARD_RUN, tag = "runs", params(("run" = RunId, Path)), responses(
    (status = 200, body = Run), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails)
))]
pub(super) async fn discard(
    State(site): State<Site>,
    RunsSources(asker): RunsSources,
    Id(run): Id<RunId>,
) -> Result<Json<Run>, Problem> {
    Ok(Json(site.app.discard_run(run, asker.actor(), clock::now()).await?))
}

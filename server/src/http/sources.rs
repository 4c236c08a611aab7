//! Sources.

use axum::{extract::State, http::StatusCode};
use domain::{
    api::{
        ContainerView, Page, ProblemDetails, Run, SetSource, Source, SourceOrder, StartRun, Tried, TrySelection, paths,
    },
    id::{PersonId, SourceId},
};

use super::{
    asks::{RunsSources, SeesSources, SetsSources},
    describe::PageQuery,
    json::{Id, IfMatch, Json, Query, Versioned},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// All sources.
#[utoipa::path(get, path = paths::SOURCES, tag = "sources", responses(
    (status = 200, body = Vec<Source>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn list(
    State(site): State<Site>,
    SeesSources(asker): SeesSources,
) -> Result<Json<Vec<Source>>, Problem> {
    Ok(Json(site.app.sources(&asker).await?))
}

/// One source.
#[utoipa::path(get, path = paths::SOURCE, tag = "sources", params(("source" = SourceId, Path)), responses(
    (status = 200, body = Source, headers(("ETag" = String))), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn one(
    State(site): State<Site>,
    SeesSources(asker): SeesSources,
    Id(source): Id<SourceId>,
) -> Result<Versioned<Source>, Problem> {
    let source = site.app.source(&asker, source).await?;
    Ok(Versioned(source.version, source))
}

/// Sets when a source is read by itself.
#[utoipa::path(patch, path = paths::SOURCE, tag = "sources", request_body = SetSource,
    params(("source" = SourceId, Path), ("If-Match" = String, Header, description = "The ETag that the source had")), responses(
    (status = 200, body = Source, headers(("ETag" = String))), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails), (status = 428, body = ProblemDetails)
))]
pub(super) async fn set(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(source): Id<SourceId>,
    IfMatch(version): IfMatch,
    Json(set): Json<SetSource>,
) -> Result<Versioned<Source>, Problem> {
    let source = site.app.set_source(&asker, source, version, set, clock::now()).await?;
    Ok(Versioned(source.version, source))
}

/// Runs of a source, newest first.
#[utoipa::path(get, path = paths::SOURCE_RUNS, tag = "sources", params(("source" = SourceId, Path), PageQuery), responses(
    (status = 200, body = Page<Run>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn runs(
    State(site): State<Site>,
    SeesSources(asker): SeesSources,
    Id(source): Id<SourceId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Run>>, Problem> {
    site.app.source(&asker, source).await?;
    Ok(Json(site.app.runs(source, page.after.as_deref(), page.limit).await?))
}

/// Starts a run, or joins the one that is going.
#[utoipa::path(post, path = paths::SOURCE_RUNS, tag = "sources", params(("source" = SourceId, Path), StartRun), responses(
    (status = 202, body = Run), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "A held run waits for a decision")
))]
pub(super) async fn start(
    State(site): State<Site>,
    RunsSources(asker): RunsSources,
    Id(source): Id<SourceId>,
    Query(asked): Query<StartRun>,
) -> Result<(StatusCode, Json<Run>), Problem> {
    let run = site.app.start_run(source, asked, asker.actor(), clock::now()).await?;
    Ok((StatusCode::ACCEPTED, Json(run)))
}

/// Reads one person's entry anew, or joins the run that is going.
#[utoipa::path(post, path = paths::PERSON_RUNS, tag = "people", params(("person" = PersonId, Path)), responses(
    (status = 202, body = Run), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "A held run waits for a decision")
))]
pub(super) async fn start_person(
    State(site): State<Site>,
    RunsSources(asker): RunsSources,
    Id(person): Id<PersonId>,
) -> Result<(StatusCode, Json<Run>), Problem> {
    let run = site.app.start_person_run(person, asker.actor(), clock::now()).await?;
    Ok((StatusCode::ACCEPTED, Json(run)))
}

/// The containers of a source as the directory has them now, each after the one that it lies in.
#[utoipa::path(get, path = paths::CONTAINERS, tag = "sources", params(("source" = SourceId, Path)), responses(
    (status = 200, body = Vec<ContainerView>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "The directory cannot be read now")
))]
pub(super) async fn containers(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(source): Id<SourceId>,
) -> Result<Json<Vec<ContainerView>>, Problem> {
    Ok(Json(site.app.containers(&asker, source).await?))
}

/// What a selection would come to. The directory is read, nothing is changed.
#[utoipa::path(post, path = paths::TRY_SELECTION, tag = "sources", request_body = TrySelection,
    params(("source" = SourceId, Path)), responses(
    (status = 200, body = Tried), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 415, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "The directory cannot be read now")
))]
pub(super) async fn try_selection(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(source): Id<SourceId>,
    Json(trial): Json<TrySelection>,
) -> Result<Json<Tried>, Problem> {
    Ok(Json(site.app.try_selection(&asker, source, trial.selection).await?))
}

/// Which source counts where several have the same person.
#[utoipa::path(get, path = paths::SOURCE_ORDER, tag = "sources", responses(
    (status = 200, body = SourceOrder, headers(("ETag" = String))), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn order(
    State(site): State<Site>,
    SeesSources(asker): SeesSources,
) -> Result<Versioned<SourceOrder>, Problem> {
    let order = site.app.source_order(&asker).await?;
    Ok(Versioned(order.version, order))
}

/// Sets which source counts where several have the same person.
#[utoipa::path(put, path = paths::SOURCE_ORDER, tag = "sources", request_body = SourceOrder,
    params(("If-Match" = String, Header, description = "The ETag that the order had")), responses(
    (status = 200, body = SourceOrder, headers(("ETag" = String))), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 412, body = ProblemDetails),
    (status = 415, body = ProblemDetails), (status = 428, body = ProblemDetails)
))]
pub(super) async fn set_order(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    IfMatch(version): IfMatch,
    Json(set): Json<SourceOrder>,
) -> Result<Versioned<SourceOrder>, Problem> {
    let order = site.app.set_source_order(&asker, version, set, clock::now()).await?;
    Ok(Versioned(order.version, order))
}

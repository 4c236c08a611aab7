//! Setting sources up.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::{
    api::{
        AskSample, CheckSource, Checked, NewSource, PreviewSource, ProblemDetails, Run, SampleEntry, SaveSetUp, SetUp,
        Source, SourceSchema, paths,
    },
    id::SourceId,
};

use super::{
    asks::SetsSources,
    json::{Id, IfMatch, Json, Versioned},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// Begins to set a source up. It stays a draft, and nothing but dry runs happens, until it is finished.
#[utoipa::path(post, path = paths::SOURCES, tag = "sources", request_body = NewSource, responses(
    (status = 201, body = Source, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "There is one of this name"),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn begin(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Json(new): Json<NewSource>,
) -> Result<impl IntoResponse, Problem> {
    let source = site.app.begin_source(&asker, &new.name, clock::now()).await?;
    Ok((StatusCode::CREATED, Versioned(source.version, source)))
}

/// What is known of how a source is reached and mapped; never its password.
#[utoipa::path(get, path = paths::SET_UP, tag = "sources", params(("source" = SourceId, Path)), responses(
    (status = 200, body = SetUp, headers(("ETag" = String))), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn known(
    State(site): State<Site>,
    SetsSources(_): SetsSources,
    Id(source): Id<SourceId>,
) -> Result<Versioned<SetUp>, Problem> {
    let set_up = site.app.set_up(source).await?;
    Ok(Versioned(set_up.version, set_up))
}

/// Keeps what was entered in a step. A password goes in and never comes out.
#[utoipa::path(patch, path = paths::SET_UP, tag = "sources", request_body = SaveSetUp,
    params(("source" = SourceId, Path), ("If-Match" = String, Header, description = "The ETag that the set-up had")), responses(
    (status = 200, body = SetUp, headers(("ETag" = String))), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "The settings file has the word, or changes wait"),
    (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails),
    (status = 422, body = ProblemDetails, description = "Rows of the mapping cannot be used"), (status = 428, body = ProblemDetails)
))]
pub(super) async fn save(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(source): Id<SourceId>,
    IfMatch(version): IfMatch,
    Json(save): Json<SaveSetUp>,
) -> Result<Versioned<SetUp>, Problem> {
    let set_up = site.app.save_set_up(&asker, source, version, save, clock::now()).await?;
    Ok(Versioned(set_up.version, set_up))
}

/// Tests a step against the directory with what was saved.
#[utoipa::path(post, path = paths::CHECK_SOURCE, tag = "sources", request_body = CheckSource, params(("source" = SourceId, Path)), responses(
    (status = 200, body = Checked, description = "What came out, failures too"), (status = 400, body = ProblemDetails),
    (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn check(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(source): Id<SourceId>,
    Json(asked): Json<CheckSource>,
) -> Result<Json<Checked>, Problem> {
    Ok(Json(site.app.check_source(&asker, source, asked.step, clock::now()).await?))
}

/// Starts a dry run of a mapping or a selection that is not saved; its report says what it would come to. It cannot be carried out.
#[utoipa::path(post, path = paths::PREVIEW_SOURCE, tag = "sources", request_body = PreviewSource, params(("source" = SourceId, Path)), responses(
    (status = 202, body = Run), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "A run is going on or held, or the set-up is not finished"),
    (status = 415, body = ProblemDetails),
    (status = 422, body = ProblemDetails, description = "Rows of the mapping cannot be used")
))]
pub(super) async fn preview(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(source): Id<SourceId>,
    Json(preview): Json<PreviewSource>,
) -> Result<(StatusCode, Json<Run>), Problem> {
    let run = site.app.preview_source(&asker, source, preview, clock::now()).await?;
    Ok((StatusCode::ACCEPTED, Json(run)))
}

/// The attributes that the directory knows, and the mapping that is usual for its kind.
#[utoipa::path(get, path = paths::SOURCE_SCHEMA, tag = "sources", params(("source" = SourceId, Path)), responses(
    (status = 200, body = SourceSchema), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "The directory cannot be read now")
))]
pub(super) async fn schema(
    State(site): State<Site>,
    SetsSources(_): SetsSources,
    Id(source): Id<SourceId>,
) -> Result<Json<SourceSchema>, Problem> {
    Ok(Json(site.app.source_schema(source).await?))
}

/// Values of one entry that matches, chosen by name or address; 404 if nobody does.
#[utoipa::path(post, path = paths::SAMPLE, tag = "sources", request_body = AskSample, params(("source" = SourceId, Path)), responses(
    (status = 200, body = SampleEntry), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 415, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "The directory cannot be read now")
))]
pub(super) async fn sample(
    State(site): State<Site>,
    SetsSources(_): SetsSources,
    Id(source): Id<SourceId>,
    Json(ask): Json<AskSample>,
) -> Result<Json<SampleEntry>, Problem> {
    Ok(Json(site.app.source_sample(source, ask).await?))
}

/// Ends the set-up after a last look that everything is there; from then on the source is read.
#[utoipa::path(post, path = paths::FINISH, tag = "sources",
    params(("source" = SourceId, Path), ("If-Match" = String, Header, description = "The ETag that the set-up had")), responses(
    (status = 200, body = Source, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "It is finished, or something is missing"), (status = 412, body = ProblemDetails),
    (status = 422, body = ProblemDetails, description = "Rows of the mapping cannot be used"), (status = 428, body = ProblemDetails)
))]
pub(super) async fn finish(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(source): Id<SourceId>,
    IfMatch(version): IfMatch,
) -> Result<Versioned<Source>, Problem> {
    let source = site.app.finish_source(&asker, source, version, clock::now()).await?;
    Ok(Versioned(source.version, source))
}

/// Drops a draft, or retires a source that was set up on the page: its people stay, its password is forgotten.
#[utoipa::path(delete, path = paths::SOURCE, tag = "sources",
    params(("source" = SourceId, Path), ("If-Match" = String, Header, description = "The ETag that the source had")), responses(
    (status = 204), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails), (status = 412, body = ProblemDetails),
    (status = 428, body = ProblemDetails)
))]
pub(super) async fn forget(
    State(site): State<Site>,
    SetsSources(asker): SetsSources,
    Id(source): Id<SourceId>,
    IfMatch(version): IfMatch,
) -> Result<StatusCode, Problem> {
    site.app.drop_source(&asker, source, version, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

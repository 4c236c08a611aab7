//! Where values came from and went: conflicts, people's histories, entries as directories sent them, and setting back.

use axum::extract::State;
use domain::{
    api::{
        AskUndo, ChangeView, ConflictsQuery, HistoryEvent, HistoryQuery, Page, ProblemDetails, ReceivedEntry, Undo,
        UndoRow, Undone, paths,
    },
    id::PersonId,
};

use super::{
    asks::{DecidesOnPeople, EditsPeople, SignedIn},
    json::{Id, Json, Query},
    me::own,
    problem::Problem,
    router::Site,
};
use crate::clock;

/// Changes in conflict, of everybody whom the asker administers, oldest first.
#[utoipa::path(get, path = paths::CONFLICTS, tag = "approvals", params(ConflictsQuery), responses(
    (status = 200, body = Page<ChangeView>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails)
))]
pub(super) async fn conflicts(
    State(site): State<Site>,
    DecidesOnPeople(asker): DecidesOnPeople,
    Query(query): Query<ConflictsQuery>,
) -> Result<Json<Page<ChangeView>>, Problem> {
    Ok(Json(site.app.conflicts(&asker, query).await?))
}

/// The own history, newest first.
#[utoipa::path(get, path = paths::MY_HISTORY, tag = "me", params(HistoryQuery), responses(
    (status = 200, body = Page<HistoryEvent>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn mine(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Query(query): Query<HistoryQuery>,
) -> Result<Json<Page<HistoryEvent>>, Problem> {
    Ok(Json(site.app.history(&asker, own(&asker)?, query).await?))
}

/// A person's history, newest first. What the reader may not see is left out.
#[utoipa::path(get, path = paths::PERSON_HISTORY, tag = "people", params(("person" = PersonId, Path), HistoryQuery), responses(
    (status = 200, body = Page<HistoryEvent>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn of_person(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(person): Id<PersonId>,
    Query(query): Query<HistoryQuery>,
) -> Result<Json<Page<HistoryEvent>>, Problem> {
    Ok(Json(site.app.history(&asker, person, query).await?))
}

/// The entries of a person as their directories sent them last, for whoever sees what is hidden of them. Of themselves nobody does.
#[utoipa::path(get, path = paths::PERSON_RECEIVED, tag = "people", params(("person" = PersonId, Path)), responses(
    (status = 200, body = Vec<ReceivedEntry>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn received(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(person): Id<PersonId>,
) -> Result<Json<Vec<ReceivedEntry>>, Problem> {
    Ok(Json(site.app.received(&asker, person).await?))
}

/// What setting back a run, or a person to a moment, would come to, a page at a time. Nothing is written.
#[utoipa::path(post, path = paths::UNDO_PREVIEW, tag = "people", request_body = AskUndo, responses(
    (status = 200, body = Page<UndoRow>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails, description = "Also where a run is to be set back by a role that holds within a part"),
    (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "The run has changed nobody"), (status = 415, body = ProblemDetails)
))]
pub(super) async fn preview_undo(
    State(site): State<Site>,
    EditsPeople(asker): EditsPeople,
    Json(ask): Json<AskUndo>,
) -> Result<Json<Page<UndoRow>>, Problem> {
    Ok(Json(site.app.preview_undo(&asker, ask, clock::now()).await?))
}

/// Sets back values that were looked at, each if it still is as it was then. It is done as edits of an administrator: on record, and exported.
#[utoipa::path(post, path = paths::UNDO, tag = "people", request_body = Undo, responses(
    (status = 200, body = Undone), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn undo(
    State(site): State<Site>,
    EditsPeople(asker): EditsPeople,
    Json(undo): Json<Undo>,
) -> Result<Json<Undone>, Problem> {
    Ok(Json(site.app.undo(&asker, undo, clock::now()).await?))
}

//! The own profile.

use axum::{extract::State, http::StatusCode};
use domain::{
    api::{ChangeView, Draft, KeepDraft, Page, ProblemDetails, Profile, Propose, paths},
    id::PersonId,
};

use super::{
    asks::SignedIn,
    describe::PageQuery,
    json::{IdempotencyKey, IfMatch, Json, Query, Versioned},
    problem::Problem,
    router::Site,
};
use crate::{
    app::{AppError, asker::Asker, submit::Save},
    clock,
};

pub(super) fn own(asker: &Asker) -> Result<PersonId, Problem> {
    // A local administrator is nobody in the directory.
    asker.person().ok_or_else(|| AppError::NotFound.into())
}

/// A save that can be read; one that cannot leaves a row in the audit log like any other that is refused.
pub(super) async fn readable(
    site: &Site,
    asker: &Asker,
    person: PersonId,
    sent: Result<Json<Propose>, Problem>,
) -> Result<Propose, Problem> {
    match sent {
        Ok(Json(propose)) => Ok(propose),
        Err(problem) => {
            site.app.note_unreadable(asker, person, clock::now()).await?;
            Err(problem)
        }
    }
}

/// The own profile.
#[utoipa::path(get, path = paths::ME, tag = "me", responses(
    (status = 200, body = Profile, headers(("ETag" = String))),
    (status = 401, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn profile(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
) -> Result<Versioned<Profile>, Problem> {
    let profile = site.app.profile(&asker, own(&asker)?, clock::now()).await?;
    Ok(Versioned(profile.version, profile))
}

/// Proposes new values; all of them are taken or none.
#[utoipa::path(patch, path = paths::ME, tag = "me", request_body = Propose,
    params(("If-Match" = String, Header, description = "The ETag that the profile had"),
           ("Idempotency-Key" = Option<String>, Header, description = "Done at most once under this key")),
    responses(
        (status = 200, body = Profile, headers(("ETag" = String))),
        (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails),
        (status = 412, body = ProblemDetails, description = "The profile moved; `moved` tells what, `version` is the new ETag"),
        (status = 415, body = ProblemDetails),
        (status = 422, body = ProblemDetails, description = "`problems` tells what is wrong with which attribute"),
        (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn save(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    IfMatch(version): IfMatch,
    IdempotencyKey(idempotency_key): IdempotencyKey,
    sent: Result<Json<Propose>, Problem>,
) -> Result<Versioned<Profile>, Problem> {
    let person = own(&asker)?;
    let propose = readable(&site, &asker, person, sent).await?;
    let save = Save { person, version, propose, idempotency_key };
    let profile = site.app.save(&asker, save, clock::now()).await?;
    Ok(Versioned(profile.version, profile))
}

/// The own changes, newest first.
#[utoipa::path(get, path = paths::MY_CHANGES, tag = "me", params(PageQuery), responses(
    (status = 200, body = Page<ChangeView>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn changes(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<ChangeView>>, Problem> {
    Ok(Json(site.app.changes_of(&asker, own(&asker)?, page.after.as_deref(), page.limit).await?))
}

/// The own changes that are in conflict with what the directory says now, newest first.
#[utoipa::path(get, path = paths::MY_CONFLICTS, tag = "me", params(PageQuery), responses(
    (status = 200, body = Page<ChangeView>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn conflicts(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<ChangeView>>, Problem> {
    Ok(Json(site.app.conflicts_of(&asker, own(&asker)?, page.after.as_deref(), page.limit).await?))
}

/// What was typed into the own profile and not saved. Its author alone is told, as long as it was not saved, discarded or too old.
#[utoipa::path(get, path = paths::MY_DRAFT, tag = "me", responses(
    (status = 200, body = Draft), (status = 401, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn draft(State(site): State<Site>, SignedIn(asker): SignedIn) -> Result<Json<Draft>, Problem> {
    Ok(Json(site.app.draft(&asker, own(&asker)?, clock::now()).await?))
}

/// Keeps what was typed. Fields that are not named stay as they are; the last word on each counts, so no version is asked for.
#[utoipa::path(patch, path = paths::MY_DRAFT, tag = "me", request_body = KeepDraft, responses(
    (status = 204), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn keep_draft(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Json(keep): Json<KeepDraft>,
) -> Result<StatusCode, Problem> {
    site.app.keep_draft(&asker, own(&asker)?, keep, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets what was typed; nothing there is fine.
#[utoipa::path(delete, path = paths::MY_DRAFT, tag = "me", responses(
    (status = 204), (status = 401, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn discard_draft(State(site): State<Site>, SignedIn(asker): SignedIn) -> Result<StatusCode, Problem> {
    site.app.discard_draft(own(&asker)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! People, for those who administer them.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    api::{
        Block, ChangeView, Fill, Neighbours, Page, PeopleQuery, PersonRow, ProblemDetails, Profile, Propose,
        PurgePerson, Unblock, paths,
    },
    id::PersonId,
};

use super::{
    asks::{AddsPeople, SeesPeople, SignedIn},
    describe::PageQuery,
    json::{Id, IdempotencyKey, IfMatch, Json, Query, Versioned},
    me::readable,
    problem::Problem,
    router::Site,
};
use crate::{app::submit::Save, clock};

/// People, with search and filters.
#[utoipa::path(get, path = paths::PEOPLE, tag = "people", params(PeopleQuery), responses(
    (status = 200, body = Page<PersonRow>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails)
))]
pub(super) async fn list(
    State(site): State<Site>,
    SeesPeople(asker): SeesPeople,
    Query(query): Query<PeopleQuery>,
) -> Result<Json<Page<PersonRow>>, Problem> {
    Ok(Json(site.app.people(&asker, query).await?))
}

/// Adds somebody whom no directory has, as an administrator (S1.3). The values need a name to show and an e-mail address: by it a directory that
/// has them later recognises them.
#[utoipa::path(post, path = paths::PEOPLE, tag = "people", request_body = Propose,
    params(("Idempotency-Key" = Option<String>, Header, description = "Done at most once under this key")),
    responses(
        (status = 201, body = Profile, headers(("ETag" = String))),
        (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 409, body = ProblemDetails, description = "Somebody has this e-mail address already"),
        (status = 415, body = ProblemDetails),
        (status = 422, body = ProblemDetails, description = "`problems` tells what is wrong with which attribute")
    ))]
pub(super) async fn add(
    State(site): State<Site>,
    AddsPeople(asker): AddsPeople,
    IdempotencyKey(idempotency_key): IdempotencyKey,
    Json(propose): Json<Propose>,
) -> Result<(StatusCode, Versioned<Profile>), Problem> {
    let profile = site.app.add_person(&asker, propose, idempotency_key, clock::now()).await?;
    Ok((StatusCode::CREATED, Versioned(profile.version, profile)))
}

/// How complete people's profiles are, by attribute.
#[utoipa::path(get, path = paths::FILL, tag = "people", responses(
    (status = 200, body = Fill), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn fill(State(site): State<Site>, SeesPeople(asker): SeesPeople) -> Result<Json<Fill>, Problem> {
    Ok(Json(site.app.fill(&asker).await?))
}

/// One person.
#[utoipa::path(get, path = paths::PERSON, tag = "people", params(("person" = PersonId, Path)), responses(
    (status = 200, body = Profile, headers(("ETag" = String))),
    (status = 401, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn profile(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(person): Id<PersonId>,
) -> Result<Versioned<Profile>, Problem> {
    let profile = site.app.profile(&asker, person, clock::now()).await?;
    Ok(Versioned(profile.version, profile))
}

/// Sets values of a person, locked ones too, as an administrator.
#[utoipa::path(patch, path = paths::PERSON, tag = "people", request_body = Propose,
    params(("person" = PersonId, Path), ("If-Match" = String, Header, description = "The ETag that the profile had"),
           ("Idempotency-Key" = Option<String>, Header, description = "Done at most once under this key")),
    responses(
        (status = 200, body = Profile, headers(("ETag" = String))),
        (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails),
        (status = 422, body = ProblemDetails), (status = 428, body = ProblemDetails)
    ))]
pub(super) async fn save(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(person): Id<PersonId>,
    IfMatch(version): IfMatch,
    IdempotencyKey(idempotency_key): IdempotencyKey,
    sent: Result<Json<Propose>, Problem>,
) -> Result<Versioned<Profile>, Problem> {
    let propose = readable(&site, &asker, person, sent).await?;
    let save = Save { person, version, propose, idempotency_key };
    let profile = site.app.save(&asker, save, clock::now()).await?;
    Ok(Versioned(profile.version, profile))
}

/// The people before and after this one in a list with the same filters.
#[utoipa::path(get, path = paths::NEIGHBOURS, tag = "people", params(("person" = PersonId, Path), PeopleQuery), responses(
    (status = 200, body = Neighbours), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn neighbours(
    State(site): State<Site>,
    SeesPeople(asker): SeesPeople,
    Id(person): Id<PersonId>,
    Query(query): Query<PeopleQuery>,
) -> Result<Json<Neighbours>, Problem> {
    Ok(Json(site.app.neighbours(&asker, person, query).await?))
}

/// A person's changes, newest first.
#[utoipa::path(get, path = paths::PERSON_CHANGES, tag = "people", params(("person" = PersonId, Path), PageQuery), responses(
    (status = 200, body = Page<ChangeView>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn changes(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(person): Id<PersonId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<ChangeView>>, Problem> {
    Ok(Json(site.app.changes_of(&asker, person, page.after.as_deref(), page.limit).await?))
}

/// A picture of a person. It never changes under its digest.
#[utoipa::path(get, path = paths::PHOTO, tag = "people", params(("person" = PersonId, Path), ("digest" = String, Path)), responses(
    (status = 200, body = Vec<u8>, content_type = "image/jpeg"), (status = 401, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn photo(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id((person, digest)): Id<(PersonId, String)>,
) -> Result<Response, Problem> {
    let (kind, content) = site.app.photo(&asker, person, &digest).await?;
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, max-age=86400, immutable")], content)
        .into_response())
}

/// Blocks a person: they cannot sign in, and their open changes rest.
#[utoipa::path(post, path = paths::BLOCK, tag = "people", params(("person" = PersonId, Path)), request_body = Block, responses(
    (status = 200, body = Profile), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn block(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(person): Id<PersonId>,
    Json(block): Json<Block>,
) -> Result<Versioned<Profile>, Problem> {
    let profile = site.app.block(&asker, person, block.note, clock::now()).await?;
    Ok(Versioned(profile.version, profile))
}

/// Lets a blocked person back in.
#[utoipa::path(post, path = paths::UNBLOCK, tag = "people", params(("person" = PersonId, Path)), request_body = Unblock, responses(
    (status = 200, body = Profile), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn unblock(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(person): Id<PersonId>,
    Json(unblock): Json<Unblock>,
) -> Result<Versioned<Profile>, Problem> {
    let profile = site.app.unblock(&asker, person, unblock.pin, clock::now()).await?;
    Ok(Versioned(profile.version, profile))
}

/// Deletes a blocked person for good, with everything about them.
#[utoipa::path(post, path = paths::PURGE, tag = "people", params(("person" = PersonId, Path)), request_body = PurgePerson, responses(
    (status = 204, description = "It is done"), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn purge(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(person): Id<PersonId>,
    Json(typed): Json<PurgePerson>,
) -> Result<StatusCode, Problem> {
    site.app.purge(&asker, person, typed.name, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

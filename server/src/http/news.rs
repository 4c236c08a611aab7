//! What the reader is told, which way, and what they say of their own details.

use axum::{extract::State, http::StatusCode};
use domain::api::{ConfirmDetails, MyNotices, NewsItem, Page, ProblemDetails, Profile, ReadNews, SetMyNotices, paths};

use super::{
    asks::SignedIn,
    describe::PageQuery,
    json::{IfMatch, Json, Query, Versioned},
    me::own,
    problem::Problem,
    router::Site,
};
use crate::clock;

/// What the reader is told, newest first.
#[utoipa::path(get, path = paths::MY_NEWS, tag = "me", params(PageQuery), responses(
    (status = 200, body = Page<NewsItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails)
))]
pub(super) async fn list(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<NewsItem>>, Problem> {
    Ok(Json(site.app.news(&asker, page.after.as_deref(), page.limit).await?))
}

/// The reader has seen everything up to an item.
#[utoipa::path(post, path = paths::READ_NEWS, tag = "me", request_body = ReadNews, responses(
    (status = 204), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn read(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Json(seen): Json<ReadNews>,
) -> Result<StatusCode, Problem> {
    site.app.read_news(&asker, seen.up_to, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which way the reader is told.
#[utoipa::path(get, path = paths::MY_NOTICES, tag = "me", responses(
    (status = 200, body = MyNotices, headers(("ETag" = String))), (status = 401, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn choices(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
) -> Result<Versioned<MyNotices>, Problem> {
    let mine = site.app.my_notices(own(&asker)?).await?;
    Ok(Versioned(mine.version, mine))
}

/// Sets which way the reader is told.
#[utoipa::path(put, path = paths::MY_NOTICES, tag = "me", request_body = SetMyNotices,
    params(("If-Match" = String, Header, description = "The ETag that the choices had")), responses(
    (status = 200, body = MyNotices, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails),
    (status = 428, body = ProblemDetails)
))]
pub(super) async fn choose(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    IfMatch(version): IfMatch,
    Json(set): Json<SetMyNotices>,
) -> Result<Versioned<MyNotices>, Problem> {
    let mine = site.app.set_my_notices(own(&asker)?, version, set).await?;
    Ok(Versioned(mine.version, mine))
}

/// Says that own details are right as they stand.
#[utoipa::path(post, path = paths::CONFIRM, tag = "me", request_body = ConfirmDetails,
    params(("If-Match" = String, Header, description = "The ETag of the profile that was looked at")), responses(
    (status = 200, body = Profile, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails, description = "The profile moved; look at it again"),
    (status = 415, body = ProblemDetails), (status = 428, body = ProblemDetails)
))]
pub(super) async fn confirm(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    IfMatch(version): IfMatch,
    Json(confirm): Json<ConfirmDetails>,
) -> Result<Versioned<Profile>, Problem> {
    let profile = site.app.confirm_details(&asker, own(&asker)?, version, confirm, clock::now()).await?;
    Ok(Versioned(profile.version, profile))
}

/// Asks about own details again only in a week.
#[utoipa::path(post, path = paths::SNOOZE, tag = "me", responses(
    (status = 204), (status = 401, body = ProblemDetails), (status = 404, body = ProblemDetails)
))]
pub(super) async fn snooze(State(site): State<Site>, SignedIn(asker): SignedIn) -> Result<StatusCode, Problem> {
    site.app.snooze(own(&asker)?, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! What administrators set about notices for everybody, the letters that could not be delivered, and who has confirmed their details.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    api::{
        ConfirmQuery, ConfirmRow, LetterPreview, NoticeSettings, Page, ProblemDetails, SetNoticeSettings, SetTemplate,
        Undelivered, paths,
    },
    id::NoticeId,
};

use super::{
    asks::{SeesAttributes, SeesPeople, SeesRights, SetsAttributes},
    describe::PageQuery,
    download,
    json::{Id, IfMatch, Json, Query, Versioned},
    problem::Problem,
    router::Site,
};
use crate::{app::notices::AboutLetter, clock};

/// How everybody is told who has not chosen, and what letters say.
#[utoipa::path(get, path = paths::NOTICE_SETTINGS, tag = "notices", responses(
    (status = 200, body = NoticeSettings, headers(("ETag" = String))), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn settings(
    State(site): State<Site>,
    _: SeesAttributes,
) -> Result<Versioned<NoticeSettings>, Problem> {
    let settings = site.app.notice_settings().await?;
    Ok(Versioned(settings.version, settings))
}

/// Sets what is named; the rest stays.
#[utoipa::path(patch, path = paths::NOTICE_SETTINGS, tag = "notices", request_body = SetNoticeSettings,
    params(("If-Match" = String, Header, description = "The ETag that the settings had")), responses(
    (status = 200, body = NoticeSettings, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 412, body = ProblemDetails), (status = 415, body = ProblemDetails),
    (status = 428, body = ProblemDetails)
))]
pub(super) async fn set(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    IfMatch(version): IfMatch,
    Json(set): Json<SetNoticeSettings>,
) -> Result<Versioned<NoticeSettings>, Problem> {
    let settings = site.app.set_notice_settings(&asker, version, set, clock::now()).await?;
    Ok(Versioned(settings.version, settings))
}

/// A letter as people who do not exist would get it; nothing is sent or kept.
#[utoipa::path(post, path = paths::PREVIEW_LETTER, tag = "notices", request_body = SetTemplate, responses(
    (status = 200, body = LetterPreview), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 415, body = ProblemDetails)
))]
pub(super) async fn preview(
    State(site): State<Site>,
    _: SetsAttributes,
    Json(set): Json<SetTemplate>,
) -> Result<Json<LetterPreview>, Problem> {
    Ok(Json(site.app.preview_letter(&set)?))
}

/// Letters that could not be delivered, oldest first.
#[utoipa::path(get, path = paths::UNDELIVERED, tag = "notices", params(PageQuery), responses(
    (status = 200, body = Page<Undelivered>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails)
))]
pub(super) async fn undelivered(
    State(site): State<Site>,
    _: SeesRights,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Undelivered>>, Problem> {
    Ok(Json(site.app.undelivered(page.after.as_deref(), page.limit).await?))
}

/// Tries a letter again at once.
#[utoipa::path(post, path = paths::SEND_LETTER_AGAIN, tag = "notices", params(("notice" = NoticeId, Path)), responses(
    (status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails, description = "It is not among the undelivered ones any more")
))]
pub(super) async fn again(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    Id(notice): Id<NoticeId>,
) -> Result<StatusCode, Problem> {
    site.app.settle_letter(&asker, notice, AboutLetter::SendAgain, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a letter up for good.
#[utoipa::path(delete, path = paths::UNDELIVERED_ONE, tag = "notices", params(("notice" = NoticeId, Path)), responses(
    (status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails, description = "It is not among the undelivered ones any more")
))]
pub(super) async fn give_up(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    Id(notice): Id<NoticeId>,
) -> Result<StatusCode, Problem> {
    site.app.settle_letter(&asker, notice, AboutLetter::GiveUp, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who has confirmed their details and who has not.
#[utoipa::path(get, path = paths::CONFIRMATIONS, tag = "notices", params(ConfirmQuery), responses(
    (status = 200, body = Page<ConfirmRow>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails)
))]
pub(super) async fn confirmations(
    State(site): State<Site>,
    SeesPeople(asker): SeesPeople,
    Query(query): Query<ConfirmQuery>,
) -> Result<Json<Page<ConfirmRow>>, Problem> {
    Ok(Json(site.app.confirmations(&asker, query, clock::now()).await?))
}

/// The same as a CSV file, all pages of it.
#[utoipa::path(get, path = paths::CONFIRMATIONS_FILE, tag = "notices", params(ConfirmQuery), responses(
    (status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails)
))]
pub(super) async fn confirmations_file(
    State(site): State<Site>,
    SeesPeople(asker): SeesPeople,
    Query(query): Query<ConfirmQuery>,
) -> Result<Response, Problem> {
    let content = site.app.confirmations_file(&asker, query, clock::now()).await?;
    Ok((download::csv("confirmations.csv"), content).into_response())
}

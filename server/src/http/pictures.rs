//! Sending a picture of a person.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use domain::{
    api::{ErrorCode, ProblemDetails, SendPicture, SentPicture, paths},
    id::PersonId,
};
use futures_util::StreamExt as _;

use super::{
    asks::SignedIn,
    json::{Id, Json, Query},
    problem::Problem,
    router::Site,
};
use crate::{
    app::{AppError, send_picture::Picture},
    clock,
};

/// What a sender of too much may send until they are hung up on, in bytes.
const PATIENCE: usize = 100 << 20;

/// Sends a picture, to be saved as a value of the person afterwards. The body is the file itself: JPEG, PNG or WebP. It is made a square JPEG that fits
/// the attribute; the field of the profile tells the limits.
#[utoipa::path(post, path = paths::PHOTOS, tag = "people", params(("person" = PersonId, Path), SendPicture),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
        (status = 201, body = SentPicture), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 415, body = ProblemDetails, description = "The body is a form or JSON in place of the file itself"),
        (status = 422, body = ProblemDetails, description = "It is no picture, has too many bytes or pixels, or may not be set")
    ))]
pub(super) async fn send(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Id(person): Id<PersonId>,
    Query(query): Query<SendPicture>,
    sent: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<SentPicture>), Problem> {
    let square = query.square().map_err(|half| AppError::BadRequest(half.to_string()))?;
    let kind = sent.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/json") || kind.starts_with("multipart/") {
        return Err(Problem::new(415, ErrorCode::NotJson)
            .titled("The request's body is not the picture itself")
            .detail("send the file itself as the body, with the header Content-Type: application/octet-stream"));
    }
    // Whoever may not is told when they have sent, as everybody is, but nothing of it is kept.
    let may = site.app.may_send_picture(&asker, person, &query.attribute).await;
    let most = if may.is_ok() { site.app.config().profiles.picture_bytes() as usize } else { 0 };
    let content = received(&site, body, most).await?;
    may?;
    let content = content.ok_or_else(|| site.app.picture_too_large(&query.attribute))?;
    let picture = Picture { attribute: query.attribute, square, content };
    Ok((StatusCode::CREATED, Json(site.app.send_picture(&asker, person, picture, clock::now()).await?)))
}

/// The body; `None` if it has more than so many bytes.
async fn received(site: &Site, body: Body, most: usize) -> Result<Option<Vec<u8>>, Problem> {
    let mut arriving = body.into_data_stream();
    let (mut content, mut bytes) = (Vec::new(), 0);
    // Each part in the time that a request may take: what has stopped arriving is given up (SEC21).
    let patience = site.app.config().request();
    while let Some(part) =
        tokio::time::timeout(patience, arriving.next()).await.map_err(|_| Problem::new(408, ErrorCode::TooSlow))?
    {
        let part =
            part.map_err(|_| Problem::new(400, ErrorCode::BadRequest).detail("the picture broke off; send it again"))?;
        bytes += part.len();
        if bytes <= most {
            content.extend_from_slice(&part);
        } else {
            content = Vec::new();
        }
        if bytes > PATIENCE {
            break;
        }
    }
    Ok((bytes <= most).then_some(content))
}

//! Bodies, queries and addresses in Amend's own terms, so that what cannot be read is answered in Amend's own form.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{HeaderMap, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::api::ErrorCode;
use serde::{Serialize, de::DeserializeOwned};

use super::problem::Problem;

/// A JSON body, in or out. An answer is never kept by caches: it is somebody's data.
pub(super) struct Json<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(415, ErrorCode::NotJson).detail("send the header Content-Type: application/json"));
        }
        let bytes =
            Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status().as_u16() {
                413 => Problem::new(413, ErrorCode::TooLarge),
                _ => Problem::new(400, ErrorCode::BadRequest).detail(rejection.body_text()),
            })?;
        let mut deserializer = serde_json::Deserializer::from_slice(&bytes);
        // The path in front of the reason names the field.
        let value = serde_path_to_error::deserialize(&mut deserializer)
            .map_err(|error| Problem::new(400, ErrorCode::BadRequest).detail(error.to_string()))?;
        deserializer.end().map_err(|error| Problem::new(400, ErrorCode::BadRequest).detail(error.to_string()))?;
        Ok(Self(value))
    }
}

/// Whether the body says that it is JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        // Room for most answers, so that a profile is not copied from one buffer to the next as it grows.
        let mut body = Vec::with_capacity(16 << 10);
        match serde_json::to_writer(&mut body, &self.0) {
            Ok(()) => ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body)
                .into_response(),
            Err(error) => {
                tracing::error!(%error, "http.answer_not_written");
                Problem::new(500, ErrorCode::Internal).into_response()
            }
        }
    }
}

/// The query part of the address.
pub(super) struct Query<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        serde_urlencoded::from_str(query).map(Self).map_err(|error| {
            Problem::new(400, ErrorCode::BadRequest).detail(format!("the query cannot be read: {error}"))
        })
    }
}

/// An id in the address. What is no id is nothing that exists.
pub(super) struct Id<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(id)) => Ok(Self(id)),
            Err(_) => Err(Problem::new(404, ErrorCode::NotFound)),
        }
    }
}

/// The version in `If-Match`: the `ETag` that the sender was given.
pub(super) struct IfMatch(pub(super) i64);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            return Err(Problem::new(428, ErrorCode::VersionNeeded));
        };
        let text = value.to_str().unwrap_or_default().trim();
        let version = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).and_then(|text| text.parse().ok());
        version.map(Self).ok_or_else(|| {
            Problem::new(400, ErrorCode::BadRequest)
                .detail("`If-Match` is the ETag that you were given, with its quotation marks")
        })
    }
}

/// The key under which a write is done at most once, however often it is sent.
pub(super) struct IdempotencyKey(pub(super) Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        let text = value.to_str().unwrap_or_default().trim();
        if text.is_empty() || text.len() > 100 {
            return Err(
                Problem::new(400, ErrorCode::BadRequest).detail("`Idempotency-Key` is a text of 1 to 100 characters")
            );
        }
        Ok(Self(Some(text.to_owned())))
    }
}

/// An answer with its version as the `ETag`.
pub(super) struct Versioned<T>(pub(super) i64, pub(super) T);

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        ([(header::ETAG, format!("\"{}\"", self.0))], Json(self.1)).into_response()
    }
}

//! Refusals as answers. The sender gets a stable code and a sentence; the log gets the cause.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::api::{ErrorCode, ProblemDetails};

use super::refusals::Refused;
use crate::app::{AppError, problem};

/// An answer of 400 and above.
#[derive(Debug)]
pub(super) struct Problem {
    details: Box<ProblemDetails>,
    retry_after: Option<u64>,
}

impl Problem {
    /// A refusal that `http` itself makes.
    pub(super) fn new(status: u16, code: ErrorCode) -> Self {
        let details = ProblemDetails {
            kind: format!("urn:amend:problem:{}", problem::word(code)),
            title: problem::title(code).to_owned(),
            status,
            code,
            detail: None,
            problems: domain::problem::Problems::new(),
            moved: Vec::new(),
            outside: Vec::new(),
            version: None,
            fresh: None,
            now: None,
            next: None,
        };
        Self { details: Box::new(details), retry_after: None }
    }

    /// The same with what happened and what to do about it.
    pub(super) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.details.detail = Some(detail.into());
        self
    }

    /// The same under another short sentence.
    pub(super) fn titled(mut self, title: &str) -> Self {
        title.clone_into(&mut self.details.title);
        self
    }

    /// What is told, for answers that tell more beside it.
    pub(super) fn into_details(self) -> ProblemDetails {
        *self.details
    }

    /// The status that it is answered with.
    pub(super) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.details.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Nobody is signed in.
    pub(super) fn not_signed_in() -> Self {
        Self::new(401, ErrorCode::NotSignedIn)
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let details = problem::details(&error);
        if details.status >= 500 {
            let mut causes = Vec::new();
            let mut cause = std::error::Error::source(&error);
            while let Some(inner) = cause {
                causes.push(inner.to_string());
                cause = inner.source();
            }
            tracing::error!(status = details.status, error = %error, causes = causes.join(": "), "http.failed");
        }
        let retry_after = match &error {
            AppError::TooMany(seconds) => Some(*seconds),
            AppError::Store(_) if details.status == 503 => Some(1),
            _ => None,
        };
        Self { details: Box::new(details), retry_after }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let body = serde_json::to_vec(&self.details).unwrap_or_default();
        let mut response =
            (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))], body)
                .into_response();
        if matches!(self.details.code, ErrorCode::Forbidden | ErrorCode::OutOfScope) {
            response.extensions_mut().insert(Refused);
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

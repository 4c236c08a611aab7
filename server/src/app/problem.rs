//! Refusals in the shape that travels: one match turns each into its status, its stable code and a sentence. What failed inside is told to the
//! log, never to the sender.

use domain::{
    api::{ErrorCode, ProblemDetails},
    problem::Problems,
};

use super::AppError;
use crate::store::StoreError;

/// The problem details of a refusal.
pub(crate) fn details(error: &AppError) -> ProblemDetails {
    let (status, code) = code(error);
    let mut details = ProblemDetails {
        kind: format!("urn:amend:problem:{}", word(code)),
        title: title(code).to_owned(),
        status,
        code,
        detail: None,
        problems: Problems::new(),
        moved: Vec::new(),
        outside: Vec::new(),
        version: None,
        fresh: None,
        now: None,
        next: None,
    };
    match error {
        AppError::Invalid(problems) => details.problems = problems.clone(),
        AppError::VersionMoved { version, moved } => {
            details.version = Some(*version);
            details.moved = moved.clone();
        }
        AppError::Stale { moved } => details.moved = moved.clone(),
        AppError::Expired { fresh } => {
            details.fresh = Some(*fresh);
            details.detail = Some(error.to_string());
        }
        AppError::OutOfOrder { next } => {
            details.next = Some(*next);
            details.detail = Some(error.to_string());
        }
        AppError::ClockDiffers { now, .. } => {
            details.now = Some(*now);
            details.detail = Some(error.to_string());
        }
        AppError::OutOfScope { outside } => {
            details.outside.clone_from(outside);
            details.detail = Some(error.to_string());
        }
        // Not of the directory's failures: whoever signs in would be told where it is and how it is reached. The log has it.
        AppError::BadRequest(_)
        | AppError::Conflict(_)
        | AppError::NeedsEverywhere(_)
        | AppError::TooMany(_)
        | AppError::NotLinked(_)
        | AppError::AgentNotKnown(_)
        | AppError::Replayed
        | AppError::OtherProcess
        | AppError::NotBegun
        | AppError::WorkOver => {
            details.detail = Some(error.to_string());
        }
        _ => {}
    }
    details
}

fn code(error: &AppError) -> (u16, ErrorCode) {
    match error {
        AppError::NotFound => (404, ErrorCode::NotFound),
        AppError::Forbidden | AppError::NeedsEverywhere(_) => (403, ErrorCode::Forbidden),
        AppError::OutOfScope { .. } => (403, ErrorCode::OutOfScope),
        AppError::BadRequest(_) => (400, ErrorCode::BadRequest),
        AppError::Invalid(_) => (422, ErrorCode::Invalid),
        AppError::VersionMoved { .. } => (412, ErrorCode::VersionMoved),
        AppError::Stale { .. } => (409, ErrorCode::Stale),
        AppError::Conflict(_) | AppError::Expired { .. } => (409, ErrorCode::Conflict),
        AppError::WrongCredentials => (401, ErrorCode::WrongCredentials),
        AppError::AgentNotKnown(_) => (401, ErrorCode::AgentNotKnown),
        AppError::ClockDiffers { .. } => (401, ErrorCode::ClockDiffers),
        AppError::Replayed => (401, ErrorCode::Replayed),
        AppError::OtherProcess => (409, ErrorCode::OtherProcess),
        AppError::NotBegun => (409, ErrorCode::NotBegun),
        AppError::OutOfOrder { .. } => (409, ErrorCode::OutOfOrder),
        AppError::WorkOver => (410, ErrorCode::WorkOver),
        AppError::Blocked => (403, ErrorCode::Blocked),
        AppError::NotLinked(_) => (403, ErrorCode::NotLinked),
        AppError::TooMany(_) => (429, ErrorCode::TooManyRequests),
        AppError::Directory(_) => (502, ErrorCode::DirectoryUnavailable),
        AppError::ProviderAway(_) => (503, ErrorCode::Unavailable),
        AppError::Store(StoreError::Unavailable(_) | StoreError::Stopping) => (503, ErrorCode::Unavailable),
        AppError::Store(StoreError::NoSpace(_)) => (507, ErrorCode::NoSpace),
        AppError::Store(_) | AppError::NoRandomness(_) | AppError::Internal(_) => (500, ErrorCode::Internal),
    }
}

/// The code as its word on the wire.
pub(crate) fn word(code: ErrorCode) -> String {
    serde_json::to_value(code).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The short sentence of a code.
pub(crate) fn title(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::BadRequest => "The request cannot be read",
        ErrorCode::NotSignedIn => "Nobody is signed in",
        ErrorCode::WrongCredentials => "The name or the password is wrong",
        ErrorCode::AgentNotKnown => "The request is signed by no agent that is enrolled here",
        ErrorCode::ClockDiffers => "The agent's clock and the server's differ too much",
        ErrorCode::Replayed => "The request was here before",
        ErrorCode::OtherProcess => "Another process has started as this agent",
        ErrorCode::NotBegun => "The agent is to say that it has started",
        ErrorCode::OutOfOrder => "Another piece is expected",
        ErrorCode::WorkOver => "Nobody waits for this work any more",
        ErrorCode::Blocked => "This account is blocked",
        ErrorCode::NotLinked => "No profile belongs to this sign-in",
        ErrorCode::ForeignOrigin => "The request did not come from Amend's own pages",
        ErrorCode::Forbidden => "This is not allowed with your roles",
        ErrorCode::OutOfScope => "Some of it is not in the part that your roles hold for",
        ErrorCode::NotFound => "There is no such thing here",
        ErrorCode::MethodNotAllowed => "This address does not take that method",
        ErrorCode::TooSlow => "The request took too long to arrive",
        ErrorCode::Stale => "The change moved since you looked at it",
        ErrorCode::Conflict => "This is not possible now",
        ErrorCode::VersionMoved => "It was changed since you looked at it",
        ErrorCode::TooLarge => "The request is too large",
        ErrorCode::NotJson => "The request's body is not JSON",
        ErrorCode::Invalid => "Some values cannot be used",
        ErrorCode::VersionNeeded => "The header If-Match is needed, with the ETag that you were given",
        ErrorCode::TooManyRequests => "Too many attempts",
        ErrorCode::Internal => "Something failed on the server",
        ErrorCode::DirectoryUnavailable => "The directory cannot be asked",
        ErrorCode::Unavailable => "Something that Amend needs is busy or away; try again",
        ErrorCode::NoSpace => "The server's disk is full",
    }
}

//! Trouble in words: a heading and, where there is more to say, a sentence with the remedy.

use domain::{
    api::ErrorCode,
    catalogue,
    problem::{Problem, ProblemCode},
};

use crate::{
    editor::text_in,
    http::Trouble,
    language::{day, figure},
    words::{Text, errors, problems},
};

/// What happened, in few words.
pub(crate) fn headline(trouble: &Trouble) -> &'static str {
    let text = match trouble {
        Trouble::Offline => errors::OFFLINE,
        Trouble::Garbled(_) => errors::GARBLED,
        Trouble::Refused(problem) => code_text(problem.code),
    };
    text.say()
}

/// What to do about it, or what the server adds.
pub(crate) fn detail(trouble: &Trouble) -> Option<String> {
    match trouble {
        Trouble::Offline => Some(errors::OFFLINE_LEAD.say().to_owned()),
        Trouble::Garbled(status) => Some(errors::GARBLED_LEAD.with(&[&status.to_string()])),
        Trouble::Refused(problem) if says_all(problem.code) => None,
        Trouble::Refused(problem) => problem.detail.clone(),
    }
}

/// The catalogue's sentence holds what and remedy, so the server's English one adds nothing.
fn says_all(code: ErrorCode) -> bool {
    use ErrorCode::{
        Blocked, DirectoryUnavailable, ForeignOrigin, Internal, Invalid, NoSpace, TooManyRequests, Unavailable,
        WrongCredentials,
    };
    matches!(
        code,
        Blocked
            | DirectoryUnavailable
            | ForeignOrigin
            | Internal
            | Invalid
            | NoSpace
            | TooManyRequests
            | Unavailable
            | WrongCredentials
    )
}

fn code_text(code: ErrorCode) -> Text {
    match code {
        ErrorCode::BadRequest | ErrorCode::MethodNotAllowed | ErrorCode::NotJson | ErrorCode::VersionNeeded => {
            errors::BAD_REQUEST
        }
        // Answers to agents, which no page sees.
        ErrorCode::AgentNotKnown
        | ErrorCode::ClockDiffers
        | ErrorCode::Replayed
        | ErrorCode::OtherProcess
        | ErrorCode::NotBegun
        | ErrorCode::OutOfOrder
        | ErrorCode::WorkOver => errors::BAD_REQUEST,
        ErrorCode::NotSignedIn => errors::NOT_SIGNED_IN,
        ErrorCode::WrongCredentials => errors::WRONG_CREDENTIALS,
        ErrorCode::Blocked => errors::BLOCKED,
        ErrorCode::NotLinked => errors::NOT_LINKED,
        ErrorCode::ForeignOrigin => errors::FOREIGN_ORIGIN,
        ErrorCode::Forbidden => errors::FORBIDDEN,
        ErrorCode::OutOfScope => errors::OUT_OF_SCOPE,
        ErrorCode::NotFound => errors::NOT_FOUND,
        ErrorCode::Stale => errors::STALE,
        ErrorCode::Conflict => errors::CONFLICT,
        ErrorCode::VersionMoved => errors::VERSION_MOVED,
        ErrorCode::TooLarge => errors::TOO_LARGE,
        ErrorCode::TooSlow => errors::TOO_SLOW,
        ErrorCode::Invalid => errors::INVALID,
        ErrorCode::TooManyRequests => errors::TOO_MANY,
        ErrorCode::Internal => errors::INTERNAL,
        ErrorCode::DirectoryUnavailable => errors::DIRECTORY_AWAY,
        ErrorCode::Unavailable => errors::BUSY,
        ErrorCode::NoSpace => errors::NO_SPACE,
    }
}

/// A problem of one value as a sentence.
pub(crate) fn problem_text(problem: &Problem) -> String {
    if let Some(said) = text_in(&problem.messages) {
        return said.to_owned();
    }
    let limit = figure(problem.limit.unwrap_or(1));
    let quoted = problem.detail.as_deref().unwrap_or_default();
    let boundary = || problem.detail.as_deref().map(day).unwrap_or_default();
    let text = match problem.code {
        ProblemCode::UnknownAttribute => problems::UNKNOWN_ATTRIBUTE,
        ProblemCode::Locked => problems::LOCKED,
        ProblemCode::Pinned => problems::PINNED,
        ProblemCode::ManagedByDirectory => problems::MANAGED,
        ProblemCode::FilledByDirectory => problems::FILLED,
        ProblemCode::NotReadYet => problems::NOT_READ_YET,
        ProblemCode::Mandatory => problems::MANDATORY,
        ProblemCode::TooShort => return problems::TOO_SHORT.with(&[&limit]),
        ProblemCode::TooLong => return problems::TOO_LONG.with(&[&limit]),
        ProblemCode::TooManyBytes => return problems::TOO_MANY_BYTES.with(&[&limit]),
        ProblemCode::TooManyValues => return problems::TOO_MANY_VALUES.with(&[&limit]),
        ProblemCode::Pattern => match quoted {
            // The one pattern that Amend itself brings along.
            catalogue::LANGUAGE_TAG => problems::NOT_A_LANGUAGE,
            pattern => return problems::PATTERN.with(&[pattern]),
        },
        ProblemCode::NotAChoice => problems::NOT_A_CHOICE,
        ProblemCode::Retired => return problems::RETIRED.with(&[quoted]),
        ProblemCode::NotOfferedHere => return problems::NOT_OFFERED_HERE.with(&[quoted]),
        ProblemCode::NotEmptied => problems::NOT_EMPTIED,
        ProblemCode::NotANumber => problems::NOT_A_NUMBER,
        ProblemCode::TooSmall => return problems::TOO_SMALL.with(&[quoted]),
        ProblemCode::TooGreat => return problems::TOO_GREAT.with(&[quoted]),
        ProblemCode::NotAnEmail => problems::NOT_AN_EMAIL,
        ProblemCode::NotAPhone => problems::NOT_A_PHONE,
        ProblemCode::NotAUrl => problems::NOT_A_URL,
        ProblemCode::NotADate => problems::NOT_A_DATE,
        ProblemCode::TooEarly => return problems::TOO_EARLY.with(&[&boundary()]),
        ProblemCode::TooLate => return problems::TOO_LATE.with(&[&boundary()]),
        ProblemCode::NotYesOrNo => problems::NOT_YES_OR_NO,
        ProblemCode::NotACountry => problems::NOT_A_COUNTRY,
        ProblemCode::NoSuchPerson => problems::NO_SUCH_PERSON,
        ProblemCode::OneselfNotAllowed => problems::ONESELF,
        ProblemCode::NotAPicture => problems::NOT_A_PICTURE,
        ProblemCode::PictureTooLarge => {
            return problems::PICTURE_TOO_LARGE.with(&[&figure(problem.limit.unwrap_or(0) >> 20)]);
        }
        ProblemCode::PictureTooManyPixels => return problems::PICTURE_TOO_MANY_PIXELS.with(&[&limit]),
        ProblemCode::PictureTooSmall => return problems::PICTURE_TOO_SMALL.with(&[&limit]),
        ProblemCode::BadCharacters => problems::BAD_CHARACTERS,
        ProblemCode::Duplicate => problems::DUPLICATE,
        ProblemCode::UnknownSourceAttribute => return problems::UNKNOWN_SOURCE_ATTRIBUTE.with(&[quoted]),
        ProblemCode::NeverRead => return problems::NEVER_READ.with(&[quoted]),
        ProblemCode::NotAnExpression => {
            return match problem.limit {
                Some(at) => problems::NOT_AN_EXPRESSION_AT.with(&[&figure(at), quoted]),
                None => problems::NOT_AN_EXPRESSION.with(&[quoted]),
            };
        }
        ProblemCode::ExpressionFailed => return problems::EXPRESSION_FAILED.with(&[quoted]),
        ProblemCode::NoTextHere => problems::NO_TEXT_HERE,
        ProblemCode::WorkedOut => problems::WORKED_OUT,
        ProblemCode::ProductOnly => problems::PRODUCT_ONLY,
        ProblemCode::MustBeMapped => problems::MUST_BE_MAPPED,
        ProblemCode::WouldFreeze => return problems::WOULD_FREEZE.with(&[&limit]),
        ProblemCode::NeverWritten => return problems::NEVER_WRITTEN.with(&[quoted]),
        ProblemCode::NeedsRename => return problems::NEEDS_RENAME.with(&[quoted]),
        ProblemCode::DrivesSignIn => return problems::DRIVES_SIGN_IN.with(&[quoted]),
        ProblemCode::WrittenTwice => return problems::WRITTEN_TWICE.with(&[quoted]),
        ProblemCode::AnotherForm => problems::ANOTHER_FORM,
        ProblemCode::NotAName => problems::NOT_A_NAME,
    };
    text.say().to_owned()
}

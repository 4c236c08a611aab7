//! What is wrong with a row, in English with the remedy: what stands in the file of refused rows, which is read far from any page.

use crate::{
    api::{RowCode, RowProblem},
    problem::{Problem, ProblemCode},
};

/// The sentence of a problem.
#[must_use]
pub fn sentence(problem: &RowProblem) -> String {
    let detail = problem.detail.as_deref().unwrap_or_default();
    let text = match (problem.code, &problem.problem) {
        (RowCode::Value, Some(value)) => of_value(value),
        (RowCode::Value, None) => "the value cannot be used; change it".to_owned(),
        (RowCode::WrongColumns, _) => {
            format!("the row has another number of cells than the first line: {detail}; quote cells that hold what divides columns")
        }
        (RowCode::Unreadable, _) => "letters that are none in this encoding; choose another encoding".to_owned(),
        (RowCode::TooLong, _) => "the cell is longer than anything that can be stored; look for a missing quotation mark".to_owned(),
        (RowCode::NoKey, _) => "the key is blank; fill it in".to_owned(),
        (RowCode::SameKey, _) => format!("line {detail} has the same key; leave one of them"),
        (RowCode::SameMail, _) => format!("line {detail} adds somebody with the same e-mail address; leave one of them"),
        (RowCode::SeveralPeople, _) => "several people have this key; use another one for them".to_owned(),
        (RowCode::Nobody, _) => "nobody has this key, and nobody is added by it; use the e-mail address as the key".to_owned(),
        (RowCode::MailTaken, _) => format!("{detail} has this e-mail address already; correct it, or change them in place of adding somebody"),
        (RowCode::UsernameTaken, _) => "somebody else has this user name; choose another one".to_owned(),
        (RowCode::UsernameStays, _) => "the user name of somebody who is there stays as it is; leave the cell as it was".to_owned(),
        (RowCode::Own, _) => "this is your own profile; change it under My profile".to_owned(),
        (RowCode::Moved, _) => "it was changed after the preview; look at it and hand it in again".to_owned(),
        (RowCode::ChangedSince, _) => format!("{detail} was changed since, so it was left alone; look at it yourself"),
        (RowCode::InUse, _) => "the person is in use since: exported, in a directory, or changed by others; block them by hand if they are to go".to_owned(),
    };
    match &problem.column {
        Some(column) => format!("{column}: {text}"),
        None => text,
    }
}

fn of_value(problem: &Problem) -> String {
    let limit = problem.limit.unwrap_or_default();
    if let Some(said) = problem.messages.get("en") {
        return said.clone();
    }
    let detail: String = problem.detail.as_deref().unwrap_or_default().chars().take(100).collect();
    match problem.code {
        ProblemCode::Mandatory => "it must not be blank; fill it in".to_owned(),
        ProblemCode::TooShort => format!("fewer than {limit} characters; make it longer"),
        ProblemCode::TooLong => format!("more than {limit} characters; make it shorter"),
        ProblemCode::TooManyBytes => format!("more than {limit} bytes; make it shorter"),
        ProblemCode::TooManyValues => format!("more than {limit} values; take some away"),
        ProblemCode::Pattern => format!("it does not match the pattern {detail}; write it so"),
        ProblemCode::NotAChoice => format!("\"{detail}\" is none of the choices; take one of them"),
        ProblemCode::Retired => format!("\"{detail}\" is no longer offered; take another choice"),
        ProblemCode::NotANumber => format!("\"{detail}\" is no number; write it as 12 or -0.5"),
        ProblemCode::TooSmall => format!("the number is below {detail}; correct it"),
        ProblemCode::TooGreat => format!("the number is above {detail}; correct it"),
        ProblemCode::NotAnEmail => format!("\"{detail}\" is no e-mail address; correct it"),
        ProblemCode::NotAPhone => format!("\"{detail}\" is no phone number; write it with + and the country code"),
        ProblemCode::NotAUrl => format!("\"{detail}\" is no web address; begin it with https://"),
        ProblemCode::NotADate => format!("\"{detail}\" is no day; write it as YYYY-MM-DD"),
        ProblemCode::TooEarly => format!("the day is before {detail}; correct it"),
        ProblemCode::TooLate => format!("the day is after {detail}; correct it"),
        ProblemCode::NotYesOrNo => format!("\"{detail}\" is neither TRUE nor FALSE; write one of them"),
        ProblemCode::NotACountry => format!("\"{detail}\" is no country; write its two letters, such as NO"),
        ProblemCode::NoSuchPerson => format!("there is no person {detail}; write their distinguished name"),
        ProblemCode::OneselfNotAllowed => "a person cannot be set as their own; name somebody else".to_owned(),
        ProblemCode::BadCharacters => "it has characters that a directory cannot hold; type it anew".to_owned(),
        ProblemCode::WorkedOut => {
            "it is worked out from other attributes of the directory; ignore the column".to_owned()
        }
        _ => "the value cannot be used here; leave the cell blank".to_owned(),
    }
}

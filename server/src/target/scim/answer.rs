//! What a SCIM service's answer means (RFC 7644 section 3.12): done, to be read again, to be tried again, for people, or nothing for anybody now.

use serde_json::Value as Json;

use super::user::text;

/// An answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Which version of a user it is.
    pub(super) version: Option<String>,
    /// What it asks to be left alone for, in seconds.
    pub(super) rest: Option<i64>,
    pub(super) body: Json,
}

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Done,
    /// The user is another version by now.
    Look,
    /// There is no such user.
    Nobody,
    /// It will not have this, however often it is asked; why, with what to do.
    Refused(String),
    /// It cannot now.
    Later(String),
    /// It lets nobody do anything until somebody has done something about it.
    Closed(String),
}

pub(super) fn said(answer: &Answer) -> Said {
    let refused = |why: &str, remedy: &str| Said::Refused(format!("{why}: {}; {remedy}", words(answer)));
    let closed = |why: &str, remedy: &str| Said::Closed(format!("{why}: {}; {remedy}", words(answer)));
    match answer.status {
        200..=299 => Said::Done,
        300..=399 => closed("the service sends elsewhere, where Amend does not follow", "correct its address"),
        400 | 409 | 413 | 414 | 422 => {
            let (why, remedy) = kind(answer);
            refused(why, remedy)
        }
        401 => closed("the service does not take the token", "enter a new one"),
        403 => closed("the token may not do this", "give it the right to read and write users"),
        404 => Said::Nobody,
        405 | 501 => closed("the service cannot do this", "ask who administers it whether it changes users by PATCH"),
        412 => Said::Look,
        428 => closed("the service asks for the version of a user and does not tell it", "ask who administers it"),
        _ => Said::Later(format!("the service answered {}", words(answer))),
    }
}

/// Why it will not have something, by its own word for it (RFC 7644 table 9), and what to do.
fn kind(answer: &Answer) -> (&'static str, &'static str) {
    match text(&answer.body, "scimType") {
        Some("uniqueness") => ("another user has this already", "have another value approved, or correct that user"),
        Some("mutability") => ("the service writes this itself", "take it out of the template"),
        Some("invalidPath" | "noTarget") => {
            ("the service does not know this place", "correct the path in the template")
        }
        Some("invalidValue") => ("the service does not take this value", "have another value approved"),
        Some("tooMany" | "sensitive" | "invalidFilter") => {
            ("the service does not let users be looked for", "ask who administers it")
        }
        _ if answer.status == 409 => {
            ("the service says that this clashes with another user", "have another value approved")
        }
        _ => ("the service does not take this", "have another value approved, or correct the template"),
    }
}

/// The answer in its own words.
fn words(answer: &Answer) -> String {
    const LONGEST: usize = 300;
    let Answer { status, body, .. } = answer;
    let kind = text(body, "scimType").map(|kind| format!(" {}", cleaned(kind, 40))).unwrap_or_default();
    let detail =
        text(body, "detail").map(|text| format!(", \u{201c}{}\u{201d}", cleaned(text, LONGEST))).unwrap_or_default();
    format!("{status}{kind}{detail}")
}

/// A text of somebody else's on one line, and not too long.
fn cleaned(text: &str, longest: usize) -> String {
    let plain: String =
        text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(longest).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(status: u16, body: Json) -> Answer {
        Answer { status, body, ..Answer::default() }
    }

    /// P4, B3: the whole table.
    #[test]
    fn each_answer_has_one_meaning() {
        for (status, expected) in [
            (200, "done"),
            (201, "done"),
            (204, "done"),
            (301, "closed"),
            (307, "closed"),
            (400, "refused"),
            (401, "closed"),
            (403, "closed"),
            (404, "nobody"),
            (405, "closed"),
            (408, "later"),
            (409, "refused"),
            (412, "look"),
            (413, "refused"),
            (422, "refused"),
            (425, "later"),
            (428, "closed"),
            (429, "later"),
            (500, "later"),
            (501, "closed"),
            (502, "later"),
            (503, "later"),
            (504, "later"),
            (599, "later"),
            (100, "later"),
        ] {
            let meant = match said(&answer(status, Json::Null)) {
                Said::Done => "done",
                Said::Look => "look",
                Said::Nobody => "nobody",
                Said::Refused(_) => "refused",
                Said::Later(_) => "later",
                Said::Closed(_) => "closed",
            };
            assert_eq!(meant, expected, "{status}");
        }
    }

    #[test]
    fn what_it_will_not_have_is_told_as_somebody_reads_it() {
        for (kind, starts) in [
            ("uniqueness", "another user has this already: 400 uniqueness, \u{201c}no\u{201d}; "),
            ("mutability", "the service writes this itself: "),
            ("invalidPath", "the service does not know this place: "),
            ("noTarget", "the service does not know this place: "),
            ("invalidValue", "the service does not take this value: "),
            ("else", "the service does not take this: "),
        ] {
            let Said::Refused(why) = said(&answer(400, json!({ "scimType": kind, "detail": "no" }))) else {
                panic!("{kind}")
            };
            assert!(why.starts_with(starts), "{why}");
        }
        let long = format!("a\r\nb\u{7}c {}", "x".repeat(900));
        let Said::Refused(why) = said(&answer(400, json!({ "detail": long }))) else { panic!() };
        assert!(why.contains("\u{201c}a b c xxx") && why.len() < 500 && !why.contains('\n'), "{why}");
    }
}

//! Whether a value may stand in an attribute. The widget asks while somebody types, the server judges with the same code.

mod beside;
mod definition;

use std::cmp::Ordering;

use regex_lite::Regex;

pub use beside::{Beside, check_beside};
pub use definition::{check_definition, check_rules, check_texts, fixed_kind, is_language};

use crate::{
    attribute::{Attribute, Kind, Rules},
    dn,
    id::PersonId,
    kind::{country, date, email, number, phone, url},
    moment::Moment,
    problem::{Problem, ProblemCode},
    value::Value,
};

/// In the place of the earliest or the latest day: the day on which the value is checked.
pub const TODAY: &str = "today";

/// In the same place: the day before. Nobody who has a profile is born today, and so no clock of the world lets a birthday of tomorrow pass.
pub const YESTERDAY: &str = "yesterday";

/// Everything that is wrong with a cleaned value; empty if nothing is. Whether a named person exists, only the store can tell.
#[must_use]
pub fn check(attribute: &Attribute, value: Option<&Value>, now: Moment) -> Vec<Problem> {
    let rules = &attribute.rules;
    let Some(value) = value else {
        return if rules.mandatory { vec![Problem::new(ProblemCode::Mandatory)] } else { Vec::new() };
    };
    let mut problems = Vec::new();
    let most = if attribute.many { rules.max_values } else { Some(1) };
    if let Some(most) = most.filter(|most| value.texts().len() > *most as usize) {
        problems.push(Problem::new(ProblemCode::TooManyValues).limit(i64::from(most)));
    }
    let pattern = rules.pattern.as_deref().map(|pattern| (pattern, whole_text(pattern)));
    for text in value.texts() {
        problems.extend(check_size(rules, text));
        if text.chars().any(is_unstorable) {
            problems.push(Problem::new(ProblemCode::BadCharacters));
        }
        match &pattern {
            // A pattern that cannot be read lets nothing pass; `check_rules` refuses it before it is stored.
            Some((pattern, Err(_))) => problems.push(Problem::new(ProblemCode::Pattern).detail(*pattern)),
            Some((pattern, Ok(regex))) if !regex.is_match(text) => {
                problems.push(Problem::new(ProblemCode::Pattern).detail(*pattern));
            }
            Some(_) | None => {}
        }
        problems.extend(check_kind(attribute, text, now));
    }
    problems.dedup();
    for problem in problems.iter_mut().filter(|problem| problem.code != ProblemCode::BadCharacters) {
        problem.messages = rules.messages.clone();
    }
    problems
}

/// The pattern as one that the whole text must match. Matching takes time in proportion to the text, whatever the pattern.
fn whole_text(pattern: &str) -> Result<Regex, regex_lite::Error> {
    Regex::new(&format!("^(?:{pattern})$"))
}

fn check_size(rules: &Rules, text: &str) -> impl Iterator<Item = Problem> {
    let characters = text.chars().count();
    let short = rules.min_chars.filter(|fewest| characters < *fewest as usize);
    let long = rules.max_chars.filter(|most| characters > *most as usize);
    let heavy = rules.max_bytes.filter(|most| text.len() > *most as usize);
    [(short, ProblemCode::TooShort), (long, ProblemCode::TooLong), (heavy, ProblemCode::TooManyBytes)]
        .into_iter()
        .filter_map(|(limit, code)| Some(Problem::new(code).limit(i64::from(limit?))))
}

/// Characters that a directory cannot hold: controls but for the line feed, and code points that are no characters (RFC 4518, section 2.3).
fn is_unstorable(c: char) -> bool {
    let number = u32::from(c);
    (c.is_control() && c != '\n') || (0xFDD0..=0xFDEF).contains(&number) || number & 0xFFFE == 0xFFFE
}

fn check_kind(attribute: &Attribute, text: &str, now: Moment) -> Option<Problem> {
    let rules = &attribute.rules;
    let code = match attribute.kind {
        Kind::Text => None,
        Kind::Email => (!email::is_valid(text)).then_some(ProblemCode::NotAnEmail),
        Kind::Phone => (rules.strict_phone && phone::e164(text, rules.default_country.as_deref()).is_none())
            .then_some(ProblemCode::NotAPhone),
        Kind::Url => (!url::is_valid(text)).then_some(ProblemCode::NotAUrl),
        Kind::Date => return check_day(rules, text, now),
        Kind::Number => return check_number(rules, text),
        Kind::Choice => (!rules.choices.iter().any(|choice| choice.value == text)).then_some(ProblemCode::NotAChoice),
        Kind::YesNo => (!matches!(text, "TRUE" | "FALSE")).then_some(ProblemCode::NotYesOrNo),
        Kind::Person => (!is_person(text)).then_some(ProblemCode::NoSuchPerson),
        Kind::Country => country::by_code(text).is_none().then_some(ProblemCode::NotACountry),
        Kind::Photo => (!is_picture(text)).then_some(ProblemCode::NotAPicture),
    };
    code.map(|code| Problem::new(code).detail(text))
}

fn is_word(day: &str) -> bool {
    matches!(day, TODAY | YESTERDAY)
}

/// The day that a rule for the latest day names. Where it is today somewhere on Earth, it is today.
#[must_use]
pub fn latest(day: &str, now: Moment) -> String {
    named(day, now.plus(14 * HOUR))
}

/// The same for a rule for the earliest day, which the last zone of the Earth is late to reach.
#[must_use]
pub fn earliest(day: &str, now: Moment) -> String {
    named(day, now.plus(-12 * HOUR))
}

const HOUR: i64 = 3_600_000;

fn named(day: &str, now: Moment) -> String {
    let day_of = |moment: Moment| moment.to_rfc3339().chars().take(10).collect();
    match day {
        TODAY => day_of(now),
        YESTERDAY => day_of(now.plus(-24 * HOUR)),
        day => day.to_owned(),
    }
}

fn check_day(rules: &Rules, text: &str, now: Moment) -> Option<Problem> {
    if !date::is_valid(text) {
        return Some(Problem::new(ProblemCode::NotADate).detail(text));
    }
    let early = rules.earliest.as_deref().map(|day| earliest(day, now)).filter(|earliest| text < earliest.as_str());
    let late = rules.latest.as_deref().map(|day| latest(day, now)).filter(|latest| text > latest.as_str());
    early
        .map(|earliest| Problem::new(ProblemCode::TooEarly).detail(earliest))
        .or_else(|| late.map(|latest| Problem::new(ProblemCode::TooLate).detail(latest)))
}

fn check_number(rules: &Rules, text: &str) -> Option<Problem> {
    if number::canonical(text).is_none() {
        return Some(Problem::new(ProblemCode::NotANumber).detail(text));
    }
    let passes = |bound: &Option<String>, order: Ordering, code| {
        let bound = bound.as_deref().filter(|bound| number::compare(text, bound) == Some(order))?;
        Some(Problem::new(code).detail(bound))
    };
    passes(&rules.least, Ordering::Less, ProblemCode::TooSmall)
        .or_else(|| passes(&rules.most, Ordering::Greater, ProblemCode::TooGreat))
}

fn is_person(text: &str) -> bool {
    match text.strip_prefix("person:") {
        Some(id) => id.parse::<PersonId>().is_ok_and(|id| id.0 > 0),
        None => dn::is_valid(text),
    }
}

fn is_picture(text: &str) -> bool {
    let hex = text.strip_prefix("sha256:").unwrap_or_default();
    hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests;

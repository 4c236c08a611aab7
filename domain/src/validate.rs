//! Whether a value may stand in an attribute. The widget asks while somebody types, the server judges with the same code.

use regex_lite::Regex;

use crate::{
    attribute::{Attribute, Kind, Rules},
    dn,
    id::PersonId,
    kind::{country, date, email, phone, url},
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
    problems
}

/// Refuses rules that no value could keep, in a sentence that names the rule and the remedy.
pub fn check_rules(rules: &Rules) -> Result<(), String> {
    let zero = |name: &str| Err(format!("{name} is 0, so that no value could stand: take it away or raise it."));
    if rules.max_chars == Some(0) {
        return zero("max_chars");
    }
    if rules.max_bytes == Some(0) {
        return zero("max_bytes");
    }
    if rules.max_values == Some(0) {
        return zero("max_values");
    }
    let fewest = rules.min_chars.unwrap_or(0);
    for (name, most) in [("max_chars", rules.max_chars), ("max_bytes", rules.max_bytes)] {
        if let Some(most) = most.filter(|most| fewest > *most) {
            return Err(format!("min_chars ({fewest}) is above {name} ({most}): lower the one or raise the other."));
        }
    }
    if let Some(pattern) = &rules.pattern {
        if pattern.len() > 1000 {
            return Err("The pattern is longer than 1000 characters: make it shorter.".to_owned());
        }
        let reads = Regex::new(pattern).and_then(|_| whole_text(pattern));
        if let Err(error) = reads {
            return Err(format!(
                "The pattern \"{pattern}\" is no regular expression that can be used ({error}): mend it."
            ));
        }
    }
    let mut seen = Vec::new();
    for choice in &rules.choices {
        let folded = crate::text::fold(choice);
        if folded.is_empty() {
            return Err("A choice is blank: take it away.".to_owned());
        }
        if seen.contains(&folded) {
            return Err(format!("The choice \"{choice}\" stands there twice (case does not count): take one away."));
        }
        seen.push(folded);
    }
    for (name, day) in [("earliest", &rules.earliest), ("latest", &rules.latest)] {
        if let Some(day) = day.as_deref().filter(|day| !is_word(day) && !date::is_valid(day)) {
            return Err(format!(
                "{name} is \"{day}\", which is neither a day as YYYY-MM-DD nor one of the words today and yesterday."
            ));
        }
    }
    match (&rules.earliest, &rules.latest) {
        (Some(earliest), Some(latest)) if earliest > latest && !is_word(earliest) && !is_word(latest) => {
            Err(format!("earliest ({earliest}) is after latest ({latest}): exchange them."))
        }
        _ => Ok(()),
    }
}

/// Refuses an attribute's definition that could not work: its rules, its policy, its labels and what its kind needs (S1.17).
pub fn check_definition(attribute: &Attribute) -> Result<(), String> {
    check_rules(&attribute.rules)?;
    crate::policy::check_policy(attribute)?;
    if attribute.labels.get("en").is_none_or(|label| label.trim().is_empty()) {
        return Err(format!("{} has no English label: give it one, people see it.", attribute.key));
    }
    if attribute.kind == Kind::Choice && attribute.rules.choices.is_empty() {
        return Err(format!("{} is a choice without choices: list at least one.", attribute.label("en")));
    }
    Ok(())
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
        Kind::Choice => (!rules.choices.iter().any(|choice| choice == text)).then_some(ProblemCode::NotAChoice),
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

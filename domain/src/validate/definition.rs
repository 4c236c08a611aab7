//! Whether a definition can work at all: rules that some value can keep, labels that people can read, options that can be told apart.

use std::{cmp::Ordering, collections::BTreeMap};

use regex_lite::Regex;

use super::{is_word, whole_text};
use crate::{
    attribute::{Attribute, Kind, Rules},
    catalogue::LANGUAGE_TAG,
    kind::{
        date, number,
        photo::{LARGEST_SIDE, LEAST_SIDE},
    },
    name::AttributeKey,
};

/// Attributes whose kind stays as it is: people are named by them, rights and mail follow from them, or they are read in a way of their own.
const FIXED: [&str; 7] = ["given_name", "surname", "display_name", "photo", "manager", "mail", "country"];

/// Whether an attribute's kind and number of values stay as they are.
#[must_use]
pub fn fixed_kind(key: &AttributeKey) -> bool {
    FIXED.contains(&key.as_str())
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
    if let Some(side) = rules.picture_side.filter(|side| !(LEAST_SIDE..=LARGEST_SIDE).contains(side)) {
        return Err(format!("picture_side is {side}: set it to {LEAST_SIDE} to {LARGEST_SIDE} pixels."));
    }
    if let Some(bytes) = rules.picture_bytes.filter(|bytes| !(2_000..=1_000_000).contains(bytes)) {
        return Err(format!("picture_bytes is {bytes}: set it to 2000 to 1000000 bytes."));
    }
    let fewest = rules.min_chars.unwrap_or(0);
    for (name, most) in [("max_chars", rules.max_chars), ("max_bytes", rules.max_bytes)] {
        if let Some(most) = most.filter(|most| fewest > *most) {
            return Err(format!("min_chars ({fewest}) is above {name} ({most}): lower the one or raise the other."));
        }
    }
    check_pattern(rules)?;
    check_choices(rules)?;
    check_numbers(rules)?;
    check_texts("messages", &rules.messages, 300)?;
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

fn check_pattern(rules: &Rules) -> Result<(), String> {
    let Some(pattern) = &rules.pattern else { return Ok(()) };
    if pattern.len() > 1000 {
        return Err("The pattern is longer than 1000 characters: make it shorter.".to_owned());
    }
    let reads = Regex::new(pattern).and_then(|_| whole_text(pattern));
    reads.map(|_| ()).map_err(|error| {
        format!("The pattern \"{pattern}\" is no regular expression that can be used ({error}): mend it.")
    })
}

fn check_choices(rules: &Rules) -> Result<(), String> {
    if rules.choices.len() > 1000 {
        return Err("There are more than 1000 choices: nobody finds one in so long a list.".to_owned());
    }
    let mut seen = Vec::new();
    for choice in &rules.choices {
        let folded = crate::text::fold(&choice.value);
        if folded.is_empty() {
            return Err("A choice is blank: take it away.".to_owned());
        }
        if seen.contains(&folded) {
            return Err(format!(
                "The choice \"{}\" stands there twice (case does not count): take one away.",
                choice.value
            ));
        }
        if !choice.under.is_empty() && rules.depends_on.is_none() {
            return Err(format!(
                "The choice \"{}\" is offered only beside certain values, but depends_on names no attribute.",
                choice.value
            ));
        }
        check_texts("labels of a choice", &choice.labels, 200)?;
        seen.push(folded);
    }
    Ok(())
}

fn check_numbers(rules: &Rules) -> Result<(), String> {
    for (name, bound) in [("least", &rules.least), ("most", &rules.most)] {
        if let Some(bound) = bound.as_deref().filter(|bound| number::canonical(bound).is_none()) {
            return Err(format!("{name} is \"{bound}\", which is no number such as 12 or -0.5."));
        }
    }
    match (&rules.least, &rules.most) {
        (Some(least), Some(most)) if number::compare(least, most) == Some(Ordering::Greater) => {
            Err(format!("least ({least}) is above most ({most}): exchange them."))
        }
        _ => Ok(()),
    }
}

/// Whether a text is a language tag such as browsers send.
#[must_use]
pub fn is_language(text: &str) -> bool {
    text.len() <= 35 && whole_text(LANGUAGE_TAG).is_ok_and(|tag| tag.is_match(text))
}

/// Texts per language: under tags that browsers send, none blank or longer than people read.
pub fn check_texts(name: &str, texts: &BTreeMap<String, String>, most: usize) -> Result<(), String> {
    for (language, text) in texts {
        if !is_language(language) {
            return Err(format!("{name}: \"{language}\" is no language; name it by its code, such as fr or pt-BR."));
        }
        if text.trim().is_empty() {
            return Err(format!("{name}: the text for {language} is blank; write it, or leave the language out."));
        }
        if text.chars().count() > most {
            return Err(format!("{name}: the text for {language} is longer than {most} characters; make it shorter."));
        }
    }
    Ok(())
}

/// Refuses an attribute's definition that could not work: its rules, its policy, its labels and what its kind needs (S1.17).
pub fn check_definition(attribute: &Attribute) -> Result<(), String> {
    check_rules(&attribute.rules)?;
    crate::policy::check_policy(attribute)?;
    if attribute.labels.get("en").is_none_or(|label| label.trim().is_empty()) {
        return Err(format!("{} has no English label: give it one, people see it.", attribute.key));
    }
    check_texts("labels", &attribute.labels, 100)?;
    check_texts("help", &attribute.help, 500)?;
    let label = attribute.label("en");
    if attribute.kind == Kind::Choice && attribute.rules.choices.iter().all(|choice| choice.retired) {
        return Err(format!("{label} is a choice without choices: list at least one."));
    }
    if attribute.many && matches!(attribute.kind, Kind::Photo | Kind::Country | Kind::Person) {
        return Err(format!("{label} cannot hold several: there is one picture, country or person at most."));
    }
    if attribute.rules.depends_on.as_ref() == Some(&attribute.key) {
        return Err(format!("The choices of {label} depend on {label} itself: name another attribute, or none."));
    }
    if let Some(least) = attribute.rules.least.as_ref().or(attribute.rules.most.as_ref())
        && attribute.kind != Kind::Number
    {
        return Err(format!("{label} holds no numbers, so {least} bounds nothing: take it away."));
    }
    Ok(())
}

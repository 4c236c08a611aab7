//! A level of approval as a sentence.

use domain::{
    api::NamedPerson,
    approval::{Approver, Condition, Level, Side, Test},
};

use crate::words::levels as words;

/// One condition.
pub(super) fn condition(one: &Condition) -> String {
    let side = match one.of {
        Side::Old => words::OLD,
        Side::New => words::NEW,
    };
    let (text, is_so, is_not) = match &one.is {
        Test::Blank => ("", words::IS_BLANK, words::IS_NOT_BLANK),
        Test::Equals(text) => (text.as_str(), words::EQUALS, words::EQUALS_NOT),
        Test::Contains(text) => (text.as_str(), words::CONTAINS, words::CONTAINS_NOT),
        Test::Matches(pattern) => (pattern.as_str(), words::MATCHES, words::MATCHES_NOT),
        Test::OnlySpelling => ("", words::SPELLING, words::SPELLING_NOT),
    };
    if one.not { is_not } else { is_so }.with(&[side.say(), text])
}

/// One approver; `named` has the names of people.
pub(super) fn approver(one: &Approver, named: &[NamedPerson]) -> String {
    let text = match one {
        Approver::Admins => words::ADMINS,
        Approver::Manager => words::MANAGER,
        Approver::ManagersManager => words::MANAGERS_MANAGER,
        Approver::ContainerOwner => words::CONTAINER_OWNER,
        Approver::GroupOwner => words::GROUP_OWNER,
        Approver::Group(name) => return words::GROUP.with(&[name]),
        Approver::People(people) => {
            let name = |id| match named.iter().find(|one| one.person == id) {
                Some(one) => one.name.clone(),
                None => id.to_string(),
            };
            let names: Vec<String> = people.iter().map(|person| name(*person)).collect();
            return names.join(words::OR.say());
        }
    };
    text.say().to_owned()
}

/// The whole level.
pub(super) fn level(one: &Level, named: &[NamedPerson]) -> String {
    let conditions: Vec<String> = one.when.iter().map(condition).collect();
    let when = match conditions.is_empty() {
        true => words::ALWAYS.say().to_owned(),
        false => words::IF.with(&[&conditions.join(words::AND.say())]),
    };
    let between = if one.any { words::OR } else { words::THEN };
    let who: Vec<String> = one.approvers.iter().map(|one| approver(one, named)).collect();
    let who = who.join(between.say());
    match one.days {
        Some(days) => words::SENTENCE_DAYS.with(&[&when, &who, &days.to_string()]),
        None => words::SENTENCE.with(&[&when, &who]),
    }
}

//! What blanks mean, on the attributes page: one in the directory, and one that a person leaves (X15).

use domain::{
    api::{AttributeView, SetAttribute},
    attribute::{Authority, Blank},
};
use leptos::prelude::*;

use super::attributes::{Settings, select};
use crate::words::{Text, attributes, catalogue};

/// What a blank in the directory means; nothing where no directory is read for it or its word does not count.
pub(super) fn blank(settings: Settings, view: &AttributeView) -> Option<AnyView> {
    if view.mapped_from.is_empty() || view.attribute.policy.authority == Authority::Local {
        return None;
    }
    let choices = [(Blank::Clears, attributes::BLANK_CLEARS), (Blank::Ignored, attributes::BLANK_IGNORED)];
    let set = move |blank| SetAttribute { blank, ..SetAttribute::default() };
    Some(of_two(settings, view, attributes::BLANK_OF, choices, view.attribute.policy.blank, set))
}

/// What it means that a person empties it; nothing where it must be filled anyway.
pub(super) fn emptied(settings: Settings, view: &AttributeView) -> Option<AnyView> {
    if view.attribute.rules.mandatory {
        return None;
    }
    let choices = [(Blank::Clears, catalogue::EMPTIED_CLEARS), (Blank::Ignored, catalogue::EMPTIED_IGNORED)];
    let set = move |emptied| SetAttribute { emptied, ..SetAttribute::default() };
    Some(of_two(settings, view, catalogue::EMPTIED_OF, choices, view.attribute.policy.emptied, set))
}

fn of_two(
    settings: Settings,
    view: &AttributeView,
    what: Text,
    choices: [(Blank, Text); 2],
    now: Blank,
    set: impl Fn(Option<Blank>) -> SetAttribute + 'static,
) -> AnyView {
    let place = choices.iter().position(|(choice, _)| *choice == now).unwrap_or(0);
    let chosen = move |index: usize| set(choices.get(index).map(|(choice, _)| *choice));
    select(settings, view, what, &choices.map(|(_, text)| text), place, chosen)
}

//! What blanks mean, on the attributes page: one in the directory, and one that a person leaves (X15).

use domain::{
    api::{AttributeView, SetAttribute},
    attribute::{Authority, Blank},
};
use leptos::prelude::*;

use super::{
    attribute_choices::select,
    attributes::{Settings, Switches},
};
use crate::words::{attributes, catalogue};

/// What a blank in the directory means; nothing where no directory is read for it or its word does not count.
pub(super) fn blank(settings: Settings, view: &AttributeView) -> Option<AnyView> {
    if view.mapped_from.is_empty() || view.attribute.policy.authority == Authority::Local {
        return None;
    }
    let choices = [(Blank::Clears, attributes::BLANK_CLEARS), (Blank::Ignored, attributes::BLANK_IGNORED)];
    let now = choices.iter().position(|(choice, _)| *choice == view.attribute.policy.blank).unwrap_or(0);
    let set = move |index: usize| {
        Some(SetAttribute { blank: choices.get(index).map(|(choice, _)| *choice), ..SetAttribute::default() })
    };
    Some(select(settings, view, attributes::BLANK_OF, &choices.map(|(_, text)| text), now, set))
}

/// Whether a person may leave it blank; nothing where it must be filled anyway.
pub(super) fn emptied(view: &AttributeView, switches: &Switches) -> Option<AnyView> {
    if view.attribute.rules.mandatory {
        return None;
    }
    let (shown, is_kept) = (view.clone(), view.attribute.policy.emptied == Blank::Ignored);
    let settings = switches.settings;
    let press = move |()| {
        let emptied = Some(if is_kept { Blank::Clears } else { Blank::Ignored });
        settings.set(&shown, SetAttribute { emptied, ..SetAttribute::default() });
    };
    let word = if is_kept { catalogue::EMPTIED_IGNORED } else { catalogue::EMPTIED_CLEARS };
    Some(switches.button(catalogue::EMPTIED_OF, is_kept, word, None, Callback::new(press)))
}

//! Which attributes of the long list are shown: by name, by where they belong, by their lock. A choice of the reader's eyes, so it stands in no
//! address and asks the server nothing.

use domain::{api::AttributeView, attribute::Family, text::fold_for_search};
use leptos::prelude::*;

use super::attributes::label;
use crate::{
    parts::search::search_box,
    words::{Text, attributes, frame},
};

/// What is looked for; what is `None` does not count.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Filter {
    name: Option<String>,
    family: Option<Family>,
    locked: Option<bool>,
}

impl Filter {
    /// Whether the attribute is one of those looked for. A name is found in the label, the key, and the directory's own names.
    pub(super) fn lets_through(&self, view: &AttributeView) -> bool {
        let policy = view.attribute.policy;
        let names = [label(view), view.attribute.key.as_str()].into_iter().map(str::to_owned);
        let mut names = names.chain(view.mapped_from.iter().cloned()).map(|name| fold_for_search(&name));
        let named = self.name.as_deref().map(fold_for_search);
        named.is_none_or(|named| names.any(|name| name.contains(&named)))
            && self.family.is_none_or(|family| family == view.attribute.family)
            && self.locked.is_none_or(|locked| locked == policy.locked)
    }
}

/// The line to search with, and the two choices.
pub(super) fn filter_box(filter: RwSignal<Filter>) -> AnyView {
    const FAMILIES: [(Family, Text); 3] = [
        (Family::Directory, attributes::FAMILY_DIRECTORY),
        (Family::Custom, attributes::FAMILY_CUSTOM),
        (Family::ProductOnly, attributes::FAMILY_LOCAL),
    ];
    let search = Callback::new(move |name| filter.update(|filter| filter.name = name));
    let choose = move |event| {
        let place = event_target_value(&event).parse::<usize>().ok();
        let family = place.and_then(|place| FAMILIES.get(place)).map(|(family, _)| *family);
        filter.update(|filter| filter.family = family);
    };
    let options: Vec<AnyView> = FAMILIES
        .iter()
        .enumerate()
        .map(|(place, (_, text))| view! { <option value=place.to_string()>{text.say()}</option> }.into_any())
        .collect();
    let locks = [(None, frame::ALL), (Some(false), attributes::UNLOCKED), (Some(true), attributes::LOCKED)];
    let pills = locks.map(|(locked, text)| {
        view! {
            <button
                class="pill"
                aria-pressed=move || filter.with(|filter| filter.locked == locked).to_string()
                on:click=move |_| filter.update(|filter| filter.locked = locked)
            >
                {text.say()}
            </button>
        }
    });
    view! {
        <div class="filters">
            {search_box(attributes::SEARCH.say(), None, search)} <div class="pills" role="group" aria-label=attributes::LOCKS.say()>
                {pills}
            </div> <select class="filter-select" aria-label=attributes::NEW_FAMILY.say() on:change=choose>
                <option value="">{attributes::FAMILY_ANY.say()}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

//! Which directory counts where several have the same person: an order, and attributes for which another comes first (P14). There is nothing to
//! see where there is one directory.

use domain::{
    api::{AttributeView, Source, SourceOrder},
    id::SourceId,
    name::AttributeKey,
    rights,
};
use leptos::prelude::*;

use crate::{
    api,
    editor::label_in,
    parts::{
        act::Act,
        icons::{Icon, icon},
        loading::{Load, load, loaded},
        notice::Notices,
    },
    session::SignedIn,
    words::primary,
};

#[derive(Clone, Copy)]
struct Desk {
    order: Load<SourceOrder>,
    act: Act,
    notices: Notices,
    may_set: bool,
}

impl Desk {
    fn set(self, order: &SourceOrder) {
        self.act.run_or(
            api::set_source_order(order),
            move |set| {
                self.notices.say(primary::SAVED.say());
                self.order.put(set);
            },
            // Somebody else may have moved it.
            move |_| self.order.again(),
        );
    }
}

/// The card, for those who may look at directories.
pub(super) fn primary_sources() -> AnyView {
    let signed_in = SignedIn::here();
    if !signed_in.may(rights::Act::SeeSources) {
        return ().into_any();
    }
    let desk = Desk {
        order: load(api::source_order),
        act: Act::start(),
        notices: Notices::here(),
        may_set: signed_in.may(rights::Act::SetSource),
    };
    loaded(load(api::sources), move |sources| {
        if sources.len() < 2 {
            return ().into_any();
        }
        let attributes = load(api::attributes);
        let sources = StoredValue::new(sources);
        view! {
            <h2 class="section-title">{primary::TITLE.say()}</h2>
            <p class="quiet-text">{primary::LEAD.say()}</p>
            <div class="card">
                {loaded(
                    attributes,
                    move |attributes| {
                        let attributes = StoredValue::new(attributes);
                        loaded(desk.order, move |order| card(desk, order, sources, attributes))
                    },
                )}
            </div>
            {desk.act.view()}
        }
        .into_any()
    })
}

type Sources = StoredValue<Vec<Source>>;
type Attributes = StoredValue<Vec<AttributeView>>;

fn name_of(sources: Sources, id: SourceId) -> String {
    sources
        .with_value(|all| all.iter().find(|source| source.id == id).map(|source| source.name.clone()))
        .unwrap_or_default()
}

fn label_of(attributes: Attributes, key: &AttributeKey) -> String {
    let label = attributes.with_value(|all| {
        let view = all.iter().find(|view| view.attribute.key == *key)?;
        Some(label_in(&view.attribute.labels, key).to_owned())
    });
    label.unwrap_or_else(|| key.to_string())
}

fn card(desk: Desk, order: SourceOrder, sources: Sources, attributes: Attributes) -> AnyView {
    let rows: Vec<AnyView> = order
        .order
        .iter()
        .enumerate()
        .map(|(place, source)| row(desk, &order, place, name_of(sources, *source)))
        .collect();
    let exceptions: Vec<AnyView> =
        order.attributes.keys().map(|key| exception(desk, &order, key, sources, attributes)).collect();
    let add = desk.may_set.then(|| add_form(desk, order, sources, attributes));
    view! {
        <ol>{rows}</ol>
        <h3>{primary::EXCEPT.say()}</h3>
        <ul>{exceptions}</ul>
        {add}
    }
    .into_any()
}

fn row(desk: Desk, order: &SourceOrder, place: usize, name: String) -> AnyView {
    let mut moved = order.clone();
    let up = (desk.may_set && place > 0).then(|| {
        moved.order.swap(place, place - 1);
        view! {
            <button
                class="quiet"
                aria-label=primary::EARLIER.with(&[&name])
                disabled=move || desk.act.is_busy()
                on:click=move |_| desk.set(&moved)
            >
                "↑"
            </button>
        }
    });
    view! { <li>{name} " " {up}</li> }.into_any()
}

fn exception(desk: Desk, order: &SourceOrder, key: &AttributeKey, sources: Sources, attributes: Attributes) -> AnyView {
    let label = label_of(attributes, key);
    let first = order.attributes.get(key).and_then(|order| order.first()).map(|id| name_of(sources, *id));
    let mut without = order.clone();
    without.attributes.remove(key);
    let remove = desk.may_set.then(|| {
        view! {
            <button
                class="quiet icon-only"
                aria-label=primary::REMOVE.with(&[&label])
                disabled=move || desk.act.is_busy()
                on:click=move |_| desk.set(&without)
            >
                {icon(Icon::Cross)}
            </button>
        }
    });
    view! {
        <li>
            {label} ": " {primary::FIRST.with(&[&first.unwrap_or_default()])} " " {remove}
        </li>
    }
    .into_any()
}

fn add_form(desk: Desk, order: SourceOrder, sources: Sources, attributes: Attributes) -> AnyView {
    let free: Vec<AttributeKey> = attributes.with_value(|all| {
        let keys = all.iter().map(|view| view.attribute.key.clone());
        keys.filter(|key| !order.attributes.contains_key(key)).collect()
    });
    let (Some(first_key), Some(first_source)) = (free.first().cloned(), order.order.first().copied()) else {
        return ().into_any();
    };
    let (key, source) = (RwSignal::new(first_key), RwSignal::new(first_source));
    let keys: Vec<AnyView> = free
        .iter()
        .map(|one| view! { <option value=one.to_string()>{label_of(attributes, one)}</option> }.into_any())
        .collect();
    let named: Vec<AnyView> = order
        .order
        .iter()
        .map(|one| view! { <option value=one.to_string()>{name_of(sources, *one)}</option> }.into_any())
        .collect();
    let choose_key = move |event| {
        if let Ok(chosen) = AttributeKey::parse(&event_target_value(&event)) {
            key.set(chosen);
        }
    };
    let choose_source = move |event| {
        if let Ok(chosen) = event_target_value(&event).parse() {
            source.set(chosen);
        }
    };
    let add = move |_| {
        let first = source.get_untracked();
        let mut with = order.clone();
        let rest = order.order.iter().copied().filter(|one| *one != first);
        with.attributes.insert(key.get_untracked(), std::iter::once(first).chain(rest).collect());
        desk.set(&with);
    };
    view! {
        <div class="filters">
            <select class="filter-select" aria-label=primary::ADD_ATTRIBUTE.say() on:change=choose_key>
                {keys}
            </select>
            <select class="filter-select" aria-label=primary::ADD_SOURCE.say() on:change=choose_source>
                {named}
            </select>
            <button disabled=move || desk.act.is_busy() on:click=add>
                {primary::ADD.say()}
            </button>
        </div>
    }
    .into_any()
}

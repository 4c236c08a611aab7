//! The order of the form: sections with their names, and the attributes in each (S1.17, T12). Moves are made by buttons, so that they work by
//! keyboard and on a phone, and are saved together.

use std::collections::BTreeMap;

use domain::{
    api::{FormOrder, FormSection, SetFormOrder},
    name::AttributeKey,
    rights,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    frame::heading,
    labels::{Labels, label_for, labels},
};
use crate::{
    api,
    editor::section_name,
    parts::{
        act::Act,
        icons::{Icon, icon},
        loading::{Load, load, loaded},
        mover::mover,
        notice::Notices,
    },
    session::SignedIn,
    words::{Text, catalogue as words},
};

/// The order being changed.
#[derive(Clone, Copy)]
struct Desk {
    read: Load<FormOrder>,
    labels: Load<Labels>,
    sections: RwSignal<Vec<FormSection>>,
    act: Act,
    notices: Notices,
    may_set: bool,
}

pub(crate) fn page() -> AnyView {
    let desk = Desk {
        read: load(api::form_order),
        labels: labels(),
        sections: RwSignal::new(Vec::new()),
        act: Act::start(),
        notices: Notices::here(),
        may_set: SignedIn::here().may(rights::Act::SetAttributes),
    };
    view! {
        {heading(|| words::ORDER.say().to_owned(), Some(words::ORDER_LEAD.say()))}
        <p>
            <a href="/attributes">{words::BACK.say()}</a>
        </p>
        {loaded(desk.read, move |order| drawn(desk, order))}
    }
    .into_any()
}

impl Desk {
    /// Looks at the section of this name; nothing once it is gone.
    fn section<T>(self, name: &str, look: impl FnOnce(&FormSection) -> T) -> Option<T> {
        self.sections.with(|all| all.iter().find(|section| section.name == name).map(look))
    }

    /// Changes the section of this name.
    fn change(self, name: &str, change: impl FnOnce(&mut FormSection)) {
        self.sections.update(|all| {
            if let Some(section) = all.iter_mut().find(|section| section.name == name) {
                change(section);
            }
        });
    }

    fn save(self, version: i64) {
        // A section that nothing stands in any more is none.
        let (kept, left): (Vec<_>, Vec<_>) =
            self.sections.get_untracked().into_iter().partition(|section| !section.attributes.is_empty());
        self.act.run(api::set_form_order(version, &SetFormOrder { sections: kept }), move |order| {
            let names: Vec<String> =
                left.iter().map(|section| section_name(&section.name, Some(&section.labels))).collect();
            match names.is_empty() {
                true => self.notices.say(words::ORDER_SAVED.say()),
                false => self.notices.say(words::ORDER_SAVED_WITHOUT.with(&[&names.join(", ")])),
            }
            self.read.put(order);
        });
    }
}

fn drawn(desk: Desk, order: FormOrder) -> AnyView {
    desk.sections.set(order.sections);
    let version = order.version;
    let names =
        Memo::new(move |_| desk.sections.with(|all| all.iter().map(|one| one.name.clone()).collect::<Vec<_>>()));
    let acts = desk.may_set.then(|| {
        view! {
            {adder(desk)}
            {desk.act.view()}
            <div class="page-acts">
                <button class="primary" disabled=move || desk.act.is_busy() on:click=move |_| desk.save(version)>
                    {words::SAVE.say()}
                </button>
            </div>
        }
    });
    view! {
        <div class="form-order">
            <For each=move || names.get() key=String::clone let:name>
                {section(desk, &name, names)}
            </For>
        </div>
        {acts}
    }
    .into_any()
}

/// Exchanges two of a list, the one at `place` and the one before or after it.
fn swap<T>(list: &mut [T], place: Option<usize>, up: bool) {
    let Some(place) = place else { return };
    let other = if up { place.checked_sub(1) } else { Some(place + 1) };
    if let Some(other) = other.filter(|other| *other < list.len()) {
        list.swap(place, other);
    }
}

/// The buttons that move `own`, something of `list`, up and down; its name stands in what they are called.
fn movers<T: Clone + PartialEq + Send + Sync + 'static>(
    (up, down): (Text, Text),
    name: Memo<String>,
    list: Memo<Vec<T>>,
    own: &T,
    shift: impl Fn(bool) + Copy + Send + Sync + 'static,
) -> AnyView {
    let own = own.clone();
    let ends = Memo::new(move |_| list.with(|list| (list.first() == Some(&own), list.last() == Some(&own))));
    let button = |is_up: bool, sign: Icon, text: Text| {
        let is_at_end = Signal::derive(move || if is_up { ends.get().0 } else { ends.get().1 });
        let said = Signal::derive(move || text.with(&[&name.get()]));
        mover("icon-button", icon(sign), said, is_at_end, Callback::new(move |()| shift(is_up)))
    };
    view! { {button(true, Icon::Up, up)} {button(false, Icon::Down, down)} }.into_any()
}

fn section(desk: Desk, own: &str, names: Memo<Vec<String>>) -> AnyView {
    let (known, listed, named) = (own.to_owned(), own.to_owned(), StoredValue::new(own.to_owned()));
    let title = Memo::new(move |_| {
        desk.section(&known, |one| section_name(&one.name, Some(&one.labels))).unwrap_or_else(|| known.clone())
    });
    let keys = Memo::new(move |_| desk.section(&listed, |one| one.attributes.clone()).unwrap_or_default());
    let acts = desk.may_set.then(|| {
        let shift = move |up| {
            let place = names.with_untracked(|names| names.iter().position(|name| *name == named.get_value()));
            desk.sections.update(|all| swap(all, place, up));
        };
        let texts = (words::SECTION_UP, words::SECTION_DOWN);
        view! { <div class="change-acts">{movers(texts, title, names, &own.to_owned(), shift)}</div> }
    });
    let fields = desk.may_set.then(|| {
        view! {
            <div class="rule">
                {naming(desk, own, ("en", words::SECTION_ENGLISH))} {naming(desk, own, ("fr", words::SECTION_FRENCH))}
            </div>
        }
    });
    let none = move || keys.with(Vec::is_empty).then(|| view! { <p class="note">{words::SECTION_EMPTY.say()}</p> });
    view! {
        <section class="card change">
            <div class="change-head">
                <h2>{title}</h2>
                {acts}
            </div>
            {fields}
            {none}
            <ol class="order-rows">
                <For each=move || keys.get() key=AttributeKey::clone let:key>
                    {row(desk, &key, named, keys, names)}
                </For>
            </ol>
        </section>
    }
    .into_any()
}

fn naming(desk: Desk, own: &str, (tag, text): (&'static str, Text)) -> AnyView {
    let now = untrack(|| desk.section(own, |one| one.labels.get(tag).cloned())).flatten().unwrap_or_default();
    let name = own.to_owned();
    let set = move |event| {
        let label = event_target_value(&event).trim().to_owned();
        desk.change(&name, |section| {
            if label.is_empty() {
                section.labels.remove(tag);
            } else {
                section.labels.insert(tag.to_owned(), label);
            }
        });
    };
    view! {
        <label class="source-field">
            <span class="label">{text.with(&[own])}</span>
            <input prop:value=now on:change=set />
        </label>
    }
    .into_any()
}

/// The name of the list by which a field is sent to another section, for finding it there.
fn list_of(key: &AttributeKey) -> String {
    ["section-of-", key.as_str()].concat()
}

/// Gives the focus to the list of a field that was sent to another section: it is drawn anew there.
fn follow(id: String) {
    request_animation_frame(move || {
        let list = web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id(&id));
        if let Some(list) = list.and_then(|list| list.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = list.focus();
        }
    });
}

fn row(
    desk: Desk,
    key: &AttributeKey,
    own: StoredValue<String>,
    keys: Memo<Vec<AttributeKey>>,
    names: Memo<Vec<String>>,
) -> AnyView {
    let of_name = key.clone();
    let label = Memo::new(move |_| label_for(desk.labels, &of_name));
    let acts = desk.may_set.then(|| {
        let moved = StoredValue::new(key.clone());
        let shift = move |up| {
            let place = keys.with_untracked(|keys| keys.iter().position(|key| *key == moved.get_value()));
            desk.change(&own.get_value(), |section| swap(&mut section.attributes, place, up));
        };
        let options = move || {
            let option = |name: String| {
                let is_own = name == own.get_value();
                let shown = section_name(&name, None);
                view! { <option value=name selected=is_own>{shown}</option> }.into_any()
            };
            names.get().into_iter().map(option).collect::<Vec<_>>()
        };
        let send = move |event| {
            let (key, to) = (moved.get_value(), event_target_value(&event));
            if names.with_untracked(|names| !names.contains(&to)) {
                return;
            }
            let id = list_of(&key);
            desk.sections.update(|all| {
                all.iter_mut().for_each(|section| section.attributes.retain(|known| *known != key));
                all.iter_mut().filter(|section| section.name == to).for_each(|one| one.attributes.push(key.clone()));
            });
            follow(id);
        };
        view! {
            <select
                class="order-section"
                id=list_of(key)
                aria-label=move || words::IN_SECTION.with(&[&label.get()])
                on:change=send
            >
                {options}
            </select>
            {movers((words::UP, words::DOWN), label, keys, key, shift)}
        }
    });
    let address = ["/attributes/", key.as_str(), "/definition"].concat();
    view! {
        <li>
            <a href=address>{label}</a>
            <span class="order-acts">{acts}</span>
        </li>
    }
    .into_any()
}

/// A line for the name of a new section.
fn adder(desk: Desk) -> AnyView {
    let name = RwSignal::new(String::new());
    let is_there = RwSignal::new(false);
    let add = move |_| {
        let wanted = name.get_untracked().trim().to_owned();
        let known = desk.sections.with_untracked(|all| all.iter().any(|section| section.name == wanted));
        is_there.set(known);
        if !wanted.is_empty() && !known {
            let section = FormSection { name: wanted, labels: BTreeMap::new(), attributes: Vec::new() };
            desk.sections.update(|all| all.push(section));
            name.set(String::new());
        }
    };
    let wrong = Signal::derive(move || is_there.get().then_some(words::SECTION_THERE));
    view! {
        <div class="rule">
            {crate::parts::fields::checked(words::SECTION_NAME, Some(words::SECTION_LEAD), name, wrong)}
            <button type="button" on:click=add>
                {icon(Icon::Plus)}
                {words::NEW_SECTION.say()}
            </button>
        </div>
    }
    .into_any()
}

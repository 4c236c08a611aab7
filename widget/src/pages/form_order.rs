//! The order of the form: sections with their names, and the attributes in each (S1.17, T12). Moves are made by buttons, so that they work by
//! keyboard and on a phone, and are saved together.

use std::collections::BTreeMap;

use domain::{
    api::{FormOrder, FormSection, SetFormOrder},
    name::AttributeKey,
    rights,
};
use leptos::prelude::*;

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

fn drawn(desk: Desk, order: FormOrder) -> AnyView {
    desk.sections.set(order.sections);
    let version = order.version;
    let cards = move || {
        let sections = desk.sections.get();
        let last = sections.len().saturating_sub(1);
        let names: Vec<String> = sections.iter().map(|section| section.name.clone()).collect();
        sections.iter().enumerate().map(|(place, one)| section(desk, one, (place, last), &names)).collect::<Vec<_>>()
    };
    let save = move |_| {
        // A section that nothing stands in any more is none.
        let sections = desk.sections.get_untracked().into_iter().filter(|section| !section.attributes.is_empty());
        let set = SetFormOrder { sections: sections.collect() };
        desk.act.run(api::set_form_order(version, &set), move |order| {
            desk.notices.say(words::ORDER_SAVED.say());
            desk.read.put(order);
        });
    };
    let acts = desk.may_set.then(|| {
        view! {
            {adder(desk)}
            {desk.act.view()}
            <div class="page-acts">
                <button class="primary" disabled=move || desk.act.is_busy() on:click=save>
                    {words::SAVE.say()}
                </button>
            </div>
        }
    });
    view! {
        <div class="form-order">{cards}</div>
        {acts}
    }
    .into_any()
}

/// Exchanges two of a list, the one at `place` and the one before or after it.
fn swap<T>(list: &mut [T], place: usize, up: bool) {
    let other = if up { place.checked_sub(1) } else { Some(place + 1) };
    if let Some(other) = other.filter(|other| *other < list.len()) {
        list.swap(place, other);
    }
}

fn mover(name: String, up: bool, disabled: bool, press: Callback<()>) -> AnyView {
    let sign = if up { Icon::Up } else { Icon::Down };
    view! {
        <button type="button" class="icon-button" aria-label=name disabled=disabled on:click=move |_| press.run(())>
            {icon(sign)}
        </button>
    }
    .into_any()
}

fn section(desk: Desk, section: &FormSection, (place, last): (usize, usize), names: &[String]) -> AnyView {
    let name = section_name(&section.name, Some(&section.labels));
    let shift = move |up| Callback::new(move |()| desk.sections.update(|all| swap(all, place, up)));
    let movers = desk.may_set.then(|| {
        view! {
            <div class="change-acts">
                {mover(words::SECTION_UP.with(&[&name]), true, place == 0, shift(true))}
                {mover(words::SECTION_DOWN.with(&[&name]), false, place == last, shift(false))}
            </div>
        }
    });
    let end = section.attributes.len().saturating_sub(1);
    let rows: Vec<AnyView> =
        section.attributes.iter().enumerate().map(|(at, key)| row(desk, key, (place, at), end, names)).collect();
    let rows = if rows.is_empty() {
        view! { <p class="note">{words::SECTION_EMPTY.say()}</p> }.into_any()
    } else {
        view! { <ol class="order-rows">{rows}</ol> }.into_any()
    };
    view! {
        <section class="card change">
            <div class="change-head">
                <h2>{name}</h2>
                {movers}
            </div>
            {desk.may_set.then(|| view! {
                <div class="rule">
                    {naming(desk, place, section, ("en", words::SECTION_ENGLISH))}
                    {naming(desk, place, section, ("fr", words::SECTION_FRENCH))}
                </div>
            })}
            {rows}
        </section>
    }
    .into_any()
}

fn naming(desk: Desk, place: usize, section: &FormSection, (tag, text): (&'static str, Text)) -> AnyView {
    let now = section.labels.get(tag).cloned().unwrap_or_default();
    let set = move |event| {
        let label = event_target_value(&event).trim().to_owned();
        desk.sections.update(|all| {
            let Some(section) = all.get_mut(place) else { return };
            if label.is_empty() {
                section.labels.remove(tag);
            } else {
                section.labels.insert(tag.to_owned(), label);
            }
        });
    };
    view! {
        <label class="source-field">
            <span class="label">{text.with(&[&section.name])}</span>
            <input prop:value=now on:change=set />
        </label>
    }
    .into_any()
}

fn row(desk: Desk, key: &AttributeKey, (place, at): (usize, usize), end: usize, names: &[String]) -> AnyView {
    let (of_name, of_section) = (key.clone(), key.clone());
    let label = label_for(desk.labels, key);
    let shift = move |up| {
        Callback::new(move |()| {
            desk.sections.update(|all| {
                if let Some(section) = all.get_mut(place) {
                    swap(&mut section.attributes, at, up);
                }
            });
        })
    };
    let options: Vec<AnyView> = names
        .iter()
        .enumerate()
        .map(|(other, name)| {
            let shown = section_name(name, None);
            view! { <option value=other.to_string() selected=other == place>{shown}</option> }.into_any()
        })
        .collect();
    let send = move |event| {
        let Ok(other) = event_target_value(&event).parse::<usize>() else { return };
        desk.sections.update(|all| {
            let Some(key) = all.get_mut(place).map(|section| section.attributes.remove(at)) else { return };
            if let Some(section) = all.get_mut(other) {
                section.attributes.push(key);
            }
        });
    };
    let acts = desk.may_set.then(|| {
        view! {
            <select class="order-section" aria-label=words::IN_SECTION.with(&[&label]) on:change=send>
                {options}
            </select>
            {mover(words::UP.with(&[&label]), true, at == 0, shift(true))}
            {mover(words::DOWN.with(&[&label]), false, at == end, shift(false))}
        }
    });
    let address = ["/attributes/", of_section.as_str(), "/definition"].concat();
    view! {
        <li>
            <a href=address>{move || label_for(desk.labels, &of_name)}</a>
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
            {crate::parts::fields::checked(words::SECTION_NAME, None, name, wrong)}
            <button type="button" on:click=add>
                {icon(Icon::Plus)}
                {words::NEW_SECTION.say()}
            </button>
        </div>
    }
    .into_any()
}

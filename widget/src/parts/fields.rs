//! A labelled line or list of a settings form.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;
use web_sys::HtmlSelectElement;

use crate::words::Text;

/// A list of which one is chosen, by its place.
pub(crate) fn choice(name: Text, choices: &[Text], chosen: RwSignal<usize>) -> AnyView {
    named_choice(name, choices.iter().map(|text| text.say().to_owned()).collect(), chosen)
}

/// A list of names that are no texts of the catalogue.
pub(crate) fn named_choice(name: Text, choices: Vec<String>, chosen: RwSignal<usize>) -> AnyView {
    let now = chosen.get_untracked();
    let option = |(place, text): (usize, String)| {
        view! { <option value=place.to_string() selected=place == now>{text}</option> }.into_any()
    };
    let options: Vec<AnyView> = choices.into_iter().enumerate().map(option).collect();
    let choose = move |event| chosen.set(event_target::<HtmlSelectElement>(&event).value().parse().unwrap_or(0));
    view! {
        <label class="source-field">
            <span class="label">{name.say()}</span>
            <select prop:value=move || chosen.get().to_string() on:change=choose>
                {options}
            </select>
        </label>
    }
    .into_any()
}

/// A line to type in.
pub(crate) fn typed(name: Text, kind: &'static str, text: RwSignal<String>) -> AnyView {
    view! {
        <label class="source-field">
            <span class="label">{name.say()}</span>
            <input type=kind prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event)) />
        </label>
    }
    .into_any()
}

/// Lines whose notes have a name: each has its own.
static NOTES: AtomicU32 = AtomicU32::new(0);

/// A line to type in that says under it what is wrong with what was typed.
pub(crate) fn checked(name: Text, lead: Option<Text>, text: RwSignal<String>, wrong: Signal<Option<Text>>) -> AnyView {
    checked_as("text", name, lead, text, wrong)
}

/// The same for a day or an hour.
pub(crate) fn checked_as(
    kind: &'static str,
    name: Text,
    lead: Option<Text>,
    text: RwSignal<String>,
    wrong: Signal<Option<Text>>,
) -> AnyView {
    let notes = ["notes-", &NOTES.fetch_add(1, Ordering::Relaxed).to_string()].concat();
    view! {
        <div class="source-field">
            <label class="source-field">
                <span class="label">{name.say()}</span>
                <input
                    type=kind
                    aria-invalid=move || wrong.get().is_some().to_string()
                    aria-describedby=notes.clone()
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                />
            </label>
            <div id=notes>
                {lead.map(|lead| view! { <p class="note">{lead.say()}</p> })}
                {move || wrong.get().map(|wrong| view! { <p class="problem" role="alert">{wrong.say()}</p> })}
            </div>
        </div>
    }
    .into_any()
}

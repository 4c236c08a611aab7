//! An attribute of many values: a row each that can be removed and, where their order is kept, moved; and a line to add one. What is there already is
//! refused where it is typed.

use domain::api::Field;
use leptos::{ev::KeyboardEvent, prelude::*};

use super::{
    Editor,
    check::{is_there, same},
    choices::list,
    clash::label_of,
    field::{Ids, text_of},
    input::typing_help,
};
use crate::{
    parts::icons::{Icon, icon},
    words::profile,
};

pub(super) fn many(editor: Editor, field: &Field, ids: &Ids) -> AnyView {
    let label = label_of(field).to_owned();
    let (shown, key, named) = (field.clone(), field.key.clone(), field.clone());
    let texts = Memo::new(move |_| editor.edits.with(|edits| edits.texts(&shown)));
    let (nearby, typing, adding) = (field.key.clone(), field.clone(), field.clone());
    let next = Memo::new(move |_| editor.edits.with(|edits| edits.next(&nearby)));
    let most = field.rules.max_values;
    let is_full = Memo::new(move |_| most.is_some_and(|most| texts.with(Vec::len) >= most as usize));
    let doubled = field.clone();
    // Which of the values says the same as what is being typed.
    let again = Memo::new(move |_| {
        let next = next.get();
        texts.with(|texts| if next.trim().is_empty() { None } else { is_there(&doubled, texts, &next) })
    });
    // Leaving the page blurs the input too, when all this is gone.
    let add = move || {
        let has_text = next.try_get_untracked().is_some_and(|text| !text.is_empty());
        if has_text && again.get_untracked().is_none() && !is_full.get_untracked() {
            editor.edits.update(|edits| edits.add_next(&adding));
        }
    };
    let changing = field.clone();
    let change = Callback::new(move |(place, to): (usize, Option<usize>)| {
        let mut left = texts.get_untracked();
        let text = left.remove(place);
        if let Some(to) = to {
            left.insert(to.min(left.len()), text);
        }
        editor.type_in(&changing, left);
    });
    let keeps_order = field.rules.ordered;
    let rows = field.clone();
    let chips = move || {
        let texts = texts.get();
        let count = texts.len();
        let is_double = |place: usize| texts.iter().take(place).any(|other| same(&rows, other, &texts[place]));
        texts
            .iter()
            .enumerate()
            .map(|(place, text)| {
                let row = Row { place, count, text: text_of(&named, text), is_double: is_double(place) };
                chip(row, keeps_order, change)
            })
            .collect::<Vec<_>>()
    };
    let (on_blur, on_enter, on_click) = (add.clone(), add.clone(), add);
    let (input_type, mode) = typing_help(field.kind);
    let (listed, options) = list(editor, field, ids).unzip();
    let each = field.rules.max_chars.map(|most| profile::EACH.with(&[&most.to_string()]));
    let tally = most.map(|most| {
        let count = move || profile::TALLY.with(&[&texts.with(Vec::len).to_string(), &most.to_string()]);
        view! { <p class="note">{count} {each.map(|each| [", ", &each].concat())}</p> }
    });
    let is_wrong = move || again.get().is_some() || !editor.problems_of(&key).is_empty();
    let spoken = field.clone();
    let refused = move || {
        let again = again.get().map(|known| profile::THERE_ALREADY.with(&[&text_of(&spoken, &known)]));
        again.map(|text| view! { <p class="problem">{icon(Icon::Warning)} {text}</p> })
    };
    view! {
        <div class="many" role="group" aria-labelledby=ids.label.clone()>
            <ul class=if keeps_order { "chips ordered" } else { "chips" }>{chips}</ul>
            <div class="many-add">
                <input
                    id=ids.input.clone()
                    type=input_type
                    inputmode=mode
                    autocomplete="off"
                    list=listed
                    placeholder=profile::ADD_VALUE.with(&[&label])
                    aria-describedby=ids.notes.clone()
                    aria-invalid=move || is_wrong().to_string()
                    disabled=move || is_full.get() && next.with(String::is_empty)
                    prop:value=next
                    on:input=move |event| editor.type_next(&typing, event_target_value(&event))
                    on:blur=move |_| on_blur()
                    on:keydown=move |event: KeyboardEvent| {
                        if event.key() == "Enter" && !next.get_untracked().trim().is_empty() {
                            event.prevent_default();
                            on_enter();
                        }
                    }
                />
                <button type="button" disabled=is_full on:click=move |_| on_click()>
                    {icon(Icon::Plus)}
                    {profile::ADD.say()}
                </button>
            </div>
            {options}
            <div aria-live="polite">{refused}</div>
            {tally}
        </div>
    }
    .into_any()
}

/// One of the values, and where it stands.
struct Row {
    place: usize,
    count: usize,
    text: String,
    /// One before it says the same.
    is_double: bool,
}

fn chip(row: Row, keeps_order: bool, change: Callback<(usize, Option<usize>)>) -> AnyView {
    let Row { place, count, text, is_double } = row;
    let button = |name: String, mark: Icon, to: Option<usize>, is_off: bool| {
        view! {
            <button
                type="button"
                class="quiet icon-only"
                aria-label=name
                disabled=is_off
                on:click=move |_| change.run((place, to))
            >
                {icon(mark)}
            </button>
        }
    };
    let moves = keeps_order.then(|| {
        view! {
            {button(profile::MOVE_UP.with(&[&text]), Icon::Up, Some(place.saturating_sub(1)), place == 0)}
            {button(profile::MOVE_DOWN.with(&[&text]), Icon::Down, Some(place + 1), place + 1 >= count)}
        }
    });
    let double = is_double.then(|| view! { <span class="problem">{profile::TWICE.say()}</span> });
    let remove = button(profile::REMOVE_VALUE.with(&[&text]), Icon::Cross, None, false);
    view! {
        <li class="chip">
            <span>{text}</span>
            {double}
            {moves}
            {remove}
        </li>
    }
    .into_any()
}

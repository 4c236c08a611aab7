//! The right input for each kind of attribute.

use domain::{api::Field, attribute::Kind, kind::country, text::fold_for_search};
use leptos::prelude::*;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{Editor, check::boundaries, clash::label_of, field::Ids, many::many, person::person};
use crate::{
    language::Language,
    parts::icons::{Icon, icon},
    words::{frame, profile},
};

/// From so many characters on, a line is too narrow to write in.
const LONG: u32 = 500;

/// The input of an unlocked field.
pub(super) fn input(editor: Editor, field: &Field, ids: &Ids) -> AnyView {
    let control = match field.kind {
        Kind::Person => person(editor, field, ids),
        Kind::Choice | Kind::YesNo | Kind::Country if !field.many => select(editor, field, ids),
        _ if field.many => many(editor, field, ids),
        Kind::Text if field.rules.max_chars.is_some_and(|most| most >= LONG) => area(editor, field, ids),
        _ => line(editor, field, ids),
    };
    view! { <div class="control">{control} {take_back(editor, field)}</div> }.into_any()
}

/// What the browser needs to know of a kind to help with typing it: input type, keyboard, what to fill in.
pub(super) fn typing_help(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Date => ("date", "text"),
        Kind::Email => ("text", "email"),
        Kind::Phone => ("tel", "tel"),
        Kind::Url => ("text", "url"),
        _ => ("text", "text"),
    }
}

/// A text that may be as long as a paragraph.
fn area(editor: Editor, field: &Field, ids: &Ids) -> AnyView {
    let (shown, typed, key) = (field.clone(), field.clone(), field.key.clone());
    let value = move || editor.edits.with(|edits| edits.texts(&shown)).into_iter().next().unwrap_or_default();
    // By itself the browser brings no more than the line with the caret into sight.
    let reveal = |event: leptos::ev::FocusEvent| {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        let area: HtmlElement = event_target(&event);
        area.scroll_into_view_with_scroll_into_view_options(&options);
    };
    view! {
        <textarea
            id=ids.input.clone()
            required=field.rules.mandatory
            aria-describedby=ids.notes.clone()
            aria-invalid=move || (!editor.problems_of(&key).is_empty()).to_string()
            prop:value=value
            on:focus=reveal
            on:input=move |event| editor.type_in(&typed, vec![event_target_value(&event)])
        ></textarea>
    }
    .into_any()
}

fn line(editor: Editor, field: &Field, ids: &Ids) -> AnyView {
    let (kind, mode) = typing_help(field.kind);
    let (first, last) = boundaries(&field.rules);
    let (shown, typed, key) = (field.clone(), field.clone(), field.key.clone());
    let value = move || editor.edits.with(|edits| edits.texts(&shown)).into_iter().next().unwrap_or_default();
    view! {
        <input
            id=ids.input.clone()
            type=kind
            inputmode=mode
            autocomplete="off"
            min=first
            max=last
            required=field.rules.mandatory
            aria-describedby=ids.notes.clone()
            aria-invalid=move || (!editor.problems_of(&key).is_empty()).to_string()
            prop:value=value
            on:input=move |event| editor.type_in(&typed, vec![event_target_value(&event)])
        />
    }
    .into_any()
}

fn select(editor: Editor, field: &Field, ids: &Ids) -> AnyView {
    let (shown, typed, key) = (field.clone(), field.clone(), field.key.clone());
    let value =
        Memo::new(move |_| editor.edits.with(|edits| edits.texts(&shown)).into_iter().next().unwrap_or_default());
    let held = value.get_untracked();
    let mut choices = choices(field);
    if !held.is_empty() && !choices.iter().any(|(text, _)| *text == held) {
        // What the directory holds is shown as it is, even if nobody could choose it today.
        choices.insert(0, (held.clone(), held));
    }
    let options: Vec<AnyView> = choices
        .into_iter()
        .map(|(text, name)| {
            let own = text.clone();
            view! {
                <option value=text prop:selected=move || value.get() == own>
                    {name}
                </option>
            }
            .into_any()
        })
        .collect();
    view! {
        <select
            id=ids.input.clone()
            required=field.rules.mandatory
            aria-describedby=ids.notes.clone()
            aria-invalid=move || (!editor.problems_of(&key).is_empty()).to_string()
            on:change=move |event| editor.type_in(&typed, vec![event_target_value(&event)])
        >
            <option value="" prop:selected=move || value.get().is_empty()>
                {profile::CHOOSE.say()}
            </option>
            {options}
        </select>
    }
    .into_any()
}

/// Stored text and name of everything that can be chosen.
fn choices(field: &Field) -> Vec<(String, String)> {
    match field.kind {
        Kind::YesNo => {
            vec![("TRUE".to_owned(), frame::YES.say().to_owned()), ("FALSE".to_owned(), frame::NO.say().to_owned())]
        }
        Kind::Country => {
            let language = Language::current().tag();
            let mut named = Vec::with_capacity(country::all().len());
            for country in country::all() {
                let folded = fold_for_search(country.name(language));
                let place = named.partition_point(|(other, _)| *other <= folded);
                named.insert(place, (folded, country));
            }
            named.iter().map(|(_, country)| (country.alpha2.to_owned(), country.name(language).to_owned())).collect()
        }
        _ => field.rules.choices.iter().map(|choice| (choice.clone(), choice.clone())).collect(),
    }
}

/// Takes back what was typed into this one field.
fn take_back(editor: Editor, field: &Field) -> AnyView {
    let label = profile::RESET_FIELD.with(&[label_of(field)]);
    let (key, gone) = (field.key.clone(), field.key.clone());
    let is_typed = Memo::new(move |_| editor.edits.with(|edits| edits.has(&key)));
    (move || {
        is_typed.get().then(|| {
            let gone = gone.clone();
            view! {
                <button
                    type="button"
                    class="quiet icon-only take-back"
                    aria-label=label.clone()
                    on:click=move |_| editor.edits.update(|edits| edits.drop_field(&gone))
                >
                    {icon(Icon::Undo)}
                </button>
            }
        })
    })
    .into_any()
}

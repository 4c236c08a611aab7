//! The right input for each kind of attribute.

use domain::{api::Field, attribute::Kind};
use leptos::prelude::*;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{
    Editor,
    check::boundaries,
    choices::{combobox, is_long, select},
    clash::label_of,
    field::Ids,
    many::many,
    person::person,
    photo::photo,
};
use crate::{
    parts::icons::{Icon, icon},
    words::profile,
};

/// From so many characters on, a line is too narrow to write in.
const LONG: u32 = 500;

/// The input of an unlocked field.
pub(super) fn input(editor: Editor, field: &Field, ids: &Ids) -> AnyView {
    let control = match field.kind {
        Kind::Person => person(editor, field, ids),
        Kind::Choice if !field.many && is_long(field) => combobox(editor, field, ids),
        Kind::Photo => match &field.picture {
            Some(rules) => photo(editor, field, ids, rules),
            None => ().into_any(),
        },
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
        Kind::Number => ("text", "decimal"),
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

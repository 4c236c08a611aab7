//! An attribute of many values: chips that can be removed, and a line to add one.

use domain::api::Field;
use leptos::{ev::KeyboardEvent, prelude::*};

use super::{
    Editor,
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
    // Leaving the page blurs the input too, when all this is gone.
    let add = move || {
        if next.try_get_untracked().is_some_and(|text| !text.is_empty()) {
            editor.edits.update(|edits| edits.add_next(&adding));
        }
    };
    let removing = field.clone();
    let remove = Callback::new(move |index: usize| {
        let mut left = texts.get_untracked();
        left.remove(index);
        editor.type_in(&removing, left);
    });
    let chips = move || {
        let texts = texts.get();
        texts
            .into_iter()
            .enumerate()
            .map(|(index, text)| chip(index, &text_of(&named, &text), remove))
            .collect::<Vec<_>>()
    };
    let (on_blur, on_enter, on_click) = (add.clone(), add.clone(), add);
    let (input_type, mode) = typing_help(field.kind);
    let (listed, options) = list(editor, field, ids).unzip();
    view! {
        <div class="many" role="group" aria-labelledby=ids.label.clone()>
            <ul class="chips">{chips}</ul>
            <div class="many-add">
                <input
                    id=ids.input.clone()
                    type=input_type
                    inputmode=mode
                    autocomplete="off"
                    list=listed
                    placeholder=profile::ADD_VALUE.with(&[&label])
                    aria-describedby=ids.notes.clone()
                    aria-invalid=move || (!editor.problems_of(&key).is_empty()).to_string()
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
                <button type="button" on:click=move |_| on_click()>
                    {icon(Icon::Plus)}
                    {profile::ADD.say()}
                </button>
            </div>
            {options}
        </div>
    }
    .into_any()
}

fn chip(index: usize, text: &str, remove: Callback<usize>) -> AnyView {
    view! {
        <li class="chip">
            <span>{text.to_owned()}</span>
            <button
                type="button"
                class="quiet icon-only"
                aria-label=profile::REMOVE_VALUE.with(&[text])
                on:click=move |_| remove.run(index)
            >
                {icon(Icon::Cross)}
            </button>
        </li>
    }
    .into_any()
}

//! What a row that was changed would come to for everybody, before it is saved (S3.11).

use domain::api::{EffectExample, RowEffect};
use leptos::prelude::*;

use crate::{
    address::Page,
    parts::{
        act::Act,
        dialog::actions,
        message::{Tone, message},
    },
    words::{frame, templates as words},
};

/// The figures, and the ways on; `save` takes whether to look then at what the target would be given.
pub(super) fn effect_view(told: &RowEffect, act: Act, save: Callback<bool>, close: Callback<()>) -> AnyView {
    let line = |text: String| view! { <li>{text}</li> }.into_any();
    let mut lines = vec![line(words::PEOPLE.of(told.people)), line(words::WOULD_CHANGE.of(told.would_change))];
    if told.would_clear > 0 {
        lines.push(line(words::WOULD_CLEAR.of(told.would_clear)));
    }
    if told.errors > 0 {
        lines.push(line(words::ERRORS.of(told.errors)));
    }
    let partly = (!told.whole).then(|| view! { <p>{words::PARTLY.say()}</p> });
    let example = |one: &EffectExample| {
        let address = Page::read(&["/people/", &one.person.to_string()].concat()).address();
        let text = words::FAILS.with(&[&one.person_name, &one.reason]);
        view! {
            <li>
                <a href=address>{text}</a>
            </li>
        }
        .into_any()
    };
    let examples: Vec<AnyView> = told.examples.iter().map(example).collect();
    let examples = (!examples.is_empty()).then(|| view! { <ul>{examples}</ul> });
    let tone = if told.errors > 0 { Tone::Warning } else { Tone::Info };
    let said = view! {
        <p>{words::EFFECT.say()}</p>
        <ul>{lines}</ul>
        {partly}
        {examples}
    };
    let buttons = view! {
        <button type="button" class="primary" disabled=move || act.is_busy() on:click=move |_| save.run(true)>
            {words::SAVE_AND_LOOK.say()}
        </button>
        <button type="button" disabled=move || act.is_busy() on:click=move |_| save.run(false)>
            {words::SAVE_ONLY.say()}
        </button>
        <button type="button" on:click=move |_| close.run(())>
            {frame::CANCEL.say()}
        </button>
    };
    view! {
        <div role="status">{message(tone, said)}</div>
        {actions(buttons.into_any())}
    }
    .into_any()
}

//! The question before something is done that is not undone by a press.

use leptos::prelude::*;

use super::{
    act::Act,
    dialog::{actions, dialog},
};
use crate::words::{Text, frame};

/// Asks `title`, says what it would mean, and does it where the reader presses `word`. `act` is what does it, so that its trouble is told here.
pub(crate) fn question(
    title: String,
    lead: &'static str,
    word: Text,
    act: Act,
    does: impl Fn() + 'static,
    close: Callback<()>,
) -> AnyView {
    let buttons = view! {
        <button type="button" class="primary" disabled=move || act.is_busy() on:click=move |_| does()>
            {word.say()}
        </button>
        <button type="button" on:click=move |_| close.run(())>
            {frame::CANCEL.say()}
        </button>
    };
    let body = view! {
        <p>{lead}</p>
        {act.view()}
        {actions(buttons.into_any())}
    };
    dialog(title, close, body.into_any())
}

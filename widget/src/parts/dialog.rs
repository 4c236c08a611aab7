//! Dialogs over the page, on the browser's own `<dialog>`: it keeps the focus inside, closes on Escape and gives the focus back.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::act::Act;
use crate::words::{Text, frame};

/// Dialogs that were opened: one over another must not take the other's name.
static OPENED: AtomicU32 = AtomicU32::new(0);

/// A dialog that is open as long as it is drawn. `close` is called on Escape and by the cross.
pub(crate) fn dialog(title: String, close: Callback<()>, body: AnyView) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    let shown = StoredValue::new_local(None::<web_sys::HtmlDialogElement>);
    let id = ["dialog-title-", &OPENED.fetch_add(1, Ordering::Relaxed).to_string()].concat();
    let labelled = id.clone();
    Effect::new(move |_| {
        if let Some(element) = node.get() {
            let _ = element.show_modal();
            // Where something is to be typed, that is where the reader begins; else the title is read out.
            let field = element.query_selector("[data-first]").ok().flatten();
            if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = field.focus();
            }
            shown.set_value(Some(element));
        }
    });
    // Closing it before it is taken away is what gives the focus back to where it was.
    on_cleanup(move || {
        if let Some(Some(element)) = shown.try_get_value() {
            element.close();
        }
    });
    view! {
        <dialog
            class="dialog"
            aria-labelledby=labelled
            node_ref=node
            on:cancel=move |event: leptos::ev::Event| {
                event.prevent_default();
                close.run(());
            }
        >
            <h2 id=id class="dialog-title" tabindex="-1" autofocus>
                {title}
            </h2>
            {body}
        </dialog>
    }
    .into_any()
}

/// The buttons of a form in a dialog: one that sends it, one that closes the dialog.
pub(crate) fn submit_or_cancel(act: Act, submit: Text, close: Callback<()>) -> AnyView {
    let buttons = view! {
        <button class="primary" disabled=move || act.is_busy()>
            {submit.say()}
        </button>
        <button type="button" on:click=move |_| close.run(())>
            {frame::CANCEL.say()}
        </button>
    };
    actions(buttons.into_any())
}

/// The row of buttons at a dialog's end.
pub(crate) fn actions(buttons: AnyView) -> AnyView {
    view! { <div class="dialog-actions">{buttons}</div> }.into_any()
}

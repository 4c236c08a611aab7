//! A button that moves a row of a list up or down. It keeps the focus, so that whoever works by keyboard can press it again at once.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Gives the focus to the button that moves a row further, where the rows are drawn anew by moving one: to the one that was pressed, or at the end
/// to the one that leads back. `ids` are those of the buttons' places, that of the one that was pressed first.
pub(crate) fn focus_again(ids: [String; 2]) {
    request_animation_frame(move || {
        let document = web_sys::window().and_then(|window| window.document());
        let found = ids.iter().find_map(|id| {
            let button = document.as_ref()?.query_selector(&["#", id, " [aria-disabled=false]"].concat()).ok()??;
            button.dyn_into::<web_sys::HtmlElement>().ok()
        });
        if let Some(button) = found {
            let _ = button.focus();
        }
    });
}

/// The button; `is_at_end` where the row can go no further that way. It stays one that the focus can be on even then.
pub(crate) fn mover(
    class: &'static str,
    body: AnyView,
    name: Signal<String>,
    is_at_end: Signal<bool>,
    press: Callback<()>,
) -> AnyView {
    let press = move |event: leptos::ev::MouseEvent| {
        if is_at_end.get_untracked() {
            return;
        }
        let button = event.current_target().and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok());
        press.run(());
        // The browser takes the focus from what is moved within the page: it is given back once that is done.
        request_animation_frame(move || {
            if let Some(button) = button {
                let _ = button.focus();
            }
        });
    };
    view! {
        <button
            type="button"
            class=class
            aria-label=move || name.get()
            aria-disabled=move || is_at_end.get().to_string()
            on:click=press
        >
            {body}
        </button>
    }
    .into_any()
}

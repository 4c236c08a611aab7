//! The widget in Outlook's task pane: the same pages in one column without a frame of ours, a sign-in that goes through Outlook, and a named
//! state with a way on for everything that may be missing there.

mod bridge;
mod failure;
mod frame;
mod sign_in;
mod stage;

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::{
    app,
    entry::Entry,
    host::{Host, Pane},
    parts::{loading::skeleton, notice::Notices},
};
use bridge::Place;
use stage::{Stage, Visit};

/// Whether this page is the task pane's.
pub(crate) fn is_here() -> bool {
    bridge::is_there()
}

/// Starts the widget in the pane, once it is known where the pane stands; until then the page shows its own grey lines.
pub(crate) async fn start(entry: Entry) {
    let place = bridge::place().await;
    bridge::say("applyTheme");
    let document = web_sys::window().and_then(|window| window.document());
    let Some(document) = document else { return };
    // Not the body itself: office.js takes its children away for the time of a question of its own.
    let Some(root) = document.get_element_by_id("amend").and_then(|root| root.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    leptos::mount::mount_to(root, move || pane(entry, place)).forget();
    if let Some(shell) = document.get_element_by_id("shell") {
        shell.remove();
    }
}

fn pane(entry: Entry, place: Place) -> impl IntoView {
    let host = web_sys::window().map(|window| Rc::new(Pane::new(window)) as Rc<dyn Host>);
    app::provide(entry, host, bridge::say("language").as_deref());
    let visit = Visit::start(place);
    let language = app::ChosenLanguage::here();
    let page = move || {
        language.0.track();
        match visit.stage() {
            Stage::Working => view! { <main class="page">{skeleton()}</main> }.into_any(),
            Stage::SignIn => sign_in::page(visit),
            Stage::In => frame::frame(entry.holds),
            Stage::Failed(failure) => failure::page(&failure),
        }
    };
    view! {
        {page}
        {move || visit.has_expired().then(|| sign_in::again(visit))}
        {Notices::here().view()}
    }
}

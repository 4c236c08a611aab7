//! Signing in to the pane, as a page and as a dialog over a page whose session ran out. A window opens on a click and never by itself.

use leptos::prelude::*;

use super::{
    failure::{bar, portal, ways_on},
    stage::Visit,
};
use crate::{
    parts::dialog::dialog,
    words::{frame, outlook},
};

/// The page for whoever is not signed in.
pub(super) fn page(visit: Visit) -> AnyView {
    view! {
        <main class="page">
            <div class="heading">
                <h1>{frame::SIGN_IN_TITLE.say()}</h1>
                <p class="lead">{outlook::SIGN_IN_LEAD.say()}</p>
            </div>
            {form(visit)}
        </main>
    }
    .into_any()
}

/// The dialog over a page. What waited for it is sent again; without it, the page is left signed out.
pub(super) fn again(visit: Visit) -> AnyView {
    let close = Callback::new(move |()| visit.give_up());
    let body = view! {
        <p>{frame::SESSION_ENDED_LEAD.say()}</p>
        {form(visit)}
    };
    dialog(frame::SESSION_ENDED.say().to_owned(), close, body.into_any())
}

fn form(visit: Visit) -> AnyView {
    let ways = move || match visit.refused() {
        Some(failure) => view! { {bar(&failure)} {ways_on(&failure, None)} }.into_any(),
        None => view! { <div class="pane-acts">{portal()}</div> }.into_any(),
    };
    view! {
        <div class="stack">
            <button class="primary wide" disabled=move || visit.is_busy() on:click=move |_| visit.sign_in()>
                {move || if visit.is_busy() { outlook::WINDOW_OPEN.say() } else { frame::SIGN_IN.say() }}
            </button>
            {ways}
        </div>
    }
    .into_any()
}

//! Handing a sign-in over to the task pane: this page stands in the window that Outlook opened, and whoever is signed in here says that the
//! pane may act for them.

use leptos::prelude::*;

use super::frame::heading;
use crate::{
    address::Page,
    api, editor,
    host::{Host as _, Portal},
    navigation::Navigation,
    parts::{
        act::Act,
        icons::logo,
        message::{Tone, message},
    },
    session::SignedIn,
    words::outlook,
};

pub(crate) fn page() -> AnyView {
    let signed_in = SignedIn::here();
    let session = signed_in.get_untracked();
    let name = session.as_ref().map(|session| session.name.clone()).unwrap_or_default();
    let challenge = match untrack(|| Navigation::here().page()) {
        Page::PaneSignIn(challenge) => challenge,
        _ => String::new(),
    };
    let act = Act::start();
    let go_on = move |_| {
        act.run(api::hand_over(challenge.clone()), |made| {
            // In the fragment, which no server is told.
            let done = [&made.pane, "/sign-in/done#code=", &made.code].concat();
            if let Some(window) = web_sys::window() {
                Portal::new(window).load(&done, true);
            }
        });
    };
    let other = move |_| {
        api::sign_out().then(move |_| {
            editor::forget_drafts();
            signed_in.set(None);
        });
    };
    let body = if session.is_some_and(|session| session.person.is_some()) {
        view! {
            <p>{outlook::HAND_OVER_LEAD.with(&[&name])}</p>
            {act.view()}
            <button class="primary wide" disabled=move || act.is_busy() on:click=go_on>
                {outlook::CONTINUE.say()}
            </button>
        }
        .into_any()
    } else {
        message(Tone::Info, outlook::NO_PROFILE.with(&[&name]))
    };
    view! {
        <main class="sign-in">
            <div class="sign-in-card">
                <div class="brand large">{logo()} <span>"Amend"</span></div>
                {heading(|| outlook::HAND_OVER.say().to_owned(), None)}
                {body}
                <button class="wide" on:click=other>
                    {outlook::ANOTHER.say()}
                </button>
            </div>
        </main>
    }
    .into_any()
}

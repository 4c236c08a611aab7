//! What may be missing in Outlook, each by its name: what happened, what to do, and the ways on that always stand beside it - once more, the
//! details for whoever is asked for help, and the portal.

use domain::api::ErrorCode;
use leptos::prelude::*;

use super::bridge::{self, Place};
use crate::{
    host::on_portal,
    http::Trouble,
    parts::{
        message::{Tone, message},
        notice::Notices,
    },
    trouble,
    words::{Text, frame, outlook},
};

/// Why the pane cannot go on.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failure {
    /// It does not stand in Outlook, as far as it can tell.
    Nowhere(Place),
    /// Outlook did not sign in by itself; a code of MSAL.js, or a short word.
    Nested(String),
    /// Outlook's window for signing in ended without a sign-in; Office's number, or a short word.
    Dialog(String),
    /// Amend itself said no, or could not be reached.
    Server(Trouble),
}

impl Failure {
    fn headline(&self) -> &'static str {
        match self {
            Self::Nowhere(Place::Elsewhere) => outlook::ELSEWHERE.say(),
            Self::Nowhere(Place::Slow) => outlook::SLOW.say(),
            Self::Nowhere(_) => outlook::MISSING.say(),
            Self::Nested(_) | Self::Dialog(_) => outlook::NOT_SIGNED_IN.say(),
            Self::Server(trouble) => trouble::headline(trouble),
        }
    }

    fn remedy(&self) -> Option<String> {
        let text = match self {
            Self::Nowhere(Place::Elsewhere) => outlook::ELSEWHERE_LEAD,
            Self::Nowhere(Place::Slow) => outlook::SLOW_LEAD,
            Self::Nowhere(_) => outlook::MISSING_LEAD,
            Self::Nested(reason) => return Some(outlook::NESTED_FAILED.with(&[reason])),
            Self::Dialog(reason) => return Some(dialog_text(reason).with(&[reason])),
            Self::Server(trouble) if trouble.code() == Some(ErrorCode::NotLinked) => outlook::NOT_LINKED_LEAD,
            Self::Server(trouble) => return trouble::detail(trouble),
        };
        Some(text.say().to_owned())
    }

    /// A name that the details carry whatever the language.
    fn name(&self) -> String {
        match self {
            Self::Nowhere(Place::Elsewhere) => "office.js: not in Outlook".to_owned(),
            Self::Nowhere(Place::Slow) => "office.js: slow".to_owned(),
            Self::Nowhere(_) => "office.js: missing".to_owned(),
            Self::Nested(reason) => ["nested sign-in: ", reason].concat(),
            Self::Dialog(reason) => ["dialog: ", reason].concat(),
            Self::Server(Trouble::Offline) => "server: not reached".to_owned(),
            Self::Server(Trouble::Garbled(status)) => ["server: unreadable, ", &status.to_string()].concat(),
            Self::Server(Trouble::Refused(problem)) => {
                let detail = problem.detail.as_deref().unwrap_or_default();
                ["server: ", &problem.status.to_string(), " ", &problem.title, " ", detail].concat()
            }
        }
    }
}

/// Office's numbers for what became of a window.
fn dialog_text(reason: &str) -> Text {
    match reason {
        "12006" => outlook::DIALOG_CLOSED,
        "12009" => outlook::DIALOG_IGNORED,
        "12011" => outlook::DIALOG_BLOCKED,
        "12004" | "12005" => outlook::DIALOG_FOREIGN,
        "12007" => outlook::DIALOG_OPEN,
        "origin" => outlook::DIALOG_ORIGIN,
        _ => outlook::DIALOG_OTHER,
    }
}

/// The whole page where nothing else can be shown.
pub(super) fn page(failure: &Failure) -> AnyView {
    let again = view! { <button class="primary" on:click=|_| reload()>{frame::TRY_AGAIN.say()}</button> };
    view! {
        <main class="page">
            <h1 class="only-spoken">"Amend"</h1>
            {bar(failure)} {ways_on(failure, Some(again.into_any()))}
        </main>
    }
    .into_any()
}

/// What happened, as a message bar.
pub(super) fn bar(failure: &Failure) -> AnyView {
    let remedy = failure.remedy().map(|remedy| view! { <p>{remedy}</p> });
    message(Tone::Bad, view! { <strong>{failure.headline()}</strong> {remedy} })
}

/// Once more (where the page has no button for it), the details, and the portal.
pub(super) fn ways_on(failure: &Failure, again: Option<AnyView>) -> AnyView {
    let details = [&failure.name(), "\n", &bridge::say("details").unwrap_or_default()].concat();
    let is_shown = RwSignal::new(false);
    let notices = Notices::here();
    let text = details.clone();
    let copy = move |_| {
        let text = text.clone();
        leptos::task::spawn_local(async move {
            match bridge::ask("copy", &[&text]).await {
                Ok(_) => notices.say(outlook::COPIED.say()),
                // Outlook may deny it; then the reader copies by hand.
                Err(_) => {
                    is_shown.try_set(true);
                }
            }
        });
    };
    let shown = move || {
        is_shown.get().then(|| {
            view! {
                <label class="pane-details">
                    <span class="label">{outlook::DETAILS.say()}</span>
                    <textarea readonly prop:value=details.clone()></textarea>
                </label>
            }
        })
    };
    view! {
        <div class="pane-acts">
            {again} <button on:click=copy>{outlook::COPY_DETAILS.say()}</button> {portal()}
        </div>
        {shown}
    }
    .into_any()
}

/// The link to the portal, which works wherever the pane does not.
pub(super) fn portal() -> AnyView {
    view! {
        <a class="button" href=on_portal("/") target="_blank" rel="noopener">
            {outlook::OPEN_PORTAL.say()}
        </a>
    }
    .into_any()
}

/// Starts over. The address stays as it is: Outlook has written into it.
pub(super) fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S1.6: each way in which Outlook's window may end is told apart; an unknown number is named.
    #[test]
    fn every_end_of_the_dialog_has_words() {
        let known = ["12004", "12006", "12007", "12009", "12011", "origin"].map(dialog_text);
        for (place, text) in known.iter().enumerate() {
            assert!(!known[..place].contains(text), "{text:?}");
        }
        assert!(Failure::Dialog("13000".to_owned()).remedy().is_some_and(|text| text.contains("13000")));
    }
}

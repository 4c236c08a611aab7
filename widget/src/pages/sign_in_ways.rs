//! The identity providers that can be signed in with, as buttons, and what is said where that came to nothing.

use domain::api::{Session, SignInFailure, SignInProvider};
use leptos::prelude::*;

use crate::{
    api,
    http::Trouble,
    navigation::Navigation,
    parts::message::{Tone, message, trouble_message},
    words::{Text, errors, sign_in as words},
};

/// What a sign-in that came to nothing left in the address.
pub(super) fn failure(navigation: Navigation) -> Option<SignInFailure> {
    navigation.field(SignInFailure::FIELD).and_then(|word| SignInFailure::parse(&word))
}

/// Says why somebody who came back from a provider is not signed in.
pub(super) fn failure_message(failure: SignInFailure) -> AnyView {
    let tone = if failure == SignInFailure::Cancelled { Tone::Info } else { Tone::Bad };
    message(tone, failure_text(failure).say())
}

pub(super) fn failure_text(failure: SignInFailure) -> Text {
    match failure {
        SignInFailure::ProviderAway => words::PROVIDER_AWAY,
        SignInFailure::ProviderRefused => words::PROVIDER_REFUSED,
        SignInFailure::Cancelled => words::CANCELLED,
        SignInFailure::Clock => words::CLOCK,
        SignInFailure::Mismatch => words::MISMATCH,
        SignInFailure::Stale => words::STALE,
        SignInFailure::NotLinked => words::NOT_LINKED,
        SignInFailure::Blocked => errors::BLOCKED,
        SignInFailure::DirectoryAway => words::DIRECTORY_AWAY,
        SignInFailure::TooMany => words::TOO_MANY,
        SignInFailure::Failed => words::FAILED,
    }
}

/// A button for each provider; whoever is signed in there arrives at the page that they asked for.
pub(super) fn buttons(providers: &[SignInProvider], navigation: Navigation) -> AnyView {
    let to = navigation.without(SignInFailure::FIELD);
    let button = |(index, provider): (usize, &SignInProvider)| {
        let start = SignInProvider::start(&provider.key, &to);
        view! {
            <a class="button primary wide" href=start autofocus={index == 0}>
                {words::WITH.with(&[&provider.name])}
            </a>
        }
    };
    view! { <div class="stack">{providers.iter().enumerate().map(button).collect::<Vec<_>>()}</div> }.into_any()
}

/// The same over a page that must stay as it is: the provider is shown in another tab, and this page goes on when somebody is signed in.
pub(super) fn buttons_beside(providers: &[SignInProvider], done: Callback<Session>) -> AnyView {
    let said = RwSignal::new(None::<Result<(), Trouble>>);
    let go_on = move |_| {
        said.set(None);
        api::session().then(move |answer| match answer {
            Ok(Some(session)) => done.run(session),
            Ok(None) => said.set(Some(Ok(()))),
            Err(trouble) => said.set(Some(Err(trouble))),
        });
    };
    let button = |provider: &SignInProvider| {
        view! {
            <a class="button primary wide" href=SignInProvider::start(&provider.key, "/") target="_blank" rel="noopener">
                {words::WITH.with(&[&provider.name])}
            </a>
        }
    };
    view! {
        <div class="stack">
            <p>{words::NEW_TAB.say()}</p>
            {providers.iter().map(button).collect::<Vec<_>>()}
            {move || {
                said.get()
                    .map(|said| match said {
                        Ok(()) => message(Tone::Warning, words::NOT_YET.say()),
                        Err(trouble) => trouble_message(&trouble),
                    })
            }}
            <button class="wide" on:click=go_on>
                {words::GO_ON.say()}
            </button>
        </div>
    }
    .into_any()
}

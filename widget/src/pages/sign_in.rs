//! Signing in, as a page of its own and as a dialog over a page whose session ran out.

use domain::api::{Session, SignInFailure, SignInWays};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{
    frame::heading,
    sign_in_ways::{buttons, buttons_beside, failure, failure_message},
};
use crate::{
    api,
    http::Trouble,
    navigation::Navigation,
    parts::{
        dialog::dialog,
        icons::logo,
        loading::{Load, failed, load, skeleton},
        message::{Tone, message, trouble_message},
    },
    session::SignedIn,
    words::{Text, frame, sign_in as words},
};

/// The sign-in page; it stands at whatever address was asked for, so that the reader arrives there.
pub(crate) fn page() -> AnyView {
    let signed_in = SignedIn::here();
    let navigation = Navigation::here();
    let done = Callback::new(move |session: Session| {
        navigation.forget(SignInFailure::FIELD);
        signed_in.set(Some(session));
    });
    let ways = load(api::sign_in_ways);
    let lead = move || {
        let lead = ways.with(|ways| match (ways.providers.is_empty(), ways.passwords) {
            (false, _) => words::LEAD,
            (true, true) => frame::SIGN_IN_LEAD,
            (true, false) => words::BY_AGENT_ALONE,
        });
        lead.unwrap_or(frame::SIGN_IN_LEAD).say()
    };
    view! {
        <main class="sign-in">
            <div class="sign-in-card">
                <div class="brand large">{logo()} <span>"Amend"</span></div>
                {heading(|| frame::SIGN_IN_TITLE.say().to_owned(), None)}
                <p class="lead">{lead}</p>
                {failure(navigation).map(failure_message)}
                {offered(ways, Callback::new(move |ways: SignInWays| buttons(&ways.providers, navigation)), done, true)}
            </div>
            <p class="tagline">{frame::TAGLINE.say()}</p>
        </main>
    }
    .into_any()
}

/// The dialog over a page whose session ran out. What waited for it is sent again; without it, the page is left signed out.
pub(crate) fn again() -> AnyView {
    let signed_in = SignedIn::here();
    let navigation = Navigation::here();
    let before = signed_in.get_untracked();
    let done = Callback::new(move |session: Session| {
        let is_other = before.as_ref().is_some_and(|before| before.person != session.person);
        signed_in.renewed(Some(session));
        if is_other {
            navigation.refine(&crate::address::Page::Home);
        }
    });
    let close = Callback::new(move |()| signed_in.renewed(None));
    let ways = load(api::sign_in_ways);
    let body = view! {
        <p>{frame::SESSION_ENDED_LEAD.say()}</p>
        {offered(ways, Callback::new(move |ways: SignInWays| buttons_beside(&ways.providers, done)), done, false)}
    };
    dialog(frame::SESSION_ENDED.say().to_owned(), close, body.into_any())
}

/// The providers' buttons, then name and password. Where nobody but local administrators has a password, the form is behind a small button. A
/// failure to learn of the providers keeps nobody from the form.
fn offered(
    ways: Load<SignInWays>,
    providers: Callback<SignInWays, AnyView>,
    done: Callback<Session>,
    focused: bool,
) -> AnyView {
    let is_open = RwSignal::new(false);
    let with_password = move |ways: &SignInWays| {
        if ways.providers.is_empty() {
            return view! { {agents_note(ways)} {form(done, focused)} }.into_any();
        }
        if ways.passwords {
            return view! {
                <p class="or">{words::OR_PASSWORD.say()}</p>
                {agents_note(ways)}
                {form(done, false)}
            }
            .into_any();
        }
        (move || {
            if is_open.get() {
                form(done, true)
            } else {
                let open = move |_| is_open.set(true);
                view! { <button class="quiet" on:click=open>{words::LOCAL.say()}</button> }.into_any()
            }
        })
        .into_any()
    };
    let shown = move || match (ways.get(), ways.trouble()) {
        (Some(known), _) => {
            let buttons = (!known.providers.is_empty()).then(|| providers.run(known.clone()));
            view! { {buttons} {with_password(&known)} }.into_any()
        }
        (None, Some(trouble)) => {
            let again = Callback::new(move |()| ways.again());
            view! { {failed(&trouble, again)} {form(done, focused)} }.into_any()
        }
        (None, None) => skeleton(),
    };
    view! { <div class="stack">{shown}</div> }.into_any()
}

/// That some people's passwords cannot be checked from here, and what they do instead.
fn agents_note(ways: &SignInWays) -> Option<AnyView> {
    let text = if ways.providers.is_empty() { words::BY_AGENT } else { words::BY_AGENT_OR_ABOVE };
    (ways.by_agent && ways.passwords).then(|| view! { <p class="note">{text.say()}</p> }.into_any())
}

fn form(done: Callback<Session>, focused: bool) -> AnyView {
    let username = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let is_shown = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let missing = RwSignal::new(None::<Text>);
    let trouble = RwSignal::new(None::<Trouble>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        trouble.set(None);
        missing.set(what_is_missing(&username.get_untracked(), &password.get_untracked()));
        if missing.get_untracked().is_some() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        api::sign_in(username.get_untracked(), password.get_untracked()).then(move |answer| {
            busy.set(false);
            match answer {
                Ok(session) => {
                    password.set(String::new());
                    done.run(session);
                }
                Err(why) => trouble.set(Some(why)),
            }
        });
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            {move || missing.get().map(|text| message(Tone::Bad, text.say()))}
            {move || trouble.get().map(|trouble| trouble_message(&trouble))}
            <label class="field">
                <span class="label">{frame::USER_NAME.say()}</span>
                <input
                    name="username"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    autofocus=focused
                    prop:value=username
                    on:input=move |event| username.set(event_target_value(&event))
                />
            </label>
            <label class="field">
                <span class="label">{frame::PASSWORD.say()}</span>
                <input
                    name="password"
                    type=move || if is_shown.get() { "text" } else { "password" }
                    autocomplete="current-password"
                    prop:value=password
                    on:input=move |event| password.set(event_target_value(&event))
                />
            </label>
            <label class="check">
                <input type="checkbox" prop:checked=is_shown on:change=move |event| is_shown.set(event_target_checked(&event)) />
                <span>{frame::SHOW_PASSWORD.say()}</span>
            </label>
            <button class="primary wide" type="submit" disabled=busy>
                {move || if busy.get() { frame::SIGNING_IN.say() } else { frame::SIGN_IN.say() }}
            </button>
        </form>
    }
    .into_any()
}

/// An empty password is never sent: some directories take it for an anonymous sign-in.
fn what_is_missing(username: &str, password: &str) -> Option<Text> {
    if username.trim().is_empty() {
        Some(frame::USER_NAME_NEEDED)
    } else if password.is_empty() {
        Some(frame::PASSWORD_NEEDED)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_named_before_anything_is_sent() {
        assert_eq!(what_is_missing(" ", "x"), Some(frame::USER_NAME_NEEDED));
        assert_eq!(what_is_missing("ada", ""), Some(frame::PASSWORD_NEEDED));
        assert_eq!(what_is_missing("ada", " "), None);
    }
}

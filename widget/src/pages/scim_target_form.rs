//! What is typed about a SCIM service.

use domain::api::{MissingUser, ScimService, ScimTarget};
use leptos::prelude::*;

use crate::{
    parts::fields::{choice, typed},
    words::{Text, scim as words},
};

const MISSING: [(MissingUser, Text); 2] = [(MissingUser::Wait, words::WAIT), (MissingUser::Make, words::MAKE)];

/// The fields as they are typed.
#[derive(Clone, Copy)]
pub(super) struct Entered {
    pub(super) name: RwSignal<String>,
    url: RwSignal<String>,
    pub(super) token: RwSignal<String>,
    ca_pem: RwSignal<String>,
    missing: RwSignal<usize>,
}

impl Entered {
    pub(super) fn empty() -> Self {
        let text = || RwSignal::new(String::new());
        Self { name: text(), url: text(), token: text(), ca_pem: text(), missing: RwSignal::new(0) }
    }

    pub(super) fn of(known: &ScimTarget) -> Self {
        let entered = Self::empty();
        entered.name.set(known.name.clone());
        entered.url.set(known.service.url.clone());
        entered.ca_pem.set(known.service.ca_pem.clone().unwrap_or_default());
        entered.missing.set(MISSING.iter().position(|(missing, _)| *missing == known.service.missing).unwrap_or(0));
        entered
    }

    pub(super) fn service(self) -> ScimService {
        let ca_pem = self.ca_pem.get_untracked().trim().to_owned();
        ScimService {
            url: self.url.get_untracked().trim().to_owned(),
            ca_pem: Some(ca_pem).filter(|pem| !pem.is_empty()),
            missing: MISSING.get(self.missing.get_untracked()).map(|(missing, _)| *missing).unwrap_or_default(),
        }
    }
}

/// The fields of the form; `hint` says what becomes of the token.
pub(super) fn fields(entered: Entered, hint: Text) -> AnyView {
    let note = |text: Text| view! { <p class="note">{text.say()}</p> };
    view! {
        {typed(words::NAME, "text", entered.name)}
        {typed(words::URL, "url", entered.url)}
        {note(words::URL_HINT)}
        <label class="source-field">
            <span class="label">{words::TOKEN.say()}</span>
            <input
                type="password"
                autocomplete="off"
                prop:value=move || entered.token.get()
                on:input=move |event| entered.token.set(event_target_value(&event))
            />
        </label>
        {note(hint)}
        <label class="source-field">
            <span class="label">{words::CA_PEM.say()}</span>
            <textarea
                rows="3"
                spellcheck="false"
                prop:value=move || entered.ca_pem.get()
                on:input=move |event| entered.ca_pem.set(event_target_value(&event))
            ></textarea>
        </label>
        {choice(words::MISSING, &MISSING.map(|(_, text)| text), entered.missing)}
    }
    .into_any()
}

//! Adding somebody by hand whom no directory has (S1.3): who it is; the rest is filled in on the profile, like everybody's.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{PeopleQuery, Propose},
    name::AttributeKey,
    rights,
    value::Value,
};
use leptos::prelude::*;

use crate::{
    address::Page,
    api,
    navigation::Navigation,
    parts::{
        act::Act,
        dialog::{dialog, submit_or_cancel},
        fields::typed,
        icons::{Icon, icon},
        notice::Notices,
    },
    session::SignedIn,
    trouble::problem_text,
    words::{Text, imports, new_person as words},
};

/// What is asked for, in the order of the form.
const FIELDS: [(&str, Text, &str); 4] = [
    ("display_name", words::NAME, "text"),
    ("given_name", words::GIVEN_NAME, "text"),
    ("surname", words::SURNAME, "text"),
    ("mail", words::MAIL, "email"),
];

/// The button for who may, and the dialog behind it.
pub(super) fn adder() -> AnyView {
    let signed_in = SignedIn::here();
    let imports = signed_in.may(rights::Act::SeeImports).then(|| {
        view! {
            <a class="button" href=Page::Imports.address()>
                {icon(Icon::Export)}
                {imports::OPEN.say()}
            </a>
        }
    });
    if !signed_in.may(rights::Act::AddPerson) {
        return view! { <div class="page-acts">{imports}</div> }.into_any();
    }
    let asked = RwSignal::new(false);
    view! {
        <div class="page-acts">
            <button on:click=move |_| asked.set(true)>
                {icon(Icon::Plus)}
                {words::NEW.say()}
            </button>
            {imports}
        </div>
        {move || asked.get().then(|| form(Callback::new(move |()| asked.set(false))))}
    }
    .into_any()
}

fn form(close: Callback<()>) -> AnyView {
    let (act, notices, navigation) = (Act::start(), Notices::here(), Navigation::here());
    let texts = FIELDS.map(|_| RwSignal::new(String::new()));
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let value =
            |text: RwSignal<String>| Some(text.get_untracked().trim().to_owned()).filter(|text| !text.is_empty());
        let values: BTreeMap<String, Option<Value>> = FIELDS
            .iter()
            .zip(texts)
            .filter_map(|((key, ..), text)| Some(((*key).to_owned(), Some(Value::one(value(text)?)?))))
            .collect();
        act.run(
            api::add_person(&Propose { values, suggest: BTreeSet::new(), filled: BTreeMap::new(), comment: None }),
            move |profile| {
                notices.say(words::ADDED.with(&[&profile.display_name]));
                close.run(());
                navigation.go(&Page::Person(profile.id, PeopleQuery::default()));
            },
        );
    };
    let fields: Vec<AnyView> =
        FIELDS.iter().zip(texts).map(|((key, name, kind), text)| field(act, key, *name, kind, text)).collect();
    let body = view! {
        <form class="source-form" novalidate on:submit=add>
            <p class="hint">{words::LEAD.say()}</p>
            {fields}
            {act.view()}
            {submit_or_cancel(act, words::ADD, close)}
        </form>
    };
    dialog(words::NEW.say().to_owned(), close, body.into_any())
}

/// A field with what is wrong with it.
fn field(act: Act, key: &'static str, name: Text, kind: &'static str, text: RwSignal<String>) -> AnyView {
    let wrong = move || {
        let problems = AttributeKey::parse(key).ok().and_then(|key| act.problems().remove(&key)).unwrap_or_default();
        problems.iter().map(|one| view! { <p class="problem" role="alert">{problem_text(one)}</p> }).collect::<Vec<_>>()
    };
    view! {
        {typed(name, kind, text)}
        {wrong}
    }
    .into_any()
}

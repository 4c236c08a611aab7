//! The entries of a person as their directories sent them last (S3.18), for whoever looks into a trouble; closed until somebody opens it.

use domain::{
    api::{ReceivedAttribute, ReceivedEntry, ReceivedValue},
    id::PersonId,
    rights,
};
use leptos::prelude::*;

use crate::{
    api,
    language::{day_and_time, figure},
    parts::{
        loading::{load, loaded},
        message::{Tone, message},
    },
    session::SignedIn,
    words::links as words,
};

/// The part of the page, for those who see all of the person; of themselves nobody does.
pub(super) fn person_received(person: PersonId) -> Option<AnyView> {
    let here = SignedIn::here();
    let is_shown = here.may_about(rights::Act::SeeHidden, person) && !here.is(person);
    is_shown.then(|| {
        let is_open = RwSignal::new(false);
        view! {
            <details class="as-sent" on:toggle=move |_| is_open.set(true)>
                <summary>{words::RECEIVED.say()}</summary>
                <p class="note">{words::RECEIVED_LEAD.say()}</p>
                {move || is_open.get().then(|| inside(person))}
            </details>
        }
        .into_any()
    })
}

fn inside(person: PersonId) -> AnyView {
    let all = load(move || api::received(person));
    loaded(all, |all| {
        if all.is_empty() {
            return view! { <p class="quiet-text">{words::RECEIVED_NOBODY.say()}</p> }.into_any();
        }
        all.into_iter().map(entry).collect::<Vec<_>>().into_any()
    })
}

fn entry(one: ReceivedEntry) -> AnyView {
    let read = match one.read_at {
        Some(at) => words::RECEIVED_AT.with(&[&day_and_time(at)]),
        None => words::RECEIVED_NOT_YET.say().to_owned(),
    };
    let lines: Vec<AnyView> = one.content.attributes.into_iter().map(line).collect();
    let list = (!lines.is_empty()).then(|| view! { <dl class="facts">{lines}</dl> });
    let more = one.content.truncated.then(|| message(Tone::Warning, words::RECEIVED_MORE.say()));
    view! {
        <section class="card">
            <p>
                <strong>{one.source_name}</strong>
                " "
                <span class="quiet-text">{read}</span>
                <span class="known-as name-of-entry">{one.dn}</span>
            </p>
            {list}
            {more}
        </section>
    }
    .into_any()
}

fn line(attribute: ReceivedAttribute) -> AnyView {
    let values: Vec<AnyView> = attribute.values.into_iter().map(value).collect();
    let values = match values.is_empty() {
        true => view! { <dd class="quiet-text">{words::RECEIVED_BLANK.say()}</dd> }.into_any(),
        false => values.into_any(),
    };
    view! {
        <div>
            <dt>{attribute.name}</dt>
            {values}
        </div>
    }
    .into_any()
}

fn value(value: ReceivedValue) -> AnyView {
    let bytes = |count: u64| figure(i64::try_from(count).unwrap_or(i64::MAX));
    let (text, about) = match value {
        ReceivedValue::Text(text) => (text, None),
        ReceivedValue::Base64(text) => (text, Some(words::RECEIVED_BASE64.say().to_owned())),
        ReceivedValue::Cut { text, bytes: count } => (text, Some(words::RECEIVED_CUT.with(&[&bytes(count)]))),
        ReceivedValue::LeftOut { bytes: count, sha256 } => {
            (["SHA-256 ", &sha256].concat(), Some(words::RECEIVED_LONG.with(&[&bytes(count)])))
        }
    };
    let about = about.map(|about| view! { <span class="quiet-text">" " {about}</span> });
    view! {
        <dd>
            <code>{text}</code>
            {about}
        </dd>
    }
    .into_any()
}

//! Values of one person that are held in place (X10): which, until when and why, and holding another one.

use domain::{
    api::{Field, PinValue, Profile},
    attribute::Kind,
    id::PersonId,
    kind::date,
    moment::Moment,
    provenance::Provenance,
    value::Value,
};
use leptos::prelude::*;

use crate::{
    api,
    editor::label_in,
    language::day_and_time,
    parts::{
        act::Act,
        dialog::{dialog, submit_or_cancel},
        fields::{checked, checked_as, named_choice},
        icons::{Icon, icon},
        notice::Notices,
        question::question,
    },
    words::{Text, fills as words, policy},
};

/// The section of the page; nothing for those who may not edit the person.
pub(super) fn person_pins(id: PersonId, held: RwSignal<Profile>) -> Option<AnyView> {
    held.with_untracked(|profile| profile.as_admin).then(|| section(id, held))
}

fn label(field: &Field) -> &str {
    label_in(&field.labels, &field.key)
}

fn section(id: PersonId, held: RwSignal<Profile>) -> AnyView {
    let notices = Notices::here();
    let asked = RwSignal::new(false);
    let freeing = RwSignal::new(None::<Field>);
    let rows =
        move || held.with(|profile| profile.fields.iter().filter_map(|field| row(field, freeing)).collect::<Vec<_>>());
    view! {
        <h2 class="section-title">{words::PINS.say()}</h2>
        <section class="card">
            <p class="note">{words::PINS_LEAD.say()}</p>
            <ul class="order-rows">{rows}</ul>
            <div class="page-acts">
                <button on:click=move |_| asked.set(true)>
                    {icon(Icon::Lock)}
                    {words::PIN.say()}
                </button>
            </div>
        </section>
        {move || asked.get().then(|| pin_dialog(id, held, notices, Callback::new(move |()| asked.set(false))))}
        {move || freeing.get().map(|field| free_dialog(id, held, &field, notices, freeing))}
    }
    .into_any()
}

fn free_dialog(
    id: PersonId,
    held: RwSignal<Profile>,
    field: &Field,
    notices: Notices,
    freeing: RwSignal<Option<Field>>,
) -> AnyView {
    let (act, key, name) = (Act::start(), field.key.clone(), label(field).to_owned());
    let title = words::UNPIN_ASK.with(&[&name]);
    let free = move || {
        let version = held.with_untracked(|profile| profile.version);
        let name = name.clone();
        act.run(api::unpin(id, &key, version), move |profile| {
            notices.say(words::UNPINNED.with(&[&name]));
            freeing.set(None);
            held.set(profile);
        });
    };
    let close = Callback::new(move |()| freeing.set(None));
    question(title, words::UNPIN_LEAD.say(), words::UNPIN, act, free, close)
}

fn row(field: &Field, freeing: RwSignal<Option<Field>>) -> Option<AnyView> {
    let Provenance::Pinned { by, until, reason, .. } = &field.provenance else { return None };
    let name = label(field).to_owned();
    let said = words::HELD_UNTIL.with(&[&day_and_time(*until), by]);
    let about = words::UNPIN_OF.with(&[&name]);
    let asked = field.clone();
    let free = move |_| freeing.set(Some(asked.clone()));
    Some(
        view! {
            <li>
                <span>
                    <strong>{name}</strong>
                    " "
                    {said}
                    {reason.clone().map(|reason| view! { <span class="quiet-text">" — " {reason}</span> })}
                </span>
                <button aria-label=about on:click=free>
                    {words::UNPIN.say()}
                </button>
            </li>
        }
        .into_any(),
    )
}

/// For how many milliseconds a value is held at most: five years.
const LONGEST: i64 = 5 * 366 * 24 * 3_600_000;

/// The last moment of a day where the reader is; else what is wrong with the day.
fn end_of(day: &str) -> Result<Moment, Text> {
    if !date::is_valid(day) {
        return Err(words::NO_DAY);
    }
    let at = js_sys::Date::parse(&[day, "T23:59:59"].concat());
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds")]
    let at = Moment(at as i64);
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds")]
    let now = js_sys::Date::now() as i64;
    match at.0 - now {
        ..=0 => Err(words::NO_DAY),
        left if left > LONGEST => Err(words::TOO_LONG),
        _ => Ok(at),
    }
}

fn pin_dialog(id: PersonId, held: RwSignal<Profile>, notices: Notices, close: Callback<()>) -> AnyView {
    let act = Act::start();
    let fields: Vec<Field> = held.with_untracked(|profile| {
        let is_usable = |field: &&Field| !matches!(field.kind, Kind::Photo | Kind::Person);
        profile.fields.iter().filter(is_usable).cloned().collect()
    });
    let names = fields.iter().map(|field| label(field).to_owned()).collect();
    let chosen = RwSignal::new(0);
    let text = || RwSignal::new(String::new());
    let (value, day, reason) = (text(), text(), text());
    let wrong = RwSignal::new([None::<Text>; 2]);
    let told = move |place: usize| Signal::derive(move || wrong.with(|wrong| wrong.get(place).copied().flatten()));
    let pin = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let until = end_of(day.get_untracked().trim());
        let why = reason.get_untracked().trim().to_owned();
        wrong.set([until.err(), why.is_empty().then_some(words::NO_REASON)]);
        let (Ok(until), false, Some(field)) = (until, why.is_empty(), fields.get(chosen.get_untracked())) else {
            return;
        };
        let typed = value.get_untracked();
        let texts = if field.many { typed.split(',').map(str::to_owned).collect() } else { vec![typed] };
        let pin = PinValue { value: Value::many(texts), until, reason: why };
        let version = held.with_untracked(|profile| profile.version);
        let name = label(field).to_owned();
        act.run(api::pin(id, &field.key, version, &pin), move |profile| {
            notices.say(words::PINNED.with(&[&name, &day_and_time(until)]));
            held.set(profile);
            close.run(());
        });
    };
    let problems = move || {
        let found = act.problems();
        found
            .values()
            .flatten()
            .map(|problem| view! { <p class="problem">{crate::trouble::problem_text(problem)}</p> }.into_any())
            .collect::<Vec<_>>()
    };
    let none = Signal::derive(|| None);
    let body = view! {
        <form class="source-form" novalidate on:submit=pin on:input=move |_| wrong.set([None; 2])>
            {named_choice(policy::ATTRIBUTE, names, chosen)}
            {checked(words::PIN_VALUE, None, value, none)}
            {problems}
            {checked_as("date", words::PIN_UNTIL, None, day, told(0))}
            {checked(words::PIN_REASON, None, reason, told(1))}
            {act.view()}
            {submit_or_cancel(act, words::PIN_DO, close)}
        </form>
    };
    dialog(words::PIN.say().to_owned(), close, body.into_any())
}

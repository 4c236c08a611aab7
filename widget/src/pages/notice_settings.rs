//! What is set for everybody: how people are told who have not chosen, and how often they are asked whether their details are right.

use domain::{
    api::{AttributeView, NoticeSettings, SetNoticeSettings},
    confirm::Cycle,
    name::AttributeKey,
    rights::Act as Right,
};
use leptos::prelude::*;

use super::{frame::heading, letter_templates, notice_choices::Chosen, undelivered::undelivered};
use crate::{
    api,
    editor::label_in,
    parts::{
        act::Act,
        fields::typed,
        loading::{Load, load, loaded},
        message::{Tone, message},
        notice::Notices,
    },
    session::SignedIn,
    words::notices as words,
};

pub(crate) fn page() -> AnyView {
    let settings = load(api::notice_settings);
    let attributes = load(api::attributes);
    let may_set = SignedIn::here().may(Right::SetAttributes);
    let drawn = move |now: NoticeSettings| {
        let warning = (!now.can_send).then(|| message(Tone::Warning, words::NO_SERVER.say()));
        let letters = letter_templates::editor(&now, may_set, settings);
        view! { {warning} {defaults(now, may_set, settings, attributes)} {letters} }.into_any()
    };
    let sees_letters = SignedIn::here().may(Right::SeeRights);
    view! {
        {heading(|| words::FOR_ALL.say().to_owned(), Some(words::FOR_ALL_LEAD.say()))}
        {loaded(settings, drawn)}
        {sees_letters.then(|| undelivered(may_set))}
    }
    .into_any()
}

fn defaults(
    now: NoticeSettings,
    may_set: bool,
    settings: Load<NoticeSettings>,
    attributes: Load<Vec<AttributeView>>,
) -> AnyView {
    let (act, notices) = (Act::start(), Notices::here());
    let chosen = Chosen::of(now.choices, now.digest_at, now.time_zone, &now.language);
    let number = |days: u32| RwSignal::new(days.to_string());
    let (days, newcomer_days, newcomer_for) =
        (number(now.cycle.days), number(now.cycle.newcomer_days), number(now.cycle.newcomer_for));
    let values_of = RwSignal::new(now.values_of);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        // What is no number is refused by the server like one that is too large, in words.
        let read = |text: RwSignal<String>| text.get_untracked().trim().parse().unwrap_or(u32::MAX);
        let set = SetNoticeSettings {
            choices: Some(chosen.choices.get_untracked()),
            digest_at: Some(chosen.at.get_untracked()),
            time_zone: Some(chosen.zone.get_untracked()),
            language: chosen.language(),
            values_of: Some(values_of.get_untracked()),
            cycle: Some(Cycle {
                days: read(days),
                newcomer_days: read(newcomer_days),
                newcomer_for: read(newcomer_for),
            }),
            templates: None,
        };
        act.run(api::set_notice_settings(now.version, &set), move |saved| {
            notices.say(words::SAVED.say());
            settings.put(saved);
        });
    };
    view! {
        <form class="card source-form" on:submit=save>
            <h2>{words::DEFAULTS.say()}</h2>
            {chosen.view(None)}
            <h2>{words::CYCLE.say()}</h2>
            <p class="hint">{words::CYCLE_HINT.say()}</p>
            {typed(words::DAYS, "number", days)}
            {typed(words::NEWCOMER_DAYS, "number", newcomer_days)}
            {typed(words::NEWCOMER_FOR, "number", newcomer_for)}
            <details>
                <summary>{words::VALUES_OF.say()}</summary>
                <p class="hint">{words::VALUES_OF_HINT.say()}</p>
                {loaded(attributes, move |all| boxes(all, values_of))}
            </details>
            {act.view()}
            {may_set
                .then(|| {
                    view! {
                        <div class="page-acts">
                            <button class="primary" disabled=move || act.is_busy()>
                                {words::SAVE.say()}
                            </button>
                        </div>
                    }
                })}
        </form>
    }
    .into_any()
}

/// A box for each attribute that people see.
fn boxes(all: Vec<AttributeView>, chosen: RwSignal<Vec<AttributeKey>>) -> AnyView {
    let seen = all.into_iter().map(|view| view.attribute).filter(|attribute| attribute.policy.visible);
    let rows: Vec<AnyView> = seen
        .map(|attribute| {
            let label = label_in(&attribute.labels, &attribute.key).to_owned();
            let key = attribute.key;
            let is_on = chosen.with_untracked(|chosen| chosen.contains(&key));
            let toggle = move |_| {
                chosen.update(|chosen| match chosen.iter().position(|known| *known == key) {
                    Some(place) => drop(chosen.remove(place)),
                    None => chosen.push(key.clone()),
                });
            };
            view! {
                <label class="choice">
                    <input type="checkbox" checked=is_on on:change=toggle />
                    <span>{label}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    view! { <div class="source-field days">{rows}</div> }.into_any()
}

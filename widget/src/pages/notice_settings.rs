//! What is set for everybody: how people are told who have not chosen, and how often they are asked whether their details are right.

use domain::{
    api::{AttributeView, NoticeSettings, SetNoticeSettings},
    confirm::Cycle,
    name::AttributeKey,
    rights::Act as Right,
};
use leptos::prelude::*;

use super::{
    frame::heading,
    letter_templates::{self, Drafts},
    notice_choices::Chosen,
    undelivered::undelivered,
};
use crate::{
    api,
    editor::label_in,
    http::Trouble,
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

/// What is being set for everybody. It is kept outside of what is drawn anew when a letter is saved.
#[derive(Clone, Copy)]
struct Defaults {
    chosen: Chosen,
    days: RwSignal<String>,
    newcomer_days: RwSignal<String>,
    newcomer_for: RwSignal<String>,
    values_of: RwSignal<Vec<AttributeKey>>,
    act: Act,
    is_filled: StoredValue<bool>,
}

impl Defaults {
    fn start() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            chosen: Chosen::blank(),
            days: text(),
            newcomer_days: text(),
            newcomer_for: text(),
            values_of: RwSignal::new(Vec::new()),
            act: Act::start(),
            is_filled: StoredValue::new(false),
        }
    }

    /// Begins with what is set.
    fn fill(self, now: &NoticeSettings) {
        self.chosen.fill(now.choices.clone(), now.digest_at.clone(), now.time_zone.clone(), &now.language);
        self.days.set(now.cycle.days.to_string());
        self.newcomer_days.set(now.cycle.newcomer_days.to_string());
        self.newcomer_for.set(now.cycle.newcomer_for.to_string());
        self.values_of.set(now.values_of.clone());
        self.is_filled.set_value(true);
    }

    fn read(self) -> SetNoticeSettings {
        // What is no number is refused by the server like one that is too large, in words.
        let number = |text: RwSignal<String>| text.get_untracked().trim().parse().unwrap_or(u32::MAX);
        SetNoticeSettings {
            choices: Some(self.chosen.choices.get_untracked()),
            digest_at: Some(self.chosen.at.get_untracked()),
            time_zone: Some(self.chosen.zone.get_untracked().trim().to_owned()),
            language: self.chosen.language(),
            values_of: Some(self.values_of.get_untracked()),
            cycle: Some(Cycle {
                days: number(self.days),
                newcomer_days: number(self.newcomer_days),
                newcomer_for: number(self.newcomer_for),
            }),
            templates: None,
        }
    }
}

pub(crate) fn page() -> AnyView {
    let settings = load(api::notice_settings);
    let attributes = load(api::attributes);
    let may_set = SignedIn::here().may(Right::SetAttributes);
    let (written, letters) = (Defaults::start(), Drafts::start());
    let drawn = move |now: NoticeSettings| {
        if !written.is_filled.get_value() {
            written.fill(&now);
        }
        let warning = (!now.can_send).then(|| message(Tone::Warning, words::NO_SERVER.say()));
        let letters = letter_templates::editor(&now, letters, may_set, settings);
        view! { {warning} {defaults(now.version, written, may_set, settings, attributes)} {letters} }.into_any()
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
    version: i64,
    written: Defaults,
    may_set: bool,
    settings: Load<NoticeSettings>,
    attributes: Load<Vec<AttributeView>>,
) -> AnyView {
    let (act, notices) = (written.act, Notices::here());
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !written.chosen.is_fit() {
            return;
        }
        let done = move |saved: NoticeSettings| {
            notices.say(words::SAVED.say());
            written.fill(&saved);
            settings.put(saved);
        };
        act.run_or(api::set_notice_settings(version, &written.read()), done, move |trouble| {
            catch_up(trouble, settings);
        });
    };
    view! {
        <form class="card source-form" on:submit=save>
            <fieldset class="plain" disabled=!may_set>
                <h2>{words::DEFAULTS.say()}</h2>
                {written.chosen.view(&[])}
                <h2>{words::CYCLE.say()}</h2>
                <p class="hint">{words::CYCLE_HINT.say()}</p>
                {typed(words::DAYS, "number", written.days)}
                {typed(words::NEWCOMER_DAYS, "number", written.newcomer_days)}
                {typed(words::NEWCOMER_FOR, "number", written.newcomer_for)}
                <details>
                    <summary>{words::VALUES_OF.say()}</summary>
                    <p class="hint">{words::VALUES_OF_HINT.say()}</p>
                    {loaded(attributes, move |all| boxes(all, written.values_of))}
                </details>
            </fieldset>
            {act.view()}
            {overtaken(act)}
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

/// Where something else was saved meanwhile, that is read; what is being written stays.
pub(super) fn catch_up(trouble: &Trouble, settings: Load<NoticeSettings>) {
    if trouble.is_overtaken() {
        settings.again();
    }
}

/// What to do then.
pub(super) fn overtaken(act: Act) -> AnyView {
    let note = move || act.is_overtaken().then(|| view! { <p class="note">{words::OVERTAKEN.say()}</p> });
    note.into_any()
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

//! A held run waits for somebody who sees names (S2.13): what it would do, where the people are whom it would block, and the two ways on.

use domain::{
    api::{Held, RemovalPlace, Run},
    id::RunId,
};
use leptos::prelude::*;

use super::{
    labels::{Labels, label_for},
    run_words::{held_text, is_preview, outcome},
};
use crate::{
    api,
    language::{ago, figure},
    parts::{
        act::Act,
        dialog::{actions, dialog},
        loading::{Load, load, loaded},
        message::{Tone, message},
        notice::Notices,
    },
    words::{Text, frame, sources},
};

pub(super) fn held(
    run: &Run,
    labels: Load<Labels>,
    may_run: bool,
    released: StoredValue<bool>,
    moved: Callback<()>,
) -> AnyView {
    let act = Act::start();
    let asked = RwSignal::new(None::<Verdict>);
    let decided = Callback::new(move |verdict| {
        released.set_value(verdict == Verdict::Release);
        moved.run(());
    });
    let (id, would_block) = (run.id, run.counts.blocked);
    let spared = RwSignal::new(Vec::<RemovalPlace>::new());
    let places = (may_run && would_block > 0 && !is_preview(run)).then(|| places(id, spared));
    let brake = run.held.clone();
    let seen = move || brake.as_ref().map(|held| held_text(held, &|key| label_for(labels, key)));
    let words = Words::of(run);
    let is_preview = is_preview(run);
    let buttons = (may_run && !is_preview).then(|| {
        view! {
            <div class="page-acts">
                <button
                    class=words.class()
                    disabled=move || act.is_busy()
                    on:click=move |_| asked.set(Some(Verdict::Release))
                >
                    {words.release.say()}
                </button>
                <button disabled=move || act.is_busy() on:click=move |_| asked.set(Some(Verdict::Discard))>
                    {words.discard.say()}
                </button>
            </div>
        }
    });
    let would = outcome(run.state, &run.counts);
    let ask = move || {
        asked.get().map(|verdict| {
            let spared = spared.get_untracked();
            let blocked = would_block - spared.iter().map(|place| place.people).sum::<i64>();
            let spare = spared.into_iter().map(|one| one.container).collect();
            let decision = Decision { run: id, verdict, blocked, spare, words, would: would.clone() };
            decide_dialog(decision, asked, act, decided)
        })
    };
    let told = if run.dry {
        let age = ago(run.ended_at.unwrap_or(run.started_at));
        let warned = words.is_grave.then(|| view! { <p>{seen}</p> });
        let (title, lead) = if is_preview {
            (sources::PREVIEW_FINISHED, sources::PREVIEW_AGE)
        } else {
            (sources::DRY_FINISHED, sources::DRY_AGE)
        };
        view! {
            <strong>{title.say()}</strong>
            {warned}
            <p>{lead.with(&[&age])}</p>
        }
        .into_any()
    } else {
        view! {
            <strong>{seen}</strong>
            <p>{sources::HELD_LEAD.say()}</p>
        }
        .into_any()
    };
    let body = view! {
        {told}
        {places}
        {buttons}
    };
    view! {
        {message(if run.dry { Tone::Info } else { Tone::Warning }, body)}
        {act.view()}
        {ask}
    }
    .into_any()
}

/// How the ways on are named. What a brake holds is grave; a dry run is only where a brake would have held it.
#[derive(Clone, Copy)]
struct Words {
    release: Text,
    release_ask: Text,
    discard: Text,
    discard_ask: Text,
    discard_lead: Text,
    discarded: Text,
    is_dry: bool,
    is_grave: bool,
}

impl Words {
    fn of(run: &Run) -> Self {
        let is_grave = !matches!(run.held, Some(Held::DryRun { would_hold: None, .. }));
        if run.dry {
            return Self {
                release: sources::CARRY_OUT,
                release_ask: sources::CARRY_OUT_ASK,
                discard: sources::LEAVE_IT,
                discard_ask: sources::LEAVE_IT_ASK,
                discard_lead: sources::LEAVE_IT_LEAD,
                discarded: sources::LEFT_DONE,
                is_dry: true,
                is_grave,
            };
        }
        Self {
            release: sources::RELEASE,
            release_ask: sources::RELEASE_ASK,
            discard: sources::DISCARD,
            discard_ask: sources::DISCARD_ASK,
            discard_lead: sources::DISCARD_LEAD,
            discarded: sources::DISCARDED_DONE,
            is_dry: false,
            is_grave,
        }
    }

    fn class(self) -> &'static str {
        if self.is_grave { "danger" } else { "primary" }
    }
}

/// How a held run is decided.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Release,
    Discard,
}

/// Where the people are who would be blocked. Where that is more than one place, each can be left alone.
fn places(id: RunId, spared: RwSignal<Vec<RemovalPlace>>) -> AnyView {
    let read = load(move || api::removals(id));
    let row = move |place: RemovalPlace| {
        let (chosen, name) = (place.clone(), place.container.clone());
        let flip = move |event| {
            let is_blocked = event_target_checked(&event);
            spared.update(|spared| {
                spared.retain(|one| one.container != chosen.container);
                if !is_blocked {
                    spared.push(chosen.clone());
                }
            });
        };
        view! {
            <label class="check">
                <input type="checkbox" checked on:change=flip />
                <span>{name} " " <span class="quiet-text">{sources::PLACE_PEOPLE.of(place.people)}</span></span>
            </label>
        }
    };
    let list = move |places: Vec<RemovalPlace>| {
        if places.len() < 2 {
            return ().into_any();
        }
        view! {
            <fieldset class="stack">
                <legend>{sources::PLACES.say()}</legend>
                {places.into_iter().map(row).collect::<Vec<_>>()}
            </fieldset>
        }
        .into_any()
    };
    loaded(read, list)
}

/// What is about to be decided.
struct Decision {
    run: RunId,
    verdict: Verdict,
    /// People who are blocked then.
    blocked: i64,
    /// Containers whose people are left alone.
    spare: Vec<String>,
    words: Words,
    /// What would happen, in few words.
    would: String,
}

fn decide_dialog(
    Decision { run, verdict, blocked, spare, words, would }: Decision,
    asked: RwSignal<Option<Verdict>>,
    act: Act,
    decided: Callback<Verdict>,
) -> AnyView {
    let notices = Notices::here();
    let is_release = verdict == Verdict::Release;
    let typed = RwSignal::new(String::new());
    // Whoever lets people be blocked has read how many.
    let needs_typing = is_release && blocked > 0 && words.is_grave;
    let is_sure = move || !needs_typing || typed.get().trim() == blocked.to_string();
    let close = Callback::new(move |()| asked.set(None));
    let go = move |_| {
        asked.set(None);
        let ask = if is_release { api::release_run(run, spare.clone()) } else { api::discard_run(run) };
        act.run(ask, move |_| {
            let text = if is_release { sources::RELEASED } else { words.discarded };
            notices.say(text.say());
            decided.run(verdict);
        });
    };
    let (title, lead, verb) = if is_release {
        let lead = if words.is_dry && !words.is_grave {
            sources::CARRY_OUT_LEAD.with(&[&would])
        } else {
            sources::RELEASE_LEAD.with(&[&figure(blocked)])
        };
        (words.release_ask, lead, words.release)
    } else {
        (words.discard_ask, words.discard_lead.say().to_owned(), words.discard)
    };
    let confirm = needs_typing.then(|| {
        view! {
            <label class="field">
                <span class="label">{sources::RELEASE_TYPE.with(&[&blocked.to_string()])}</span>
                <input
                    data-first=""
                    inputmode="numeric"
                    autocomplete="off"
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </label>
        }
    });
    let class = if is_release { words.class() } else { "primary" };
    let buttons = view! {
        <button class=class disabled=move || !is_sure() on:click=go>
            {verb.say()}
        </button>
        <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
    };
    let body = view! {
        <p>{lead}</p>
        {confirm}
        {actions(buttons.into_any())}
    };
    dialog(title.say().to_owned(), close, body.into_any())
}

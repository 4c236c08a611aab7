//! A held run waits for somebody who sees names (S2.13): what it would do, where the people are whom it would block, and the two ways on.

use domain::{
    api::{RemovalPlace, Run},
    id::RunId,
};
use leptos::prelude::*;

use super::{
    labels::{Labels, label_for},
    run_words::held_text,
};
use crate::{
    api,
    language::figure,
    parts::{
        act::Act,
        dialog::{actions, dialog},
        loading::{Load, load, loaded},
        message::{Tone, message},
        notice::Notices,
    },
    words::{frame, sources},
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
    let places = (may_run && would_block > 0).then(|| places(id, spared));
    let brake = run.held.clone();
    let seen = move || brake.as_ref().map(|held| held_text(held, |key| label_for(labels, key)));
    let buttons = may_run.then(|| {
        view! {
            <div class="page-acts">
                <button class="danger" disabled=move || act.is_busy() on:click=move |_| asked.set(Some(Verdict::Release))>
                    {sources::RELEASE.say()}
                </button>
                <button disabled=move || act.is_busy() on:click=move |_| asked.set(Some(Verdict::Discard))>
                    {sources::DISCARD.say()}
                </button>
            </div>
        }
    });
    let ask = move || {
        asked.get().map(|verdict| {
            let spared = spared.get_untracked();
            let blocked = would_block - spared.iter().map(|place| place.people).sum::<i64>();
            let decision =
                Decision { run: id, verdict, blocked, spare: spared.into_iter().map(|one| one.container).collect() };
            decide_dialog(decision, asked, act, decided)
        })
    };
    let body = view! {
        <strong>{seen}</strong>
        <p>{sources::HELD_LEAD.say()}</p>
        {places}
        {buttons}
    };
    view! {
        {message(Tone::Warning, body)}
        {act.view()}
        {ask}
    }
    .into_any()
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
}

fn decide_dialog(
    Decision { run, verdict, blocked, spare }: Decision,
    asked: RwSignal<Option<Verdict>>,
    act: Act,
    decided: Callback<Verdict>,
) -> AnyView {
    let notices = Notices::here();
    let is_release = verdict == Verdict::Release;
    let typed = RwSignal::new(String::new());
    // Whoever lets people be blocked has read how many.
    let needs_typing = is_release && blocked > 0;
    let is_sure = move || !needs_typing || typed.get().trim() == blocked.to_string();
    let close = Callback::new(move |()| asked.set(None));
    let go = move |_| {
        asked.set(None);
        let ask = if is_release { api::release_run(run, spare.clone()) } else { api::discard_run(run) };
        act.run(ask, move |_| {
            let text = if is_release { sources::RELEASED } else { sources::DISCARDED_DONE };
            notices.say(text.say());
            decided.run(verdict);
        });
    };
    let (title, lead, verb) = if is_release {
        (sources::RELEASE_ASK, sources::RELEASE_LEAD.with(&[&figure(blocked)]), sources::RELEASE)
    } else {
        (sources::DISCARD_ASK, sources::DISCARD_LEAD.say().to_owned(), sources::DISCARD)
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
    let class = if is_release { "danger" } else { "primary" };
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

//! One run: what it did to whom, while it runs and afterwards; a held one waits here for its decision, with names (S2.13).

use domain::{
    api::{ReportKind, Run, RunState},
    id::RunId,
    rights,
};
use leptos::prelude::*;

use super::{
    frame::heading,
    labels::{Labels, label_for, labels},
    progress::progress,
    report::report,
    run_words::{ended, held_text, kind_word, run_badge, took},
};
use crate::{
    api,
    api::RunDecision,
    language::{day_and_time, figure},
    parts::{
        act::Act,
        dialog::{actions, dialog},
        icons::{Icon, icon},
        loading::{Load, load, loaded},
        message::{Tone, message},
        notice::Notices,
    },
    session::SignedIn,
    words::{Text, frame, sources},
};

pub(crate) fn page(id: RunId) -> AnyView {
    let run = load(move || api::run(id));
    let labels = labels();
    let title = move || {
        let name = run.get().map(|run| run.source_name);
        name.map_or_else(|| frame::RUN.say().to_owned(), |name| sources::RUN_TITLE.with(&[&id.to_string(), &name]))
    };
    let moved = Callback::new(move |()| run.again());
    let released = StoredValue::new(false);
    view! {
        <nav class="walk">
            <a class="walk-back" href="/sources">
                {icon(Icon::Left)}
                {sources::BACK.say()}
            </a>
        </nav>
        {heading(title, None)}
        {loaded(run, move |run| content(&run, labels, released, moved))}
    }
    .into_any()
}

fn content(run: &Run, labels: Load<Labels>, released: StoredValue<bool>, moved: Callback<()>) -> AnyView {
    let signed_in = SignedIn::here();
    let may_run = signed_in.may(rights::Act::RunSource);
    // Whoever follows a run says how it ended; one that was over before it could be followed is spoken of here.
    if released.get_value() {
        released.set_value(false);
        if run.state != RunState::Running {
            Notices::here().say(ended(run));
            signed_in.refresh();
        }
    }
    let by = run.started_by.clone().unwrap_or_else(|| sources::BY_SCHEDULE.say().to_owned());
    let when =
        [Some(day_and_time(run.started_at)), Some(by), took(run)].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let state = match run.state {
        RunState::Held => Some(held(run, labels, may_run, released, moved)),
        RunState::Running => Some(progress(run, may_run, moved)),
        _ => run.reason.clone().map(|reason| {
            let tone = if run.state == RunState::Failed { Tone::Bad } else { Tone::Warning };
            message(tone, reason)
        }),
    };
    view! {
        <p class="run-line">{run_badge(run.state)} <span class="quiet-text">{when}</span></p>
        {state}
        {tiles(run)}
        {report(run, labels)}
    }
    .into_any()
}

fn tiles(run: &Run) -> AnyView {
    let word = |kind| kind_word(kind, run.state);
    let counts = run.counts;
    let all = [
        (sources::SEEN, counts.seen),
        (sources::UNCHANGED, counts.unchanged),
        (sources::CREATED, counts.created),
        (word(ReportKind::Changed), counts.changed),
        (sources::RENAMED, counts.renamed),
        (word(ReportKind::Blocked), counts.blocked),
        (sources::RETURNED, counts.returned),
        (sources::SKIPPED, counts.skipped),
        (sources::CONFIRMED, counts.confirmed),
        (sources::CONFLICTS, counts.conflicts),
    ];
    view! { <dl class="tiles">{all.map(|(name, count)| tile(name, count))}</dl> }.into_any()
}

fn tile(name: Text, count: i64) -> AnyView {
    let class = if count == 0 { "tile zero" } else { "tile" };
    view! {
        <div class=class>
            <dt>{name.say()}</dt>
            <dd>{figure(count)}</dd>
        </div>
    }
    .into_any()
}

fn held(run: &Run, labels: Load<Labels>, may_run: bool, released: StoredValue<bool>, moved: Callback<()>) -> AnyView {
    let act = Act::start();
    let asked = RwSignal::new(None::<RunDecision>);
    let decided = Callback::new(move |decision| {
        released.set_value(decision == RunDecision::Release);
        moved.run(());
    });
    let (id, blocked) = (run.id, run.counts.blocked);
    let brake = run.held.clone();
    let seen = move || brake.as_ref().map(|held| held_text(held, |key| label_for(labels, key)));
    let buttons = may_run.then(|| {
        view! {
            <div class="page-acts">
                <button class="danger" disabled=move || act.is_busy() on:click=move |_| asked.set(Some(RunDecision::Release))>
                    {sources::RELEASE.say()}
                </button>
                <button disabled=move || act.is_busy() on:click=move |_| asked.set(Some(RunDecision::Discard))>
                    {sources::DISCARD.say()}
                </button>
            </div>
        }
    });
    let ask = move || asked.get().map(|decision| decide_dialog(id, decision, blocked, asked, act, decided));
    let body = view! {
        <strong>{seen}</strong>
        <p>{sources::HELD_LEAD.say()}</p>
        {buttons}
    };
    view! {
        {message(Tone::Warning, body)}
        {act.view()}
        {ask}
    }
    .into_any()
}

fn decide_dialog(
    id: RunId,
    decision: RunDecision,
    blocked: i64,
    asked: RwSignal<Option<RunDecision>>,
    act: Act,
    decided: Callback<RunDecision>,
) -> AnyView {
    let notices = Notices::here();
    let is_release = decision == RunDecision::Release;
    let typed = RwSignal::new(String::new());
    // Whoever lets people be blocked has read how many.
    let needs_typing = is_release && blocked > 0;
    let is_sure = move || !needs_typing || typed.get().trim() == blocked.to_string();
    let close = Callback::new(move |()| asked.set(None));
    let go = move |_| {
        asked.set(None);
        act.run(api::decide_run(id, decision), move |_| {
            let text = if is_release { sources::RELEASED } else { sources::DISCARDED_DONE };
            notices.say(text.say());
            decided.run(decision);
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

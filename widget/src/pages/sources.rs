//! Sources: the directories that Amend reads, running them, and what their last runs did.

use domain::{
    api::{Held, Page as Rows, Run, RunState, Source, SourceState, StartRun},
    id::RunId,
    rights,
};
use leptos::prelude::*;

use super::{
    frame::heading,
    labels::{Labels, label_for, labels},
    progress::progress,
    run_words::{ended, held_text, outcome, reads, run_badge, took},
    source_leaving::leaving_editor,
    source_schedule::schedule_editor,
    source_selection::selection_editor,
    source_set_up::{begin, standing},
};
use crate::{
    address::Page,
    api,
    language::{ago, day_and_time},
    parts::{
        act::Act,
        icons::{Icon, icon},
        loading::{Load, load, loaded, nothing},
        message::{Tone, message},
        notice::Notices,
        pager::Pager,
    },
    session::SignedIn,
    words::{Text, frame, people, sources},
};

pub(crate) fn page() -> AnyView {
    let list = load(api::sources);
    let known_labels = labels();
    let started = StoredValue::new(None);
    let again = Callback::new(move |()| list.again());
    view! {
        {heading(|| frame::SOURCES.say().to_owned(), Some(sources::LEAD.say()))}
        {begin()}
        {loaded(
            list,
            move |all| {
                if all.is_empty() {
                    return nothing(sources::NONE.say(), sources::NONE_LEAD.say(), ());
                }
                all.iter().map(|source| card(source, known_labels, started, again)).collect::<Vec<_>>().into_any()
            },
        )}
    }
    .into_any()
}

fn card(
    source: &Source,
    known_labels: Load<Labels>,
    started: StoredValue<Option<RunId>>,
    moved: Callback<()>,
) -> AnyView {
    let signed_in = SignedIn::here();
    let notices = Notices::here();
    let act = Act::start();
    let may_run = signed_in.may(rights::Act::RunSource);
    let running = source.last_run.as_ref().filter(|run| run.state == RunState::Running);
    let (id, is_running, is_retired) = (source.id, running.is_some(), source.retired_at.is_some());
    let start_as = move |asked: StartRun| {
        act.run(api::start_run(id, asked), move |run| {
            notices.say(sources::RUN_STARTED.say());
            started.set_value(Some(run.id));
            moved.run(());
        });
    };
    let is_off = move || is_running || act.is_busy();
    let is_read = !is_retired && source.state == SourceState::Active;
    let start = (may_run && is_read).then(|| {
        view! {
            <button disabled=is_off on:click=move |_| start_as(StartRun { dry: true, ..StartRun::default() })>
                {sources::DRY_RUN.say()}
            </button>
            <button disabled=is_off on:click=move |_| start_as(StartRun { full: true, ..StartRun::default() })>
                {sources::RUN_ALL.say()}
            </button>
            <button class="primary" disabled=is_off on:click=move |_| start_as(StartRun::default())>
                {icon(Icon::Play)}
                {sources::RUN_NOW.say()}
            </button>
        }
    });
    // What is being set up has its schedule among the steps.
    let is_draft = source.state == SourceState::Draft;
    let may_set = signed_in.may(rights::Act::SetSource) && !is_retired;
    let held = source.last_run.as_ref().filter(|run| run.state == RunState::Held).map(|run| waits(run, known_labels));
    // Whoever follows a run says how it ended; one that was over before it could be followed is spoken of here.
    if let Some(run) = source.last_run.as_ref().filter(|run| started.get_value() == Some(run.id)) {
        started.set_value(None);
        if run.state != RunState::Running {
            notices.say(ended(run));
            signed_in.refresh();
        }
    }
    let failed = source.last_run.as_ref().filter(|run| run.state == RunState::Failed).map(|run| {
        let address = Page::Run(run.source, run.id).address();
        message(
            Tone::Bad,
            view! {
                <strong>{sources::FAILED_LEAD.say()}</strong>
                {run.reason.clone().map(|reason| view! { <p>{reason}</p> })}
                <a href=address>{sources::REPORT.with(&[&run.id.to_string()])}</a>
            },
        )
    });
    let retired = is_retired.then(|| message(Tone::Info, sources::RETIRED.say()));
    view! {
        <section class="card source">
            <div class="change-head">
                <h2>{source.name.clone()}</h2>
                {source.last_run.as_ref().map(run_badge)}
                <div class="change-acts">{start}</div>
            </div>
            {act.view()}
            {retired}
            {standing(source, moved)}
            {held}
            {failed}
            {running.map(|run| progress(run, may_run, moved))}
            {facts(source, known_labels)}
            {(!is_draft).then(|| schedule_editor(source, may_set, moved))}
            {(!is_draft).then(|| leaving_editor(source, may_set, moved))}
            {(!is_draft || !source.base.is_empty()).then(|| selection_editor(source, may_set, moved))}
            {runs(source, known_labels)}
        </section>
    }
    .into_any()
}

/// A run that has ended and changed nobody: a dry run for whoever wants it, a held one for a decision.
fn waits(run: &Run, known_labels: Load<Labels>) -> AnyView {
    let address = Page::Run(run.source, run.id).address();
    let brake = run.held.clone();
    let seen = move || brake.as_ref().map(|held| held_text(held, &|key| label_for(known_labels, key)));
    if run.dry {
        let age = ago(run.ended_at.unwrap_or(run.started_at));
        let would_hold = matches!(run.held, Some(Held::DryRun { would_hold: Some(_) }));
        let body = view! {
            <strong>{sources::DRY_FINISHED.say()}</strong>
            {would_hold.then(|| view! { <p>{seen}</p> })}
            <p>{sources::DRY_AGE.with(&[&age])}</p>
            <a href=address>{sources::DRY_SEE.say()}</a>
        };
        return message(Tone::Info, body);
    }
    let body = view! {
        <strong>{seen}</strong>
        <p>{sources::HELD_LEAD.say()}</p>
        <a href=address>{sources::REPORT.with(&[&run.id.to_string()])}</a>
    };
    message(Tone::Warning, body)
}

fn facts(source: &Source, labels: Load<Labels>) -> AnyView {
    let counts = [people::ACTIVE_COUNT.of(source.active), people::BLOCKED_COUNT.of(source.blocked)].join(" · ");
    let mapping = source.mapping.clone();
    let mapped = move || {
        let pair = |(key, name): (&domain::name::AttributeKey, &String)| {
            [label_for(labels, key).as_str(), " ← ", name].concat()
        };
        mapping.iter().map(pair).map(|text| view! { <li class="chip">{text}</li> }).collect::<Vec<_>>()
    };
    view! {
        <dl class="facts plain">
            {fact(sources::ADDRESS, source.url.clone())}
            {fact(sources::BASE, source.base.clone())}
            {fact(sources::FILTER, source.filter.clone())}
            {fact(sources::PEOPLE, counts)}
        </dl>
        <details>
            <summary>{sources::MAPPING.say()}</summary>
            <ul class="chips">{mapped}</ul>
        </details>
    }
    .into_any()
}

fn fact(name: Text, text: String) -> AnyView {
    view! {
        <div>
            <dt>{name.say()}</dt>
            <dd>{text}</dd>
        </div>
    }
    .into_any()
}

fn runs(source: &Source, labels: Load<Labels>) -> AnyView {
    let pager = Pager::start();
    let id = source.id;
    let list = load(move || api::runs(id, pager.after()));
    view! {
        <h3>{sources::RUNS.say()}</h3>
        {loaded(list, move |page| run_table(page, pager, labels))}
    }
    .into_any()
}

fn run_table(page: Rows<Run>, pager: Pager, labels: Load<Labels>) -> AnyView {
    if page.items.is_empty() {
        return view! { <p class="quiet-text">{sources::NO_RUNS.say()}</p> }.into_any();
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows: Vec<AnyView> = page.items.iter().map(|run| run_row(run, labels)).collect();
    view! {
        <table class="stacking">
            <thead>
                <tr>
                    <th scope="col">{sources::STARTED.say()}</th>
                    <th scope="col">{sources::STATE.say()}</th>
                    <th scope="col">{sources::OUTCOME.say()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {pages}
    }
    .into_any()
}

fn run_row(run: &Run, labels: Load<Labels>) -> AnyView {
    let address = Page::Run(run.source, run.id).address();
    let by = run.started_by.clone().unwrap_or_else(|| sources::BY_SCHEDULE.say().to_owned());
    let kind = reads(run).map(|text| text.say().to_owned());
    let by = [Some(by), kind, took(run)].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let brake = run.held.clone();
    let seen = brake.map(|held| {
        let text = move || held_text(&held, &|key| label_for(labels, key));
        view! { <p class="quiet-text">{text}</p> }
    });
    // What a brake saw is said in the reader's language; other reasons are the server's sentences.
    let reason = run.reason.clone().filter(|_| run.held.is_none());
    view! {
        <tr>
            <td>
                <a href=address>{day_and_time(run.started_at)}</a>
                <br />
                <span class="quiet-text">{by}</span>
            </td>
            <td>{run_badge(run)}</td>
            <td>
                {outcome(run.state, &run.counts)} {reason.map(|reason| view! { <p class="quiet-text">{reason}</p> })} {seen}
            </td>
        </tr>
    }
    .into_any()
}

//! Sources: the directories that Amend reads, running them, and what their last runs did.

use std::time::Duration;

use domain::{
    api::{Held, Run, RunState, Source, SourceNotices, SourceState, StartRun},
    id::{RunId, SourceId},
    rights,
};
use leptos::prelude::*;

use super::{
    frame::heading,
    labels::{Labels, label_for, labels},
    progress::progress,
    run_words::{ended, held_text, is_preview, run_badge},
    source_contacts::{contacts_editor, contacts_warning},
    source_leaving::leaving_editor,
    source_runs::runs,
    source_schedule::schedule_editor,
    source_selection::selection_editor,
    source_set_up::{begin, standing},
};
use crate::{
    address::Page,
    api,
    language::ago,
    parts::{
        act::Act,
        icons::{Icon, icon},
        loading::{Load, load, loaded, nothing},
        message::{Tone, message},
        notice::Notices,
    },
    session::SignedIn,
    words::{Text, frame, people, sources},
};

/// How often it is looked whether a run has begun or ended meanwhile, by the schedule or by somebody else.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// What the cards share.
#[derive(Clone, Copy)]
struct Desk {
    list: Load<Vec<Source>>,
    /// The sources as they were seen last. The cards stay as they are, with what is being typed in them; only what is said of runs moves.
    latest: RwSignal<Vec<Source>>,
    labels: Load<Labels>,
    started: StoredValue<Option<RunId>>,
}

impl Desk {
    /// The last run of a source.
    fn last_run(self, id: SourceId) -> Option<Run> {
        self.latest.with(|all| all.iter().find(|source| source.id == id).and_then(|source| source.last_run.clone()))
    }

    /// What became of what the owners of a source were to be told.
    fn notices(self, id: SourceId) -> SourceNotices {
        let of = |all: &Vec<Source>| all.iter().find(|source| source.id == id).map(|source| source.notices.clone());
        self.latest.with(of).unwrap_or_default()
    }

    fn again(self) -> Callback<()> {
        Callback::new(move |()| self.list.again())
    }

    /// Looks again and again for as long as the page is shown and seen.
    fn keep_looking(self) {
        let look = move || {
            let is_hidden = web_sys::window().and_then(|window| window.document()).is_some_and(|page| page.hidden());
            if !is_hidden {
                api::sources().then(move |answer| {
                    if let Ok(all) = answer {
                        self.latest.try_set(all);
                    }
                });
            }
        };
        if let Ok(handle) = set_interval_with_handle(look, LOOK_AGAIN) {
            on_cleanup(move || handle.clear());
        }
    }
}

pub(crate) fn page() -> AnyView {
    let desk = Desk {
        list: load(api::sources),
        latest: RwSignal::new(Vec::new()),
        labels: labels(),
        started: StoredValue::new(None),
    };
    desk.keep_looking();
    view! {
        {heading(|| frame::SOURCES.say().to_owned(), Some(sources::LEAD.say()))}
        {begin(desk.list)}
        {loaded(
            desk.list,
            move |all| {
                if all.is_empty() {
                    return nothing(sources::NONE.say(), sources::NONE_LEAD.say(), ());
                }
                desk.latest.set(all.clone());
                all.iter().map(|source| card(source, desk)).collect::<Vec<_>>().into_any()
            },
        )}
    }
    .into_any()
}

fn card(source: &Source, desk: Desk) -> AnyView {
    let signed_in = SignedIn::here();
    let (act, notices) = (Act::start(), Notices::here());
    let may_run = signed_in.may(rights::Act::RunSource);
    let (id, is_retired, moved) = (source.id, source.retired_at.is_some(), desk.again());
    // Of a run that goes on, its own events tell more.
    let last = Memo::new(move |_| desk.last_run(id).map(|run| (run.id, run.state)));
    let last_run = move || {
        last.track();
        untrack(|| desk.last_run(id))
    };
    Effect::new(move |_| speak_of_the_end(last_run(), desk.started));
    let start_as = move |asked: StartRun| {
        act.run(api::start_run(id, asked), move |run| {
            notices.say(sources::RUN_STARTED.say());
            desk.started.set_value(Some(run.id));
            moved.run(());
        });
    };
    let is_off = move || act.is_busy() || last.get().is_some_and(|(_, state)| state == RunState::Running);
    let is_read = !is_retired && source.state == SourceState::Active && source.rekey_due.is_none();
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
    let retired = is_retired.then(|| message(Tone::Info, sources::RETIRED.say()));
    let told = Memo::new(move |_| desk.notices(id));
    let is_told_of = !is_draft && !is_retired;
    let state = move || last_run().map(|run| last_state(&run, desk.labels, may_run, moved));
    view! {
        <section class="card source">
            <div class="change-head">
                <h2>{source.name.clone()}</h2>
                {move || last_run().as_ref().map(run_badge)}
                <div class="change-acts">{start}</div>
            </div>
            {act.view()}
            {retired}
            {standing(source, moved)}
            {state}
            {is_told_of.then(|| contacts_warning(source, may_set, told))}
            {facts(source, desk.labels)}
            {(!is_draft).then(|| schedule_editor(source, may_set, moved))}
            {(!is_draft).then(|| leaving_editor(source, may_set, moved))}
            {is_told_of.then(|| contacts_editor(source, may_set, told, moved))}
            {(!is_draft || !source.base.is_empty()).then(|| selection_editor(source, may_set, moved))}
            {runs(source, desk.labels, last)}
        </section>
    }
    .into_any()
}

/// Whoever follows a run says how it ended; one that was over before it could be followed is spoken of here.
fn speak_of_the_end(last: Option<Run>, started: StoredValue<Option<RunId>>) {
    let Some(run) = last.filter(|run| started.get_value() == Some(run.id)) else { return };
    started.set_value(None);
    if run.state != RunState::Running {
        Notices::here().say(ended(&run));
        SignedIn::here().refresh();
    }
}

/// What there is to say of the last run: how far it is, that it waits, or that it failed.
fn last_state(run: &Run, labels: Load<Labels>, may_run: bool, moved: Callback<()>) -> Option<AnyView> {
    match run.state {
        RunState::Running => Some(progress(run, may_run, moved)),
        RunState::Held => Some(waits(run, labels)),
        RunState::Failed => {
            let address = Page::Run(run.source, run.id).address();
            Some(message(
                Tone::Bad,
                view! {
                    <strong>{sources::FAILED_LEAD.say()}</strong>
                    {run.reason.clone().map(|reason| view! { <p>{reason}</p> })}
                    <a href=address>{sources::REPORT.with(&[&run.id.to_string()])}</a>
                },
            ))
        }
        _ => None,
    }
}

/// A run that has ended and changed nobody: a dry run for whoever wants it, a held one for a decision.
fn waits(run: &Run, known_labels: Load<Labels>) -> AnyView {
    let address = Page::Run(run.source, run.id).address();
    let brake = run.held.clone();
    let seen = move || brake.as_ref().map(|held| held_text(held, &|key| label_for(known_labels, key)));
    if run.dry {
        let age = ago(run.ended_at.unwrap_or(run.started_at));
        let would_hold = matches!(run.held, Some(Held::DryRun { would_hold: Some(_), .. }));
        let (title, lead) = if is_preview(run) {
            (sources::PREVIEW_FINISHED, sources::PREVIEW_AGE)
        } else {
            (sources::DRY_FINISHED, sources::DRY_AGE)
        };
        let body = view! {
            <strong>{title.say()}</strong>
            {would_hold.then(|| view! { <p>{seen}</p> })}
            <p>{lead.with(&[&age])}</p>
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
            {(!source.url.is_empty()).then(|| fact(sources::ADDRESS, source.url.clone()))}
            {(!source.base.is_empty()).then(|| fact(sources::BASE, source.base.clone()))}
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

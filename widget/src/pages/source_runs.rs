//! The last runs of a source: when, by whom, how they ended.

use domain::{
    api::{Page as Rows, Run, RunState, Source, SourceState},
    id::RunId,
};
use leptos::prelude::*;

use super::{
    labels::{Labels, label_for},
    run_words::{held_text, outcome, reads, run_badge, took},
};
use crate::{
    address::Page,
    api,
    language::day_and_time,
    parts::{
        loading::{Load, load, loaded},
        pager::Pager,
    },
    words::sources,
};

/// The last few runs, and all of them page by page where somebody asks for more.
pub(super) fn runs(source: &Source, labels: Load<Labels>, last: Memo<Option<(RunId, RunState)>>) -> AnyView {
    const FEW: i64 = 5;
    let (pager, shows_all) = (Pager::start(), RwSignal::new(false));
    let (id, is_draft) = (source.id, source.state == SourceState::Draft);
    let list = load(move || {
        last.track();
        api::runs(id, pager.after(), (!shows_all.get()).then_some(FEW))
    });
    let table = move |page: Rows<Run>| {
        if page.items.is_empty() {
            let text = if is_draft { sources::NO_RUNS_YET } else { sources::NO_RUNS };
            return view! { <p class="quiet-text">{text.say()}</p> }.into_any();
        }
        let is_cut = !shows_all.get_untracked() && page.next.is_some();
        let more = is_cut.then(|| {
            view! {
                <button class="link" on:click=move |_| shows_all.set(true)>
                    {sources::MORE_RUNS.say()}
                </button>
            }
        });
        let pages = (!is_cut).then(|| pager.view(page.next, page.items.len(), page.total));
        view! {
            {run_table(&page.items, labels)}
            {more}
            {pages}
        }
        .into_any()
    };
    view! {
        <h3>{sources::RUNS.say()}</h3>
        {loaded(list, table)}
    }
    .into_any()
}

fn run_table(runs: &[Run], labels: Load<Labels>) -> AnyView {
    let rows: Vec<AnyView> = runs.iter().map(|run| run_row(run, labels)).collect();
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

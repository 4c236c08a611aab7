//! One run: what it did to whom, while it runs and afterwards; a held one waits here for its decision, with names (S2.13).

use domain::{
    api::{ReportKind, Run, RunState},
    id::RunId,
    rights,
};
use leptos::prelude::*;

use super::{
    frame::heading,
    labels::{Labels, labels},
    progress::progress,
    report::report,
    run_held::held,
    run_words::{ended, kind_word, run_badge, took},
};
use crate::{
    api,
    language::{day_and_time, figure},
    parts::{
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

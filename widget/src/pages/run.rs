//! One run: what it did to whom, while it runs and afterwards; a held one waits here for its decision, with names (S2.13).

use domain::{
    api::{ReportKind, Run, RunState},
    id::RunId,
    rights,
};
use leptos::prelude::*;

use super::{
    frame::{heading, way_back},
    labels::{Labels, labels},
    progress::progress,
    report::report,
    run_held::held,
    run_words::{ended, is_only_weighed, kind_word, run_badge, took},
};
use crate::{
    address::Page,
    api,
    language::{day_and_time, figure},
    parts::{
        loading::{Load, load, loaded},
        message::{Tone, message},
        notice::Notices,
    },
    session::SignedIn,
    words::{Text, frame, history, sources},
};

pub(crate) fn page(id: RunId) -> AnyView {
    let run = load(move || api::run(id));
    let labels = labels();
    let title = move || {
        let known = run.with(|run| {
            let text = if run.dry { sources::DRY_TITLE } else { sources::RUN_TITLE };
            text.with(&[&id.to_string(), &run.source_name])
        });
        known.unwrap_or_else(|| frame::RUN.say().to_owned())
    };
    let moved = Callback::new(move |()| run.again());
    let released = StoredValue::new(false);
    view! {
        {way_back("/sources".to_owned(), sources::BACK)}
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
        RunState::Discarded if run.dry => Some(message(Tone::Info, sources::DRY_LEFT_LEAD.say())),
        _ => run.reason.clone().map(|reason| {
            let tone = if run.state == RunState::Failed { Tone::Bad } else { Tone::Warning };
            message(tone, reason)
        }),
    };
    let is_done = !matches!(run.state, RunState::Running | RunState::Held | RunState::Discarded);
    let may_undo = is_done && run.counts.changed > 0 && signed_in.administers_all();
    let undo = may_undo.then(|| {
        view! {
            <p>
                <a href=Page::UndoRun(run.id).address()>{history::UNDO_LINK.say()}</a>
            </p>
        }
    });
    view! {
        <p class="run-line">{run_badge(run)} <span class="quiet-text">{when}</span></p>
        {state}
        {undo}
        {tiles(run)}
        {report(run, labels)}
    }
    .into_any()
}

fn tiles(run: &Run) -> AnyView {
    let word = |kind| kind_word(kind, run.state);
    let counts = run.counts;
    let unchanged = if is_only_weighed(run.state) { sources::WOULD_STAY } else { sources::UNCHANGED };
    let all = [
        (sources::SEEN, counts.seen),
        (unchanged, counts.unchanged),
        (word(ReportKind::Created), counts.created),
        (word(ReportKind::Changed), counts.changed),
        (word(ReportKind::Renamed), counts.renamed),
        (word(ReportKind::Blocked), counts.blocked),
        (word(ReportKind::Returned), counts.returned),
        (word(ReportKind::Skipped), counts.skipped),
        (word(ReportKind::Confirmed), counts.confirmed),
        (word(ReportKind::Conflict), counts.conflicts),
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

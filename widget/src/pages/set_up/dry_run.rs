//! What the first run would do, before there is one.

use domain::{
    api::{RunState, SetUp, SetUpStep, StartRun},
    id::RunId,
};
use leptos::prelude::*;

use super::{super::progress::progress, Wizard, walk};
use crate::{
    address::Page,
    api,
    parts::{
        act::Act,
        loading::{load, loaded},
        message::{Tone, message},
    },
    words::set_up as words,
};

pub(super) fn step(wizard: Wizard, known: &SetUp) -> AnyView {
    let act = Act::start();
    let (id, started) = (known.source, RwSignal::new(known.dry_run));
    let start = move |_| {
        act.run(api::start_run(id, StartRun { dry: true, ..StartRun::default() }), move |run| {
            started.set(Some(run.id));
        });
    };
    view! {
        <p>{words::DRY_LEAD.say()}</p>
        <div class="page-acts">
            <button disabled=move || act.is_busy() on:click=start>
                {words::DRY_START.say()}
            </button>
        </div>
        {act.view()}
        {move || started.get().map(followed)}
        {walk(wizard, known, SetUpStep::DryRun)}
    }
    .into_any()
}

/// A run until it has ended, and the way to what it tells.
fn followed(id: RunId) -> AnyView {
    let run = load(move || api::run(id));
    let moved = Callback::new(move |()| run.again());
    loaded(run, move |run| {
        if run.state == RunState::Running {
            return progress(&run, true, moved);
        }
        let address = Page::Run(run.source, run.id).address();
        let (tone, text) = match run.state {
            RunState::Held | RunState::Complete => (Tone::Info, words::DRY_DONE.say().to_owned()),
            _ => (Tone::Bad, run.reason.unwrap_or_else(|| words::FAILED_OTHER.say().to_owned())),
        };
        message(tone, view! { <p>{text}</p> <a href=address>{words::DRY_SEE.say()}</a> })
    })
}

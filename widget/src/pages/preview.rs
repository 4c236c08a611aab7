//! Seeing what an edited mapping or selection would come to before it is saved (T15): a dry run, followed and told in the place where one edits,
//! so that nothing that was entered is left behind.

use domain::{
    api::{PreviewSource, RunState},
    id::{RunId, SourceId},
};
use leptos::prelude::*;

use super::{
    labels::{label_for, labels},
    progress::progress,
    report::report,
    run_words::{held_text, outcome},
};
use crate::{
    api,
    parts::{
        act::Act,
        loading::{load, loaded},
        message::{Tone, message},
    },
    words::sources,
};

/// A place to preview in.
#[derive(Clone, Copy)]
pub(super) struct Preview {
    act: Act,
    run: RwSignal<Option<RunId>>,
}

impl Preview {
    pub(super) fn start() -> Self {
        Self { act: Act::start(), run: RwSignal::new(None) }
    }

    /// The button; `unsaved` is what is entered when it is pressed.
    pub(super) fn button(self, id: SourceId, unsaved: impl Fn() -> PreviewSource + 'static) -> AnyView {
        let press = move |_| {
            self.run.set(None);
            self.act.run(api::preview_source(id, &unsaved()), move |run| self.run.set(Some(run.id)));
        };
        view! {
            <button type="button" disabled=move || self.act.is_busy() on:click=press>
                {sources::PREVIEW.say()}
            </button>
        }
        .into_any()
    }

    /// How far it is, and what came of it.
    pub(super) fn view(self) -> AnyView {
        view! {
            {self.act.view()}
            {move || self.run.get().map(told)}
        }
        .into_any()
    }
}

fn told(id: RunId) -> AnyView {
    let (run, labels) = (load(move || api::run(id)), labels());
    let moved = Callback::new(move |()| run.again());
    loaded(run, move |run| match run.state {
        RunState::Running => progress(&run, true, moved),
        RunState::Held => {
            let brake = run.held.clone();
            let seen = move || brake.as_ref().map(|held| held_text(held, &|key| label_for(labels, key)));
            let body = view! {
                <strong>{sources::PREVIEW_FINISHED.say()}</strong>
                <p>{seen}</p>
                <p>{outcome(run.state, &run.counts)}</p>
            };
            view! {
                {message(Tone::Info, body)}
                {report(&run, labels)}
            }
            .into_any()
        }
        _ => message(Tone::Bad, run.reason.unwrap_or_else(|| sources::PREVIEW_FAILED.say().to_owned())),
    })
}

//! Doing the same with many things, some at a time: how far it is, and a way to stop. What is done stays done, and what is left can be begun again.

use leptos::prelude::*;

use crate::{
    http::Trouble,
    language::figure,
    parts::message::trouble_message,
    words::{Text, frame, history},
};

/// Work that goes on in pieces while the page is open.
#[derive(Clone, Copy)]
pub(super) struct Batch {
    is_running: RwSignal<bool>,
    done: RwSignal<usize>,
    total: RwSignal<usize>,
    is_stopped: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

impl Batch {
    pub(super) fn start() -> Self {
        Self {
            is_running: RwSignal::new(false),
            done: RwSignal::new(0),
            total: RwSignal::new(0),
            is_stopped: RwSignal::new(false),
            trouble: RwSignal::new(None),
        }
    }

    pub(super) fn is_running(self) -> bool {
        self.is_running.get()
    }

    /// Begins, unless it has begun already.
    pub(super) fn begin(self, total: usize) -> bool {
        if self.is_running.get_untracked() {
            return false;
        }
        self.trouble.set(None);
        self.is_stopped.set(false);
        self.done.set(0);
        self.total.set(total);
        self.is_running.set(true);
        true
    }

    /// Tells how far it is; false where it is to go no further, be it that the page was left.
    pub(super) fn reached(self, done: usize, total: usize) -> bool {
        let is_there = self.done.try_set(done).is_none() && self.total.try_set(total).is_none();
        is_there && self.is_stopped.try_get_untracked() == Some(false)
    }

    /// It is over; false where the page was left.
    pub(super) fn end(self, trouble: Option<Trouble>) -> bool {
        self.trouble.try_set(trouble).is_none() && self.is_running.try_set(false).is_none()
    }

    /// How far it is, in words and as a bar, or why it went no further.
    pub(super) fn view(self, word: Text) -> AnyView {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let running = move || {
            self.is_running.get().then(|| {
                let far = move || word.with(&[&figure(count(self.done.get())), &figure(count(self.total.get()))]);
                view! {
                    <div class="card batch" role="status">
                        <p>{far}</p>
                        <progress max=move || self.total.get().max(1).to_string() value=move || self.done.get().to_string()></progress>
                        <button type="button" on:click=move |_| self.is_stopped.set(true)>
                            {history::STOP.say()}
                        </button>
                    </div>
                }
            })
        };
        view! {
            {running}
            {move || self.trouble.get().map(|trouble| trouble_message(&trouble))}
        }
        .into_any()
    }
}

/// A list of attributes or the like to filter by; the first entry sets no limit.
pub(super) fn filter(
    name: Text,
    all: Text,
    options: Vec<(String, String)>,
    chosen: Signal<String>,
    choose: Callback<String>,
) -> AnyView {
    let options: Vec<AnyView> = options
        .into_iter()
        .map(|(value, label)| {
            let own = value.clone();
            view! {
                <option value=value prop:selected=move || chosen.get() == own>
                    {label}
                </option>
            }
            .into_any()
        })
        .collect();
    view! {
        <select class="filter-select" aria-label=name.say() on:change=move |event| choose.run(event_target_value(&event))>
            <option value="" prop:selected=move || chosen.get().is_empty()>
                {all.say()}
            </option>
            {options}
        </select>
    }
    .into_any()
}

/// The way out of filters.
pub(super) fn clear(address: &'static str) -> AnyView {
    view! {
        <a class="button" href=address>
            {frame::CLEAR_FILTERS.say()}
        </a>
    }
    .into_any()
}

//! A run while it goes on: how far, how fast, how long still. The server sends events; where something between swallows them, it is
//! asked every two seconds instead.

use std::{rc::Rc, time::Duration};

use domain::{
    api::{Run, RunState},
    id::RunId,
};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

use super::run_words::{ended as over, span};
use crate::{
    api, json,
    language::figure,
    parts::{act::Act, notice::Notices},
    session::SignedIn,
    words::sources,
};

const POLL: Duration = Duration::from_secs(2);

/// How fast a run goes, by what was seen since this page looks at it: the clocks of server and browser need not agree.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pace {
    first: (f64, i64),
    last: (f64, i64),
}

impl Pace {
    fn start(at: f64, seen: i64) -> Self {
        Self { first: (at, seen), last: (at, seen) }
    }

    fn saw(mut self, at: f64, seen: i64) -> Self {
        self.last = (at, seen);
        self
    }

    /// Entries per second; `None` until there is something to go by.
    #[expect(clippy::cast_precision_loss, reason = "entries stay far below 2^52")]
    fn rate(self) -> Option<f64> {
        let seconds = (self.last.0 - self.first.0) / 1000.0;
        let seen = (self.last.1 - self.first.1) as f64;
        (seconds >= 0.5 && seen > 0.0).then(|| seen / seconds)
    }

    /// Seconds left until `expected` entries are seen.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "an estimate in whole seconds")]
    fn left(self, expected: Option<i64>) -> Option<i64> {
        let left = expected? - self.last.1;
        (left > 0).then(|| self.rate().map(|rate| (left as f64 / rate).ceil() as i64)).flatten()
    }
}

/// Follows a run until it has ended; `moved` gets it each time something is new.
fn follow(id: RunId, moved: Callback<Run>) {
    let source = EventSource::new(&api::run_events_path(id)).ok();
    let timer = StoredValue::new_local(None::<IntervalHandle>);
    let stop: Rc<dyn Fn()> = Rc::new({
        let source = source.clone();
        move || {
            if let Some(source) = &source {
                source.close();
            }
            if let Some(Some(timer)) = timer.try_update_value(Option::take) {
                timer.clear();
            }
        }
    });
    let take = {
        let stop = stop.clone();
        move |run: Run| {
            if run.state != RunState::Running {
                stop();
            }
            moved.run(run);
        }
    };
    let ask = {
        let take = take.clone();
        move || {
            let take = take.clone();
            api::run(id).then(move |answer| {
                if let Ok(run) = answer
                    && timer.try_with_value(Option::is_some) == Some(true)
                {
                    take(run);
                }
            });
        }
    };
    let poll = move || {
        if timer.try_with_value(Option::is_none) == Some(true) {
            timer.set_value(set_interval_with_handle(ask.clone(), POLL).ok());
        }
    };
    match &source {
        Some(source) => {
            let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(run) = event.data().as_string().and_then(|text| json::read(&text).ok()) {
                    take(run);
                }
            });
            source.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
            let closing = source.clone();
            let on_error = Closure::<dyn Fn()>::new(move || {
                closing.close();
                poll();
            });
            source.set_onerror(Some(on_error.into_js_value().unchecked_ref()));
        }
        None => poll(),
    }
    let stop = StoredValue::new_local(stop);
    on_cleanup(move || {
        if let Some(stop) = stop.try_get_value() {
            stop();
        }
    });
}

/// The progress of a running run; `ended` is called once it is over.
pub(super) fn progress(run: &Run, may_cancel: bool, ended: Callback<()>) -> AnyView {
    let id = run.id;
    let now = RwSignal::new(run.clone());
    let pace = RwSignal::new(Pace::start(js_sys::Date::now(), run.counts.seen));
    let act = Act::start();
    let (notices, signed_in) = (Notices::here(), SignedIn::here());
    follow(
        id,
        Callback::new(move |run: Run| {
            if pace.try_update(|pace| *pace = pace.saw(js_sys::Date::now(), run.counts.seen)).is_none() {
                return;
            }
            let is_over = run.state != RunState::Running;
            if is_over {
                notices.say(over(&run));
                signed_in.refresh();
            }
            now.set(run);
            if is_over {
                ended.run(());
            }
        }),
    );
    let cancel = move |_| {
        act.run(api::cancel_run(id), move |_| notices.say(sources::CANCELLED_DONE.say()));
    };
    let cancel = may_cancel.then(|| {
        view! { <button disabled=move || act.is_busy() on:click=cancel>{sources::CANCEL_RUN.say()}</button> }
    });
    view! {
        <div class="run-progress">
            <progress
                aria-label=sources::RUNNING.say()
                max=move || now.with(|run| run.expected.unwrap_or(0).max(run.counts.seen).max(1).to_string())
                value=move || now.with(|run| run.expected.map(|_| run.counts.seen.to_string()))
            ></progress>
            <p>{move || now.with(|run| how_far(run, pace.get()))}</p>
            {cancel}
            {act.view()}
        </div>
    }
    .into_any()
}

fn how_far(run: &Run, pace: Pace) -> String {
    let seen = figure(run.counts.seen);
    let mut parts = vec![match run.expected {
        Some(expected) => sources::PROGRESS.with(&[&seen, &figure(expected)]),
        None => sources::PROGRESS_OPEN.with(&[&seen]),
    }];
    #[expect(clippy::cast_possible_truncation, reason = "a rate to be read, in whole entries")]
    parts.extend(pace.rate().map(|rate| sources::RATE.with(&[&figure(rate.round() as i64)])));
    parts.extend(pace.left(run.expected).map(|left| sources::LEFT.with(&[&span(left)])));
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_of_what_was_seen_here() {
        let pace = Pace::start(1000.0, 50);
        assert_eq!(pace.rate(), None);
        let pace = pace.saw(3000.0, 250);
        assert_eq!(pace.rate(), Some(100.0));
        assert_eq!(pace.left(Some(500)), Some(3));
        assert_eq!(pace.left(Some(200)), None);
        assert_eq!(pace.left(None), None);
    }
}

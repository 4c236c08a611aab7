//! Short notices about what was just done, spoken politely, with a way back where there is one.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;

use super::icons::{Icon, icon};
use crate::words::frame;

/// The way back. It outlives the page part that offered it, as a [`Callback`] would not.
pub(crate) type Undo = Arc<dyn Fn() + Send + Sync>;

/// How long a notice stands at least, however soon its page is left: it may have been said by what left the page.
const READABLE: u32 = 4;

#[derive(Clone)]
struct Notice {
    text: String,
    undo: Option<Undo>,
    number: u32,
    /// Milliseconds of the browser's clock.
    said_at: f64,
}

/// The notice of the page; a newer one takes its place.
#[derive(Clone, Copy)]
pub(crate) struct Notices {
    now: RwSignal<Option<Notice>>,
    count: StoredValue<u32>,
}

impl Notices {
    pub(crate) fn start() -> Self {
        Self { now: RwSignal::new(None), count: StoredValue::new(0) }
    }

    /// From the context.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// Says what was done.
    pub(crate) fn say(self, text: impl Into<String>) {
        self.show(text.into(), None);
    }

    /// Says what was done and offers to undo it.
    pub(crate) fn say_with_undo(self, text: impl Into<String>, undo: Undo) {
        self.show(text.into(), Some(undo));
    }

    fn show(self, text: String, undo: Option<Undo>) {
        let number = self.count.get_value() + 1;
        self.count.set_value(number);
        // A way back is left standing for longer: whoever needs it must find it first.
        let seconds = if undo.is_some() { 20 } else { 7 };
        self.now.set(Some(Notice { text, undo, number, said_at: js_sys::Date::now() }));
        self.end_after(number, Duration::from_secs(seconds));
    }

    /// Another page is shown: what was said of the one before goes as soon as it could be read.
    pub(crate) fn page_left(self) {
        let now = self.now.with_untracked(|now| now.as_ref().map(|now| (now.number, now.said_at)));
        let Some((number, said_at)) = now else { return };
        let left = f64::from(READABLE) * 1000.0 - (js_sys::Date::now() - said_at);
        if left > 0.0 {
            self.end_after(number, Duration::from_secs_f64(left / 1000.0));
        } else {
            self.now.set(None);
        }
    }

    fn end_after(self, number: u32, pause: Duration) {
        let end = move || {
            if self.now.with_untracked(|now| now.as_ref().is_some_and(|now| now.number == number)) {
                self.now.set(None);
            }
        };
        set_timeout(end, pause);
    }

    /// The place where notices appear; it is always there, so that screen readers watch it.
    pub(crate) fn view(self) -> AnyView {
        let shown = move || {
            self.now.get().map(|notice| {
                let undo = notice.undo.map(|undo| {
                    let run = move |_| {
                        self.now.set(None);
                        undo();
                    };
                    view! {
                        <button class="link" on:click=run>
                            {frame::UNDO.say()}
                        </button>
                    }
                });
                view! {
                    <div class="notice">
                        {icon(Icon::Check)} <span>{notice.text}</span> {undo}
                        <button class="quiet icon-only" aria-label=frame::DISMISS.say() on:click=move |_| self.now.set(None)>
                            {icon(Icon::Cross)}
                        </button>
                    </div>
                }
            })
        };
        view! { <div class="notices" role="status" aria-live="polite">{shown}</div> }.into_any()
    }
}

//! Doing something on the server: one at a time, with its trouble in words where it was asked for.

use std::future::Future;

use leptos::prelude::*;

use super::message::trouble_message;
use crate::http::Trouble;

/// Something that the reader does; there is one for each place that shows its outcome.
#[derive(Clone, Copy)]
pub(crate) struct Act {
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

impl Act {
    pub(crate) fn start() -> Self {
        Self { busy: RwSignal::new(false), trouble: RwSignal::new(None) }
    }

    /// Sends `call` and does `done` with its answer, unless one is on its way already.
    pub(crate) fn run<T: 'static>(
        self,
        call: impl Future<Output = Result<T, Trouble>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        leptos::task::spawn_local(async move {
            let answer = call.await;
            // The page may have been left while the answer was on its way.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(answer) => done(answer),
                Err(trouble) => self.trouble.set(Some(trouble)),
            }
        });
    }

    /// Whether it is on its way.
    pub(crate) fn is_busy(self) -> bool {
        self.busy.get()
    }

    /// Its trouble, if it failed.
    pub(crate) fn view(self) -> AnyView {
        (move || self.trouble.get().map(|trouble| trouble_message(&trouble))).into_any()
    }
}

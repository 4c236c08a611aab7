//! Doing something on the server: one at a time, with its trouble in words where it was asked for.

use domain::problem::Problems;
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::message::trouble_message;
use crate::http::{Ask, Trouble};

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

    /// Sends `ask` and does `done` with its answer, unless one is on its way already.
    pub(crate) fn run<T: DeserializeOwned + 'static>(self, ask: Ask<T>, done: impl FnOnce(T) + 'static) {
        self.run_or(ask, done, |_| ());
    }

    /// The same, and does `failed` with what was wrong where it failed.
    pub(crate) fn run_or<T: DeserializeOwned + 'static>(
        self,
        ask: Ask<T>,
        done: impl FnOnce(T) + 'static,
        failed: impl FnOnce(&Trouble) + 'static,
    ) {
        if !self.begin() {
            return;
        }
        ask.then(move |answer| match answer {
            Ok(answer) => {
                if self.end(None) {
                    done(answer);
                }
            }
            Err(trouble) => {
                if self.end(Some(trouble.clone())) {
                    failed(&trouble);
                }
            }
        });
    }

    /// Waits for something that is asked in another way, and does `done` with its answer, unless one is on its way already.
    pub(crate) fn follow<T: 'static>(
        self,
        asking: impl Future<Output = Result<T, Trouble>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if !self.begin() {
            return;
        }
        leptos::task::spawn_local(async move {
            match asking.await {
                Ok(answer) => {
                    if self.end(None) {
                        done(answer);
                    }
                }
                Err(trouble) => {
                    self.end(Some(trouble));
                }
            }
        });
    }

    fn begin(self) -> bool {
        let is_free = !self.busy.get_untracked();
        if is_free {
            self.busy.set(true);
            self.trouble.set(None);
        }
        is_free
    }

    /// False where the page was left while the answer was on its way.
    fn end(self, trouble: Option<Trouble>) -> bool {
        self.busy.try_set(false).is_none() && self.trouble.try_set(trouble).is_none()
    }

    /// Whether it is on its way.
    pub(crate) fn is_busy(self) -> bool {
        self.busy.get()
    }

    /// The same, asked once.
    pub(crate) fn is_busy_now(self) -> bool {
        self.busy.get_untracked()
    }

    /// Says no more of how it failed.
    pub(crate) fn forget(self) {
        self.trouble.set(None);
    }

    /// What was wrong with which attribute, if that is why it failed.
    pub(crate) fn problems(self) -> Problems {
        match self.trouble.get() {
            Some(Trouble::Refused(refused)) => refused.problems,
            _ => Problems::new(),
        }
    }

    /// Whether it failed because something else was saved meanwhile.
    pub(crate) fn is_overtaken(self) -> bool {
        self.trouble.with(|trouble| trouble.as_ref().is_some_and(Trouble::is_overtaken))
    }

    /// Its trouble, if it failed.
    pub(crate) fn view(self) -> AnyView {
        (move || self.trouble.get().map(|trouble| trouble_message(&trouble))).into_any()
    }
}

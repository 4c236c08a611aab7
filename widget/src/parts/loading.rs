//! Reading from the server, and its four drawn states: a skeleton while it loads, trouble with a way to try again, nothing with what to
//! do next, and the content. All pages show what they read through here.

use futures_util::future::AbortHandle;
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::{
    icons::{Icon, icon},
    message::trouble_message,
};
use crate::{
    http::{Ask, Trouble},
    trouble::headline,
    words::frame,
};

/// Something read from the server.
pub(crate) struct Load<T: Send + Sync + 'static> {
    /// `None` while it was never answered.
    answer: RwSignal<Option<Result<T, Trouble>>>,
    busy: RwSignal<bool>,
    turn: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Load<T> {}

impl<T: Clone + Send + Sync + 'static> Load<T> {
    /// What is known without asking.
    pub(crate) fn known(value: T) -> Self {
        Self { answer: RwSignal::new(Some(Ok(value))), busy: RwSignal::new(false), turn: RwSignal::new(0) }
    }

    /// Reads it again; what is there stays until the answer is.
    pub(crate) fn again(self) {
        self.turn.update(|turn| *turn = turn.wrapping_add(1));
    }

    /// Takes a newer answer that came another way.
    pub(crate) fn put(self, value: T) {
        self.answer.set(Some(Ok(value)));
    }

    /// Whether no answer has come yet.
    pub(crate) fn is_unanswered(self) -> bool {
        self.answer.with(Option::is_none)
    }

    /// Whether the page that shows it is still there.
    pub(crate) fn is_there(self) -> bool {
        self.turn.try_get_untracked().is_some()
    }

    /// Why it was not read, if it was not.
    pub(crate) fn trouble(self) -> Option<Trouble> {
        self.answer.with(|answer| answer.as_ref().and_then(|answer| answer.as_ref().err().cloned()))
    }

    /// Looks at what was read, if it was.
    pub(crate) fn with<U>(self, look: impl FnOnce(&T) -> U) -> Option<U> {
        self.answer.with(|answer| answer.as_ref().and_then(|answer| answer.as_ref().ok()).map(look))
    }

    /// What was read, if it was.
    pub(crate) fn get(self) -> Option<T> {
        self.answer.with(|answer| answer.as_ref().and_then(|answer| answer.as_ref().ok().cloned()))
    }
}

/// Reads what `ask` asks for now, and again whenever a signal that `ask` reads moves. An older reading that is still on its way is stopped.
pub(crate) fn load<T: DeserializeOwned + Send + Sync + 'static>(ask: impl Fn() -> Ask<T> + 'static) -> Load<T> {
    let load = Load { answer: RwSignal::new(None), busy: RwSignal::new(true), turn: RwSignal::new(0) };
    let take = move |answer| {
        load.answer.try_set(Some(answer));
        load.busy.try_set(false);
    };
    read_and_follow(load.busy, load.turn, Box::new(move || ask().then(take)));
    load
}

fn read_and_follow(busy: RwSignal<bool>, turn: RwSignal<u32>, start: Box<dyn Fn() -> AbortHandle>) {
    let running = StoredValue::new_local(None::<AbortHandle>);
    let stop = move || {
        if let Some(handle) = running.try_update_value(Option::take).flatten() {
            handle.abort();
        }
    };
    Effect::new(move |_| {
        turn.track();
        stop();
        busy.set(true);
        running.set_value(Some(start()));
    });
    on_cleanup(stop);
}

/// Shows what was read. While it is read again the old content stays and is marked as busy.
pub(crate) fn loaded<T: Clone + Send + Sync + 'static>(
    load: Load<T>,
    content: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView {
    let shown = move || match load.answer.get() {
        None => skeleton(),
        Some(Ok(value)) => content(value),
        Some(Err(trouble)) => failed(&trouble, Callback::new(move |()| load.again())),
    };
    view! { <div class="loaded" aria-busy=move || load.busy.get().to_string()>{shown}</div> }.into_any()
}

/// Grey lines in the place of what is being read.
pub(crate) fn skeleton() -> AnyView {
    view! {
        <div class="skeleton" role="status">
            <span class="only-spoken">{frame::LOADING.say()}</span>
            <div class="bone wide"></div>
            <div class="bone"></div>
            <div class="bone short"></div>
            <div class="bone"></div>
        </div>
    }
    .into_any()
}

/// Trouble and a way to try again; where trying again cannot help, the way home.
pub(crate) fn failed(trouble: &Trouble, again: Callback<()>) -> AnyView {
    if trouble.is_denial() {
        return denied(headline(trouble));
    }
    view! {
        <div class="failed">
            {trouble_message(trouble)} <button on:click=move |_| again.run(())>{frame::TRY_AGAIN.say()}</button>
        </div>
    }
    .into_any()
}

/// That this is not for the reader to see, and the way to what is.
pub(crate) fn denied(text: &'static str) -> AnyView {
    view! {
        <div class="nothing">
            {icon(Icon::Lock)} <p role="alert">{text}</p> <a class="button" href="/">
                {frame::HOME.say()}
            </a>
        </div>
    }
    .into_any()
}

/// Nothing to show, and what to do next.
pub(crate) fn nothing(title: &'static str, lead: &'static str, next: impl IntoView + 'static) -> AnyView {
    view! {
        <div class="nothing">
            {icon(Icon::Empty)} <h2>{title}</h2> <p>{lead}</p> {next.into_any()}
        </div>
    }
    .into_any()
}

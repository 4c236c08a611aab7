//! Finding a person by what is typed, and choosing one of those found.

use domain::api::{Page, PeopleQuery, PersonRow, TryOn};
use futures_util::future::AbortHandle;
use leptos::prelude::*;

use super::{message::trouble_message, search::search_box};
use crate::{
    api,
    http::{Ask, Trouble},
    words::people,
};

/// Names offered at once.
pub(crate) const OFFERED: u32 = 8;

/// Somebody who is offered.
pub(crate) trait Offered: Clone + serde::de::DeserializeOwned + Send + Sync + 'static {
    fn name(&self) -> &str;
    fn username(&self) -> Option<&str>;
}

impl Offered for PersonRow {
    fn name(&self) -> &str {
        &self.display_name
    }

    fn username(&self) -> Option<&str> {
        self.username.as_deref()
    }
}

impl Offered for TryOn {
    fn name(&self) -> &str {
        &self.name
    }

    fn username(&self) -> Option<&str> {
        self.username.as_deref()
    }
}

/// A search that is on its way, and what came of the last one.
struct Finder<T: Offered> {
    found: RwSignal<Option<Result<Vec<T>, Trouble>>>,
    running: StoredValue<Option<AbortHandle>>,
}

impl<T: Offered> Clone for Finder<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Offered> Copy for Finder<T> {}

impl<T: Offered> Finder<T> {
    /// Forgets what was found; an answer that is still on its way is to something that is no longer asked.
    fn stop(self) {
        if let Some(Some(running)) = self.running.try_update_value(Option::take) {
            running.abort();
        }
        self.found.try_set(None);
    }

    fn take(self, ask: Ask<Page<T>>) {
        let running = ask.then(move |answer: Result<Page<T>, Trouble>| {
            self.found.try_set(Some(answer.map(|page| page.items)));
        });
        self.running.set_value(Some(running));
    }
}

/// The line to search with and the names below it; `label` names the line, `found` the names. Everybody whom the reader may see is found.
pub(crate) fn person_picker(label: &'static str, found: &'static str, chosen: Callback<PersonRow>) -> AnyView {
    let ask =
        |text: String| api::people(&PeopleQuery { search: Some(text), limit: Some(OFFERED), ..PeopleQuery::default() });
    picker_of(label, found, ask, chosen)
}

/// The same of those whom `ask` finds.
pub(crate) fn picker_of<T: Offered>(
    label: &'static str,
    found: &'static str,
    ask: impl Fn(String) -> Ask<Page<T>> + Send + Sync + 'static,
    chosen: Callback<T>,
) -> AnyView {
    let finder = Finder { found: RwSignal::new(None), running: StoredValue::new(None) };
    on_cleanup(move || finder.stop());
    let search = Callback::new(move |text: Option<String>| {
        finder.stop();
        if let Some(text) = text {
            finder.take(ask(text));
        }
    });
    let offer = move |row: T| {
        let (name, username) = (row.name().to_owned(), row.username().map(str::to_owned));
        let choose = move |_| {
            chosen.run(row.clone());
            finder.stop();
        };
        view! {
            <li>
                <button type="button" class="quiet offer" on:click=choose>
                    <span>{name}</span>
                    <span class="quiet-text">{username}</span>
                </button>
            </li>
        }
    };
    let offers = move || match finder.found.get() {
        Some(Ok(rows)) => rows.into_iter().map(offer).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    let nobody = move || {
        let is_nobody = finder.found.with(|found| matches!(found, Some(Ok(rows)) if rows.is_empty()));
        is_nobody.then(|| people::NONE_FOUND.say())
    };
    let trouble = move || match finder.found.get() {
        Some(Err(trouble)) => Some(trouble_message(&trouble)),
        _ => None,
    };
    view! {
        {search_box(label, None, search)}
        <ul class="offers" aria-label=found>{offers}</ul>
        <p class="note" role="status">
            {nobody}
        </p>
        {trouble}
    }
    .into_any()
}

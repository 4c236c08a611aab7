//! Finding a person by what is typed, and choosing one of those found.

use domain::api::{PeopleQuery, PersonRow};
use futures_util::future::AbortHandle;
use leptos::prelude::*;

use super::{message::trouble_message, search::search_box};
use crate::{api, http::Trouble, words::people};

/// Names offered at once.
const OFFERED: u32 = 8;

/// A search that is on its way, and what came of the last one.
#[derive(Clone, Copy)]
struct Finder {
    found: RwSignal<Option<Result<Vec<PersonRow>, Trouble>>>,
    running: StoredValue<Option<AbortHandle>>,
}

impl Finder {
    /// Forgets what was found; an answer that is still on its way is to something that is no longer asked.
    fn stop(self) {
        if let Some(Some(running)) = self.running.try_update_value(Option::take) {
            running.abort();
        }
        self.found.try_set(None);
    }

    fn look(self, text: String) {
        let query = PeopleQuery { search: Some(text), limit: Some(OFFERED), ..PeopleQuery::default() };
        let running = api::people(&query).then(move |answer| {
            self.found.try_set(Some(answer.map(|page| page.items)));
        });
        self.running.set_value(Some(running));
    }
}

/// The line to search with and the names below it; `label` names the line, `found` the names.
pub(crate) fn person_picker(label: &'static str, found: &'static str, chosen: Callback<PersonRow>) -> AnyView {
    let finder = Finder { found: RwSignal::new(None), running: StoredValue::new(None) };
    on_cleanup(move || finder.stop());
    let search = Callback::new(move |text: Option<String>| {
        finder.stop();
        if let Some(text) = text {
            finder.look(text);
        }
    });
    let offer = move |row: PersonRow| {
        let (name, username) = (row.display_name.clone(), row.username.clone());
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

//! A line to search with: it answers while one types, but not to every single letter.

use std::time::Duration;

use leptos::prelude::*;

use super::icons::{Icon, icon};

/// Long enough that a word is not searched letter by letter, short enough to feel at once.
const PAUSE: Duration = Duration::from_millis(250);

/// Calls `search` with what was typed after a short pause; `text` is what is being searched already.
pub(crate) fn search_box(label: &'static str, text: Option<String>, search: Callback<Option<String>>) -> AnyView {
    let typed = RwSignal::new(text.unwrap_or_default());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    };
    on_cleanup(stop);
    let ask = move || {
        let text = typed.get_untracked().trim().to_owned();
        search.run((!text.is_empty()).then_some(text));
    };
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        stop();
        timer.set_value(set_timeout_with_handle(ask, PAUSE).ok());
    };
    view! {
        <label class="search">
            <span class="only-spoken">{label}</span>
            {icon(Icon::Search)}
            <input type="search" placeholder=label prop:value=typed on:input=on_input />
        </label>
    }
    .into_any()
}
